import Mogiri

/// What the upkeep of a gate could not do.
public struct UpkeepState: Equatable, Sendable {
    /// What went wrong.
    public var notice: String?
}

/// Keeps a gate's folder in order while nobody scans: never between a code and its verdict.
public final class UpkeepPresenter: Presenter<UpkeepState> {
    /// How long nobody scans before the gate is idle, in seconds.
    static let idle: Double = 10

    private let gate: LiveGate
    private let sleeper: any Sleeper
    private let onDone: @MainActor () -> Void
    private var upkeep: Task<Void, Never>?

    /// Of a gate; `onDone` looks at what changed.
    public init(_ gate: LiveGate, sleeper: any Sleeper, _ words: Words, onDone: @escaping @MainActor () -> Void) {
        (self.gate, self.sleeper, self.onDone) = (gate, sleeper, onDone)
        super.init(words, UpkeepState())
    }

    /// Somebody scans: not now.
    public func pause() {
        upkeep?.cancel()
    }

    /// The scan is over. Once, if nobody scans for some seconds.
    public func resume() {
        pause()
        upkeep = act { [self] in
            try await sleeper.sleep(seconds: Self.idle)
            try Task.checkCancellation()
            try await maintain()
        }
    }

    /// The app left the screen: now, for the system may end it. Who closes the files then waits for the task.
    @discardableResult
    public func away() -> Task<Void, Never> {
        pause()
        let now = act { [self] in try await maintain() }
        upkeep = now
        return now
    }

    override func failed(_ told: String) {
        set { $0.notice = told }
    }

    private func maintain() async throws {
        _ = try await gate.maintain()
        set { $0 = UpkeepState() }
        onDone()
    }
}
