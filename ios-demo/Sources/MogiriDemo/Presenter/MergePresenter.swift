import Foundation
import Mogiri

/// How far two gates are with telling each other what they know.
public struct MergeState: Equatable, Sendable {
    /// What happened, or why to merge.
    public var told = ""
    /// What this gate has; then, in turn, what the other lacks.
    public var code: CodeFace?
    /// Which of the codes that take turns is shown; nothing while there is one.
    public var page: String?
    /// How many of the other's codes were read.
    public var progress: String?
    /// What went wrong.
    public var notice: String?
}

/// Makes two gates know the same: by codes on both screens, or by files between devices nearby. What was taken in before
/// changes nothing.
public final class MergePresenter: Presenter<MergeState> {
    private let gate: LiveGate
    private let sleeper: any Sleeper
    private let host: any Host
    private var turning: Task<Void, Never>?
    /// What the other gate lacks and no code can carry.
    private var rest: Data?

    /// At a gate.
    public init(_ gate: LiveGate, sleeper: any Sleeper, host: any Host, _ words: Words) {
        (self.gate, self.sleeper, self.host) = (gate, sleeper, host)
        super.init(words, MergeState(told: words.tell("blind")))
    }

    /// Shows what this gate has, for the other's camera.
    public func begin() {
        leave()
        set { $0.told = words.tell("vector") }
        act { [self] in
            let code = try await vector()
            // What was done meanwhile stays told.
            if state.code == nil { set { $0.code = code } }
        }
    }

    /// Reads what the other gate has, and shows what it lacks.
    public func readVector() {
        read(.vector) { [self] in try await give(try await gate.missing(vector: $0)) }
    }

    /// Reads the codes that the other gate shows in turn, until all are here.
    public func readFrames() {
        act { [self] in
            for await text in host.codes(.frame) {
                guard let frame = messageIn(text) else { continue }
                if try await take(frame) { return }
            }
            nobody()
        }
    }

    /// Reads the last head of a gate that closed, and tells whether all of its log is here.
    public func readHead() {
        read(.head) { [self] in
            let told = try await gate.merge($0).waiting == 0 ? "whole_log" : "waiting"
            set { ($0.told, $0.notice) = (words.tell(told), nil) }
        }
    }

    /// Sends what the other gate lacks, or everything that this gate knows.
    public func share() {
        act { [self] in
            let file = if let rest { rest } else { try await gate.export() }
            await host.share(SharedFile(name: "gate.mogiri", content: file))
            set { ($0.told, $0.notice) = (words.tell("shared"), nil) }
        }
    }

    /// Takes in what another gate sent.
    public func open() {
        act { [self] in
            guard let file = await host.open(.journal) else { return set { $0.notice = words.tell("nothing_arrived") } }
            try await merged(try await gate.merge(file))
        }
    }

    /// Stops showing codes.
    public func leave() {
        turning?.cancel()
        (turning, rest) = (nil, nil)
        set { $0 = MergeState(told: words.tell("blind")) }
    }

    override func failed(_ told: String) {
        set { $0.notice = told }
    }

    private func read(_ looking: Looking, _ taken: @escaping @MainActor (Data) async throws -> Void) {
        act { [self] in
            guard let message = await host.read(looking).flatMap(messageIn) else { return nobody() }
            try await taken(message)
        }
    }

    private func nobody() {
        set { $0.notice = words.tell("nobody") }
    }

    private func give(_ missing: MissingEntries) async throws {
        turning?.cancel()
        turning = nil
        let codes = missing.frames.compactMap { codeFace($0, words.screen("frame_label")) }
        rest = codes.isEmpty && missing.entries > 0 ? missing.file : nil
        guard codes.isEmpty else { return takeTurns(codes) }
        let told = rest == nil ? words.tell("lacks_nothing") : words.tell("too_many", missing.entries)
        try await showVector(told)
    }

    private func takeTurns(_ codes: [CodeFace]) {
        turning = act { [self] in
            try await inTurn(codes, sleeper) { code, at in
                let page = words.screen("page_of_codes", at, codes.count)
                set { ($0.told, $0.code, $0.page) = (words.tell("frames"), code, page) }
            }
        }
    }

    /// Whether it was the last one.
    private func take(_ frame: Data) async throws -> Bool {
        let taken = try await gate.takeFrame(frame)
        set { ($0.progress, $0.notice) = (words.screen("codes_read", taken.have, taken.of), nil) }
        guard let report = taken.merged else { return false }
        try await merged(report)
        return true
    }

    private func merged(_ report: MergeReport) async throws {
        let cut = report.ending == .cut ? words.tell("cut") : nil
        let told = words.tell("merged", report.newEntries)
        guard turning != nil else { return try await showVector(told, cut) }
        set { ($0.progress, $0.notice) = (told, cut) }
    }

    private func vector() async throws -> CodeFace? {
        codeFace(try await gate.syncVector(), words.screen("vector_label"))
    }

    private func showVector(_ told: String, _ notice: String? = nil) async throws {
        let code = try await vector()
        set { ($0.told, $0.code, $0.page, $0.notice) = (told, code, nil, notice) }
    }
}
