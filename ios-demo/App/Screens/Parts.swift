import Mogiri
import MogiriDemo
import SwiftUI

/// An act that somebody can take: a button's word, and whether it may be pressed.
struct Deed: Identifiable {
    let word: String
    var isOpen = true
    let act: @MainActor () -> Void

    var id: String { word }
}

/// Acts beside each other, below each other where letters are large. Each is at least 48 points high.
struct Deeds: View {
    let all: [Deed]

    var body: some View {
        ViewThatFits(in: .horizontal) {
            HStack { buttons }
            VStack(alignment: .leading) { buttons }
        }
    }

    private var buttons: some View {
        ForEach(all) { deed in
            // The label is as large as a finger: a frame around the button would not be pressed.
            Button(action: deed.act) { Text(deed.word).frame(minWidth: 48, minHeight: 48) }
                .buttonStyle(.bordered).disabled(!deed.isOpen)
        }
    }
}

/// What a page is about, with a way back: screen readers jump from one heading to the next.
struct Heading: View {
    let text: String
    let back: Deed

    var body: some View {
        Deeds(all: [back])
        Text(text).font(.title2).accessibilityAddTraits(.isHeader)
    }
}

/// What just happened: said once by a screen reader, without a touch.
struct Notice: View {
    let text: String

    var body: some View {
        Text(text).spoken(text)
    }
}

/// A code: one element for a screen reader, with a label that does not count the seconds.
struct Code: View {
    let face: CodeFace

    var body: some View {
        CodePicture(face: face).accessibilityElement().accessibilityLabel(face.label)
            .accessibilityAddTraits(.isImage)
    }
}

/// A verdict, read from an arm's length. A screen reader says it by itself.
struct VerdictView: View {
    let face: VerdictFace

    var body: some View {
        VStack(alignment: .leading) {
            Text("\(face.shape) \(face.word)").font(.largeTitle.bold())
            Text(face.place).font(.title2)
            Text(face.told)
        }
        .padding().frame(maxWidth: .infinity, alignment: .leading)
        .foregroundStyle(Color(rgb: face.look.text)).background(Color(rgb: face.look.back))
        .accessibilityElement(children: .combine).spoken("\(face.word) \(face.place) \(face.told)")
    }
}

/// The stamp on a ticket, with its time and gate. A screen reader says it by itself, once.
struct StampedView: View {
    let face: StampedFace

    var body: some View {
        VStack(alignment: .leading) {
            Text("○ \(face.word)").font(.largeTitle.bold())
            Text(face.told).font(.title2)
        }
        .padding().frame(maxWidth: .infinity, alignment: .leading)
        .foregroundStyle(Color(rgb: Tone.ok.look.text)).background(Color(rgb: Tone.ok.look.back))
        .accessibilityElement(children: .combine).spoken(face.word)
    }
}

/// An act that nobody does without saying why.
struct Reasons: View {
    let word: String
    let reasons: [ReasonWord]
    let done: @MainActor (ReasonWord) -> Void

    var body: some View {
        Menu {
            ForEach(reasons) { reason in Button(reason.word) { done(reason) } }
        } label: {
            Text(word).frame(minWidth: 48, minHeight: 48)
        }
        .disabled(reasons.isEmpty)
    }
}
