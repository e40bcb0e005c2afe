import Mogiri
import MogiriDemo
import SwiftUI

/// What the gate's phone shows.
struct StaffApp: View {
    let staff: StaffPresenter
    let words: Words
    /// The phone's own camera, running all the time; none where it is simulated.
    let camera: LiveCamera?

    var body: some View {
        Showing(staff.banner) { Banner(state: $0) }
        Showing(staff.upkeep) { $0.notice.map(Notice.init) }
        Showing(staff) { state in desks[state.desk] }
    }

    private var desks: [Desk: AnyView] {
        let back = Deed(word: words.screen("back")) { staff.go(.scan) }
        return [
            .signIn: AnyView(
                Showing(staff.signIn) { SignInScreen(state: $0, words: words, signIn: staff.signIn) }),
            .scan: AnyView(
                Showing(staff.scan) {
                    ScanScreen(state: $0, words: words, scan: staff.scan, camera: camera, others: others)
                }),
            .history: AnyView(
                Showing(staff.history) {
                    HistoryScreen(state: $0, words: words, history: staff.history, back: back)
                }),
            .digits: AnyView(
                Showing(staff.digits) { DigitsScreen(state: $0, words: words, digits: staff.digits, back: back) }),
            .counts: AnyView(Showing(staff.counts) { CountsScreen(state: $0, words: words, back: back) }),
            .merge: AnyView(
                Showing(staff.merge) { MergeScreen(state: $0, words: words, merge: staff.merge, back: back) }),
            .close: AnyView(
                Showing(staff.close) { CloseScreen(state: $0, words: words, close: staff.close, back: back) }),
        ]
    }

    private var others: [Deed] {
        [
            Deed(word: words.screen("history")) { staff.go(.history) },
            Deed(word: words.screen("digits")) { staff.go(.digits) },
            Deed(word: words.screen("counts")) { staff.go(.counts) },
            Deed(word: words.screen("merge")) { staff.go(.merge) },
            Deed(word: words.screen("close")) { staff.go(.close) },
        ]
    }
}

/// How old the data is, always in sight.
struct Banner: View {
    let state: BannerState

    var body: some View {
        VStack(alignment: .leading) {
            Text(state.age).font(.headline)
            ForEach(state.warnings, id: \.self) { Text($0).font(.footnote) }
        }
        .accessibilityElement(children: .combine)
    }
}

/// The shift begins with the code of a certificate.
struct SignInScreen: View {
    let state: SignInState
    let words: Words
    let signIn: SignInPresenter

    var body: some View {
        Text(words.screen("sign_in")).font(.title2).accessibilityAddTraits(.isHeader)
        Text("\(state.event)  \(state.gate)")
        Text(state.told)
        state.enrolment.map(Code.init)
        state.notice.map(Notice.init)
        Deeds(all: [Deed(word: words.screen("read_certificate"), act: signIn.readCertificate)])
        VStack(alignment: .leading) {
            Text(words.tell("sandbox"))
            Deeds(all: [Deed(word: words.screen("use_sandbox"), act: signIn.useSandbox)])
        }
        .shown(state.canUseSandbox)
    }
}

/// The scanner: the verdict stays until the next scan.
struct ScanScreen: View {
    let state: ScanState
    let words: Words
    let scan: ScanPresenter
    let camera: LiveCamera?
    let others: [Deed]

    var body: some View {
        camera
        Deeds(all: [Deed(word: words.screen("scan"), act: scan.scan)])
        state.face.map(VerdictView.init)
        state.notice.map(Notice.init)
        state.stamp.map(Code.init)
        Deeds(all: [Deed(word: words.screen("give_stamp"), isOpen: state.canStamp, act: scan.giveStamp)])
        Reasons(word: words.screen("admit_anyway"), reasons: state.anyway, done: scan.admitAnyway)
        Deeds(all: others)
    }
}
