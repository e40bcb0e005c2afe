import Foundation
import Mogiri
import MogiriDemoSandbox
import MogiriTestkit
import Testing

@testable import MogiriDemo

/// When a gate is kept in order: the vault hears of it each time. Time is the test's.
@MainActor
@Suite(.timeLimit(.minutes(10)))
struct UpkeepTests {
    private let folder: TemporaryFolder
    private let time = MovingTime(seconds: 1_797_667_500)
    private let vault = CountingVault()
    private let looked = AsyncStream.makeStream(of: Void.self)
    private let upkeep: UpkeepPresenter

    init() async throws {
        folder = try TemporaryFolder()
        let organizer = try DemoOrganizer(now: Date(timeIntervalSince1970: TimeInterval(time.seconds)))
        let gate = try await LiveGate.create(
            folder: folder.url.appendingPathComponent("gate").path, eventFile: organizer.eventFile, gate: "A",
            device: "demo", vault: vault, clock: time)
        _ = try await gate.update(organizer.certify(gate.enrolment()))
        let phone = try await LiveWallet.create(
            folder: folder.url.appendingPathComponent("phone").path, vault: MemoryVault(), clock: time, sleeper: time)
        _ = try await phone.importFile(organizer.guestsTicket(phone.request()))
        let ticket = try await phone.read { try $0.tickets() }[0].id
        #expect(try await gate.admit(phone.present(ticket: ticket).text).admission != nil)
        vault.forget()
        upkeep = UpkeepPresenter(gate, sleeper: time, Words(.english)) { [looked] in looked.continuation.yield() }
    }

    @Test("A gate is kept in order once, some seconds after the last scan")
    func idle() async throws {
        upkeep.resume()
        await time.somebodySleeps()
        time.advance(seconds: 9)
        await others()
        #expect(vault.puts == 0)
        time.advance(seconds: 1)
        await done()
        #expect(vault.puts == 1)
        time.advance(seconds: 100)
        await others()
        #expect(vault.puts == 1 && upkeep.state.notice == nil)
    }

    @Test("Whoever scans is not waited for, and the seconds begin anew")
    func paused() async throws {
        upkeep.resume()
        await time.somebodySleeps()
        upkeep.pause()
        time.advance(seconds: 100)
        await others()
        #expect(vault.puts == 0)
        upkeep.resume()
        await time.somebodySleeps()
        time.advance(seconds: 10)
        await done()
        #expect(vault.puts == 1)
    }

    @Test("An app that leaves the screen does it at once")
    func away() async throws {
        upkeep.resume()
        await upkeep.away().value
        #expect(vault.puts == 1)
    }

    private func done() async {
        for await _ in looked.stream { break }
    }

    private func others() async {
        for _ in 0..<100 { await Task.yield() }
    }

    /// A vault that counts what it is told to keep.
    private final class CountingVault: KeyVault, @unchecked Sendable {
        private let inner = MemoryVault()
        private let lock = NSLock()
        private var count = 0

        var puts: Int { lock.withLock { count } }

        func forget() { lock.withLock { count = 0 } }

        func put(item: Data) throws {
            lock.withLock { count += 1 }
            try inner.put(item: item)
        }

        func seal(plaintext: Data) throws -> Data { try inner.seal(plaintext: plaintext) }
        func openSealed(sealed: Data) throws -> Data { try inner.openSealed(sealed: sealed) }
        func get() throws -> Data? { try inner.get() }
        func delete() throws { try inner.delete() }
    }
}
