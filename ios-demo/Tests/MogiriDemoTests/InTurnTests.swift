import Foundation
import Mogiri
import MogiriTestkit
import Testing

@testable import MogiriDemo

/// Codes that take turns on one screen.
@MainActor
@Suite(.timeLimit(.minutes(10)))
struct InTurnTests {
    private let time = MovingTime(seconds: 0)
    private let shown = Shown()

    @Test("Each stays for a moment, and after the last one comes the first")
    func turns() async throws {
        let turning = Task { try await inTurn(codes(), time, shown.add) }
        for _ in 0..<4 {
            await time.somebodySleeps()
            time.advance(seconds: 1)
        }
        await time.somebodySleeps()
        turning.cancel()
        await #expect(throws: CancellationError.self) { try await turning.value }
        #expect(shown.all == ["a 1", "b 2", "a 1", "b 2", "a 1"])
    }

    @Test("Nothing is shown to nobody: a turning that was cancelled before it began shows no code")
    func cancelled() async throws {
        let turning = Task { try await inTurn(codes(), time, shown.add) }
        turning.cancel()
        await #expect(throws: CancellationError.self) { try await turning.value }
        #expect(shown.all.isEmpty)
    }

    @Test("Without a code there are no turns to wait for")
    func none() async throws {
        try await inTurn([], time, shown.add)
        #expect(shown.all.isEmpty)
    }

    private func codes() -> [CodeFace] {
        ["a", "b"].map { CodeFace(picture: QrModules(size: 0, modules: Data()), text: $0, label: $0) }
    }

    @MainActor
    private final class Shown {
        private(set) var all: [String] = []

        func add(_ code: CodeFace, _ at: Int) {
            all.append("\(code.text) \(at)")
        }
    }
}
