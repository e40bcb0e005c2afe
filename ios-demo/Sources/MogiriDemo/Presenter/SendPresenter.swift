import Foundation
import Mogiri

/// How far a hand-over is.
public enum SendStep: Sendable {
    /// Nothing happened yet.
    case ask
    /// Signed over; the parcel waits until no code shown before is alive, or is on its way.
    case waiting
    /// The friend took it, or gave it back.
    case done
}

/// A ticket on its way to a friend who stands beside.
public struct SendState: Equatable, Sendable {
    /// The ticket.
    public var id: TicketId?
    /// The event's title.
    public var title = ""
    /// The seat.
    public var place = ""
    /// How far it is.
    public var step = SendStep.ask
    /// The same in a sentence.
    public var told = ""
}

/// Hands a ticket to a friend, phone to phone.
public final class SendPresenter: Presenter<SendState> {
    private let wallet: LiveWallet
    private let friend: Friend
    private let sleeper: any Sleeper
    private var sending: Task<Void, Never>?

    /// From a wallet to a friend.
    public init(_ wallet: LiveWallet, to friend: Friend, sleeper: any Sleeper, _ words: Words) {
        (self.wallet, self.friend, self.sleeper) = (wallet, friend, sleeper)
        super.init(words, SendState())
    }

    /// Asks before anything is signed.
    public func ask(_ ticket: TicketId) {
        act { [self] in
            let summary = try await wallet.ticket(ticket)
            let told = words("mogiri_hint_send_guest")
            set { $0 = SendState(id: ticket, title: summary.title, place: summary.place, step: .ask, told: told) }
        }
    }

    /// Reads the friend's request, signs the ticket over and delivers it. There is no way back from here.
    public func confirm() {
        guard let ticket = state.id else { return }
        sending?.cancel()
        sending = act { [self] in
            let request = try await friend.request()
            _ = try await wallet.handOver(ticket: ticket, request: request, confirmation: friend.confirmation)
            tell(.waiting, words.told(TicketState.handingOver))
            try await deliver(ticket)
        }
    }

    override func failed(_ told: String) {
        set { $0.told = told }
    }

    private func deliver(_ ticket: TicketId) async throws {
        guard let answer = try await friend.take(whenReady(ticket)) else { return }
        guard let outcome = try await wallet.settle(answer: answer).first?.outcome else { return }
        let isOver = outcome == .taken || outcome == .returned
        tell(isOver ? .done : .waiting, words.of("settled", outcome, "guest"))
    }

    private func whenReady(_ ticket: TicketId) async throws -> Data {
        while true {
            if case .ready(let parcel) = try await wallet.parcel(ticket: ticket) { return parcel }
            try await sleeper.sleep(seconds: 1)
        }
    }

    private func tell(_ step: SendStep, _ told: String) {
        set { ($0.step, $0.told) = (step, told) }
    }
}
