import Foundation
import Mogiri

/// A vault in memory: what it seals stays inside, and what it gives out is only a handle. It protects nothing.
public final class MemoryVault: KeyVault, @unchecked Sendable {
    private let lock = NSLock()
    private var sealed: [Data: Data] = [:]
    private var item: Data?

    /// A vault of nothing.
    public init() {}

    public func seal(plaintext: Data) throws -> Data {
        let handle = Data(UUID().uuidString.utf8)
        lock.withLock { sealed[handle] = plaintext }
        return handle
    }

    public func openSealed(sealed handle: Data) throws -> Data {
        guard let plaintext = lock.withLock({ sealed[handle] }) else { throw VaultError.KeyLost }
        return plaintext
    }

    public func put(item: Data) throws {
        lock.withLock { self.item = item }
    }

    public func get() throws -> Data? {
        lock.withLock { item }
    }

    public func delete() throws {
        lock.withLock {
            sealed = [:]
            item = nil
        }
    }
}
