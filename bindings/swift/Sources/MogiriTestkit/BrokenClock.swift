import Mogiri

/// A clock that never answers.
public final class BrokenClock: Clock {
    /// A clock without time.
    public init() {}
    public func nowMs() throws -> UInt64 { throw ClockError.Unavailable }
    public func monotonicMs() throws -> UInt64 { throw ClockError.Unavailable }
}
