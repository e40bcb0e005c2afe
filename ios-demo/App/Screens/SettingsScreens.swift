import Mogiri
import MogiriDemo
import SwiftUI

/// Diagnostics, language, licences, and the way to erase everything.
struct SettingsScreen: View {
    let state: SettingsState
    let words: Words
    let settings: SettingsPresenter
    let wipe: @MainActor () -> Void
    let back: Deed

    var body: some View {
        Heading(text: words.screen("settings"), back: back)
        Text(state.version)
        Text(words.screen("language")).font(.title2).accessibilityAddTraits(.isHeader)
        Deeds(all: [
            Deed(word: words.screen("japanese")) { settings.speak(.japanese) },
            Deed(word: words.screen("english")) { settings.speak(.english) },
        ])
        Text(words.screen("diagnostics")).font(.title2).accessibilityAddTraits(.isHeader)
        Text(state.diagnostics).font(.footnote)
        Deeds(all: [
            Deed(word: words.screen("copy"), act: settings.copy),
            Deed(word: words.screen("licences"), act: settings.licences),
            Deed(word: words.screen("wipe"), act: wipe),
        ])
        state.notice.map(Notice.init)
        ForEach(Array(state.licences.enumerated()), id: \.offset) { Text($0.element).font(.footnote) }
    }
}

/// Nothing is erased without a yes.
struct EraseScreen: View {
    let state: EraseState
    let words: Words
    let erase: ErasePresenter
    let back: Deed

    var body: some View {
        Heading(text: state.title, back: back)
        Notice(text: state.told)
        state.notice.map(Notice.init)
        deeds[state.step].map(Deeds.init)
    }

    private var deeds: [EraseStep: [Deed]] {
        let ask = [
            Deed(word: words.screen("sure"), act: erase.sure), Deed(word: words.screen("cancel"), act: back.act),
        ]
        return [.ask: ask, .stillValid: ask]
    }
}
