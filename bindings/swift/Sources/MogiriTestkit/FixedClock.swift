import Foundation
import Mogiri

/// A clock that stands until it is moved.
public final class FixedClock: Clock, @unchecked Sendable {
    private let lock = NSLock()
    private var time: UInt64

    /// Stands at `seconds` since 1970-01-01T00:00:00Z.
    public init(seconds: UInt64) {
        time = seconds
    }

    /// Where it stands, in seconds since 1970-01-01T00:00:00Z.
    public var seconds: UInt64 {
        lock.withLock { time }
    }

    /// Where it stands.
    public var now: Date {
        Date(timeIntervalSince1970: TimeInterval(seconds))
    }

    /// Somebody sets it.
    public func set(seconds: UInt64) {
        lock.withLock { time = seconds }
    }

    /// Moves it forward.
    public func advance(seconds: UInt64) {
        lock.withLock { time += seconds }
    }

    public func nowMs() throws -> UInt64 {
        seconds * 1000
    }

    public func monotonicMs() throws -> UInt64 {
        seconds * 1000
    }
}
