import AVFoundation
import CoreHaptics
import MogiriDemo

/// Sounds and pulses of verdicts, made of the tokens: no file to load, nothing to wait for.
@MainActor
final class PhoneSenses {
    private static let rate = 44_100.0

    private let engine = AVAudioEngine()
    private let player = AVAudioPlayerNode()
    private let format = AVAudioFormat(standardFormatWithSampleRate: PhoneSenses.rate, channels: 1)
    private let haptics = try? CHHapticEngine()

    init() {
        engine.attach(player)
        engine.connect(player, to: engine.mainMixerNode, format: format)
        haptics?.isAutoShutdownEnabled = true
    }

    /// Plays the tones of a verdict one after the other and pulses with them.
    func tell(_ look: Look) {
        play(look.sound)
        pulse(look.haptic)
    }

    private func play(_ sound: [SoundTone]) {
        guard let buffer = buffer(sound) else { return }
        // Staff hear it with the ringer off too: in a lane the sound is the answer.
        try? AVAudioSession.sharedInstance().setCategory(.playback, options: .mixWithOthers)
        try? engine.start()
        player.scheduleBuffer(buffer, at: nil, options: .interrupts)
        player.play()
    }

    private func buffer(_ sound: [SoundTone]) -> AVAudioPCMBuffer? {
        let waves = sound.flatMap { Self.wave($0) }
        guard let format, let buffer = AVAudioPCMBuffer(pcmFormat: format, frameCapacity: UInt32(waves.count)),
            let samples = buffer.floatChannelData?[0]
        else { return nil }
        buffer.frameLength = UInt32(waves.count)
        for (at, value) in waves.enumerated() { samples[at] = value }
        return buffer
    }

    private static func wave(_ tone: SoundTone) -> [Float] {
        let count = Int(rate * Double(tone.milliseconds) / 1000)
        return (0..<count).map { at in
            // Swells and fades in five milliseconds, so that it does not click.
            let edge = min(Double(min(at, count - at)) / (rate * 0.005), 1)
            return Float(0.6 * edge * sin(2 * .pi * Double(tone.hertz) * Double(at) / rate))
        }
    }

    private func pulse(_ pulses: [Int]) {
        guard let haptics, let pattern = try? CHHapticPattern(events: Self.events(pulses), parameters: []) else {
            return
        }
        try? haptics.start()
        try? haptics.makePlayer(with: pattern).start(atTime: CHHapticTimeImmediate)
    }

    /// On, off, on, … in milliseconds.
    private static func events(_ pulses: [Int]) -> [CHHapticEvent] {
        var (events, from) = ([CHHapticEvent](), 0)
        for (at, length) in pulses.enumerated() {
            if at.isMultiple(of: 2) {
                let (start, duration) = (Double(from) / 1000, Double(length) / 1000)
                events.append(
                    CHHapticEvent(
                        eventType: .hapticContinuous, parameters: [], relativeTime: start, duration: duration))
            }
            from += length
        }
        return events
    }
}
