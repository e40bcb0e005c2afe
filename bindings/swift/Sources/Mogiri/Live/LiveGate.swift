import Foundation

/// An open gate for screens: every act away from the main thread, the counts following.
///
/// What is not here is reached by `read` and `change`. After `release` everything is `GateError.Released`, and every
/// stream ends with it.
public final class LiveGate: Sendable {
    private let gate: Gate
    private let worker: Worker
    private let changes = Changes()

    private init(_ gate: Gate, _ queue: DispatchQueue) {
        self.gate = gate
        worker = Worker(queue: queue)
    }

    /// Makes a gate from an event file. `device` names the device, no person; `queue` must be serial.
    public static func create(
        folder: String, eventFile: Data, gate: String, device: String, vault: any KeyVault, clock: (any Clock)? = nil,
        log: (any LogSink)? = nil, queue: DispatchQueue = DispatchQueue(label: "mogiri.gate")
    ) async throws -> LiveGate {
        let make: @Sendable () throws -> Gate = {
            try Gate.create(
                folder: folder, eventFile: eventFile, gate: gate, label: device, vault: vault, clock: clock, log: log)
        }
        return LiveGate(try await Worker(queue: queue).run(make), queue)
    }

    /// Opens the gate in a folder. `queue` must be serial.
    public static func open(
        folder: String, vault: any KeyVault, clock: (any Clock)? = nil, log: (any LogSink)? = nil,
        queue: DispatchQueue = DispatchQueue(label: "mogiri.gate")
    ) async throws -> LiveGate {
        let make: @Sendable () throws -> Gate = { try Gate.open(folder: folder, vault: vault, clock: clock, log: log) }
        return LiveGate(try await Worker(queue: queue).run(make), queue)
    }

    /// The counts as they stand, then again after each act that changed them.
    public var report: AsyncThrowingStream<GateReport, any Error> {
        liveStates(changes) { [self] in try await read { try $0.report() } }
    }

    /// An act that changes no count.
    public func read<Value: Sendable>(_ work: @escaping @Sendable (Gate) throws -> Value) async throws -> Value {
        try await worker.run { [gate] in try work(gate) }
    }

    /// An act after which the counts are looked at again, whether it succeeded or not.
    public func change<Value: Sendable>(_ work: @escaping @Sendable (Gate) throws -> Value) async throws -> Value {
        defer { changes.tell() }
        return try await read(work)
    }

    /// Ends the session in order and lets the folder go.
    public func release() async throws {
        try await change { try $0.release() }
    }
}
