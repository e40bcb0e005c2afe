import Foundation
import Testing

/// Every scenario of tests/scenarios, as Rust and Kotlin run it.
struct ScenarioTests {
    @Test("Every scenario goes as it is written")
    func scenarios() throws {
        var executed: [String] = []
        for name in try Scenario.names() {
            try play(name)
            executed.append(name)
        }
        if let list = ProcessInfo.processInfo.environment["MOGIRI_SCENARIOS"] {
            let text = executed.map { "\($0)\n" }.joined()
            try Data(text.utf8).write(to: URL(fileURLWithPath: list))
        }
    }

    private func play(_ name: String) throws {
        let scenario = try Scenario(named: name)
        let stage = try Stage(seconds: scenario.start)
        for (number, step) in zip(1..., scenario.steps) {
            let place = "\(name), step \(number): \(step.actor) \(step.act)"
            let done = try stage.act(step)
            guard plain(done.outcome) == plain(step.expect ?? "OK") else {
                Issue.record("\(place) is \(done.outcome) and not \(step.expect ?? "OK")")
                return
            }
            if let key = step.keep {
                stage.keep(key, try #require(done.value, "\(place): nothing to keep"))
            }
        }
    }

    /// A name has the same letters in every language, and capitals and lines where that language puts them.
    private func plain(_ outcome: String) -> String {
        outcome.replacingOccurrences(of: "_", with: "").uppercased()
    }
}
