import Mogiri

/// What became of a merge.
public struct MergeState: Equatable, Sendable {
    /// What happened, or why to merge.
    public var told = ""
    /// What went wrong.
    public var notice: String?
}

/// Makes two gates know the same, by files between devices nearby. The same file again changes nothing.
public final class MergePresenter: Presenter<MergeState> {
    private let gate: LiveGate
    private let host: any Host

    /// At a gate.
    public init(_ gate: LiveGate, host: any Host, _ words: Words) {
        (self.gate, self.host) = (gate, host)
        super.init(words, MergeState(told: words.tell("blind")))
    }

    /// Sends everything that this gate knows.
    public func share() {
        act { [self] in
            await host.share(SharedFile(name: "gate.mogiri", content: try await gate.export()))
            set { $0 = MergeState(told: words.tell("shared")) }
        }
    }

    /// Takes in what another gate sent.
    public func open() {
        act { [self] in
            guard let file = await host.open(.journal) else { return set { $0.notice = words.tell("nothing_arrived") } }
            let merged = try await gate.merge(file)
            let cut = merged.ending == .cut ? words.tell("cut") : nil
            set { $0 = MergeState(told: words.tell("merged", merged.newEntries), notice: cut) }
        }
    }

    override func failed(_ told: String) {
        set { $0.notice = told }
    }
}
