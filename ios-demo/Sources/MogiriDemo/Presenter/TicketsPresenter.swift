import Mogiri

/// One ticket of the list.
public struct TicketRow: Equatable, Sendable, Identifiable {
    /// The ticket.
    public let id: TicketId
    /// The event's title.
    public let title: String
    /// The seat.
    public let place: String
    /// When doors open.
    public let time: String
    /// Where it stands, in a word.
    public let word: String
    /// The same in a sentence.
    public let told: String
    /// Whether there is a code to show.
    public let canShow: Bool
    /// Why it cannot be sent to a friend; nothing if it can.
    public let whyNotSend: String?
}

/// The list, the next event first.
public struct TicketsState: Equatable, Sendable {
    /// Every ticket.
    public var rows: [TicketRow] = []
    /// Said when every ticket works without a network.
    public var offline: String?
    /// What went wrong.
    public var notice: String?
}

/// The list of tickets.
public final class TicketsPresenter: Presenter<TicketsState> {
    private static let gone: Set<TicketState> = [.handingOver, .handedOn, .returned]

    private let wallet: LiveWallet

    /// Follows a wallet from now on.
    public init(_ wallet: LiveWallet, _ words: Words) {
        self.wallet = wallet
        super.init(words, TicketsState())
        act { [weak self] in
            for try await tickets in wallet.tickets {
                try await self?.show(tickets)
            }
        }
    }

    override func failed(_ told: String) {
        set { $0.notice = told }
    }

    private func show(_ tickets: [TicketSummary]) async throws {
        let isReady = try await wallet.readiness().allSatisfy { worksOffline(ticket: $0) }
        set {
            $0.rows = tickets.map(row)
            $0.offline = isReady ? words("mogiri_screen_offline_word") : nil
        }
    }

    private func row(_ ticket: TicketSummary) -> TicketRow {
        TicketRow(
            id: ticket.id, title: ticket.title, place: ticket.place, time: words.time(ticket.doors, of: ticket),
            word: words.word(ticket.state), told: words.told(ticket.state), canShow: !Self.gone.contains(ticket.state),
            whyNotSend: ticket.notTransferable.map(words.told))
    }
}
