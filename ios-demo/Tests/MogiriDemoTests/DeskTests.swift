import Foundation
import Mogiri
import Testing

@testable import MogiriDemo

/// What staff do beside scanning.
@MainActor
@Suite(.timeLimit(.minutes(1)))
struct DeskTests {
    let stage: Stage

    init() async throws {
        stage = try await Stage()
        try await stage.signIn()
    }

    @Test("An own scan is taken back with a reason, and the ticket enters again")
    func undo() async throws {
        let first = try await stage.showFirst()
        try await stage.scan(.ok)
        let history = try await stage.shown(stage.staff.history) { !$0.rows.isEmpty }
        #expect(history.reasons.map(\.id) == voidReasons() && !history.reasons.contains { $0.word.isEmpty })
        stage.staff.history.undo(history.rows[0], history.reasons[0])
        let undone = try await stage.shown(stage.staff.history) { $0.rows[0].undone != nil }
        #expect(undone.rows[0].entry == nil && stage.staff.scan.state.face == nil)
        try await stage.admitted("0")
        _ = try await stage.shownLater(stage.attendee.show) { $0.code != nil && $0.code != first.code }
        try await stage.scan(.ok)
    }

    @Test("The last twenty scans are kept, the last one first")
    func history() async throws {
        for number in 1...22 {
            stage.staff.scan.scanned("nothing \(number)")
            _ = try await stage.shown(stage.staff.history) { $0.rows.first?.id == number }
        }
        let rows = stage.staff.history.state.rows
        #expect(rows.map(\.id) == Array((3...22).reversed()))
        #expect(rows.allSatisfy { $0.face.tone != .ok && $0.entry == nil })
    }

    @Test("Digits of a ticket that may be handed on ask the lead even with the name, and the lead admits with a reason")
    func digits() async throws {
        let shown = try await stage.showFirst()
        stage.staff.go(.digits)
        stage.staff.digits.digits("  ")
        #expect(!stage.staff.digits.state.canJudge)
        stage.staff.digits.digits(try #require(shown.digits))
        stage.staff.digits.name(shown.place == "1階 5列 7番" ? "髙橋　花子" : "髙橋　さくら")
        #expect(stage.staff.digits.state.canJudge)
        stage.staff.digits.judge()
        let asked = try await stage.shown(stage.staff.scan) { $0.face != nil }
        #expect(asked.face?.tone == .caution && asked.face?.place == shown.place, "\(asked)")
        #expect(asked.anyway.map(\.id) == overrideReasons() && !asked.canStamp)
        #expect(stage.staff.state.desk == .scan && stage.staff.digits.state == DigitsState())
        stage.staff.scan.admitAnyway(try #require(asked.anyway.first))
        let admitted = try await stage.shown(stage.staff.scan) { $0.face?.tone == .ok }
        #expect(admitted.face?.word == stage.words.screen("admitted_by_lead") && admitted.anyway.isEmpty)
        #expect(stage.host.heard == [.caution, .ok])
        try await stage.admitted("1")
    }

    @Test("Wrong digits admit nobody")
    func wrongDigits() async throws {
        stage.staff.digits.digits("00000000")
        stage.staff.digits.judge()
        let judged = try await stage.shown(stage.staff.scan) { $0.face != nil }
        #expect(judged.face?.tone != .ok && !judged.canStamp)
    }

    @Test("What another gate admitted is known after a merge")
    func merge() async throws {
        let shown = try await stage.showFirst()
        _ = try await stage.evening.otherGate.admit(try #require(shown.code).text)
        #expect(stage.staff.merge.state.told == stage.words.tell("blind"))
        stage.staff.merge.open()
        let merged = try await stage.shown(stage.staff.merge) { $0.told != stage.words.tell("blind") }
        #expect(merged.notice == nil && merged.told != stage.words.tell("merged", 0), "\(merged)")
        _ = try await stage.shownLater(stage.attendee.show) { $0.code != nil && $0.code != shown.code }
        let refused = try await stage.scan(.no)
        #expect(refused.face?.told.contains("B") == true)
        #expect(stage.staff.counts.state.gates.map(\.name) == [stage.words.screen("gate_name", "B")])
    }

    @Test("What this gate admitted is known to the other after its journal was shared")
    func share() async throws {
        let shown = try await stage.showFirst()
        try await stage.scan(.ok)
        stage.staff.merge.share()
        _ = try await stage.shown(stage.staff.merge) { $0.told == stage.words.tell("shared") }
        _ = try await stage.shownLater(stage.attendee.show) { $0.code != nil && $0.code != shown.code }
        let text = try #require(stage.attendee.show.state.code).text
        #expect(try await stage.evening.otherGate.admit(text).reason == .alreadyUsed)
    }

    @Test("The banner says how old the data is and what nobody can know")
    func banner() async throws {
        let before = try await stage.shown(stage.staff.banner) { !$0.age.isEmpty }
        #expect(before.age == stage.words.tell("not_merged") && before.warnings.contains(stage.words.tell("blind")))
        _ = try await stage.evening.otherGate.admit(try #require(stage.showFirst().code).text)
        stage.staff.merge.open()
        let after = try await stage.shown(stage.staff.banner) { $0.age == stage.words.tell("offline", 0) }
        #expect(!after.warnings.contains(stage.words.tell("blind")))
    }

    @Test("The log is closed and its last head shown; closing again shows the same")
    func close() async throws {
        try await stage.showFirst()
        try await stage.scan(.ok)
        stage.staff.close.close()
        let closed = try await stage.shown(stage.staff.close) { $0.head != nil }
        #expect(closed.told == stage.words.tell("closed"))
        #expect(closed.head?.text.split(separator: "/").count == 3)
        stage.staff.close.close()
        _ = try await stage.evening.gate.status()
        #expect(stage.staff.close.state == closed)
    }

    @Test("One guest after the other comes to a gate whose camera sees no phone")
    func nextGuest() async throws {
        let first = try await stage.scan(.ok)
        let second = try await stage.scan(.ok)
        #expect(first.face?.place != second.face?.place)
        try await stage.admitted("2")
    }
}
