import Mogiri
import MogiriDemo
import SwiftUI

/// The last twenty things that this gate wrote down.
struct HistoryScreen: View {
    let state: HistoryState
    let words: Words
    let history: HistoryPresenter
    let back: Deed

    var body: some View {
        Heading(text: words.screen("history"), back: back)
        state.notice.map(Notice.init)
        ForEach(state.rows) { row in
            VStack(alignment: .leading) {
                Text("\(row.time)  \(row.face.shape) \(row.face.word)  \(row.face.place)")
                row.undone.map { Text($0) }
                Reasons(word: words.screen("undo"), reasons: state.reasons) { history.undo(row, $0) }
                    .shown(row.canUndo)
            }
        }
    }
}

/// Where no camera helps.
struct DigitsScreen: View {
    let state: DigitsState
    let words: Words
    let digits: DigitsPresenter
    let back: Deed

    var body: some View {
        Heading(text: words.screen("digits"), back: back)
        TextField(words.screen("digits_field"), text: Binding(get: { state.digits }, set: digits.digits))
            .keyboardType(.asciiCapable).textInputAutocapitalization(.characters).autocorrectionDisabled()
            .textFieldStyle(.roundedBorder).frame(minHeight: 48)
        TextField(words.screen("name_field"), text: Binding(get: { state.name }, set: digits.name))
            .textFieldStyle(.roundedBorder).frame(minHeight: 48)
        state.notice.map(Notice.init)
        Deeds(all: [Deed(word: words.screen("judge"), isOpen: state.canJudge, act: digits.judge)])
    }
}

/// The counts.
struct CountsScreen: View {
    let state: CountsState
    let words: Words
    let back: Deed

    var body: some View {
        Heading(text: words.screen("counts"), back: back)
        ForEach(state.rows) { Count(row: $0).font(.title3) }
        ForEach(state.gates) { Count(row: $0) }
        ForEach(state.refused) { Count(row: $0) }
        state.notice.map(Notice.init)
    }
}

/// One count with its name.
struct Count: View {
    let row: CountRow

    var body: some View {
        Text("\(row.name)  \(row.count)")
    }
}

/// Two gates come to know the same.
struct MergeScreen: View {
    let state: MergeState
    let words: Words
    let merge: MergePresenter
    let back: Deed

    var body: some View {
        Heading(text: words.screen("merge"), back: back)
        Notice(text: state.told)
        state.code.map(Code.init)
        state.page.map { Text($0) }
        state.progress.map(Notice.init)
        state.notice.map(Notice.init)
        Deeds(all: [
            Deed(word: words.screen("read_vector"), act: merge.readVector),
            Deed(word: words.screen("read_frames"), act: merge.readFrames),
            Deed(word: words.screen("show_vector"), act: merge.begin),
            Deed(word: words.screen("read_head"), act: merge.readHead),
            Deed(word: words.screen("share_journal"), act: merge.share),
            Deed(word: words.screen("open_journal"), act: merge.open),
        ])
    }
}

/// The end of a shift.
struct CloseScreen: View {
    let state: CloseState
    let words: Words
    let close: ClosePresenter
    let back: Deed

    var body: some View {
        Heading(text: words.screen("close"), back: back)
        Notice(text: state.told)
        Text(state.entries)
        state.head.map(Code.init)
        state.notice.map(Notice.init)
        Deeds(all: [Deed(word: words.screen("close_now"), act: close.close)])
    }
}
