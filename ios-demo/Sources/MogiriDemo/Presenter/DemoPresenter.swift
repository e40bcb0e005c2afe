import Mogiri

/// The three ways in.
public enum Way: Sendable {
    /// None yet.
    case choice
    /// A phone with tickets.
    case attendee
    /// A phone at a gate.
    case staff
    /// Both beside each other.
    case twoPhones
}

/// What an attendee looks at.
public enum Page: Sendable {
    /// Every ticket.
    case list
    /// A code.
    case show
    /// A hand-over.
    case send
}

/// Where somebody is in the demo.
public struct DemoState: Equatable, Sendable {
    /// The way in.
    public var way = Way.choice
    /// The attendee's page.
    public var page = Page.list
}

/// Holds the presenters of one evening together, and is the camera between the two phones.
public final class DemoPresenter: Presenter<DemoState> {
    /// The list.
    public let tickets: TicketsPresenter
    /// The code.
    public let show: ShowPresenter
    /// The hand-over.
    public let send: SendPresenter
    /// The scanner.
    public let scan: ScanPresenter

    /// On one evening.
    public init(_ evening: Evening, sleeper: any Sleeper, _ words: Words) {
        tickets = TicketsPresenter(evening.phone, words)
        show = ShowPresenter(evening.phone, clock: evening.clock, sleeper: sleeper, words)
        send = SendPresenter(evening.phone, to: evening.friend, sleeper: sleeper, words)
        scan = ScanPresenter(evening.gate, words)
        super.init(words, DemoState())
    }

    /// Goes in by one of the three ways, or back to the choice.
    public func go(_ way: Way) {
        set { $0 = DemoState(way: way) }
    }

    /// Shows a ticket.
    public func show(_ ticket: TicketId) {
        show.show(ticket)
        set { $0.page = .show }
    }

    /// Sends a ticket to the friend.
    public func send(_ ticket: TicketId) {
        send.ask(ticket)
        set { $0.page = .send }
    }

    /// Back to the list.
    public func list() {
        show.leave()
        set { $0.page = .list }
    }

    /// Holds the phone under the gate's camera.
    public func holdUnderCamera() {
        if let text = show.state.text { scan.scan(text) }
    }

    /// Holds the gate's stamp before the phone's camera.
    public func holdStampBeforePhone() {
        if let stamp = scan.state.stamp { show.takeStamp(stamp) }
    }
}
