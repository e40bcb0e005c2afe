import Mogiri

/// The end of a shift.
public struct CloseState: Equatable, Sendable {
    /// What to do.
    public var told = ""
    /// The signed last head, for another gate's merge desk: it tells whether all of this log is there.
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
            let head = codeFace(closed.file, words.screen("head_label"))
            let entries = words.screen("entries", closed.entries)
            set { $0 = CloseState(told: words.tell("closed"), head: head, entries: entries) }
        }
    }

    override func failed(_ told: String) {
        set { $0.notice = told }
    }
}
