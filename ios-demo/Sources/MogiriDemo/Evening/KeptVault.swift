import Foundation
import Mogiri

/// A vault in one file beside the folder, for an evening that is carried from the machine that made it to a phone. It
/// protects nothing, and a phone leaves it at once for its own.
final class KeptVault: KeyVault, @unchecked Sendable {
    private struct Content: Codable {
        var sealed: [Data: Data] = [:]
        var item: Data?
    }

    private let file: URL
    private let lock = NSLock()

    init(_ file: URL) {
        self.file = file
    }

    func seal(plaintext: Data) throws -> Data {
        let handle = Data(UUID().uuidString.utf8)
        try change { $0.sealed[handle] = plaintext }
        return handle
    }

    func openSealed(sealed handle: Data) throws -> Data {
        guard let plaintext = try read().sealed[handle] else { throw VaultError.KeyLost }
        return plaintext
    }

    func put(item: Data) throws {
        try change { $0.item = item }
    }

    func get() throws -> Data? {
        try read().item
    }

    func delete() throws {
        try change { $0 = Content() }
    }

    private func read() throws -> Content {
        lock.withLock { stored() }
    }

    private func change(_ change: (inout Content) -> Void) throws {
        try lock.withLock {
            var content = stored()
            change(&content)
            do {
                try JSONEncoder().encode(content).write(to: file, options: .atomic)
            } catch {
                throw VaultError.Unavailable
            }
        }
    }

    private func stored() -> Content {
        (try? Data(contentsOf: file)).flatMap { try? JSONDecoder().decode(Content.self, from: $0) } ?? Content()
    }
}
