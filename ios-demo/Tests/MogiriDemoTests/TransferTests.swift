import Foundation
import Mogiri
import Testing

@testable import MogiriDemo

/// Tickets between friends, and tickets that go.
@MainActor
@Suite(.timeLimit(.minutes(10)))
struct TransferTests {
    let stage: Stage

    init() async throws {
        stage = try await Stage()
    }

    @Test("A ticket is handed to a friend, who reads the codes on the screen and takes it; it is shown no more")
    func handOver() async throws {
        try await sendFirst()
        stage.attendee.send.readAnswer()
        let done = try await stage.shownLater(stage.attendee.send) { $0.step == .done }
        #expect(done.told == stage.words.of("settled.TAKEN", "guest") && done.code == nil && done.page == nil)
        try await stage.until { !stage.sleepers.isAnybodyAsleep }
        #expect(stage.attendee.send.state == done)
        let rows = try await stage.shown(stage.attendee.tickets) { $0.rows.contains { !$0.canShow && !$0.canSend } }
            .rows
        #expect(rows.filter(\.canShow).count == 2)
    }

    @Test("A parcel that was shared as a file is taken while no code turns, and the next one goes by codes")
    func handOverAsFile() async throws {
        try await sendFirst()
        stage.attendee.send.share()
        await stage.others()
        stage.attendee.send.readAnswer()
        _ = try await stage.shown(stage.attendee.send) { $0.step == .done }
        try await send(stage.rows()[1])
        stage.attendee.send.readAnswer()
        try await stage.shownLater(stage.attendee.send) { $0.step == .done }
    }

    @Test("The codes of a parcel take turns from the first to the last and again, until the person leaves")
    func turns() async throws {
        try await sendFirst()
        let codes = try await frames(of: stage.rows()[0].id).count
        for at in [2, codes, 1] {
            let page = stage.words.screen("page_of_codes", at, codes)
            let shown = try await stage.shownLater(stage.attendee.send) { $0.page == page }
            #expect(shown.code?.label == stage.words.screen("parcel_label") && shown.step == .ready)
        }
        stage.attendee.list()
        try await stage.until { !stage.sleepers.isAnybodyAsleep }
        #expect(stage.attendee.send.state == SendState())
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
        try await shown()
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
        try await shown()
        stage.attendee.send.readAnswer()
        try await stage.shownLater(stage.attendee.send) { $0.step == .done }
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

    @Test("The codes of a ticket that was taken before give the answer again, and nobody is asked")
    func receiveAgain() async throws {
        _ = try await offered()
        stage.attendee.receive.take()
        let answer = try await stage.shown(stage.attendee.receive) { $0.step == .answer }
        _ = try await request(of: stage.attendee)
        stage.attendee.receive.readParcel()
        let again = try await stage.shown(stage.attendee.receive) { $0.step != .request }
        #expect(again.step == .answer && again.code == answer.code && again.progress == nil)
    }

    @Test("A friend's ticket is declined and not kept")
    func decline() async throws {
        _ = try await offered()
        stage.attendee.receive.decline()
        let answer = try await stage.shown(stage.attendee.receive) { $0.step == .answer }
        #expect(answer.told.contains(stage.words.of("received.RETURNED", "guest")))
        #expect(try await stage.evening.phone.read { try $0.tickets() }.filter { $0.state == .ready }.count == 2)
    }

    @Test("A friend's ticket that came as a file is offered too")
    func receiveAsFile() async throws {
        stage.attendee.receiveOne()
        _ = try await stage.shown(stage.attendee.receive) { $0.code != nil }
        stage.attendee.receive.openParcel()
        let offer = try await stage.shown(stage.attendee.receive) { $0.step == .offer }
        #expect(offer.places == ["2階 1列 12番"])
    }

    @Test("A camera that was closed half way is told, and the codes that it saw need not be read again")
    func halfWay() async throws {
        let receive = stage.alone.receive
        let request = try await request(of: stage.alone)
        let codes = try texts(try #require(try await stage.evening.friend.give(request)).frames)
        stage.host.held = ["https://example.org"] + codes[..<2]
        receive.readParcel()
        let closed = try await stage.shown(receive) { $0.notice == stage.words.hint("nobody") }
        #expect(closed.progress == stage.words.screen("codes_read", 2, codes.count) && closed.step == .request)
        (stage.host.held, stage.host.isClosedThen) = (Array(codes[2...]), false)
        receive.readParcel()
        let offer = try await stage.shown(receive) { $0.step == .offer }
        #expect(offer.places == ["2階 1列 12番"] && offer.progress == nil && offer.notice == nil)
        // Once for all of them, and no longer than the last one needs.
        #expect(stage.host.opened == [.parcel, .parcel])
        try await stage.until { !stage.host.isOpen }
    }

    @Test("Codes of two parcels do not mix: with one of another parcel the reading begins anew")
    func twoParcels() async throws {
        let stranger = try await stage.stranger()
        let rows = try await stage.rows().filter(\.canSend)
        var codes: [[String]] = []
        for row in rows {
            _ = try await stage.evening.phone.handOver(
                ticket: row.id, request: request(of: stranger), confirmation: .camera)
            codes.append(try texts(try await frames(of: row.id)))
        }
        stage.host.held = [codes[0][0], codes[0][1], codes[1][0]]
        stranger.receive.readParcel()
        let closed = try await stage.shown(stranger.receive) { $0.notice != nil }
        #expect(closed.progress == stage.words.screen("codes_read", 1, codes[1].count))
        stage.host.held = codes[0].suffix(1) + codes[1]
        stranger.receive.readParcel()
        let offer = try await stage.shown(stranger.receive) { $0.step == .offer }
        #expect(offer.places == [rows[1].place])
    }

    @Test("A ticket that still opens the door is erased only after a second yes")
    func forget() async throws {
        let id = try await stage.rows()[0].id
        stage.attendee.erase(id)
        // At once, before the wallet told the ticket's name: the yes is about this ticket.
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
        try await send(stage.rows()[0])
    }

    private func send(_ ticket: TicketRow) async throws {
        stage.attendee.send(ticket.id)
        try await readRequest()
        stage.attendee.send.confirm()
        try await shown()
    }

    /// Until the parcel's codes take turns.
    private func shown() async throws {
        let shown = try await stage.shownLater(stage.attendee.send) { $0.page != nil }
        #expect(shown.step == .ready && shown.told == stage.words.hint("show_parcel") && shown.seconds == nil)
    }

    private func readRequest() async throws {
        stage.attendee.send.readRequest()
        _ = try await stage.shown(stage.attendee.send) { $0.step == .sure }
    }

    private func offered() async throws -> ReceiveState {
        _ = try await request(of: stage.attendee)
        stage.attendee.receive.readParcel()
        return try await stage.shown(stage.attendee.receive) { $0.step == .offer }
    }

    /// The request on somebody's screen.
    private func request(of attendee: AttendeePresenter) async throws -> Data {
        attendee.receiveOne()
        let code = try await stage.shown(attendee.receive) { $0.code != nil }.code
        return try #require(code.flatMap { messageIn($0.text) })
    }

    /// What the phone shows in turn of a ticket that was handed over.
    private func frames(of ticket: TicketId) async throws -> [Data] {
        guard case .ready(_, let frames) = try await stage.evening.phone.parcel(ticket: ticket) else { return [] }
        return frames
    }

    private func texts(_ frames: [Data]) throws -> [String] {
        try frames.map { try messageCode(message: $0).text }
    }
}
