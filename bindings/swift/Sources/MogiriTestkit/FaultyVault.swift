import Foundation
import Mogiri

/// A vault in memory that fails when it is told to. It protects nothing.
public final class FaultyVault: KeyVault, @unchecked Sendable {
    /// How it fails.
    public enum Fault: String, Sendable {
        /// It works.
        case none
        /// The phone is locked.
        case locked
        /// Its key is gone.
        case lost
        /// It throws what no vault should.
        case broken
    }

    private let inner = MemoryVault()
    private let lock = NSLock()
    private var fault = Fault.none

    /// A vault of nothing that works.
    public init() {}

    /// From now on every call fails so.
    public func fail(_ fault: Fault) {
        lock.withLock { self.fault = fault }
    }

    public func seal(plaintext: Data) throws -> Data { try whole().seal(plaintext: plaintext) }
    public func openSealed(sealed: Data) throws -> Data { try whole().openSealed(sealed: sealed) }
    public func put(item: Data) throws { try whole().put(item: item) }
    public func get() throws -> Data? { try whole().get() }
    public func delete() throws { try whole().delete() }

    private func whole() throws -> MemoryVault {
        switch lock.withLock({ fault }) {
        case .none: return inner
        case .locked: throw VaultError.Unavailable
        case .lost: throw VaultError.KeyLost
        case .broken: return try broken()
        }
    }

    private func broken() throws -> MemoryVault {
        _ = try BrokenVault().get()
        return inner
    }
}
