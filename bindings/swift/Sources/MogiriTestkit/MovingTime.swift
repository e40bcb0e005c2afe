import Foundation
import Mogiri

/// A time that only the test moves, for a wallet's clock and for who sleeps on it.
public final class MovingTime: Clock, Sleeper, @unchecked Sendable {
    private struct Asleep {
        let until: UInt64
        let wake: CheckedContinuation<Void, any Error>
    }

    private let lock = NSLock()
    private var now: UInt64
    private var asleep: [UUID: Asleep] = [:]
    private var watchers: [CheckedContinuation<Void, Never>] = []

    /// Stands at `seconds` since 1970-01-01T00:00:00Z.
    public init(seconds: UInt64) {
        now = seconds * 1000
    }

    public func nowMs() throws -> UInt64 {
        lock.withLock { now }
    }

    public func monotonicMs() throws -> UInt64 {
        lock.withLock { now }
    }

    /// Where it stands, in seconds since 1970-01-01T00:00:00Z.
    public var seconds: UInt64 {
        lock.withLock { now / 1000 }
    }

    /// Moves forward and wakes whose time has come.
    public func advance(seconds: UInt64) {
        let due = lock.withLock {
            now += seconds * 1000
            let due = asleep.filter { $0.value.until <= now }
            due.keys.forEach { asleep[$0] = nil }
            return due
        }
        due.values.forEach { $0.wake.resume() }
    }

    public func sleep(seconds: Double) async throws {
        let id = UUID()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { put(id, $0, seconds) }
        } onCancel: {
            lock.withLock { asleep.removeValue(forKey: id) }?.wake.resume(throwing: CancellationError())
        }
    }

    /// Returns when somebody sleeps: then the time may be moved and they see it.
    public func somebodySleeps() async {
        await withCheckedContinuation { watcher in
            let isAlready = lock.withLock {
                if asleep.isEmpty { watchers.append(watcher) }
                return !asleep.isEmpty
            }
            if isAlready { watcher.resume() }
        }
    }

    private func put(_ id: UUID, _ wake: CheckedContinuation<Void, any Error>, _ seconds: Double) {
        let told: [CheckedContinuation<Void, Never>] = lock.withLock {
            asleep[id] = Asleep(until: now + UInt64((seconds * 1000).rounded(.up)), wake: wake)
            defer { watchers = [] }
            return watchers
        }
        told.forEach { $0.resume() }
        // A cancellation may have come before there was anybody to wake.
        if Task.isCancelled {
            lock.withLock { asleep.removeValue(forKey: id) }?.wake.resume(throwing: CancellationError())
        }
    }
}
