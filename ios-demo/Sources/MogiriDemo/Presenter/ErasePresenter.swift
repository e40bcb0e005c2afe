import Mogiri

/// How far an erasing is.
public enum EraseStep: Sendable, CaseIterable {
    /// Nothing is chosen, or something is and waits for a yes.
    case ask
    /// The ticket still opens the door: the person has to say so too.
    case stillValid
    /// It is gone.
    case done
}

/// What is about to be erased.
public struct EraseState: Equatable, Sendable {
    /// How far it is.
    public var step = EraseStep.ask
    /// One ticket; without one it is everything.
    public var id: TicketId?
    /// What it is.
    public var title = ""
    /// What that means.
    public var told = ""
    /// What happened.
    public var notice: String?
}

/// Erases one ticket, or everything, after a yes.
public final class ErasePresenter: Presenter<EraseState> {
    private let wallet: LiveWallet

    /// Out of a wallet.
    public init(_ wallet: LiveWallet, _ words: Words) {
        self.wallet = wallet
        super.init(words, EraseState())
    }

    /// Asks about one ticket.
    public func askForget(_ ticket: TicketId) {
        act { [self] in
            let summary = try await wallet.ticket(ticket)
            let title = "\(summary.title)  \(summary.place)"
            set { $0 = EraseState(id: ticket, title: title, told: words.hint("erase")) }
        }
    }

    /// Asks about everything on this phone.
    public func askWipe() {
        set { $0 = EraseState(title: words.screen("wipe"), told: words.hint("wipe")) }
    }

    /// The person said yes, once more if the ticket still opens the door.
    public func sure() {
        act { [self] in
            guard let ticket = state.id else { return try await wipe() }
            try await forget(ticket)
        }
    }

    override func failed(_ told: String) {
        set { $0.notice = told }
    }

    private func wipe() async throws {
        try await wallet.wipe()
        set { ($0.step, $0.told) = (.done, words.hint("wiped")) }
    }

    private func forget(_ ticket: TicketId) async throws {
        do {
            _ = try await wallet.forget(ticket: ticket, valid: state.step == .stillValid ? .erase : .keep)
            set { ($0.step, $0.told) = (.done, words.hint("erased")) }
        } catch WalletError.CannotForget(reason: .stillValid) {
            set { ($0.step, $0.told) = (.stillValid, words.hint("still_valid")) }
        }
    }
}
