import Foundation
import MogiriTestkit
import Testing

@testable import Mogiri

/// A wallet behind a screen: codes that turn by themselves, a list that follows, and what ends both.
struct LiveWalletTests {
    let folder: TestFolder
    let time = MovingTime(seconds: Organizer.doors + 300)
    let organizer: Organizer
    let wallet: LiveWallet
    let ticket: TicketId

    init() async throws {
        folder = try TestFolder()
        organizer = try Organizer()
        wallet = try await LiveWallet.create(
            folder: folder.path("wallet"), vault: MemoryVault(), clock: time, sleeper: time)
        _ = try await wallet.importFile(organizer.issue(wallet.request(count: 2)))
        ticket = try #require(await wallet.read { try $0.tickets() }.first).id
    }

    @Test("A code turns by itself when its time is over")
    func turns() async throws {
        var codes = wallet.codes(ticket: ticket).makeAsyncIterator()
        let first = try #require(await codes.next())
        await time.somebodySleeps()
        time.advance(seconds: UInt64(first.validUntil.timeIntervalSince1970) - time.seconds)
        let second = try #require(await codes.next())
        #expect(second.step == first.step + 1)
        #expect(second.text != first.text)
    }

    @Test("Codes end with an error at once when the ticket is handed on")
    func handedOn() async throws {
        let friend = try Wallet.create(folder: folder.path("friend"), vault: MemoryVault(), clock: time)
        var codes = wallet.codes(ticket: ticket).makeAsyncIterator()
        _ = try await codes.next()
        await time.somebodySleeps()
        _ = try await wallet.handOver(ticket: ticket, request: friend.request(), confirmation: .camera)
        await #expect(throws: WalletError.HandedOn) { _ = try await codes.next() }
    }

    @Test("Codes stop with the task that reads them")
    func cancelled() async throws {
        let reader = Task { [wallet, ticket] in
            for try await _ in wallet.codes(ticket: ticket) {}
        }
        await time.somebodySleeps()
        reader.cancel()
        try await reader.value
        while wallet.listeners > 0 { await Task.yield() }
    }

    @Test("The list is told as it stands and after each act that changed it")
    func list() async throws {
        var lists = wallet.tickets.makeAsyncIterator()
        #expect(try await lists.next()?.count == 2)
        _ = try await wallet.forget(ticket: ticket, valid: .erase)
        #expect(try await lists.next()?.count == 1)
    }

    @Test("A released wallet says so, and its streams end with it")
    func released() async throws {
        var lists = wallet.tickets.makeAsyncIterator()
        _ = try await lists.next()
        try await wallet.release()
        await #expect(throws: WalletError.Released) { _ = try await lists.next() }
        await #expect(throws: WalletError.Released) { try await wallet.present(ticket: ticket) }
    }

    @Test("Many callers at once all get their answer")
    func manyCallers() async throws {
        let codes = try await withThrowingTaskGroup(of: TicketCode.self) { group in
            for _ in 0..<100 {
                group.addTask { [wallet, ticket] in try await wallet.present(ticket: ticket) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.count == 100)
        #expect(Set(codes.map(\.step)).count == 1)
    }

    @Test("A caller that is cancelled leaves a whole wallet")
    func cancelledAct() async throws {
        let act = Task { [wallet, ticket] in try await wallet.forget(ticket: ticket, valid: .erase) }
        act.cancel()
        let isDone = (try? await act.value) != nil
        let left = try await wallet.read { try $0.tickets() }.count
        #expect(left == (isDone ? 1 : 2))
    }

    @Test("A vault that asks another wallet while it is asked stops nobody")
    func callback() async throws {
        let other = try Wallet.create(folder: folder.path("other"), vault: MemoryVault(), clock: time)
        let vault = AskingVault(other)
        let asked = try await LiveWallet.create(folder: folder.path("asked"), vault: vault, clock: time, sleeper: time)
        #expect(try await asked.read { try $0.tickets() }.isEmpty)
        #expect(vault.questions > 0)
    }

    @Test("Ten thousand codes leave the memory as it was")
    func soak() async throws {
        for _ in 0..<1_000 { try await turn() }
        let before = try Memory.resident()
        for _ in 0..<10_000 { try await turn() }
        #expect(try Memory.resident() < before + 16 * 1_024)
    }

    private func turn() async throws {
        time.advance(seconds: 1)
        _ = try await wallet.present(ticket: ticket)
    }
}

/// Calls back into the library from every call of the library.
private final class AskingVault: KeyVault, @unchecked Sendable {
    private let inner = MemoryVault()
    private let other: Wallet
    private let lock = NSLock()
    private var count = 0

    init(_ other: Wallet) {
        self.other = other
    }

    var questions: Int {
        lock.withLock { count }
    }

    func seal(plaintext: Data) throws -> Data { try asked().seal(plaintext: plaintext) }
    func openSealed(sealed: Data) throws -> Data { try asked().openSealed(sealed: sealed) }
    func put(item: Data) throws { try asked().put(item: item) }
    func get() throws -> Data? { try asked().get() }
    func delete() throws { try asked().delete() }

    private func asked() throws -> MemoryVault {
        _ = try other.tickets()
        lock.withLock { count += 1 }
        return inner
    }
}

/// What this process holds.
private enum Memory {
    /// In KiB, as Linux tells it.
    static func resident() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
        return try #require(Int(line.filter(\.isNumber)))
    }
}
