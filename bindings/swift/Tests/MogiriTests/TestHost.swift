import Foundation
import Mogiri

/// A vault in memory: what it seals stays inside, and what it gives out is only a handle.
final class MemoryVault: KeyVault, @unchecked Sendable {
    private let lock = NSLock()
    private var sealed: [Data: Data] = [:]
    private var item: Data?

    func seal(plaintext: Data) throws -> Data {
        let handle = Data(UUID().uuidString.utf8)
        lock.withLock { sealed[handle] = plaintext }
        return handle
    }

    func openSealed(sealed handle: Data) throws -> Data {
        guard let plaintext = lock.withLock({ sealed[handle] }) else { throw VaultError.KeyLost }
        return plaintext
    }

    func put(item: Data) throws {
        lock.withLock { self.item = item }
    }

    func get() throws -> Data? {
        lock.withLock { item }
    }

    func delete() throws {
        lock.withLock {
            sealed = [:]
            item = nil
        }
    }
}

/// A vault whose every call throws what no vault should.
final class BrokenVault: KeyVault {
    struct Broken: Error {
        let text = BrokenVault.text
    }

    static let text = "/var/mobile/hanako: keychain broke"

    func seal(plaintext: Data) throws -> Data { throw Broken() }
    func openSealed(sealed: Data) throws -> Data { throw Broken() }
    func put(item: Data) throws { throw Broken() }
    func get() throws -> Data? { throw Broken() }
    func delete() throws { throw Broken() }
}

/// A clock that stands until it is moved.
final class FixedClock: Clock, @unchecked Sendable {
    private let lock = NSLock()
    private var now: UInt64

    init(seconds: UInt64) {
        now = seconds
    }

    var seconds: UInt64 {
        lock.withLock { now }
    }

    func advance(seconds: UInt64) {
        lock.withLock { now += seconds }
    }

    func nowMs() throws -> UInt64 {
        seconds * 1000
    }

    func monotonicMs() throws -> UInt64 {
        seconds * 1000
    }
}

/// A clock that never answers.
final class BrokenClock: Clock {
    func nowMs() throws -> UInt64 { throw ClockError.Unavailable }
    func monotonicMs() throws -> UInt64 { throw ClockError.Unavailable }
}

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
