import Foundation
import Mogiri

/// A reason out of the library's list.
public struct ReasonWord: Equatable, Sendable, Identifiable {
    /// The journal's word.
    public let id: String
    /// What staff read.
    public let word: String
}

/// The scanner. The verdict stays until the next scan.
public struct ScanState: Equatable, Sendable {
    /// The last verdict.
    public var face: VerdictFace?
    /// Whether this admission can be stamped.
    public var canStamp = false
    /// The digital stamp that this gate shows to the guest.
    public var stamp: CodeFace?
    /// Why a person with authority may admit after all; none where nobody may.
    public var anyway: [ReasonWord] = []
    /// What went wrong.
    public var notice: String?
}

/// Scans, stamps, and lets the lead decide.
public final class ScanPresenter: Presenter<ScanState> {
    private let gate: LiveGate
    private let clock: any Mogiri.Clock
    private let host: any Host
    private let scans: Scans
    private var entry: EntryHash?
    private var ticket: TicketId?

    /// At a gate.
    public init(_ gate: LiveGate, clock: any Mogiri.Clock, host: any Host, scans: Scans, _ words: Words) {
        (self.gate, self.clock, self.host, self.scans) = (gate, clock, host, scans)
        super.init(words, ScanState())
    }

    /// Reads the next code and judges it.
    public func scan() {
        act { [self] in
            guard let text = await host.read(.ticket) else { return set { $0.notice = words.tell("nobody") } }
            judge(try await gate.admit(text))
        }
    }

    /// Judges what a camera that runs all the time saw.
    public func scanned(_ text: String) {
        act { [self] in judge(try await gate.admit(text)) }
    }

    /// Shows the digital stamp of the admission to the guest.
    public func giveStamp() {
        guard let entry else { return }
        act { [self] in
            let stamp = codeFace(try await gate.stamp(entry: entry), words.screen("stamp_label"))
            set { $0.stamp = stamp }
        }
    }

    /// A person with authority lets the guest in after all.
    public func admitAnyway(_ reason: ReasonWord) {
        guard let ticket else { return }
        act { [self] in
            let admitted = try await gate.change { try $0.overrideTicket(name: ticket, reason: reason.id) }
            let face = faceByLead(admitted.place ?? "", reason.word)
            scans.add(face, admitted.entry, at: admitted.at)
            (entry, self.ticket) = (admitted.entry, nil)
            host.signal(face.tone)
            set { $0 = ScanState(face: face, canStamp: true) }
        }
    }

    /// Shows a verdict from elsewhere: digits that were typed.
    func judge(_ verdict: Verdict) {
        let now = (try? clock.nowMs()).map { Date(timeIntervalSince1970: Double($0) / 1000) } ?? .distantPast
        let row = scans.add(verdict, at: now)
        (entry, ticket) = (row.entry, asked(verdict))
        host.signal(row.face.tone)
        set { $0 = ScanState(face: row.face, canStamp: entry != nil, anyway: ticket == nil ? [] : reasons()) }
    }

    /// What was taken back cannot be stamped.
    func undone(_ undone: EntryHash) {
        guard entry == undone else { return }
        entry = nil
        set { $0 = ScanState() }
    }

    override func failed(_ told: String) {
        set { $0.notice = told }
    }

    /// The ticket that a person with authority has to decide about.
    private func asked(_ verdict: Verdict) -> TicketId? {
        if case .ask(let refusal) = verdict { refusal.ticket } else { nil }
    }

    private func reasons() -> [ReasonWord] {
        overrideReasons().map { ReasonWord(id: $0, word: words.of("override.\($0)", "word")) }
    }

    private func faceByLead(_ place: String, _ reason: String) -> VerdictFace {
        VerdictFace(
            tone: .ok, shape: words["mogiri_verdict_admit_check_shape"], word: words.screen("admitted_by_lead"),
            place: place, told: reason)
    }
}
