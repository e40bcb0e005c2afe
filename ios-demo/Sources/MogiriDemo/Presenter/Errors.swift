import Mogiri

extension Words {
    /// What a person is told when the wallet or the gate cannot act.
    func told(_ error: any Error) -> String {
        switch error {
        case let error as WalletError: told(wallet: error)
        case let error as GateError: told(gate: error)
        default: self("mogiri_wallet_io_guest")
        }
    }

    private func told(wallet error: WalletError) -> String {
        switch error {
        case .CannotHandOn(let reason): told(reason)
        case .Corrupt: self("mogiri_wallet_store_corrupt_guest")
        case .HandedOn, .Busy, .VaultUnavailable, .KeyLost, .VaultFull, .DiskFull, .ClockTurnedBack, .NoParcel,
            .TicketNotFound:
            of("wallet", error, "guest")
        default: self("mogiri_wallet_io_guest")
        }
    }

    private func told(gate error: GateError) -> String {
        switch error {
        case .NotReady, .ShiftOver, .ShiftNotBegun, .NotAllowed, .TooLateToUndo, .EntryNotFound, .NotVoidable, .Busy,
            .KeyLost, .VaultUnavailable:
            of("gate", error, "staff")
        default: self("mogiri_gate_cannot_decide_staff")
        }
    }
}
