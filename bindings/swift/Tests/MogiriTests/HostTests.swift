import Foundation
import Mogiri
import MogiriTestkit
import Testing

/// What the host brings may fail in any way: the wallet answers with an error of its own.
struct HostTests {
    let folder: TestFolder
    let path: String

    init() throws {
        folder = try TestFolder()
        path = folder.path("wallet")
    }

    @Test("A vault that throws its own error is a typed error without that error's text")
    func brokenVault() throws {
        do {
            _ = try Wallet.create(folder: path, vault: BrokenVault())
            Issue.record("a wallet was made without a vault")
        } catch let error as WalletError {
            #expect(error == .VaultBroken)
            #expect(!String(reflecting: error).contains(BrokenVault.text))
        }
    }

    @Test("A folder with another vault has lost its key")
    func otherVault() throws {
        try Wallet.create(folder: path, vault: MemoryVault()).release()
        #expect(throws: WalletError.KeyLost) { try Wallet.open(folder: path, vault: MemoryVault()) }
    }

    @Test("A folder is busy until its wallet is released, and a released wallet says so")
    func busy() throws {
        let vault = MemoryVault()
        let wallet = try Wallet.create(folder: path, vault: vault)
        #expect(throws: WalletError.Busy) { try Wallet.open(folder: path, vault: vault) }
        try wallet.release()
        #expect(throws: WalletError.Released) { try wallet.tickets() }
        #expect(try Wallet.open(folder: path, vault: vault).tickets().isEmpty)
    }

    @Test("A clock that throws does not stop the wallet")
    func brokenClock() throws {
        let wallet = try Wallet.create(folder: path, vault: MemoryVault(), clock: BrokenClock())
        #expect(try !wallet.request().isEmpty)
    }

    @Test("A clock that throws its own error does not stop the wallet either")
    func throwingClock() throws {
        let wallet = try Wallet.create(folder: path, vault: MemoryVault(), clock: ThrowingClock())
        #expect(try !wallet.request().isEmpty)
    }

    @Test("A locked vault is tried again after unlocking, and a lost key is not")
    func faults() throws {
        let vault = FaultyVault()
        try Wallet.create(folder: path, vault: vault).release()
        vault.fail(.locked)
        #expect(throws: WalletError.VaultUnavailable) { try Wallet.open(folder: path, vault: vault) }
        vault.fail(.lost)
        #expect(throws: WalletError.KeyLost) { try Wallet.open(folder: path, vault: vault) }
        vault.fail(.none)
        #expect(try Wallet.open(folder: path, vault: vault).tickets().isEmpty)
    }

    @Test("A moving clock goes on from where it began")
    func movingClock() throws {
        let clock = MovingClock(seconds: Organizer.doors) { 5_400 }
        #expect(try clock.nowMs() == (Organizer.doors + 5_400) * 1_000)
        #expect(try clock.monotonicMs() == 5_400_000)
        let own = MovingClock(seconds: Organizer.doors)
        let readings = try (0..<1_000).map { _ in try own.nowMs() }
        #expect(readings == readings.sorted())
    }

    @Test("A log that throws changes nothing of an act")
    func throwingLog() throws {
        let log = ThrowingLog()
        let wallet = try Wallet.create(folder: path, vault: MemoryVault(), log: log)
        #expect(try wallet.tickets().isEmpty)
        #expect(throws: WalletError.BadFile(code: "MALFORMED")) { try wallet.importFile(file: Data([0])) }
        try wallet.release()
        #expect(log.told.prefix(2) == ["open none", "import MALFORMED"])
    }

    @Test("A signer that throws is an error of its own kind without that error's text")
    func throwingSigner() throws {
        let wallet = try Wallet.create(folder: path, vault: MemoryVault())
        try wallet.useSigner(signer: ThrowingSigner())
        do {
            _ = try wallet.requestHardware()
            Issue.record("a key was made without hardware")
        } catch let error as WalletError {
            #expect(error == .HardwareBroken)
            #expect(!String(reflecting: error).contains(Broken.text))
        }
    }

    private struct Broken: Error {
        static let text = "/var/mobile/hanako: no room for a log"
        let said = Broken.text
    }

    private final class ThrowingLog: LogSink, @unchecked Sendable {
        private let lock = NSLock()
        private var events: [String] = []

        var told: [String] { lock.withLock { events } }

        func log(event: LogEvent) throws {
            lock.withLock { events.append("\(event.act) \(event.outcome)") }
            throw Broken()
        }
    }

    private final class ThrowingClock: Mogiri.Clock {
        func nowMs() throws -> UInt64 { throw Broken() }
        func monotonicMs() throws -> UInt64 { throw Broken() }
    }

    private final class ThrowingSigner: HolderSigner {
        func createKey() throws -> CreatedKey { throw Broken() }
        func sign(handle: Data, message: Data) throws -> Data { throw Broken() }
        func deleteKey(handle: Data) throws { throw Broken() }
    }

    @Test("What is no ticket's id is a ticket that is not there")
    func noId() throws {
        let wallet = try Wallet.create(folder: path, vault: MemoryVault())
        #expect(throws: WalletError.TicketNotFound) { try wallet.present(ticket: "not an id") }
        #expect(throws: WalletError.PrefixTooShort) { try wallet.find(prefix: "ABC") }
    }

    @Test("A file that is none is refused by code")
    func noFile() throws {
        let wallet = try Wallet.create(folder: path, vault: MemoryVault())
        #expect(throws: WalletError.BadFile(code: "MALFORMED")) { try wallet.importFile(file: Data([0])) }
    }
}
