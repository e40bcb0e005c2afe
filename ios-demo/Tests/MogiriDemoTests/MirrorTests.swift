import Foundation
import Testing

/// The presenters of both demo apps are twins: what is learned from one holds for the other.
struct MirrorTests {
    /// Kotlin's name of an act, where Swift cannot give it the name of a property.
    private static let renamed = ["receive": "receiveOne", "settings": "openSettings"]

    private let kotlin: [String: String]
    private let swift: [String: String]

    init() throws {
        let android = "android-demo/ui/src/main/kotlin/dev/mogiri/demo/presenter"
        kotlin = try Self.files(in: android, "kt")
        swift = try Self.files(in: "ios-demo/Sources/MogiriDemo/Presenter", "swift")
    }

    @Test("They have the same files")
    func files() {
        #expect(Set(kotlin.keys) == Set(swift.keys) && kotlin.count > 15)
    }

    @Test("Their states have the same fields")
    func fields() {
        let (kotlin, swift) = (kotlin.values.map(Self.kotlinFields), swift.values.map(Self.swiftFields))
        let ours = Dictionary(uniqueKeysWithValues: swift.flatMap { $0 })
        let theirs = kotlin.flatMap { $0 }.filter { $0.key.hasSuffix("State") || $0.key.hasSuffix("Face") }
        #expect(theirs.count > 12)
        for (name, fields) in theirs { #expect(ours[name] == fields, "\(name)") }
    }

    @Test("They have the same acts")
    func acts() {
        for (name, text) in kotlin where name.hasSuffix("Presenter") && name != "Presenter" {
            let theirs = Set(text.matches(of: /\n    fun (\w+)/).map { Self.renamed[String($0.1)] ?? String($0.1) })
            let ours = Set((swift[name] ?? "").matches(of: /\n    (?:public )?func (\w+)/).map { String($0.1) })
            #expect(ours == theirs, "\(name)")
        }
    }

    private static func kotlinFields(_ text: String) -> [String: Set<String>] {
        let records = text.matches(of: /data class (\w+)\(((?:[^()]|\([^()]*\))*)\)/)
        let fields = records.map { record in
            (String(record.1), Set(record.2.matches(of: /val (\w+):/).map { String($0.1) }))
        }
        return Dictionary(uniqueKeysWithValues: fields)
    }

    private static func swiftFields(_ text: String) -> [String: Set<String>] {
        let records = text.components(separatedBy: "\npublic struct ").dropFirst()
        let fields = records.map { record in
            let body = record.components(separatedBy: "\n}").first ?? ""
            let stored = body.split(separator: "\n").filter { !$0.hasSuffix("}") && !$0.hasSuffix("{") }
            let names = stored.compactMap { $0.firstMatch(of: /^    public (?:internal\(set\) )?(?:var|let) (\w+)/)?.1 }
            return (String(body.prefix { $0 != ":" }), Set(names.map(String.init)))
        }
        return Dictionary(uniqueKeysWithValues: fields)
    }

    private static func files(in folder: String, _ kind: String) throws -> [String: String] {
        let place = Sources.root.appendingPathComponent(folder)
        let all = try FileManager.default.contentsOfDirectory(at: place, includingPropertiesForKeys: nil)
        let named = try all.filter { $0.pathExtension == kind }.map { file in
            (file.deletingPathExtension().lastPathComponent, try String(contentsOf: file, encoding: .utf8))
        }
        return Dictionary(uniqueKeysWithValues: named)
    }
}
