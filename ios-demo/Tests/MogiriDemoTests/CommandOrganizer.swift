import Foundation
import MogiriDemo
import Testing

/// The organizer of the scenarios' evening, run by the command that organizers use.
struct CommandOrganizer: Organizer {
    private let folder: URL

    init(folder: URL) throws {
        self.folder = folder
        for name in ["event.toml", "orders.csv"] {
            let given = Sources.root.appendingPathComponent("tests/scenarios/\(name)")
            try Data(contentsOf: given).write(to: file(name))
        }
        try mogiri("issuer", "init", path("org"))
        try mogiri("issuer", "event", path("org"), path("event.toml"), "--out", path("event.mgr"))
    }

    var eventFile: Data {
        get throws { try Data(contentsOf: file("event.mgr")) }
    }

    func tickets(_ request: Data) throws -> Data {
        try FileManager.default.createDirectory(at: file("requests"), withIntermediateDirectories: true)
        try request.write(to: file("requests/1001.mgr"))
        try mogiri(
            "issuer", "issue", path("org"), "--event", path("event.mgr"), "--orders", path("orders.csv"),
            "--requests", path("requests"), "--out", path("tickets"))
        return try Data(contentsOf: file("tickets/1001.mgr"))
    }

    func certify(_ enrolment: Data) throws -> Data {
        try enrolment.write(to: file("enrolment.mgr"))
        try mogiri(
            "issuer", "staff", path("org"), "--event", path("event.mgr"), "--enrol", path("enrolment.mgr"),
            "--roles", "scan,stamp,void", "--gates", "A", "--out", path("staff.mgr"))
        return try Data(contentsOf: file("staff.mgr"))
    }

    private func mogiri(_ words: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(ProcessInfo.processInfo.environment["MOGIRI_COMMAND"]))
        process.arguments = words + ["--at", "1797667200", "--json"]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "mogiri \(words)")
    }

    private func file(_ name: String) -> URL { folder.appendingPathComponent(name) }
    private func path(_ name: String) -> String { file(name).path }
}

/// What stands in the repository.
enum Sources {
    static let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../..").standardizedFileURL

    static let catalogues = [
        "bindings/swift/Sources/Mogiri/Resources/Mogiri.xcstrings",
        "ios-demo/Sources/MogiriDemo/Resources/Demo.xcstrings",
    ].map { root.appendingPathComponent($0) }
}
