import Foundation
import Testing

/// An organizer with one event, run by the command line that organizers use.
struct Organizer {
    /// 2026-12-19T17:00:00+09:00
    static let doors: UInt64 = 1_797_667_200
    static let order = "1001"

    let folder: TestFolder

    init(folder: TestFolder) throws {
        self.folder = folder
        for name in ["event.toml", "orders.csv"] {
            try Data(contentsOf: Scenario.folder.appendingPathComponent(name)).write(to: folder.file(name))
        }
        try mogiri("issuer", "init", folder.path("issuer"))
        try mogiri(
            "issuer", "event", folder.path("issuer"), folder.path("event.toml"), "--out", folder.path("event.mgr"))
    }

    var eventFile: Data {
        get throws { try Data(contentsOf: folder.file("event.mgr")) }
    }

    /// The ticket file for the one order, answering `request`.
    func issue(_ request: Data) throws -> Data {
        let requests = folder.file("requests")
        try FileManager.default.createDirectory(at: requests, withIntermediateDirectories: true)
        try request.write(to: requests.appendingPathComponent("\(Self.order).mgr"))
        try mogiri(
            "issuer", "issue", folder.path("issuer"), "--event", folder.path("event.mgr"),
            "--orders", folder.path("orders.csv"), "--requests", requests.path, "--out", folder.path("tickets"))
        return try Data(contentsOf: folder.file("tickets").appendingPathComponent("\(Self.order).mgr"))
    }

    /// The certificate that answers `enrolment`.
    func certify(_ enrolment: Data, gate: String, roles: String = "scan,stamp") throws -> Data {
        try enrolment.write(to: folder.file("enrol-\(gate).mgr"))
        try mogiri(
            "issuer", "staff", folder.path("issuer"), "--event", folder.path("event.mgr"),
            "--enrol", folder.path("enrol-\(gate).mgr"), "--roles", roles, "--gates", gate,
            "--out", folder.path("staff-\(gate).mgr"))
        return try Data(contentsOf: folder.file("staff-\(gate).mgr"))
    }

    /// A gate of the command line, ready to scan.
    func openGate(_ gate: String) throws {
        try mogiri(
            "gate", "init", folder.path("gate-\(gate)"), "--event", folder.path("event.mgr"), "--gate", gate,
            "--out", folder.path("enrolled-\(gate).mgr"))
        _ = try certify(try Data(contentsOf: folder.file("enrolled-\(gate).mgr")), gate: gate)
        try mogiri("gate", "update", folder.path("gate-\(gate)"), folder.path("staff-\(gate).mgr"))
    }

    /// What that gate says of a code, and the stamp that it gives.
    func scan(_ gate: String, _ text: String, at: UInt64) throws -> Scan {
        let stamp = folder.file("stamp-\(gate).mgr")
        try? FileManager.default.removeItem(at: stamp)
        let words = ["gate", "scan", folder.path("gate-\(gate)"), text, "--stamp", stamp.path]
        let answer = try JSONDecoder().decode(Answer.self, from: run(words, at: at).output)
        return Scan(verdict: answer.verdict, reason: answer.reason, stamp: try? Data(contentsOf: stamp))
    }

    /// Merges a journal file into that gate and counts the admitted tickets.
    func mergeAndCount(_ gate: String, _ journal: Data) throws -> Int {
        try journal.write(to: folder.file("journal.mgr"))
        try mogiri("gate", "merge", folder.path("gate-\(gate)"), folder.path("journal.mgr"))
        let report = try mogiri("gate", "report", folder.path("gate-\(gate)"))
        return try JSONDecoder().decode(Report.self, from: report).admitted
    }

    struct Scan {
        let verdict: String
        let reason: String?
        let stamp: Data?
    }

    private struct Answer: Decodable {
        let verdict: String
        let reason: String?
    }

    private struct Report: Decodable {
        let admitted: Int
    }

    @discardableResult
    private func mogiri(_ words: String...) throws -> Data {
        let (output, exitCode) = try run(words, at: Self.doors)
        try #require(exitCode == 0, "mogiri \(words): \(String(decoding: output, as: UTF8.self))")
        return output
    }

    private func run(_ words: [String], at: UInt64) throws -> (output: Data, exitCode: Int32) {
        let command = try #require(ProcessInfo.processInfo.environment["MOGIRI_COMMAND"])
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: command)
        process.arguments = words + ["--at", String(at), "--json"]
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (output, process.terminationStatus)
    }
}
