import Mogiri

/// The last twenty scans.
public struct HistoryState: Equatable, Sendable {
    /// The last one first.
    public var rows: [ScanRow] = []
    /// Why an entry may be taken back.
    public var reasons: [ReasonWord] = []
    /// What went wrong, or that there is nothing yet.
    public var notice: String?
}

/// Shows the last scans and takes an own one back, for a reason of the list.
public final class HistoryPresenter: Presenter<HistoryState> {
    private let gate: LiveGate
    private let scans: Scans
    private let scan: ScanPresenter

    /// Of a gate and what it scanned.
    public init(_ gate: LiveGate, scans: Scans, scan: ScanPresenter, _ words: Words) {
        (self.gate, self.scans, self.scan) = (gate, scans, scan)
        super.init(words, HistoryState())
        let reasons = voidReasons().map { ReasonWord(id: $0, word: words.of("void.\($0)", "word")) }
        set { $0.reasons = reasons }
        act { [weak self] in
            for await scans in scans.states() { self?.show(scans.last) }
        }
    }

    /// Takes an own admission back.
    public func undo(_ row: ScanRow, _ reason: ReasonWord) {
        guard let entry = row.entry else { return }
        act { [self] in
            _ = try await gate.voidEntry(name: entry, reason: reason.id)
            scans.undone(row.id)
            scan.undone(entry)
        }
    }

    override func failed(_ told: String) {
        set { $0.notice = told }
    }

    private func show(_ rows: [ScanRow]) {
        set { ($0.rows, $0.notice) = (rows, rows.isEmpty ? words.tell("empty") : nil) }
    }
}
