import Mogiri

/// One of the last things that this gate wrote down.
public struct HistoryRow: Equatable, Sendable, Identifiable {
    /// The journal's entry.
    public let entry: EntryHash
    /// When, by this device's clock.
    public let time: String
    /// What was told of it.
    public let face: VerdictFace
    /// Whether somebody was let in and it stands.
    public let canUndo: Bool
    /// That it was taken back, in words.
    public let undone: String?

    /// By its entry.
    public var id: EntryHash { entry }
}

/// The last twenty, out of the gate's own journal: they outlive a restart.
public struct HistoryState: Equatable, Sendable {
    /// The last one first.
    public var rows: [HistoryRow] = []
    /// Why an entry may be taken back.
    public var reasons: [ReasonWord] = []
    /// What went wrong, or that there is nothing yet.
    public var notice: String?
}

/// Shows the last things that this gate wrote down and takes an own one back, for a reason of the list.
public final class HistoryPresenter: Presenter<HistoryState> {
    private static let last: UInt32 = 20

    private let gate: LiveGate
    private let scan: ScanPresenter

    /// Of a gate.
    public init(_ gate: LiveGate, scan: ScanPresenter, _ words: Words) {
        (self.gate, self.scan) = (gate, scan)
        super.init(words, HistoryState())
        let reasons = voidReasons().map { ReasonWord(id: $0, word: words.of("void.\($0)", "word")) }
        set { $0.reasons = reasons }
    }

    /// Looks into the journal: somebody came to this desk.
    public func begin() {
        act { [self] in try await look() }
    }

    /// Takes an own admission back.
    public func undo(_ row: HistoryRow, _ reason: ReasonWord) {
        act { [self] in
            _ = try await gate.voidEntry(name: row.entry, reason: reason.id)
            scan.undone(row.entry)
            try await look()
        }
    }

    override func failed(_ told: String) {
        set { $0.notice = told }
    }

    private func look() async throws {
        let rows = try await gate.history(most: Self.last).map(row)
        set { ($0.rows, $0.notice) = (rows, rows.isEmpty ? words.tell("empty") : nil) }
    }

    private func row(_ past: HistoryEntry) -> HistoryRow {
        let stands = past.standing == .stands
        return HistoryRow(
            entry: past.entry, time: words.clockTime(past.at), face: words.face(past.act, past.place ?? ""),
            canUndo: stands && letsIn(past.act), undone: stands ? nil : words.screen("undone"))
    }

    private func letsIn(_ act: HistoryAct) -> Bool {
        switch act {
        case .admitted, .overridden: true
        case .letOut, .refused, .issued: false
        }
    }
}
