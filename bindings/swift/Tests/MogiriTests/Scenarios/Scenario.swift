import Foundation
import Testing

/// What is done and what must come of it: data that every language runs (tests/scenarios).
struct Scenario: Decodable {
    let about: String
    let start: UInt64
    let steps: [Step]

    struct Step: Decodable {
        let actor: String
        let act: String
        let with: [String: String]?
        let expect: String?
        let keep: String?
    }

    static let folder = URL(fileURLWithPath: #filePath)
        .appendingPathComponent("../../../../../../tests/scenarios").standardizedFileURL

    static func names() throws -> [String] {
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return files.filter { $0.pathExtension == "json" }.map { $0.deletingPathExtension().lastPathComponent }.sorted()
    }

    init(named name: String) throws {
        let file = Self.folder.appendingPathComponent("\(name).json")
        self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
    }
}

/// What a step keeps under a name.
enum Value {
    case bytes(Data)
    case text(String)
}

/// What an act came to.
struct Done {
    let outcome: String
    var value: Value?

    init(_ outcome: String, _ value: Value? = nil) {
        (self.outcome, self.value) = (outcome, value)
    }

    static let ok = Done("OK")

    static func bytes(_ bytes: Data) -> Done { Done("OK", .bytes(bytes)) }
    static func text(_ text: String) -> Done { Done("OK", .text(text)) }
}

/// What a step says, with what it names put in its place.
struct Arguments {
    private let values: [String: Value]

    init(_ with: [String: String], kept: [String: Value]) throws {
        values = try with.mapValues { text in
            guard text.hasPrefix("$") else { return .text(text) }
            return try #require(kept[String(text.dropFirst())], "nothing was kept as \(text)")
        }
    }

    func find(_ name: String) -> String? {
        if case .text(let text) = values[name] { text } else { nil }
    }

    func text(_ name: String) throws -> String {
        try #require(find(name), "the act needs \(name)")
    }

    func bytes(_ name: String) throws -> Data {
        switch try #require(values[name], "the act needs \(name)") {
        case .bytes(let bytes): bytes
        case .text(let text): Data(text.utf8)
        }
    }
}

/// The name of a case, without what it holds.
func name(_ value: some Any) -> String {
    String(String(describing: value).prefix { $0.isLetter || $0.isNumber })
}

func names(_ values: [some Any]) -> String {
    values.map { name($0) }.joined(separator: ",")
}

struct NoSuchAct: Error {
    let act: String
}
