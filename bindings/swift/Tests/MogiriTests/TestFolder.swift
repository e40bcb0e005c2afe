import Foundation

/// A folder of one test, gone with it.
final class TestFolder {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("mogiri-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    func file(_ name: String) -> URL {
        url.appendingPathComponent(name)
    }

    func path(_ name: String) -> String {
        file(name).path
    }
}
