import Foundation
import Mogiri
import Testing

@testable import MogiriDemo

/// A guest, a phone and a gate.
@MainActor
@Suite(.timeLimit(.minutes(10)))
struct EntryTests {
    let stage: Stage

    init() async throws {
        stage = try await Stage()
    }

    @Test("The list has the next event first, says where each ticket stands and that it works offline")
    func list() async throws {
        let rows = try await stage.rows()
        #expect(rows.map(\.title) == ["もぎり交響楽団 冬の音楽会", "もぎり交響楽団 冬の音楽会", "もぎり寄席 新春の会"])
        #expect(rows.map(\.place) == ["1階 5列 7番", "1階 5列 8番", "3列 2番"])
        #expect(rows.allSatisfy { $0.canShow && $0.offline == stage.words.screen("offline") })
        #expect(rows.map(\.canSend) == [true, true, false])
        #expect(rows[2].whyNotSend == stage.words.of("why_not.NOT_ALLOWED", "guest"))
    }

    @Test("A ticket is shown, scanned, stamped and counted")
    func entry() async throws {
        try await stage.signIn()
        let shown = try await stage.showFirst()
        let scanned = try await stage.scan(.ok)
        #expect(scanned.canStamp && scanned.face?.shape.first == "○", "\(scanned)")
        #expect(scanned.face?.place == shown.place)
        stage.staff.scan.giveStamp()
        _ = try await stage.shown(stage.staff.scan) { $0.stamp != nil }
        stage.attendee.show.readStamp()
        let stamped = try await stage.shown(stage.attendee.show) { $0.stamped != nil }
        #expect(stamped.stamped?.word == stage.words.screen("stamped"))
        #expect(stamped.notice == stage.words.of("stamp.STAMPED", "guest"))
        try await stage.admitted("1")
        #expect(stage.host.heard == [.ok])
    }

    @Test("The code turns and counts its seconds, with check digits under it")
    func turning() async throws {
        let first = try await stage.showFirst()
        let counted = try await stage.shownLater(stage.attendee.show) { $0.seconds != first.seconds }
        #expect(counted.digits?.isEmpty == false)
        let turned = try await stage.shownLater(stage.attendee.show) { $0.code != first.code }
        #expect(turned.code?.label == first.code?.label)
    }

    @Test("The screen is bright while a code is shown, and as it was afterwards")
    func bright() async throws {
        try await stage.showFirst()
        #expect(stage.host.isBright)
        stage.attendee.list()
        #expect(!stage.host.isBright && stage.attendee.state.page == .list)
        #expect(stage.attendee.show.state == ShowState())
    }

    @Test("Whoever does not show that the phone is theirs sees no code")
    func notTheOwner() async throws {
        stage.host.answer = .no
        stage.attendee.show(try await stage.rows()[0].id)
        let told = stage.words.hint("not_unlocked")
        let state = try await stage.shown(stage.attendee.show) { $0.notice == told }
        #expect(state.code == nil && state.title.isEmpty && !stage.host.isBright)
    }

    @Test("A phone without a lock shows the code and says that it asked nobody, on every page")
    func noLock() async throws {
        stage.host.answer = .noLock
        let told = stage.words.hint("no_lock")
        #expect(try await stage.showFirst().notice == told && stage.host.isBright)
        stage.attendee.show.next()
        let second = try await stage.shown(stage.attendee.show) { $0.hasPrevious && $0.code != nil }
        #expect(second.notice == told)
    }

    @Test("A stamp pressed on the glass stamps the ticket that is shown, and its code still opens the door")
    func physicalStamp() async throws {
        try await stage.signIn()
        try await stage.showFirst()
        stage.demo.pressStamp()
        let stamped = try await stage.shown(stage.attendee.show) { $0.stamped != nil }
        #expect(stamped.notice == stage.words.of("press.STAMPED", "guest"))
        stage.demo.pressStamp()
        let again = stage.words.of("press.REPEAT", "guest")
        _ = try await stage.shown(stage.attendee.show) { $0.notice == again }
        try await stage.scan(.ok)
    }

    @Test("The tickets of one event are turned over one after the other")
    func pages() async throws {
        let first = try await stage.showFirst()
        #expect(first.page == stage.words.screen("page", 1, 2) && first.hasNext && !first.hasPrevious)
        stage.attendee.show.previous()
        stage.attendee.show.next()
        let second = try await stage.shown(stage.attendee.show) { $0.hasPrevious && $0.code != nil }
        #expect(second.page == stage.words.screen("page", 2, 2) && !second.hasNext && second.hasPrevious)
        #expect(second.code != first.code && second.place != first.place)
        stage.attendee.show.previous()
        _ = try await stage.shown(stage.attendee.show) { $0.place == first.place && $0.code != nil }
    }

    @Test("A screenshot of two minutes ago is refused, in words and with another sound")
    func screenshot() async throws {
        try await stage.signIn()
        try await stage.showFirst()
        _ = try await stage.shown(stage.demo) { $0.codeIsShown }
        stage.demo.useScreenshot()
        let refused = try await stage.shown(stage.staff.scan) { $0.face != nil }
        #expect(refused.face?.tone == .caution && !refused.canStamp)
        #expect(refused.face?.told.contains(stage.words.of("reason.STALE", "staff")) == true)
        #expect(stage.demo.state.notice == stage.words.hint("screenshot"))
        #expect(stage.host.heard == [.caution])
    }

    @Test("The same code in view is one person, with a face of its own")
    func sameCode() async throws {
        try await stage.signIn()
        try await stage.showFirst()
        try await stage.scan(.ok)
        let again = try await stage.scan(.same)
        #expect(again.face?.shape == "=" && !again.canStamp)
        try await stage.admitted("1")
    }

    @Test("A second use is refused with where and when")
    func secondUse() async throws {
        try await stage.signIn()
        let first = try await stage.showFirst()
        try await stage.scan(.ok)
        _ = try await stage.shownLater(stage.attendee.show) { $0.code != nil && $0.code != first.code }
        let refused = try await stage.scan(.no)
        let lines = refused.face?.told.split(separator: "\n") ?? []
        #expect(refused.face?.shape == "×" && lines.count == 2)
        #expect(lines.first.map(String.init) == stage.words.of("reason.ALREADY_USED", "staff"))
        #expect(lines.last?.contains("A") == true && refused.face?.told.contains("$@") == false)
    }

    @Test("A gate that nobody signed in to admits nobody and says why")
    func notSignedIn() async throws {
        try await stage.showFirst()
        stage.staff.scan.scan()
        let state = try await stage.shown(stage.staff.scan) { $0.notice != nil }
        #expect(state.notice == stage.words.of("gate.NOT_READY", "staff") && state.face == nil)
    }

    @Test("A certificate's code signs a member of staff in")
    func signIn() async throws {
        let before = try await stage.shown(stage.staff.signIn) { $0.enrolment != nil && !$0.told.isEmpty }
        #expect(before.told == stage.words.tell("sign_in") && !before.signedIn)
        #expect(before.gate == stage.words.screen("gate_name", "A"))
        try await stage.signIn()
        let after = stage.staff.signIn.state
        #expect(after.signedIn && after.shift != nil && after.told == stage.words.tell("signed_in"))
        #expect(!after.canUseSandbox)
    }

    @Test("A phone alone is certified by the sandbox, when somebody asks for it")
    func sandbox() async throws {
        let staff = stage.evening.staffAlone(stage.host, stage.words)
        #expect(staff.signIn.state.canUseSandbox && staff.state.desk == .signIn)
        staff.signIn.useSandbox()
        _ = try await stage.shown(staff) { $0.desk == .scan }
    }
}
