import Foundation
import Mogiri
import Testing

/// Every scenario of tests/scenarios, as Rust and Kotlin run it.
struct ScenarioTests {
    @Test("Every scenario goes as it is written")
    func scenarios() throws {
        var (executed, told): ([String], Int) = ([], 0)
        for name in try Scenario.names() {
            told += try play(name)
            executed.append(name)
        }
        #expect(told > executed.count, "the logs were told \(told)")
        if let list = ProcessInfo.processInfo.environment["MOGIRI_SCENARIOS"] {
            let text = executed.map { "\($0)\n" }.joined()
            try Data(text.utf8).write(to: URL(fileURLWithPath: list))
        }
    }

    /// How much the logs were told.
    private func play(_ name: String) throws -> Int {
        let scenario = try Scenario(named: name)
        let stage = try Stage(seconds: scenario.start)
        for (number, step) in zip(1..., scenario.steps) {
            let place = "\(name), step \(number): \(step.actor) \(step.act)"
            let done = try stage.act(step)
            guard plain(done.outcome) == plain(step.expect ?? "OK") else {
                Issue.record("\(place) is \(done.outcome) and not \(step.expect ?? "OK")")
                return stage.told
            }
            if let key = step.keep {
                stage.keep(key, try #require(done.value, "\(place): nothing to keep"))
            }
        }
        return stage.told
    }

    @Test("A log that could be told of somebody or something says so")
    func strictLog() {
        let log = StrictLog()
        for word in ["ok", "P", "ALREADY_USED", "none"] { log.log(event: Self.event(word)) }
        #expect(log.leaks.isEmpty)
        let open = ["髙橋 一郎", "1階 5列 7番", "S", "MG1:A", "01J8X2", ""].map(Self.event)
        open.forEach(log.log)
        #expect(log.leaks == open)
    }

    private static func event(_ outcome: String) -> LogEvent {
        LogEvent(act: .admit, outcome: outcome, count: 1)
    }

    /// A name has the same letters in every language, and capitals and lines where that language puts them.
    private func plain(_ outcome: String) -> String {
        outcome.replacingOccurrences(of: "_", with: "").uppercased()
    }
}
