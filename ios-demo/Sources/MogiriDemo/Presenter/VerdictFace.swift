import Mogiri

/// Which colour, sound and pulse a verdict has.
public enum Tone: Sendable, CaseIterable {
    /// Somebody comes in.
    case ok
    /// Look again, or ask.
    case caution
    /// Nobody comes in.
    case no
    /// The code of a moment ago.
    case same
}

/// A verdict as staff see it from an arm's length: shape, word, and one line of what to do.
public struct VerdictFace: Equatable, Sendable {
    /// Colour, sound and pulse.
    public let tone: Tone
    /// ○, △ or ×.
    public let shape: String
    /// The big word.
    public let word: String
    /// The seat.
    public let place: String
    /// What to do.
    public let told: String

    /// How it looks, sounds and feels.
    public var look: Look { tone.look }
}

extension Words {
    /// The face of a verdict; which big word and shape a cause has is in the words.
    func face(_ verdict: Verdict) -> VerdictFace {
        let big = big(verdict)
        let shape = self["mogiri_verdict_\(big)_shape"]
        return VerdictFace(
            tone: tone(shape), shape: shape, word: self["mogiri_verdict_\(big)_word"],
            place: verdict.admission?.place ?? verdict.refusal?.place ?? "", told: line(verdict))
    }

    /// The face of what a gate wrote down earlier.
    func face(_ act: HistoryAct, _ place: String) -> VerdictFace {
        switch act {
        case .admitted: past("admit", self["mogiri_verdict_admit_word"], place)
        case .letOut: past("admit", screen("exits"), place)
        case .overridden(let reason): faceByLead(place, of("override.\(reason)", "word"))
        case .issued(let reason): past("admit", screen("issued"), place, of("issue.\(reason)", "word"))
        case .refused(let reason): refused(reason, place)
        }
    }

    /// The face of what a person with authority decided.
    func faceByLead(_ place: String, _ reason: String) -> VerdictFace {
        past("admit_check", screen("admitted_by_lead"), place, reason)
    }

    private func refused(_ reason: String, _ place: String) -> VerdictFace {
        let big = of("reason.\(reason)", "verdict")
        return past(big, self["mogiri_verdict_\(big)_word"], place, of("reason.\(reason)", "staff"))
    }

    private func past(_ big: String, _ word: String, _ place: String, _ told: String = "") -> VerdictFace {
        let shape = self["mogiri_verdict_\(big)_shape"]
        return VerdictFace(tone: tone(shape), shape: shape, word: word, place: place, told: told)
    }

    private func big(_ verdict: Verdict) -> String {
        switch verdict {
        case .admitted(let admission): admission.notes.isEmpty ? "admit" : "admit_check"
        case .refused(let refusal), .ask(let refusal): of("reason.\(Self.code(refusal.reason))", "verdict")
        case .repeat: "same"
        }
    }

    private func line(_ verdict: Verdict) -> String {
        let reason = verdict.reason.map { of("reason.\(Self.code($0))", "staff") }
        let first = verdict.refusal?.first.map(first)
        let notes = verdict.notes.map(note)
        return ([reason, first].compactMap(\.self) + notes).joined(separator: "\n")
    }

    /// The words keep the protocol's name of this one.
    private func note(_ note: Note) -> String {
        note == .certificateKeyRevoked ? of("note.CERT_KEY_REVOKED", "staff") : of("note.\(Self.code(note))", "staff")
    }

    private func first(_ first: First) -> String {
        switch first.device {
        case .this: of("detail.FIRST_HERE", "staff", first.gate, clockTime(first.at))
        case .other: of("detail.FIRST_ELSEWHERE", "staff", first.gate, clockTime(first.at))
        }
    }

    private func tone(_ shape: String) -> Tone {
        switch shape {
        case "○", "○△": .ok
        case "×": .no
        case "=": .same
        default: .caution
        }
    }
}
