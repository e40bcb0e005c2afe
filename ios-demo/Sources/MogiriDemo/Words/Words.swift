import Foundation

/// The languages that the words are written in.
public enum Language: String, Sendable, CaseIterable {
    /// Japanese.
    case japanese = "ja"
    /// English.
    case english = "en"

    /// The one that a phone is set to, as far as there are words in it.
    public static func of(_ tag: String) -> Language {
        tag.hasPrefix("ja") ? .japanese : .english
    }
}

/// What people are told, from the file that `cargo xtask words` makes of `words/*.toml`.
public struct Words: Sendable {
    /// The language of every text.
    public let language: Language
    private let texts: [String: String]

    /// Every text in one language.
    public init(_ language: Language) {
        self.language = language
        texts = Self.all[language.rawValue] ?? [:]
    }

    /// The text of a name, with `arguments` in their places. A name without a text is shown as it is.
    public subscript(_ name: String, _ arguments: any CustomStringConvertible...) -> String {
        fill(name, arguments)
    }

    /// The text of a code for a reader: `of("reason.STALE", "staff")`.
    public func of(_ key: String, _ reader: String, _ arguments: any CustomStringConvertible...) -> String {
        fill(Self.name(key, reader), arguments)
    }

    /// A heading or a button: `screen("scan")`.
    public func screen(_ code: String, _ arguments: any CustomStringConvertible...) -> String {
        fill(Self.name("screen.\(code)", "word"), arguments)
    }

    /// What an attendee is told by the app itself.
    public func hint(_ code: String) -> String {
        of("hint.\(code)", "guest")
    }

    /// What staff are told by the app itself.
    public func tell(_ code: String, _ arguments: any CustomStringConvertible...) -> String {
        fill(Self.name("tell.\(code)", "staff"), arguments)
    }

    /// `ALREADY_USED` of `alreadyUsed` and `HANDED_ON` of `HandedOn`, whatever they carry.
    static func code(_ code: some Any) -> String {
        let name = String(describing: code).prefix { $0.isLetter || $0.isNumber }
        return name.reduce(into: "") { key, letter in
            if letter.isUppercase, !key.isEmpty { key.append("_") }
            key.append(contentsOf: letter.uppercased())
        }
    }

    private static func name(_ key: String, _ reader: String) -> String {
        let plain = key.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0.lowercased() : "_" }.joined()
        return "mogiri_\(plain)_\(reader)"
    }

    private func fill(_ name: String, _ arguments: [any CustomStringConvertible]) -> String {
        zip(1..., arguments).reduce(texts[name] ?? name) { text, argument in
            text.replacingOccurrences(of: "%\(argument.0)$@", with: argument.1.description)
        }
    }

    /// Every name that has a text.
    var names: Set<String> { Set(texts.keys) }

    private static let all: [String: [String: String]] = {
        let file = Bundle.module.url(forResource: "words", withExtension: "json")
        let data = file.flatMap { try? Data(contentsOf: $0) } ?? Data()
        return (try? JSONDecoder().decode([String: [String: String]].self, from: data)) ?? [:]
    }()
}
