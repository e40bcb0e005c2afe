import Foundation
import Mogiri

/// One of the last scans.
public struct ScanRow: Equatable, Sendable, Identifiable {
    /// Which scan of this shift.
    public let id: Int
    /// When, by this device's clock.
    public let time: String
    /// What was told of it.
    public let face: VerdictFace
    /// What can be stamped and taken back; nothing if nobody was let in, or it was taken back.
    public internal(set) var entry: EntryHash?
    /// That it was taken back, in words.
    public internal(set) var undone: String?
}

/// The last twenty scans.
public struct ScansState: Equatable, Sendable {
    /// The last one first.
    public var last: [ScanRow] = []
}

/// The last twenty scans of this device, since the app was started: the scanner writes them, the history shows them.
public final class Scans: Presenter<ScansState> {
    private static let kept = 20

    private var count = 0

    init(_ words: Words) {
        super.init(words, ScansState())
    }

    /// Keeps a verdict of `at`.
    func add(_ verdict: Verdict, at: Date) -> ScanRow {
        add(words.face(verdict), verdict.admission?.entry, at: at)
    }

    /// Keeps what a person with authority decided at `at`.
    @discardableResult
    func add(_ face: VerdictFace, _ entry: EntryHash?, at: Date) -> ScanRow {
        count += 1
        let row = ScanRow(id: count, time: words.clockTime(at), face: face, entry: entry)
        set { $0.last = Array(([row] + $0.last).prefix(Self.kept)) }
        return row
    }

    /// Marks what was taken back.
    func undone(_ id: Int) {
        set { state in
            state.last.indices.filter { state.last[$0].id == id }.forEach { at in
                (state.last[at].entry, state.last[at].undone) = (nil, words.screen("undone"))
            }
        }
    }
}
