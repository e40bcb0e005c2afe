import Foundation
import Mogiri

/// One of the last scans.
public struct ScanRow: Equatable, Sendable, Identifiable {
    /// Which scan of this shift.
    public let id: Int
    /// What was told of it.
    public let face: VerdictFace
    /// The own admission that can be taken back or stamped.
    public var entry: EntryHash?
    /// Whether it was taken back.
    public var isUndone = false
}

/// A reason to take an entry back.
public struct UndoReason: Equatable, Sendable, Identifiable {
    /// The journal's word.
    public let id: String
    /// What staff read.
    public let word: String
}

/// The counts of this gate, with what it merged.
public struct CountsState: Equatable, Sendable {
    /// Tickets that came in.
    public var admitted = "0"
    /// Refusals.
    public var refused = "0"
    /// People in the hall.
    public var inHall = "0"
}

/// The scanner.
public struct ScanState: Equatable, Sendable {
    /// The last verdict.
    public var face: VerdictFace?
    /// The last twenty scans, the newest first.
    public var last: [ScanRow] = []
    /// The counts.
    public var counts = CountsState()
    /// Why an entry may be taken back.
    public var reasons: [UndoReason] = []
    /// The digital stamp that this gate shows to the guest.
    public var stamp: Data?
    /// What went wrong.
    public var notice: String?
}

/// Scans, remembers the last twenty, counts, and takes an own scan back.
public final class ScanPresenter: Presenter<ScanState> {
    private static let kept = 20

    private let gate: LiveGate
    private var scans = 0

    /// Follows a gate from now on.
    public init(_ gate: LiveGate, _ words: Words) {
        self.gate = gate
        super.init(words, ScanState())
        let reasons = voidReasons().map { UndoReason(id: $0, word: words("mogiri_void_\($0.lowercased())_word")) }
        set { $0.reasons = reasons }
        act { [weak self] in
            for try await report in gate.report { self?.count(report) }
        }
    }

    /// Judges what the camera read.
    public func scan(_ text: String) {
        act { [self] in after(try await gate.admit(text)) }
    }

    /// Shows the digital stamp of an admission to the guest.
    public func giveStamp(_ row: ScanRow) {
        guard let entry = row.entry else { return }
        act { [self] in
            let stamp = try await gate.stamp(entry: entry)
            set { $0.stamp = stamp }
        }
    }

    /// Takes an own admission back, for a reason of the list.
    public func undo(_ row: ScanRow, for reason: UndoReason) {
        guard let entry = row.entry else { return }
        act { [self] in
            _ = try await gate.voidEntry(name: entry, reason: reason.id)
            set {
                ($0.face, $0.stamp) = (nil, nil)
                $0.last = $0.last.map { $0.id == row.id ? ScanRow(id: $0.id, face: $0.face, isUndone: true) : $0 }
            }
        }
    }

    override func failed(_ told: String) {
        set { $0.notice = told }
    }

    private func after(_ verdict: Verdict) {
        scans += 1
        let row = ScanRow(id: scans, face: words.face(verdict), entry: verdict.admission?.entry)
        set {
            ($0.face, $0.stamp, $0.notice) = (row.face, nil, nil)
            $0.last = Array(([row] + $0.last).prefix(Self.kept))
        }
    }

    private func count(_ report: GateReport) {
        let (admitted, refused, inHall) = ("\(report.admitted)", "\(report.refused)", "\(report.inHall)")
        set { $0.counts = CountsState(admitted: admitted, refused: refused, inHall: inHall) }
    }
}
