import Mogiri

/// What an attendee looks at.
public enum Page: Sendable, CaseIterable {
    /// Every ticket.
    case list
    /// A code.
    case show
    /// A hand-over.
    case send
    /// A ticket that comes from a friend.
    case receive
    /// What is about to be erased.
    case erase
    /// The settings.
    case settings
}

/// Where an attendee is.
public struct AttendeeState: Equatable, Sendable {
    /// What they look at.
    public var page = Page.list
}

/// The attendee's app: one presenter for each page, and the way between them.
public final class AttendeePresenter: Presenter<AttendeeState> {
    /// The list.
    public let tickets: TicketsPresenter
    /// The code.
    public let show: ShowPresenter
    /// The hand-over.
    public let send: SendPresenter
    /// What comes from a friend.
    public let receive: ReceivePresenter
    /// What goes for good.
    public let erase: ErasePresenter
    /// The settings.
    public let settings: SettingsPresenter

    /// On a wallet.
    public init(
        _ wallet: LiveWallet, clock: any Mogiri.Clock, sleeper: any Sleeper, host: any Host, _ words: Words
    ) {
        tickets = TicketsPresenter(wallet, words)
        show = ShowPresenter(wallet, clock: clock, sleeper: sleeper, host: host, words)
        send = SendPresenter(wallet, clock: clock, sleeper: sleeper, host: host, words)
        receive = ReceivePresenter(wallet, host: host, words)
        erase = ErasePresenter(wallet, words)
        settings = SettingsPresenter(wallet, host: host, words)
        super.init(words, AttendeeState())
    }

    /// Shows a ticket, with the others of its event behind it.
    public func show(_ ticket: TicketId) {
        show.show(tickets.together(ticket))
        go(.show)
    }

    /// Sends a ticket to a friend.
    public func send(_ ticket: TicketId) {
        send.begin(ticket)
        go(.send)
    }

    /// Takes a ticket from a friend.
    public func receiveOne() {
        receive.begin()
        go(.receive)
    }

    /// Erases one ticket.
    public func erase(_ ticket: TicketId) {
        erase.askForget(ticket)
        go(.erase)
    }

    /// Erases everything.
    public func wipe() {
        erase.askWipe()
        go(.erase)
    }

    /// Opens the settings.
    public func openSettings() {
        settings.begin()
        go(.settings)
    }

    /// Back to the list.
    public func list() {
        show.leave()
        send.leave()
        go(.list)
    }

    private func go(_ page: Page) {
        set { $0.page = page }
    }
}
