import Foundation
import Mogiri
import MogiriTestkit
import Testing

@testable import MogiriDemo

/// A phone whose wallet came back from a backup.
@MainActor
@Suite(.timeLimit(.minutes(1)))
struct PutBackTests {
    private let folder: TemporaryFolder
    private let place: URL
    private let vault = MemoryVault()
    private let time = MovingTime(seconds: 1_797_667_200)
    private let words = Words(.japanese)

    init() async throws {
        folder = try TemporaryFolder()
        place = folder.url.appendingPathComponent("phone")
        try await LiveWallet.create(folder: place.path, vault: vault, clock: time, sleeper: time).release()
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
        for await state in tickets.states() where state.putBack != nil {
            #expect(state.putBack == words.of("rollback.ROLLED_BACK", "guest"))
            break
        }
        tickets.noted()
        for await state in tickets.states() where state.putBack == nil { break }
        try await wallet.release()
        let again = try await open()
        #expect(try await again.rollback() == .none)
        try await again.release()
    }

    private func open() async throws -> LiveWallet {
        try await LiveWallet.open(folder: place.path, vault: vault, clock: time, sleeper: time)
    }
}
