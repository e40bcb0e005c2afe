import Foundation
import Mogiri

/// Digits that a guest read out.
public struct DigitsState: Equatable, Sendable {
    /// What was typed.
    public var digits = ""
    /// As it stands on the person's document.
    public var name = ""
    /// Whether there is something to judge.
    public var canJudge = false
    /// What went wrong.
    public var notice: String?
}

/// Judges by hand, where no camera helps. The verdict is shown where those of the camera are.
public final class DigitsPresenter: Presenter<DigitsState> {
    private let gate: LiveGate
    private let onVerdict: @MainActor (Verdict) -> Void

    /// At a gate; `onVerdict` shows what it says.
    public init(_ gate: LiveGate, _ words: Words, onVerdict: @escaping @MainActor (Verdict) -> Void) {
        (self.gate, self.onVerdict) = (gate, onVerdict)
        super.init(words, DigitsState())
    }

    /// What was typed so far.
    public func digits(_ text: String) {
        set { ($0.digits, $0.canJudge, $0.notice) = (text, !isBlank(text), nil) }
    }

    /// The name that was compared with a document.
    public func name(_ text: String) {
        set { $0.name = text }
    }

    /// Judges them.
    public func judge() {
        let typed = state
        act { [self] in
            let verdict = try await gate.admitDigits(typed.digits, name: isBlank(typed.name) ? nil : typed.name)
            set { $0 = DigitsState() }
            onVerdict(verdict)
        }
    }

    override func failed(_ told: String) {
        set { $0.notice = told }
    }

    private func isBlank(_ text: String) -> Bool {
        text.allSatisfy(\.isWhitespace)
    }
}
