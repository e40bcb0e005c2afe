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
    private let host: any Host
    private let upkeep: UpkeepPresenter
    private var entry: EntryHash?
    private var ticket: TicketId?

    /// At a gate.
    public init(_ gate: LiveGate, host: any Host, upkeep: UpkeepPresenter, _ words: Words) {
        (self.gate, self.host, self.upkeep) = (gate, host, upkeep)
        super.init(words, ScanState())
    }

    /// Reads the next code and judges it.
    public func scan() {
        act { [self] in
            upkeep.pause()
            guard let text = await host.read(.ticket) else { return nobody() }
            judge(try await gate.admit(text))
        }
    }

    /// Judges what a camera that runs all the time saw.
    public func scanned(_ text: String) {
        act { [self] in
            upkeep.pause()
            judge(try await gate.admit(text))
        }
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
            let admitted = try await gate.overrideTicket(name: ticket, reason: reason.id)
            let face = words.faceByLead(admitted.place ?? "", reason.word)
            (entry, self.ticket) = (admitted.entry, nil)
            host.signal(face.tone)
            set { $0 = ScanState(face: face, canStamp: true) }
            upkeep.resume()
        }
    }

    /// Shows a verdict from elsewhere: digits that were typed.
    func judge(_ verdict: Verdict) {
        let face = words.face(verdict)
        (entry, ticket) = (verdict.admission?.entry, asked(verdict))
        host.signal(face.tone)
        set { $0 = ScanState(face: face, canStamp: entry != nil, anyway: ticket == nil ? [] : reasons()) }
        upkeep.resume()
    }

    /// What was taken back cannot be stamped.
    func undone(_ undone: EntryHash) {
        guard entry == undone else { return }
        entry = nil
        set { $0 = ScanState() }
    }

    override func failed(_ told: String) {
        set { $0.notice = told }
        upkeep.resume()
    }

    private func nobody() {
        set { $0.notice = words.tell("nobody") }
        upkeep.resume()
    }

    /// The ticket that a person with authority has to decide about.
    private func asked(_ verdict: Verdict) -> TicketId? {
        if case .ask(let refusal) = verdict { refusal.ticket } else { nil }
    }

    private func reasons() -> [ReasonWord] {
        overrideReasons().map { ReasonWord(id: $0, word: words.of("override.\($0)", "word")) }
    }
}
