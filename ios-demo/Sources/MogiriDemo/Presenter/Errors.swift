import Mogiri

extension Words {
    /// What a person is told when the wallet or the gate cannot act.
    func of(_ error: any Error) -> String {
        switch error {
        case let error as WalletError: of(error.key(), "guest")
        case let error as GateError: of(error.key(), "staff")
        default: of("wallet.IO", "guest")
        }
    }
}
