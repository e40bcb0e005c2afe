import Mogiri

/// The three ways in.
public enum Way: Sendable, CaseIterable {
    /// None yet.
    case choice
    /// A phone with tickets.
    case attendee
    /// A phone at a gate.
    case staff
    /// Both beside each other.
    case twoPhones
}

/// Where somebody is in the demo.
public struct DemoState: Equatable, Sendable {
    /// The way in.
    public var way = Way.choice
    /// Whether a code is on the phone: a screenshot of it can be tried, and a stamp pressed on it.
    public var codeIsShown = false
    /// What happened.
    public var notice: String?
}

/// A phone and a gate of one evening, and nothing but light between them.
public final class DemoPresenter: Presenter<DemoState> {
    private static let twoMinutes: UInt64 = 120

    /// The phone.
    public let attendee: AttendeePresenter
    /// The gate.
    public let staff: StaffPresenter

    private let evening: Evening

    /// On one evening.
    public init(_ evening: Evening, host: any Host, _ words: Words) {
        let (phone, gate) = (PhoneSight(evening.friend), GateSight(evening))
        self.evening = evening
        attendee = evening.attendee(SimulatedHost(host, phone), words)
        staff = evening.staff(SimulatedHost(host, gate), words)
        super.init(words, DemoState())
        phone.look(at: attendee, staff)
        gate.look(at: attendee, staff)
        act { [weak self, attendee] in
            for await show in attendee.show.states() { self?.set { $0.codeIsShown = show.code != nil } }
        }
        act { [neighbour = evening.neighbour, staff] in
            // Whoever stands there looks on after a code that could not be taken.
            for await desk in staff.merge.states() { try? await neighbour.sees(desk) }
        }
    }

    /// Goes in by one of the three ways, or back to the choice.
    public func go(_ way: Way) {
        attendee.list()
        set { $0 = DemoState(way: way) }
    }

    /// Takes a picture of the code on the phone and holds it before the gate's camera two minutes later.
    public func useScreenshot() {
        guard let picture = attendee.show.state.code else { return }
        evening.clock.forward(seconds: Self.twoMinutes)
        evening.phone.refresh()
        staff.scan.scanned(picture.text)
        set { $0.notice = words.hint("screenshot") }
    }

    /// Presses the event's physical stamp on the phone's glass.
    public func pressStamp() {
        attendee.show.press(dpi: evening.stamp.dpi, touches: evening.stamp.touches)
    }
}
