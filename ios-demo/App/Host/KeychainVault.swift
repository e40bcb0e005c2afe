import Foundation
import Mogiri
import Security

/// A wallet's or a gate's vault on an iPhone: a key that the Secure Enclave made and keeps seals, and the Keychain holds
/// the item. Neither leaves this device, in a backup or otherwise.
final class KeychainVault: KeyVault {
    private let service: String
    private let key: EnclaveKey

    /// The vault of one folder; another folder has another name.
    init(_ name: String) {
        service = "dev.mogiri.vault.\(name)"
        key = EnclaveKey(tag: Data(service.utf8))
    }

    func seal(plaintext: Data) throws -> Data {
        try key.encrypt(plaintext)
    }

    func openSealed(sealed: Data) throws -> Data {
        try key.decrypt(sealed)
    }

    func put(item: Data) throws {
        let new: [CFString: Any] = [kSecValueData: item]
        switch SecItemUpdate(query as CFDictionary, new as CFDictionary) {
        case errSecSuccess: return
        case errSecItemNotFound: try add(item)
        case let status: throw Self.error(status)
        }
    }

    func get() throws -> Data? {
        var found: CFTypeRef?
        let asked = query.merging([kSecReturnData: true, kSecMatchLimit: kSecMatchLimitOne]) { $1 }
        switch SecItemCopyMatching(asked as CFDictionary, &found) {
        case errSecSuccess: return found as? Data
        case errSecItemNotFound: return nil
        case let status: throw Self.error(status)
        }
    }

    func delete() throws {
        try key.delete()
        let status = SecItemDelete(query as CFDictionary)
        guard status == errSecSuccess || status == errSecItemNotFound else { throw Self.error(status) }
    }

    /// What the library makes of a status of the Keychain: a locked phone is waited for, all else is told.
    static func error(_ status: OSStatus) -> VaultError {
        switch status {
        case errSecInteractionNotAllowed, errSecNotAvailable: .Unavailable
        case errSecItemNotFound: .KeyLost
        case errSecAuthFailed, errSecUserCanceled: .Refused
        default: .Broken
        }
    }

    private func add(_ item: Data) throws {
        let new: [CFString: Any] = [
            kSecValueData: item, kSecAttrAccessible: kSecAttrAccessibleWhenUnlockedThisDeviceOnly,
        ]
        let status = SecItemAdd(query.merging(new) { $1 } as CFDictionary, nil)
        guard status == errSecSuccess else { throw Self.error(status) }
    }

    private var query: [CFString: Any] {
        [kSecClass: kSecClassGenericPassword, kSecAttrService: service, kSecAttrAccount: "item"]
    }
}
