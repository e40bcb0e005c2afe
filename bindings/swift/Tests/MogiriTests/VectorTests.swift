import Foundation
import Mogiri
import MogiriTestkit
import Testing

/// The vectors that every language reads (docs/protocol.md, §13).
struct VectorTests {
    struct DocumentSet: Decodable {
        let eventFile: String
        let revocations: [String]
        let manifest: String?
        let then: [String]?

        enum CodingKeys: String, CodingKey {
            case eventFile = "event_file"
            case revocations, manifest, then
        }

        var documents: ControlDocuments {
            ControlDocuments(
                eventFile: bytes(eventFile), revocations: revocations.map(bytes), manifest: manifest.map(bytes),
                laterEventFiles: (then ?? []).map(bytes))
        }
    }

    struct CodeFile: Decodable {
        let documents: [String: DocumentSet]
        let cases: [CodeCase]
    }

    struct CodeCase: Decodable {
        let name: String
        let documents: String
        let gate: UInt8
        let now: Double
        let challenge: String?
        let code: String
        let expect: String
        let rule: String?
        let holds: [String]
    }

    struct AdoptFile: Decodable {
        let documents: [String: DocumentSet]
        let cases: [AdoptCase]
    }

    struct AdoptCase: Decodable {
        let name: String
        let documents: String?
        let kind: String
        let message: String
        let expect: String
    }

    @Test("Every code is judged as its vector says")
    func codes() throws {
        let file = try read(CodeFile.self, "codes.json")
        for one in file.cases {
            let documents = try #require(file.documents[one.documents]).documents
            let check = try checkCode(
                code: one.code, documents: documents, gate: one.gate, at: Date(timeIntervalSince1970: one.now),
                challenge: one.challenge.map(bytes))
            #expect(check.fails == one.rule, "\(one.name)")
            #expect((check.reason ?? "admitted") == one.expect, "\(one.name)")
            #expect(check.holds == one.holds, "\(one.name)")
        }
        #expect(file.cases.count > 100)
    }

    @Test("Every document is adopted or refused by a gate as its vector says")
    func documents() throws {
        let file = try read(AdoptFile.self, "documents.json")
        let cases = file.cases.filter { ["event_file", "revocation", "manifest"].contains($0.kind) }
        for one in cases {
            let before = try one.documents.map { try #require(file.documents[$0]).documents }
            #expect(try adopt(bytes(one.message), over: before) == one.expect, "\(one.name)")
        }
        #expect(cases.count > 25)
    }

    private func adopt(_ message: Data, over before: ControlDocuments?) throws -> String {
        do {
            let folder = try TestFolder()
            let first = before?.eventFile ?? message
            let gate = try Gate.create(
                folder: folder.path("gate"), eventFile: first, gate: "A", label: "", vault: MemoryVault())
            guard let before else { return "new" }
            for list in before.revocations { _ = try gate.update(document: list) }
            if let manifest = before.manifest { _ = try gate.update(document: manifest) }
            for file in before.laterEventFiles { _ = try gate.update(document: file) }
            return try gate.update(document: message) == .new ? "new" : "unchanged"
        } catch GateError.BadDocument(let code) {
            return code
        }
    }

    private func read<File: Decodable>(_ type: File.Type, _ name: String) throws -> File {
        let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../../tests/vectors")
        return try JSONDecoder().decode(type, from: Data(contentsOf: root.appendingPathComponent(name).standardized))
    }
}

private func bytes(_ hex: String) -> Data {
    var data = Data()
    var rest = Substring(hex)
    while let byte = UInt8(rest.prefix(2), radix: 16) {
        data.append(byte)
        rest = rest.dropFirst(2)
    }
    return data
}
