import Mogiri
import MogiriDemo
import SwiftUI

/// The whole demo: three ways in, and the way back to them.
struct DemoScreen: View {
    let apps: Apps
    let words: Words

    var body: some View {
        ScrollView {
            VStack(alignment: .leading, spacing: 16) {
                Showing(apps.demo) { state in ways(state)[state.way] }
            }
            .padding()
        }
        .stamped(apps.pressed)
    }

    private func ways(_ state: DemoState) -> [Way: AnyView] {
        let home = Deed(word: words.screen("title"), act: apps.home)
        let camera = LiveCamera(found: apps.staff.scan.scanned)
        return [
            .choice: AnyView(Choice(words: words, go: apps.demo.go)),
            .attendee: AnyView(Inside(home: home) { AttendeeApp(attendee: apps.attendee, words: words) }),
            .staff: AnyView(Inside(home: home) { StaffApp(staff: apps.staff, words: words, camera: camera) }),
            .twoPhones: AnyView(Inside(home: home) { TwoPhones(state: state, words: words, demo: apps.demo) }),
        ]
    }
}

/// The three ways in.
struct Choice: View {
    let words: Words
    let go: @MainActor (Way) -> Void

    var body: some View {
        Text(words.screen("title")).font(.largeTitle).accessibilityAddTraits(.isHeader)
        Deeds(all: [
            Deed(word: words.screen("attendee")) { go(.attendee) },
            Deed(word: words.screen("staff")) { go(.staff) },
            Deed(word: words.screen("two_phones")) { go(.twoPhones) },
        ])
    }
}

/// An app with the way back over it.
struct Inside<Content: View>: View {
    let home: Deed
    @ViewBuilder let content: Content

    var body: some View {
        Deeds(all: [home])
        content
    }
}

/// A phone beside a gate, and nothing but light between them.
struct TwoPhones: View {
    let state: DemoState
    let words: Words
    let demo: DemoPresenter

    var body: some View {
        ViewThatFits(in: .horizontal) {
            HStack(alignment: .top) { phones }
            VStack(alignment: .leading) { phones }
        }
    }

    @ViewBuilder private var phones: some View {
        VStack(alignment: .leading) {
            Text(words.screen("attendee")).font(.title2).accessibilityAddTraits(.isHeader)
            AttendeeApp(attendee: demo.attendee, words: words)
            Deeds(all: [Deed(word: words.screen("screenshot"), isOpen: state.codeIsShown, act: demo.useScreenshot)])
            state.notice.map(Notice.init)
        }
        .frame(minWidth: 320)
        VStack(alignment: .leading) {
            Text(words.screen("staff")).font(.title2).accessibilityAddTraits(.isHeader)
            StaffApp(staff: demo.staff, words: words, camera: nil)
            Deeds(all: [Deed(word: words.screen("press_stamp"), isOpen: state.codeIsShown, act: demo.pressStamp)])
        }
        .frame(minWidth: 320)
    }
}
