import Foundation
import Mogiri

/// Takes only words of closed lists: an id, a name, a seat, a key or a payload has digits, other letters, or more of
/// them.
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
        lock.withLock { events }.filter { !Self.isClosed($0.outcome) || $0.count >= 1_000_000 }
    }

    /// A word, or the letter of a profile: a zone and a gate are one letter too.
    private static func isClosed(_ word: String) -> Bool {
        guard let first = word.first, word.allSatisfy({ $0.isASCII && ($0.isLetter || "_-".contains($0)) }) else {
            return false
        }
        return word.count == 1 ? "PRIT".contains(first) : word.count <= 24
    }
}
