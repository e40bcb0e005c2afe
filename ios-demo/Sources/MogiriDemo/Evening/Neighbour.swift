import Foundation
import Mogiri

/// Who stands at the other gate, camera on this gate's screen and screen before this gate's camera.
@MainActor
final class Neighbour {
    private let gate: LiveGate
    private var frames: [Data] = []
    private var shown = 0

    nonisolated init(_ gate: LiveGate) {
        self.gate = gate
    }

    /// Reads what this gate's merge desk shows: what it has, or one of the codes that take turns.
    func sees(_ desk: MergeState) async throws {
        guard let message = desk.code.flatMap({ messageIn($0.text) }) else { return }
        if desk.page == nil {
            frames = try await gate.missing(vector: message).frames
        } else {
            _ = try await gate.takeFrame(message)
        }
    }

    /// What this gate has.
    func vector() async throws -> String {
        try messageCode(message: await gate.syncVector()).text
    }

    /// The next of the codes that take turns on the other gate's screen.
    func frame() throws -> String? {
        guard !frames.isEmpty else { return nil }
        shown += 1
        return try messageCode(message: frames[shown % frames.count]).text
    }

    /// The end of the other gate's shift.
    func head() async throws -> String {
        try messageCode(message: await gate.closeLog().file).text
    }
}
