import Foundation

/// The languages that the words are written in.
public enum Language: String, Sendable {
    /// Japanese.
    case japanese = "ja"
    /// English.
    case english = "en"
}

/// What people are told, from the string catalogues that are made from `words/*.toml`.
public struct Words: Sendable {
    /// The language of every text.
    public let language: Language
    private let texts: [String: String]

    /// Reads catalogues as they stand in the sources, which works on every system.
    public init(_ language: Language, catalogues: [URL]) throws {
        self.language = language
        texts = try catalogues.reduce(into: [:]) { texts, file in
            let catalogue = try JSONDecoder().decode(Catalogue.self, from: Data(contentsOf: file))
            for (key, entry) in catalogue.strings {
                texts[key] = entry.localizations[language.rawValue]?.stringUnit.value
            }
        }
    }

    /// The text of a key, with `arguments` in their places. A key without a text is shown as it is.
    public func callAsFunction(_ key: String, _ arguments: any CVarArg...) -> String {
        String(format: texts[key] ?? key, arguments: arguments)
    }

    /// The text of a code of the library: `of("reason", .stale, "staff")`.
    func of(_ family: String, _ code: some Any, _ voice: String) -> String {
        self("mogiri_\(family)_\(Self.key(code))_\(voice)")
    }

    /// `alreadyUsed` and `HandedOn` in the catalogue's letters.
    static func key(_ code: some Any) -> String {
        let name = String(describing: code).prefix { $0.isLetter || $0.isNumber }
        return name.reduce(into: "") { key, letter in
            if letter.isUppercase, !key.isEmpty { key.append("_") }
            key.append(contentsOf: letter.lowercased())
        }
    }

    private struct Catalogue: Decodable {
        let strings: [String: Entry]

        struct Entry: Decodable {
            let localizations: [String: Localization]
        }

        struct Localization: Decodable {
            let stringUnit: Unit
        }

        struct Unit: Decodable {
            let value: String
        }
    }
}
