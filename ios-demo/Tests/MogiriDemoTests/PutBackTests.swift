import Foundation
import Mogiri
import MogiriDemoSandbox
import MogiriTestkit
import Testing

@testable import MogiriDemo

/// A phone whose wallet came back from a backup.
@MainActor
@Suite(.timeLimit(.minutes(10)))
struct PutBackTests {
    private let folder: TemporaryFolder
    private let place: URL
    private let vault = FaultyVault()
    private let time = MovingTime(seconds: 1_797_667_200)
    private let words = Words(.japanese)

    init() async throws {
        folder = try TemporaryFolder()
        place = folder.url.appendingPathComponent("phone")
        let organizer = try DemoOrganizer(now: Date(timeIntervalSince1970: TimeInterval(time.seconds)))
        let wallet = try await LiveWallet.create(folder: place.path, vault: vault, clock: time, sleeper: time)
        _ = try await wallet.importFile(organizer.tickets(wallet.request(count: 2)))
        try await wallet.release()
        let older = folder.url.appendingPathComponent("older")
        try FileManager.default.copyItem(at: place, to: older)
        let newer = try await open()
        _ = try await newer.request()
        try await newer.release()
        try FileManager.default.removeItem(at: place)
        try FileManager.default.copyItem(at: older, to: place)
    }

    @Test("That an older copy was put back is told over the list until somebody took note")
    func told() async throws {
        let wallet = try await open()
        let tickets = TicketsPresenter(wallet, words)
        let told = try await shown(tickets) { $0.putBack != nil }
        #expect(told.putBack == words.of("rollback.ROLLED_BACK", "guest"))
        tickets.noted()
        #expect(try await shown(tickets) { $0.putBack == nil }.rows == told.rows)
        try await wallet.release()
        let again = try await open()
        #expect(try await shown(TicketsPresenter(again, words)) { $0.rows.count == 2 }.putBack == nil)
        try await again.release()
    }

    @Test("A note that the phone could not keep takes no ticket from the list, and is asked for again")
    func notKept() async throws {
        let wallet = try await open()
        let tickets = TicketsPresenter(wallet, words)
        let told = try await shown(tickets) { $0.putBack != nil }
        vault.fail(.locked)
        tickets.noted()
        let failed = try await shown(tickets) { $0.notice != nil }
        #expect(failed.rows == told.rows && failed.putBack == told.putBack)
        vault.fail(.none)
        tickets.noted()
        let noted = try await shown(tickets) { $0.putBack == nil }
        #expect(noted.rows.count == 2 && noted.notice == nil)
        try await wallet.release()
    }

    private func open() async throws -> LiveWallet {
        try await LiveWallet.open(folder: place.path, vault: vault, clock: time, sleeper: time)
    }

    private func shown(_ tickets: TicketsPresenter, _ isSo: (TicketsState) -> Bool) async throws -> TicketsState {
        for await state in tickets.states() where isSo(state) { return state }
        throw CancellationError()
    }
}
