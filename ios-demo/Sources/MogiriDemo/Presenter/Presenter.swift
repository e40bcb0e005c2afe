import Foundation
import Mogiri

/// What a screen looks at, and nothing else: one state record, finished texts in it.
@MainActor
public class Presenter<State: Equatable & Sendable> {
    let words: Words

    /// What the screen shows now.
    public private(set) var state: State {
        didSet { listeners.values.forEach { $0.yield(state) } }
    }

    private var listeners: [UUID: AsyncStream<State>.Continuation] = [:]

    init(_ words: Words, _ first: State) {
        (self.words, state) = (words, first)
    }

    /// What the screen shows, now and after each change.
    public func states() -> AsyncStream<State> {
        let (stream, listener) = AsyncStream.makeStream(of: State.self, bufferingPolicy: .bufferingNewest(1))
        let id = UUID()
        listeners[id] = listener
        listener.onTermination = { [weak self] _ in Task { @MainActor in self?.listeners[id] = nil } }
        listener.yield(state)
        return stream
    }

    func set(_ change: (inout State) -> Void) {
        var changed = state
        change(&changed)
        if changed != state { state = changed }
    }

    /// Begins an act. What the wallet or the gate cannot do is told in words, by `failed`.
    @discardableResult
    func act(_ work: @escaping @MainActor () async throws -> Void) -> Task<Void, Never> {
        Task {
            do {
                try await work()
            } catch is CancellationError {
            } catch {
                failed(words.of(error))
            }
        }
    }

    func failed(_ told: String) {}
}

extension Words {
    /// A moment as people at the event read it: day and time, in the event's own zone. An organizer may have signed one
    /// that this device does not know.
    func time(_ at: Date, _ timezone: String) -> String {
        format(language == .japanese ? "M月d日(E) HH:mm" : "EEE d MMM, HH:mm", at, TimeZone(identifier: timezone) ?? .gmt)
    }

    /// The time of day, in this device's zone: staff stand beside its clock.
    func clockTime(_ at: Date) -> String {
        format("HH:mm", at, .current)
    }

    private func format(_ pattern: String, _ at: Date, _ zone: TimeZone) -> String {
        let format = DateFormatter()
        format.locale = Locale(identifier: language.rawValue)
        format.timeZone = zone
        format.dateFormat = pattern
        return format.string(from: at)
    }
}
