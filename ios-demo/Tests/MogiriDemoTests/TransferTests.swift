import Foundation
import Mogiri
import Testing

@testable import MogiriDemo

/// Tickets between friends, and tickets that go.
@MainActor
@Suite(.timeLimit(.minutes(1)))
struct TransferTests {
    let stage: Stage

    init() async throws {
        stage = try await Stage()
    }

    @Test("A ticket is handed to a friend, who takes it; it is shown no more")
    func handOver() async throws {
        try await sendFirst()
        stage.attendee.send.readAnswer()
        let done = try await stage.shown(stage.attendee.send) { $0.step == .done }
        #expect(done.told == stage.words.of("settled.TAKEN", "guest") && done.code == nil)
        let rows = try await stage.shown(stage.attendee.tickets) { $0.rows.contains { !$0.canShow && !$0.canSend } }
            .rows
        #expect(rows.filter(\.canShow).count == 2)
    }

    @Test("A ticket whose code was shown waits until that code is worth nothing")
    func waits() async throws {
        try await stage.showFirst()
        stage.attendee.list()
        stage.attendee.send(try await stage.rows()[0].id)
        try await readRequest()
        stage.attendee.send.confirm()
        let waiting = try await stage.shown(stage.attendee.send) { $0.seconds != nil }
        #expect(waiting.step == .waiting && waiting.code == nil)
        _ = try await stage.shownLater(stage.attendee.send) { $0.step == .ready }
    }

    @Test("A hand-over that was left goes on where it was, pending until then")
    func pending() async throws {
        try await sendFirst()
        let id = try await stage.rows()[0].id
        stage.attendee.list()
        let pending = try await stage.shown(stage.attendee.tickets) { state in
            state.rows.contains { $0.id == id && !$0.canShow }
        }
        let row = pending.rows.first { $0.id == id }
        #expect(row?.word == stage.words.of("state.HANDING_OVER", "word") && row?.canSend == true)
        stage.attendee.send(id)
        try await shareIfLarge()
        stage.attendee.send.readAnswer()
        _ = try await stage.shown(stage.attendee.send) { $0.step == .done }
    }

    @Test("Nothing is signed before the friend's request was read and the person said yes")
    func nothingBefore() async throws {
        stage.attendee.send(try await stage.rows()[0].id)
        _ = try await stage.shown(stage.attendee.send) { $0.told == stage.words.hint("send") }
        stage.attendee.send.confirm()
        try await readRequest()
        let row = try await stage.evening.phone.ticket(stage.rows()[0].id)
        #expect(row.state == .ready)
    }

    @Test("A friend's ticket is offered, taken, and opens the door")
    func receive() async throws {
        let offer = try await offered()
        #expect(offer.places == ["2階 1列 12番"] && offer.told == stage.words.hint("offer"))
        stage.attendee.receive.take()
        let answer = try await stage.shown(stage.attendee.receive) { $0.step == .answer }
        #expect(answer.code != nil && answer.told.contains(stage.words.of("received.TAKEN", "guest")))
        #expect(try await stage.rows(4).contains { $0.place == "2階 1列 12番" && $0.canShow })
    }

    @Test("A friend's ticket is declined and not kept")
    func decline() async throws {
        _ = try await offered()
        stage.attendee.receive.decline()
        let answer = try await stage.shown(stage.attendee.receive) { $0.step == .answer }
        #expect(answer.told.contains(stage.words.of("received.RETURNED", "guest")))
        #expect(try await stage.evening.phone.read { try $0.tickets() }.filter { $0.state == .ready }.count == 2)
    }

    @Test("A ticket that still opens the door is erased only after a second yes")
    func forget() async throws {
        let id = try await stage.rows()[0].id
        stage.attendee.erase(id)
        _ = try await stage.shown(stage.attendee.erase) { $0.id == id }
        stage.attendee.erase.sure()
        let asked = try await stage.shown(stage.attendee.erase) { $0.step == .stillValid }
        #expect(asked.told == stage.words.hint("still_valid"))
        #expect(try await stage.rows().count == 3)
        stage.attendee.erase.sure()
        _ = try await stage.shown(stage.attendee.erase) { $0.step == .done }
        #expect(try await !stage.rows(2).contains { $0.id == id })
    }

    @Test("Everything is erased after a yes, and nothing works afterwards")
    func wipe() async throws {
        stage.attendee.wipe()
        #expect(stage.attendee.erase.state.told == stage.words.hint("wipe"))
        stage.attendee.erase.sure()
        _ = try await stage.shown(stage.attendee.erase) { $0.step == .done }
        await #expect(throws: WalletError.Released) { try await stage.evening.phone.request() }
    }

    private func sendFirst() async throws {
        stage.attendee.send(try await stage.rows()[0].id)
        try await readRequest()
        stage.attendee.send.confirm()
        try await shareIfLarge()
    }

    /// A parcel that is too large for a code goes as a file.
    private func shareIfLarge() async throws {
        _ = try await stage.shown(stage.attendee.send) { $0.step == .ready || $0.seconds != nil }
        let ready = try await stage.shownLater(stage.attendee.send) { $0.step == .ready }
        #expect(ready.told == stage.words.hint(ready.code == nil ? "share_parcel" : "show_parcel"))
        if ready.code == nil {
            stage.attendee.send.share()
            await stage.others()
        }
    }

    private func readRequest() async throws {
        _ = try await stage.shown(stage.attendee.send) { $0.id != nil }
        stage.attendee.send.readRequest()
        _ = try await stage.shown(stage.attendee.send) { $0.step == .sure }
    }

    private func offered() async throws -> ReceiveState {
        stage.attendee.receiveOne()
        _ = try await stage.shown(stage.attendee.receive) { $0.code != nil }
        // Too large for a code: it goes as a file.
        stage.attendee.receive.readParcel()
        _ = try await stage.shown(stage.attendee.receive) { $0.notice == stage.words.hint("nobody") }
        stage.attendee.receive.openParcel()
        return try await stage.shown(stage.attendee.receive) { $0.step == .offer }
    }
}
