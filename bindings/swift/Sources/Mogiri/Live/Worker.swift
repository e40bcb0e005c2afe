import Foundation

/// Runs what blocks, one act after another, away from the threads that Swift's tasks share.
struct Worker: Sendable {
    let queue: DispatchQueue

    /// What was begun is finished: an act is never half, whoever is cancelled.
    func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try Task.checkCancellation()
        return try await withCheckedThrowingContinuation { caller in
            queue.async { caller.resume(with: Result { try work() }) }
        }
    }
}

/// A stream of what `next` gives: now, and again each time `pause` returns. It ends with its task; a value that nobody
/// took gives way to the newer one.
func live<Value: Sendable>(
    _ changes: Changes, next: @escaping @Sendable () async throws -> Value,
    pause: @escaping @Sendable (Value, AsyncStream<Void>) async throws -> Void
) -> AsyncThrowingStream<Value, any Error> {
    AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { stream in
        let task = Task {
            do {
                while !Task.isCancelled {
                    // Before the look, so that no change falls between the look and the pause.
                    let changed = changes.listen()
                    let value = try await next()
                    stream.yield(value)
                    try await pause(value, changed)
                }
                stream.finish()
            } catch is CancellationError {
                stream.finish()
            } catch {
                stream.finish(throwing: error)
            }
        }
        stream.onTermination = { _ in task.cancel() }
    }
}

/// A stream of what `look` finds, each time it differs from before.
func liveStates<Value: Sendable & Equatable>(
    _ changes: Changes, look: @escaping @Sendable () async throws -> Value
) -> AsyncThrowingStream<Value, any Error> {
    AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { stream in
        let task = Task {
            do {
                let changed = changes.listen()
                var last = try await look()
                stream.yield(last)
                for await _ in changed {
                    let found = try await look()
                    if found != last {
                        stream.yield(found)
                        last = found
                    }
                }
                stream.finish()
            } catch is CancellationError {
                stream.finish()
            } catch {
                stream.finish(throwing: error)
            }
        }
        stream.onTermination = { _ in task.cancel() }
    }
}
