import Foundation

/// What the catalogue says of an error to a person; nothing where only the app's developer can mend it.
extension WalletError: LocalizedError {
    /// The sentence for the person, in the phone's language.
    public var errorDescription: String? {
        words.map { Words.text("mogiri_\($0)_guest") }
    }

    /// The family and code of the catalogue's entry.
    var words: String? {
        switch self {
        case .BadTicket(let reason): "reason_\(Words.key(reason))"
        case .CannotHandOn(let reason): "why_not_\(Words.key(reason))"
        case .CannotForget(let reason): "why_kept_\(Words.key(reason))"
        case .BadRequest(let code): "request_\(code.lowercased())"
        case .BadFile(let code), .BadAnswer(let code): "wallet_\(code.lowercased())"
        case .ChangedElsewhere: "wallet_reopen"
        case .Corrupt: "wallet_store_corrupt"
        case .TooNew: "wallet_store_too_new"
        case .FolderUnusable: "wallet_io"
        case .HardwareUnavailable: "wallet_hardware_locked"
        case .UnknownEvent, .NoPicture, .Released: nil
        default: "wallet_\(Words.key(self))"
        }
    }
}

/// What the catalogue says of an error to staff; nothing where only the app's developer can mend it.
extension GateError: LocalizedError {
    /// The sentence for the person, in the phone's language.
    public var errorDescription: String? {
        words.map { Words.text("mogiri_\($0)_staff") }
    }

    /// The family and code of the catalogue's entry.
    var words: String? {
        switch self {
        case .CodeRefused(let code): "reason_\(code.lowercased())"
        case .BadDocument(let code): "document_\(code.lowercased())"
        case .OtherEvent: "gate_wrong_event"
        case .AlreadyExists: "gate_exists"
        case .ChangedElsewhere: "gate_reopen"
        case .Corrupt: "gate_store_corrupt"
        case .TooNew: "gate_store_too_new"
        case .CannotDecide: "gate_cannot_decide"
        case .Released: nil
        default: "gate_\(Words.key(self))"
        }
    }
}

/// The catalogue's names for cases, and its texts.
enum Words {
    /// `alreadyUsed`, `HandedOn` and their like in the catalogue's letters.
    static func key(_ value: some Any) -> String {
        let name = String(describing: value).prefix { $0.isLetter || $0.isNumber }
        return name.reduce(into: "") { key, letter in
            if letter.isUppercase, !key.isEmpty { key.append("_") }
            key.append(contentsOf: letter.lowercased())
        }
    }

    static func text(_ key: String) -> String {
        Bundle.module.localizedString(forKey: key, value: nil, table: "Mogiri")
    }
}
