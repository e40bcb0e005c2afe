import Mogiri

/// The end of a shift.
public struct CloseState: Equatable, Sendable {
    /// What to do.
    public var told = ""
    /// The last head, for the lead to keep: a journal that lacks an entry cannot have it.
    public var head: CodeFace?
    /// How many entries it stands for.
    public var entries = ""
    /// What went wrong.
    public var notice: String?
}

/// Closes the log and shows its last head.
public final class ClosePresenter: Presenter<CloseState> {
    private let gate: LiveGate

    /// Of a gate.
    public init(_ gate: LiveGate, _ words: Words) {
        self.gate = gate
        super.init(words, CloseState(told: words.tell("close")))
    }

    /// Closes. Closing again shows the same.
    public func close() {
        act { [self] in
            let closed = try await gate.closeLog()
            let head = codeFace(text(closed), words.screen("head_label"))
            let entries = words.screen("entries", closed.entries)
            set { $0 = CloseState(told: words.tell("closed"), head: head, entries: entries) }
        }
    }

    override func failed(_ told: String) {
        set { $0.notice = told }
    }

    /// Which log, how many entries, the hash of the last: in the letters that QR packs tightest.
    private func text(_ closed: ClosedLog) -> String {
        "\(closed.log)/\(closed.entries)/\(closed.head)".uppercased()
    }
}
