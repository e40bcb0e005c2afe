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

/// What a yes is about.
public enum Chosen: Equatable, Sendable {
    /// Nothing: a yes erases nothing.
    case nothing
    /// One ticket.
    case ticket(TicketId)
    /// Everything on this phone.
    case everything
}

/// What is about to be erased.
public struct EraseState: Equatable, Sendable {
    /// How far it is.
    public var step = EraseStep.ask
    /// What a yes is about.
    public var chosen = Chosen.nothing
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

    /// Asks about one ticket: a yes is about this one from now on, before its name is there.
    public func askForget(_ ticket: TicketId) {
        set { $0 = EraseState(chosen: .ticket(ticket), told: words.hint("erase")) }
        act { [self] in
            let summary = try await wallet.ticket(ticket)
            guard state.chosen == .ticket(ticket) else { return }
            set { $0.title = "\(summary.title)  \(summary.place)" }
        }
    }

    /// Asks about everything on this phone.
    public func askWipe() {
        set { $0 = EraseState(chosen: .everything, title: words.screen("wipe"), told: words.hint("wipe")) }
    }

    /// The person said yes, once more if the ticket still opens the door.
    public func sure() {
        let step = state.step
        switch state.chosen {
        case .nothing: return
        case .ticket(let ticket): act { [self] in try await forget(ticket, step) }
        case .everything: act { [self] in try await wipe() }
        }
    }

    override func failed(_ told: String) {
        set { $0.notice = told }
    }

    private func wipe() async throws {
        try await wallet.wipe()
        set { ($0.step, $0.told) = (.done, words.hint("wiped")) }
    }

    private func forget(_ ticket: TicketId, _ step: EraseStep) async throws {
        do {
            _ = try await wallet.forget(ticket: ticket, valid: step == .stillValid ? .erase : .keep)
            set { ($0.step, $0.told) = (.done, words.hint("erased")) }
        } catch WalletError.CannotForget(reason: .stillValid) {
            set { ($0.step, $0.told) = (.stillValid, words.hint("still_valid")) }
        }
    }
}
