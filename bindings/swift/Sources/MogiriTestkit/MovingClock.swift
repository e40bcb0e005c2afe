import Foundation
import Mogiri

/// A clock that goes on by itself: for a sandbox whose evening is another day's.
public final class MovingClock: Clock {
    private let start: Double
    private let elapsed: @Sendable () -> Double

    /// Begins at `seconds` since 1970-01-01T00:00:00Z. `elapsed` is how many seconds it has gone; without it the
    /// machine's own monotonic time counts, from now on.
    public init(seconds: UInt64, elapsed: (@Sendable () -> Double)? = nil) {
        start = Double(seconds)
        self.elapsed = elapsed ?? Self.sinceNow()
    }

    public func nowMs() throws -> UInt64 {
        UInt64((start + elapsed()) * 1000)
    }

    public func monotonicMs() throws -> UInt64 {
        UInt64(elapsed() * 1000)
    }

    private static func sinceNow() -> @Sendable () -> Double {
        let began = ProcessInfo.processInfo.systemUptime
        return { ProcessInfo.processInfo.systemUptime - began }
    }
}
