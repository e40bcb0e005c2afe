import Mogiri
import MogiriDemo
import SwiftUI

/// A ticket on its way to a friend.
struct SendScreen: View {
    let state: SendState
    let words: Words
    let send: SendPresenter
    let back: Deed

    var body: some View {
        Heading(text: state.title, back: back)
        Text(state.place).font(.title3)
        Notice(text: state.told)
        state.seconds.map { Text($0) }
        state.code.map(Code.init)
        state.page.map { Text($0) }
        state.notice.map(Notice.init)
        deeds[state.step].map(Deeds.init)
    }

    /// What can be done at each step; nothing at the others.
    private var deeds: [SendStep: [Deed]] {
        [
            .ask: [Deed(word: words.screen("read_request"), act: send.readRequest)],
            .sure: [
                Deed(word: words.screen("confirm"), act: send.confirm),
                Deed(word: words.screen("cancel"), act: back.act),
            ],
            .ready: [
                Deed(word: words.screen("read_answer"), act: send.readAnswer),
                Deed(word: words.screen("share_parcel"), act: send.share),
            ],
        ]
    }
}

/// A ticket that comes from a friend.
struct ReceiveScreen: View {
    let state: ReceiveState
    let words: Words
    let receive: ReceivePresenter
    let back: Deed

    var body: some View {
        Heading(text: words.screen("receive"), back: back)
        Notice(text: state.told)
        state.code.map(Code.init)
        Text(state.title).font(.title3)
        ForEach(state.places, id: \.self) { Text($0).font(.title3) }
        state.progress.map(Notice.init)
        state.notice.map(Notice.init)
        deeds[state.step].map(Deeds.init)
    }

    private var deeds: [ReceiveStep: [Deed]] {
        [
            .request: [
                Deed(word: words.screen("read_parcel"), act: receive.readParcel),
                Deed(word: words.screen("open_parcel"), act: receive.openParcel),
            ],
            .offer: [
                Deed(word: words.screen("take"), act: receive.take),
                Deed(word: words.screen("decline"), act: receive.decline),
            ],
        ]
    }
}
