import CryptoKit
import Foundation
import Mogiri
import Security

/// One P-256 key by its tag: in the Secure Enclave where there is one. A simulator without has it in its Keychain.
struct EnclaveKey: Sendable {
    private static let sealing = SecKeyAlgorithm.eciesEncryptionCofactorVariableIVX963SHA256AESGCM

    let tag: Data

    /// Makes the key; one of the same tag must not be there.
    func create() throws -> SecKey {
        var fault: Unmanaged<CFError>?
        guard let key = SecKeyCreateRandomKey(try attributes() as CFDictionary, &fault) else {
            throw Self.error(fault)
        }
        return key
    }

    /// The key, if it was made.
    func find() throws -> SecKey? {
        var found: CFTypeRef?
        switch SecItemCopyMatching(query.merging([kSecReturnRef: true]) { $1 } as CFDictionary, &found) {
        case errSecSuccess: return found.map(Self.key)
        case errSecItemNotFound: return nil
        case let status: throw KeychainVault.error(status)
        }
    }

    /// Forgets the key; one that is not there is no error.
    func delete() throws {
        let status = SecItemDelete(query as CFDictionary)
        guard status == errSecSuccess || status == errSecItemNotFound else { throw KeychainVault.error(status) }
    }

    /// Seals under the key, which is made the first time.
    func encrypt(_ plaintext: Data) throws -> Data {
        let key = try find() ?? create()
        guard let point = SecKeyCopyPublicKey(key) else { throw VaultError.KeyLost }
        var fault: Unmanaged<CFError>?
        let sealed = SecKeyCreateEncryptedData(point, Self.sealing, plaintext as CFData, &fault)
        guard let sealed else { throw Self.error(fault) }
        return sealed as Data
    }

    /// Opens what `encrypt` made.
    func decrypt(_ sealed: Data) throws -> Data {
        guard let key = try find() else { throw VaultError.KeyLost }
        var fault: Unmanaged<CFError>?
        let opened = SecKeyCreateDecryptedData(key, Self.sealing, sealed as CFData, &fault)
        guard let opened else { throw Self.error(fault) }
        return opened as Data
    }

    private var query: [CFString: Any] {
        [
            kSecClass: kSecClassKey, kSecAttrApplicationTag: tag, kSecAttrKeyClass: kSecAttrKeyClassPrivate,
            kSecAttrKeyType: kSecAttrKeyTypeECSECPrimeRandom,
        ]
    }

    private func attributes() throws -> [CFString: Any] {
        let kind: [CFString: Any] = [kSecAttrKeyType: kSecAttrKeyTypeECSECPrimeRandom, kSecAttrKeySizeInBits: 256]
        let named: [CFString: Any] = [kSecAttrIsPermanent: true, kSecAttrApplicationTag: tag]
        guard SecureEnclave.isAvailable else {
            let kept = named.merging([kSecAttrAccessible: kSecAttrAccessibleWhenUnlockedThisDeviceOnly]) { $1 }
            return kind.merging([kSecPrivateKeyAttrs: kept]) { $1 }
        }
        let kept = named.merging([kSecAttrAccessControl: try Self.access()]) { $1 }
        return kind.merging([kSecAttrTokenID: kSecAttrTokenIDSecureEnclave, kSecPrivateKeyAttrs: kept]) { $1 }
    }

    private static func access() throws -> SecAccessControl {
        var fault: Unmanaged<CFError>?
        let access = SecAccessControlCreateWithFlags(
            nil, kSecAttrAccessibleWhenUnlockedThisDeviceOnly, .privateKeyUsage, &fault)
        guard let access else { throw Self.error(fault) }
        return access
    }

    // What is found in the class of keys is one. The cast cannot fail: it is between names of one type.
    // swift-format-ignore: NeverForceUnwrap
    private static func key(_ found: CFTypeRef) -> SecKey {
        found as! SecKey
    }

    private static func error(_ fault: Unmanaged<CFError>?) -> VaultError {
        guard let error = fault?.takeRetainedValue() else { return .Broken }
        return KeychainVault.error(OSStatus(truncatingIfNeeded: CFErrorGetCode(error)))
    }
}
