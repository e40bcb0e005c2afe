import Mogiri
import MogiriDemo
import SwiftUI

/// What the attendee's phone shows.
struct AttendeeApp: View {
    let attendee: AttendeePresenter
    let words: Words

    var body: some View {
        Showing(attendee) { state in pages[state.page] }
    }

    private var pages: [Page: AnyView] {
        let back = Deed(word: words.screen("back"), act: attendee.list)
        return [
            .list: AnyView(Showing(attendee.tickets) { TicketsScreen(state: $0, words: words, attendee: attendee) }),
            .show: AnyView(
                Showing(attendee.show) { ShowScreen(state: $0, words: words, show: attendee.show, back: back) }),
            .send: AnyView(
                Showing(attendee.send) { SendScreen(state: $0, words: words, send: attendee.send, back: back) }),
            .receive: AnyView(
                Showing(attendee.receive) {
                    ReceiveScreen(state: $0, words: words, receive: attendee.receive, back: back)
                }),
            .erase: AnyView(
                Showing(attendee.erase) { EraseScreen(state: $0, words: words, erase: attendee.erase, back: back) }),
            .settings: AnyView(
                Showing(attendee.settings) {
                    SettingsScreen(
                        state: $0, words: words, settings: attendee.settings, wipe: attendee.wipe, back: back)
                }),
        ]
    }
}

/// The list, the next event first.
struct TicketsScreen: View {
    let state: TicketsState
    let words: Words
    let attendee: AttendeePresenter

    var body: some View {
        state.notice.map(Notice.init)
        state.putBack.map { PutBack(told: $0, words: words, noted: attendee.tickets.noted) }
        ForEach(state.rows) { TicketCard(row: $0, words: words, attendee: attendee) }
        Deeds(all: [
            Deed(word: words.screen("receive"), act: attendee.receiveOne),
            Deed(word: words.screen("settings"), act: attendee.openSettings),
        ])
    }
}

/// That an older copy was put back, until somebody takes note.
struct PutBack: View {
    let told: String
    let words: Words
    let noted: @MainActor () -> Void

    var body: some View {
        Notice(text: told)
        Deeds(all: [Deed(word: words.screen("noted"), act: noted)])
    }
}

/// One ticket. What cannot be done stays in sight, with the reason below.
struct TicketCard: View {
    let row: TicketRow
    let words: Words
    let attendee: AttendeePresenter

    var body: some View {
        VStack(alignment: .leading) {
            Text(row.title).font(.title2).accessibilityAddTraits(.isHeader)
            Text("\(row.time)  \(row.place)")
            Text(row.word).font(.title)
            Text(row.told)
            row.offline.map { Text($0) }
            Deeds(all: [
                Deed(word: words.screen("show"), isOpen: row.canShow) { attendee.show(row.id) },
                Deed(word: words.screen("send"), isOpen: row.canSend) { attendee.send(row.id) },
                Deed(word: words.screen("erase")) { attendee.erase(row.id) },
            ])
            row.whyNotSend.map { Text($0) }.font(.footnote)
        }
        .padding().frame(maxWidth: .infinity, alignment: .leading).background(.quaternary)
    }
}

/// One ticket under the camera: from one of a group to the next by a swipe, beside the buttons.
struct ShowScreen: View {
    let state: ShowState
    let words: Words
    let show: ShowPresenter
    let back: Deed

    var body: some View {
        Heading(text: state.title, back: back)
        state.stamped.map(StampedView.init)
        state.code.map(Code.init).swiped(previous: show.previous, next: show.next)
        Text("\(state.page)  \(state.place)").font(.title3)
        Text(state.seconds)
        state.digits.map { Text("\(words.screen("digits_label"))  \($0)") }.font(.title3)
        state.notice.map(Notice.init)
        Deeds(all: [
            Deed(word: words.screen("previous"), isOpen: state.hasPrevious, act: show.previous),
            Deed(word: words.screen("next"), isOpen: state.hasNext, act: show.next),
            Deed(word: words.screen("take_stamp"), isOpen: state.code != nil, act: show.readStamp),
        ])
    }
}
