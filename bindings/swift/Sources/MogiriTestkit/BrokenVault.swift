import Foundation
import Mogiri

/// A vault whose every call throws what no vault should.
public final class BrokenVault: KeyVault {
    private struct Broken: Error {
        let text = BrokenVault.text
    }

    /// What the error says: a text that no log and no error of the library may hold.
    public static let text = "/var/mobile/hanako: keychain broke"

    /// A vault that holds nothing.
    public init() {}

    public func seal(plaintext: Data) throws -> Data { throw Broken() }
    public func openSealed(sealed: Data) throws -> Data { throw Broken() }
    public func put(item: Data) throws { throw Broken() }
    public func get() throws -> Data? { throw Broken() }
    public func delete() throws { throw Broken() }
}
