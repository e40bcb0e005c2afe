import Mogiri

/// What staff look at.
public enum Desk: Sendable, CaseIterable {
    /// The certificate.
    case signIn
    /// The scanner.
    case scan
    /// The last scans.
    case history
    /// Digits that a guest reads out.
    case digits
    /// The counts.
    case counts
    /// Another gate.
    case merge
    /// The end of the shift.
    case close
}

/// Where a member of staff is.
public struct StaffState: Equatable, Sendable {
    /// What they look at.
    public var desk = Desk.signIn
}

/// The staff app: one presenter for each desk, and the way between them.
public final class StaffPresenter: Presenter<StaffState> {
    /// The certificate.
    public let signIn: SignInPresenter
    /// What stands over every desk.
    public let banner: BannerPresenter
    /// What is done while nobody scans.
    public let upkeep: UpkeepPresenter
    /// The scanner.
    public let scan: ScanPresenter
    /// The last scans.
    public let history: HistoryPresenter
    /// Digits that a guest reads out.
    public private(set) lazy var digits = DigitsPresenter(gate, words) { [weak self] in self?.judged($0) }
    /// The counts.
    public let counts: CountsPresenter
    /// Another gate.
    public let merge: MergePresenter
    /// The end of the shift.
    public let close: ClosePresenter

    private let gate: LiveGate

    /// At a gate. `sandbox` certifies it where no organizer is.
    public init(
        _ gate: LiveGate, clock: any Mogiri.Clock, sleeper: any Sleeper, host: any Host, _ words: Words,
        sandbox: Certifier? = nil
    ) {
        let banner = BannerPresenter(gate, words)
        self.gate = gate
        self.banner = banner
        signIn = SignInPresenter(gate, host: host, sandbox: sandbox, words)
        upkeep = UpkeepPresenter(gate, sleeper: sleeper, words) { banner.refresh() }
        scan = ScanPresenter(gate, host: host, upkeep: upkeep, words)
        history = HistoryPresenter(gate, scan: scan, words)
        counts = CountsPresenter(gate, clock: clock, words)
        merge = MergePresenter(gate, sleeper: sleeper, host: host, words)
        close = ClosePresenter(gate, words)
        super.init(words, StaffState())
        act { [weak self, signIn] in
            for await state in signIn.states() where state.signedIn { self?.leaveSignIn() }
        }
    }

    /// Goes to a desk.
    public func go(_ desk: Desk) {
        banner.refresh()
        if desk == .history { history.begin() }
        if desk == .merge { merge.begin() } else { merge.leave() }
        set { $0.desk = desk }
    }

    private func judged(_ verdict: Verdict) {
        scan.judge(verdict)
        go(.scan)
    }

    private func leaveSignIn() {
        set { $0.desk = $0.desk == .signIn ? .scan : $0.desk }
    }
}
