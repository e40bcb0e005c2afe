import Mogiri

/// Seconds that one of the codes stays: slow enough for a camera, and far below three flashes a second.
private let turn = 0.35

/// Shows codes that take turns, and which of them it is: each for a moment, again and again, until it is cancelled.
/// Nothing where there is no code.
@MainActor
func inTurn(_ codes: [CodeFace], _ sleeper: any Sleeper, _ show: @MainActor (CodeFace, Int) -> Void) async throws {
    while !codes.isEmpty {
        for (at, code) in codes.enumerated() {
            try Task.checkCancellation()
            show(code, at + 1)
            try await sleeper.sleep(seconds: turn)
        }
    }
}
