import Foundation
import Mogiri

/// Takes only the outcomes of `tests/outcomes.txt`: an id, a name, a seat, a key or a payload is none of them.
///
/// What it throws is swallowed as any host's error is, so it keeps what it should not have been told.
final class StrictLog: LogSink, @unchecked Sendable {
    private let lock = NSLock()
    private var events: [LogEvent] = []

    func log(event: LogEvent) {
        lock.withLock { events.append(event) }
    }

    /// How much it was told.
    var told: Int {
        lock.withLock { events.count }
    }

    /// What it should not have been told.
    var leaks: [LogEvent] {
        lock.withLock { events }.filter { !Self.outcomes.contains($0.outcome) || $0.count >= 1_000_000 }
    }

    private static let outcomes: Set<String> = {
        let list = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../../../tests/outcomes.txt")
        let text = (try? String(contentsOf: list.standardized, encoding: .utf8)) ?? ""
        return Set(text.split(separator: "\n").map(String.init))
    }()
}
