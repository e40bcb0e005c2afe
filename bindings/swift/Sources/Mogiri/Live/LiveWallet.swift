import Foundation

/// An open wallet for screens: every act away from the main thread, the code turning by itself, the list following.
///
/// What is not here is reached by `read` and `change`. After `release` everything is `WalletError.Released`, and every
/// stream ends with it.
public final class LiveWallet: Sendable {
    private let wallet: Wallet
    private let worker: Worker
    private let changes = Changes()
    private let sleeper: any Sleeper

    private init(_ wallet: Wallet, _ host: Host) {
        (self.wallet, sleeper) = (wallet, host.sleeper)
        worker = Worker(queue: host.queue)
    }

    private struct Host: Sendable {
        let sleeper: any Sleeper
        let queue: DispatchQueue
    }

    /// Makes a new wallet, and the folder if it is missing. `queue` must be serial.
    public static func create(
        folder: String, vault: any KeyVault, clock: (any Clock)? = nil, log: (any LogSink)? = nil,
        sleeper: any Sleeper = SystemSleeper(), queue: DispatchQueue = DispatchQueue(label: "mogiri.wallet")
    ) async throws -> LiveWallet {
        let host = Host(sleeper: sleeper, queue: queue)
        let make: @Sendable () throws -> Wallet = {
            try Wallet.create(folder: folder, vault: vault, clock: clock, log: log)
        }
        return LiveWallet(try await Worker(queue: queue).run(make), host)
    }

    /// Opens the wallet in a folder; finishes what a crash interrupted. `queue` must be serial.
    public static func open(
        folder: String, vault: any KeyVault, clock: (any Clock)? = nil, log: (any LogSink)? = nil,
        sleeper: any Sleeper = SystemSleeper(), queue: DispatchQueue = DispatchQueue(label: "mogiri.wallet")
    ) async throws -> LiveWallet {
        let host = Host(sleeper: sleeper, queue: queue)
        let make: @Sendable () throws -> Wallet = {
            try Wallet.open(folder: folder, vault: vault, clock: clock, log: log)
        }
        return LiveWallet(try await Worker(queue: queue).run(make), host)
    }

    /// The code of a ticket, turning by itself until the task that reads it ends. It ends with an error when the ticket
    /// can be shown no more, for example `WalletError.HandedOn`.
    public func codes(ticket: TicketId) -> AsyncThrowingStream<TicketCode, any Error> {
        live(changes) { [self] in
            try await present(ticket: ticket)
        } pause: { [self] code, changed in
            try await pause(for: code, or: changed)
        }
    }

    /// Every ticket as the list stands, then again after each act that changed it.
    public var tickets: AsyncThrowingStream<[TicketSummary], any Error> {
        liveStates(changes) { [self] in try await read { try $0.tickets() } }
    }

    /// Looks again: doors opened and events ended since.
    public func refresh() {
        changes.tell()
    }

    /// An act that changes nothing the streams show.
    public func read<Value: Sendable>(_ work: @escaping @Sendable (Wallet) throws -> Value) async throws -> Value {
        try await worker.run { [wallet] in try work(wallet) }
    }

    /// An act after which the streams look again, whether it succeeded or not.
    public func change<Value: Sendable>(_ work: @escaping @Sendable (Wallet) throws -> Value) async throws -> Value {
        defer { changes.tell() }
        return try await read(work)
    }

    /// Lets the folder go.
    public func release() async throws {
        try await change { try $0.release() }
    }

    /// How many streams listen, for tests.
    var listeners: Int {
        changes.count
    }

    /// Until the code turns, and never at once: a clock may stand still between two turns.
    private func pause(for code: TicketCode, or changed: AsyncStream<Void>) async throws {
        let wait = max(Double(code.turnsInMs) / 1000, 0.1)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [sleeper] in try await sleeper.sleep(seconds: wait) }
            group.addTask { for await _ in changed { return } }
            try await group.next()
            group.cancelAll()
        }
    }
}
