import Foundation

/// Who waits for the next turn of a code: the system, or a test that moves the time itself.
public protocol Sleeper: Sendable {
    /// Returns after so many seconds, or throws `CancellationError` when its task is cancelled.
    func sleep(seconds: Double) async throws
}

/// Waits as long as it is told.
public struct SystemSleeper: Sleeper {
    /// The one that apps use.
    public init() {}

    public func sleep(seconds: Double) async throws {
        try await Task.sleep(nanoseconds: UInt64(max(seconds, 0) * 1_000_000_000))
    }
}
