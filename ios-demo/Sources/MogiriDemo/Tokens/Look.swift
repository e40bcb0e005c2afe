/// How a verdict looks, sounds and feels, from the tokens.
public struct Look: Equatable, Sendable {
    /// Behind the verdict: red, green, blue.
    public let back: UInt32
    /// The text on it.
    public let text: UInt32
    /// One tone after the other.
    public let sound: [SoundTone]
    /// Milliseconds on, off, on, …
    public let haptic: [Int]
}

/// One tone of a sound; 0 hertz is silence.
public struct SoundTone: Equatable, Sendable {
    /// How high.
    public let hertz: Int
    /// How long, in milliseconds.
    public let milliseconds: Int
}

extension Tone {
    /// Its look.
    public var look: Look {
        switch self {
        case .ok: Self.look(Tokens.okBack, Tokens.okText, Tokens.okSound, Tokens.okHaptic)
        case .caution: Self.look(Tokens.cautionBack, Tokens.cautionText, Tokens.cautionSound, Tokens.cautionHaptic)
        case .no: Self.look(Tokens.noBack, Tokens.noText, Tokens.noSound, Tokens.noHaptic)
        case .same: Self.look(Tokens.sameBack, Tokens.sameText, Tokens.sameSound, Tokens.sameHaptic)
        }
    }

    private static func look(
        _ back: UInt32, _ text: UInt32, _ sound: [(hertz: Int, ms: Int)], _ haptic: [Int]
    ) -> Look {
        let tones = sound.map { SoundTone(hertz: $0.hertz, milliseconds: $0.ms) }
        return Look(back: back, text: text, sound: tones, haptic: haptic)
    }
}
