import Foundation
import Mogiri

/// One count with its name.
public struct CountRow: Equatable, Sendable, Identifiable {
    /// What is counted.
    public let name: String
    /// How many.
    public let count: String

    /// By its name, which no other of its list has.
    public var id: String { name }
}

/// The counts of this gate, with what it merged.
public struct CountsState: Equatable, Sendable {
    /// All in all.
    public var rows: [CountRow] = []
    /// Admitted, by gate.
    public var gates: [CountRow] = []
    /// Refused here, by cause.
    public var refused: [CountRow] = []
    /// What went wrong.
    public var notice: String?
}

/// Counts, and again after each act.
public final class CountsPresenter: Presenter<CountsState> {
    private static let lately: TimeInterval = 300

    private let clock: any Mogiri.Clock

    /// Of a gate.
    public init(_ gate: LiveGate, clock: any Mogiri.Clock, _ words: Words) {
        self.clock = clock
        super.init(words, CountsState())
        act { [weak self] in
            for try await report in gate.report { try self?.show(report) }
        }
    }

    override func failed(_ told: String) {
        set { $0.notice = told }
    }

    private func show(_ report: GateReport) throws {
        let overrides = report.overrides.values.reduce(0, +)
        let rows = [
            row("admitted", report.admitted), row("in_hall", report.inHall), row("last_minutes", try lately(report)),
            row("exits", report.exits), row("refused", report.refused), row("overrides", overrides),
            row("conflicts", UInt64(report.conflicts.count)),
        ]
        let gates = named(report.gates) { words.screen("gate_name", $0) }
        let refused = named(report.refusedHere) { words.of("reason.\($0)", "staff") }
        set { $0 = CountsState(rows: rows, gates: gates, refused: refused) }
    }

    private func row(_ code: String, _ count: UInt64) -> CountRow {
        CountRow(name: words.screen(code), count: String(count))
    }

    private func named(_ counts: [String: UInt64], _ name: (String) -> String) -> [CountRow] {
        counts.sorted { $0.key < $1.key }.map { CountRow(name: name($0.key), count: String($0.value)) }
    }

    private func lately(_ report: GateReport) throws -> UInt64 {
        let since = Date(timeIntervalSince1970: try Double(clock.nowMs()) / 1000 - Self.lately)
        return report.minutes.filter { $0.minute > since }.map(\.admitted).reduce(0, +)
    }
}
