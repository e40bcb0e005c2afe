import Foundation
import Mogiri

/// The time of an evening: the device's own, and on for whoever does not want to wait.
public final class EveningClock: Mogiri.Clock, @unchecked Sendable {
    private let clock: any Mogiri.Clock
    private let now: @Sendable (UInt64) -> UInt64
    private let lock = NSLock()
    private var ahead: UInt64 = 0

    /// Goes with `clock`.
    public init(_ clock: any Mogiri.Clock) {
        (self.clock, now) = (clock, { $0 })
    }

    /// An evening of another day, which began at `startsAt` and begins again and again.
    init(_ clock: any Mogiri.Clock, startsAt: UInt64, againAfterMs: UInt64) {
        (self.clock, now) = (clock, { startsAt + $0 % againAfterMs })
    }

    public func nowMs() throws -> UInt64 {
        now(try clock.nowMs()) + lock.withLock { ahead }
    }

    public func monotonicMs() throws -> UInt64 {
        try clock.monotonicMs() + lock.withLock { ahead }
    }

    /// Moves on.
    func forward(seconds: UInt64) {
        lock.withLock { ahead += seconds * 1000 }
    }
}
