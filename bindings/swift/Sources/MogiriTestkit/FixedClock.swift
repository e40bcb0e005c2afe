import Foundation
import Mogiri

/// A clock that stands until it is moved.
public final class FixedClock: Clock, @unchecked Sendable {
    private let lock = NSLock()
    private var now: UInt64

    /// Stands at `seconds` since 1970-01-01T00:00:00Z.
    public init(seconds: UInt64) {
        now = seconds
    }

    /// Where it stands, in seconds since 1970-01-01T00:00:00Z.
    public var seconds: UInt64 {
        lock.withLock { now }
    }

    /// Somebody sets it.
    public func set(seconds: UInt64) {
        lock.withLock { now = seconds }
    }

    /// Moves it forward.
    public func advance(seconds: UInt64) {
        lock.withLock { now += seconds }
    }

    public func nowMs() throws -> UInt64 {
        seconds * 1000
    }

    public func monotonicMs() throws -> UInt64 {
        seconds * 1000
    }
}
