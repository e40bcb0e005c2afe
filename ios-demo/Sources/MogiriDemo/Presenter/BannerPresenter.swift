import Mogiri

/// What stands over every staff screen: how old the data is, and what is wrong with the device.
public struct BannerState: Equatable, Sendable {
    /// How long ago another gate's journal was taken in.
    public var age = ""
    /// What staff should do something about.
    public var warnings: [String] = []
}

/// Looks at the device after every act.
public final class BannerPresenter: Presenter<BannerState> {
    private let gate: LiveGate

    /// Over a gate.
    public init(_ gate: LiveGate, _ words: Words) {
        self.gate = gate
        super.init(words, BannerState())
        act { [weak self] in
            for try await _ in gate.report { try await self?.look() }
        }
    }

    /// Looks now: minutes pass without an act.
    public func refresh() {
        act { [self] in try await look() }
    }

    override func failed(_ told: String) {
        set { $0.warnings = [told] }
    }

    private func look() async throws {
        let status = try await gate.status()
        let merged = try await gate.read { try $0.diagnostics() }.mergedSecondsAgo
        let age = merged.map { words.tell("offline", $0 / 60) } ?? words.tell("not_merged")
        let warnings = [blind(merged), clock(status.clock), disk(status.reserve)].compactMap(\.self)
        set { $0 = BannerState(age: age, warnings: warnings) }
    }

    private func blind(_ merged: UInt64?) -> String? {
        merged == nil ? words.tell("blind") : nil
    }

    private func clock(_ watch: ClockWatch) -> String? {
        switch watch {
        case .fine: nil
        case .unconfirmed: words.tell("unconfirmed")
        case .skewed(let seconds): words.tell("skewed", seconds)
        }
    }

    private func disk(_ reserve: Reserve) -> String? {
        reserve == .missing ? words.tell("disk") : nil
    }
}
