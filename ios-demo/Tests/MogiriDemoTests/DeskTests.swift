import Foundation
import Mogiri
import Testing

@testable import MogiriDemo

/// What staff do beside scanning.
@MainActor
@Suite(.timeLimit(.minutes(10)))
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
        stage.staff.go(.history)
        let history = try await stage.shown(stage.staff.history) { !$0.rows.isEmpty }
        #expect(history.reasons.map(\.id) == voidReasons() && !history.reasons.contains { $0.word.isEmpty })
        stage.staff.history.undo(history.rows[0], history.reasons[0])
        let undone = try await stage.shown(stage.staff.history) { $0.rows[0].undone != nil }
        #expect(!undone.rows[0].canUndo && stage.staff.scan.state.face == nil)
        try await stage.admitted("0")
        _ = try await stage.shownLater(stage.attendee.show) { $0.code != nil && $0.code != first.code }
        try await stage.scan(.ok)
    }

    @Test("The last twenty things are told, the last one first, and outlive a restart of the app")
    func history() async throws {
        let shown = try await stage.showFirst()
        let picture = try #require(shown.code).text
        stage.attendee.list()
        let place = try await stage.scan(.ok).face?.place
        for number in 1...22 {
            // The same refusal within a minute is written down once.
            stage.time.advance(seconds: 61)
            stage.staff.scan.scanned(picture)
            while stage.host.heard.count <= number { await Task.yield() }
        }
        try await stage.scan(.ok)
        let again = stage.evening.staff(stage.host, stage.words)
        again.go(.history)
        let rows = try await stage.shown(again.history) { !$0.rows.isEmpty }.rows
        #expect(rows.count == 20 && rows[0].canUndo && rows[0].face.tone == .ok)
        #expect(place?.isEmpty == false && rows[0].face.place != place)
        let told = stage.words.of("reason.STALE", "staff")
        #expect(rows.dropFirst().allSatisfy { $0.face.tone == .caution && !$0.canUndo && $0.face.told == told })
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
        let merged = try await stage.shown(stage.staff.merge) { $0.code != nil }
        #expect(merged.notice == nil && merged.told != stage.words.tell("merged", 0), "\(merged)")
        _ = try await stage.shownLater(stage.attendee.show) { $0.code != nil && $0.code != shown.code }
        let refused = try await stage.scan(.no)
        #expect(refused.face?.told.contains("B") == true)
        let counts = try await stage.shown(stage.staff.counts) { !$0.gates.isEmpty }
        #expect(counts.gates.map(\.name) == [stage.words.screen("gate_name", "B")])
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
        #expect(closed.head.flatMap { messageIn($0.text) } != nil)
        stage.staff.close.close()
        _ = try await stage.evening.gate.status()
        #expect(stage.staff.close.state == closed)
    }

    @Test("Two gates come to know the same by codes on their screens, until each has all of the other")
    func mergeByCodes() async throws {
        try await stage.scan(.ok)
        stage.staff.go(.merge)
        let begun = try await stage.shown(stage.staff.merge) { $0.code != nil }
        #expect(begun.told == stage.words.tell("vector") && begun.page == nil)
        stage.staff.merge.readVector()
        let turning = try await stage.shown(stage.staff.merge) { $0.page != nil }
        #expect(turning.told == stage.words.tell("frames") && turning.code != begun.code)
        while try await stage.known(to: stage.evening.otherGate) < 2 {
            await stage.time.somebodySleeps()
            stage.time.advance(seconds: 1)
        }
        stage.staff.merge.readFrames()
        let merged = try await stage.shown(stage.staff.merge) { $0.progress == stage.words.tell("merged", 2) }
        #expect(merged.told == turning.told && merged.notice == nil && merged.page != nil)
        #expect(try await stage.known(to: stage.evening.gate) == 2)
        stage.staff.merge.begin()
        _ = try await stage.shown(stage.staff.merge) { $0.told == stage.words.tell("vector") }
        stage.staff.merge.readVector()
        _ = try await stage.shown(stage.staff.merge) { $0.told == stage.words.tell("lacks_nothing") }
        try await stage.admitted("2")
    }

    @Test("More than a hundred entries are too many for codes, and go as a file of just these")
    func tooMany() async throws {
        let picture = try #require(try await stage.showFirst().code).text
        _ = try await stage.evening.gate.admit(picture)
        for _ in 0..<100 {
            stage.time.advance(seconds: 61)
            _ = try await stage.evening.gate.admit(picture)
        }
        stage.staff.merge.readVector()
        let told = try await stage.shown(stage.staff.merge) { $0.code != nil }
        #expect(told.told.contains("10") && told.told != stage.words.tell("vector") && told.page == nil)
        stage.staff.merge.share()
        _ = try await stage.shown(stage.staff.merge) { $0.told == stage.words.tell("shared") }
        #expect(try await stage.known(to: stage.evening.otherGate) == 2)
    }

    @Test("Codes that nobody holds before the camera are told, and nothing is taken in")
    func noFrames() async throws {
        for read in [stage.staff.merge.readFrames, { stage.nowhere.merge.readVector() }] {
            read()
            await stage.others()
        }
        _ = try await stage.shown(stage.staff.merge) { $0.notice == stage.words.tell("nobody") }
        _ = try await stage.shown(stage.nowhere.merge) { $0.notice == stage.words.tell("nobody") }
        #expect(try await stage.known(to: stage.evening.gate) == 0)
    }

    @Test("What is no code of ours is passed over between the codes of another gate")
    func foreignCode() async throws {
        let (gate, other) = (stage.evening.gate, stage.evening.otherGate)
        let frames = try await other.missing(vector: gate.syncVector()).frames
        stage.host.held = ["https://example.org"] + (try frames.map { try messageCode(message: $0).text })
        stage.nowhere.merge.readFrames()
        let merged = try await stage.shown(stage.nowhere.merge) { $0.code != nil }
        #expect(merged.notice == nil && stage.host.opened == [.frame])
        #expect(try await stage.known(to: gate) == 1)
    }

    @Test("The closing code of another gate tells whether all of its log is here")
    func closingCode() async throws {
        stage.staff.merge.readHead()
        _ = try await stage.shown(stage.staff.merge) { $0.told == stage.words.tell("waiting") }
        stage.staff.merge.open()
        _ = try await stage.shown(stage.staff.merge) { $0.code != nil }
        stage.staff.merge.readHead()
        _ = try await stage.shown(stage.staff.merge) { $0.told == stage.words.tell("whole_log") }
    }

    @Test("One guest after the other comes to a gate whose camera sees no phone")
    func nextGuest() async throws {
        let first = try await stage.scan(.ok)
        let second = try await stage.scan(.ok)
        #expect(first.face?.place != second.face?.place)
        try await stage.admitted("2")
    }
}
