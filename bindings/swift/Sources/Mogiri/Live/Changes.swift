import Foundation

/// Tells everybody who listens that something changed; who was told before and did not look yet is told once.
final class Changes: @unchecked Sendable {
    private let lock = NSLock()
    private var listeners: [UUID: AsyncStream<Void>.Continuation] = [:]

    func listen() -> AsyncStream<Void> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { listener in
            let id = UUID()
            listener.onTermination = { [weak self] _ in self?.forget(id) }
            lock.withLock { listeners[id] = listener }
        }
    }

    func tell() {
        for listener in lock.withLock({ Array(listeners.values) }) {
            listener.yield()
        }
    }

    /// How many listen now.
    var count: Int {
        lock.withLock { listeners.count }
    }

    private func forget(_ id: UUID) {
        // Outside the lock: a continuation that goes may end something of its own.
        let gone = lock.withLock { listeners.removeValue(forKey: id) }
        _ = gone
    }
}
