import Foundation

/// What the catalogue says of an error to an attendee.
extension WalletError: LocalizedError {
    /// The sentence for the person, in the phone's language.
    public var errorDescription: String? {
        Words.text(of: key(), for: "guest")
    }
}

/// What the catalogue says of an error to staff.
extension GateError: LocalizedError {
    /// The sentence for the person, in the phone's language.
    public var errorDescription: String? {
        Words.text(of: key(), for: "staff")
    }
}

/// The catalogue's texts.
enum Words {
    static func text(of key: String, for reader: String) -> String? {
        let name = name(of: key, for: reader)
        let text = Bundle.module.localizedString(forKey: name, value: nil, table: "Mogiri")
        return text == name ? nil : text
    }

    /// The name that every platform takes: `mogiri_gate_not_ready_staff` of `gate.NOT_READY`.
    static func name(of key: String, for reader: String) -> String {
        let plain = key.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0.lowercased() : "_" }
        return "mogiri_\(plain.joined())_\(reader)"
    }
}
