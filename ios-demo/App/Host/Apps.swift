import Foundation
import Mogiri
import MogiriDemo
import SwiftUI
import UIKit

/// The three ways in, on one evening: the phone alone and the gate alone with the phone's own camera and neighbours, and
/// both beside each other with a simulated one.
@MainActor
final class Apps {
    let attendee: AttendeePresenter
    let staff: StaffPresenter
    let demo: DemoPresenter

    private static var last: (language: Language, apps: Apps)?

    private init(evening: Evening, host: PhoneHost, words: Words) {
        attendee = evening.attendee(host, words)
        staff = evening.staffAlone(host, words)
        demo = DemoPresenter(evening, host: host, words)
    }

    /// Back to the three ways in; no code stays on the screen, and it is as bright as before.
    func home() {
        attendee.list()
        demo.go(.choice)
    }

    /// A stamp was pressed on the glass: it counts for the ticket that is shown.
    func pressed(_ dpi: Double, _ touches: [Touch]) {
        for show in [attendee.show, demo.attendee.show] { show.press(dpi: dpi, touches: touches) }
    }

    /// The app left the screen. Both ways in have the same gate.
    static func away() async {
        last?.apps.demo.staff.upkeep.pause()
        await last?.apps.staff.upkeep.away().value
    }

    /// Those of a language: made once, kept until another is chosen.
    static func of(_ evening: Evening, _ host: PhoneHost, _ language: Language) -> Apps {
        if let last, last.language == language { return last.apps }
        let apps = Apps(evening: evening, host: host, words: Words(language))
        last = (language, apps)
        return apps
    }
}

/// Opens the evening that the app carries.
@MainActor
final class Opening: ObservableObject {
    @Published private(set) var evening: Evening?
    @Published private(set) var fault: String?

    /// Begins it, once.
    func begin() async {
        guard evening == nil else { return }
        // Whoever builds the app makes it first (README.md); its user never sees this.
        guard let kept = Bundle.main.url(forResource: "Evening", withExtension: nil) else {
            fatalError("no Evening in the app: swift run make-evening App/Evening")
        }
        do {
            evening = try await KeptEvening(kept).begin(on: Self.device)
        } catch {
            fault = error.localizedDescription
        }
    }

    /// In the background the screen is as it was before, and iOS finds no locked file.
    func changed(to phase: ScenePhase, _ host: PhoneHost) {
        guard phase == .background else { return }
        host.letGo()
        Task { await rest() }
    }

    /// iOS ends an app that takes long here: it is told when we are done.
    private func rest() async {
        let time = UIApplication.shared.beginBackgroundTask()
        await Apps.away()
        try? await evening?.suspend()
        UIApplication.shared.endBackgroundTask(time)
    }

    private static var device: MogiriDemo.Device {
        let folder = URL.applicationSupportDirectory.appendingPathComponent("Evening")
        return MogiriDemo.Device(folder: folder, clock: PhoneClock(), sleeper: SystemSleeper()) { KeychainVault($0) }
    }
}

/// The phone's own time.
private final class PhoneClock: Mogiri.Clock {
    func nowMs() throws -> UInt64 { UInt64(Date().timeIntervalSince1970 * 1000) }

    /// Goes on while the phone sleeps.
    func monotonicMs() throws -> UInt64 { UInt64(clock_gettime_nsec_np(CLOCK_MONOTONIC_RAW) / 1_000_000) }
}
