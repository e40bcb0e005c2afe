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
    /// That it was tried and works without a network; nothing if it does not.
    public let offline: String?
    /// Whether there is a code to show.
    public let canShow: Bool
    /// Whether it can be sent, or is being sent and can be gone on with.
    public let canSend: Bool
    /// Why it cannot be sent to a friend; nothing if it can.
    public let whyNotSend: String?
}

/// The list, the next event first.
public struct TicketsState: Equatable, Sendable {
    /// Every ticket.
    public var rows: [TicketRow] = []
    /// What went wrong, or that there is nothing yet.
    public var notice: String?
    /// That an older copy of the wallet was put back, until somebody took note.
    public var putBack: String?
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
            for try await tickets in wallet.tickets { try await self?.show(tickets) }
        }
    }

    /// Tickets that can be shown one after the other: those of the same event, `first` in front.
    func together(_ first: TicketId) -> [TicketId] {
        let event = state.rows.first { $0.id == first }
        let others = state.rows.filter { row in
            row.id != first && row.canShow && row.title == event?.title && row.time == event?.time
        }
        return [first] + others.map(\.id)
    }

    /// Says no more that an older copy was put back, until it happens again. Where that fails the rows stay.
    public func noted() {
        act { [self] in
            do {
                try await wallet.dismissRollback()
                set { $0 = list($0.rows, putBack: nil) }
            } catch {
                set { $0.notice = words.of(error) }
            }
        }
    }

    override func failed(_ told: String) {
        set { $0 = TicketsState(notice: told) }
    }

    private func show(_ tickets: [TicketSummary]) async throws {
        let ready = Set(try await wallet.readiness().filter(worksOffline).map(\.ticket))
        let rows = inOrder(tickets).map { row($0, isReady: ready.contains($0.id)) }
        let putBack = words.told(try await wallet.rollback())
        set { $0 = list(rows, putBack: putBack) }
    }

    private func list(_ rows: [TicketRow], putBack: String?) -> TicketsState {
        TicketsState(rows: rows, notice: rows.isEmpty ? words.hint("none") : nil, putBack: putBack)
    }

    /// Events as the library has them, the next one first; seats of one event in a row.
    private func inOrder(_ tickets: [TicketSummary]) -> [TicketSummary] {
        let events = tickets.map(\.event)
        return tickets.sorted { one, other in
            guard one.event == other.event else {
                return events.firstIndex(of: one.event) ?? 0 < events.firstIndex(of: other.event) ?? 0
            }
            return one.place < other.place
        }
    }

    private func row(_ ticket: TicketSummary, isReady: Bool) -> TicketRow {
        TicketRow(
            id: ticket.id, title: ticket.title, place: ticket.place, time: words.time(ticket.doors, ticket.timezone),
            word: words.word(ticket.state), told: words.told(ticket.state),
            offline: isReady ? words.screen("offline") : nil, canShow: !Self.gone.contains(ticket.state),
            canSend: ticket.notTransferable == nil || ticket.state == .handingOver,
            whyNotSend: ticket.notTransferable.map(words.told))
    }
}
