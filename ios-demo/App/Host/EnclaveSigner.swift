import CryptoKit
import Foundation
import Mogiri
import Security

/// Keys of tickets that an organizer bound to the phone's hardware. Without a Secure Enclave there are none.
final class EnclaveSigner: HolderSigner {
    func createKey() throws -> CreatedKey {
        guard SecureEnclave.isAvailable else { throw SignerError.Unavailable }
        let handle = Data(UUID().uuidString.utf8)
        let key = try Self.told { try EnclaveKey(tag: handle).create() }
        guard let point = SecKeyCopyPublicKey(key), let bytes = SecKeyCopyExternalRepresentation(point, nil) else {
            throw SignerError.KeyLost
        }
        let whole = try? P256.Signing.PublicKey(x963Representation: bytes as Data)
        guard let compressed = whole?.compressedRepresentation else { throw SignerError.Refused }
        return CreatedKey(public: compressed, handle: handle)
    }

    func sign(handle: Data, message: Data) throws -> Data {
        guard let key = try Self.told({ try EnclaveKey(tag: handle).find() }) else { throw SignerError.KeyLost }
        let made = SecKeyCreateSignature(key, .ecdsaSignatureMessageX962SHA256, message as CFData, nil)
        guard let made else { throw SignerError.Refused }
        return made as Data
    }

    func deleteKey(handle: Data) throws {
        try Self.told { try EnclaveKey(tag: handle).delete() }
    }

    /// The Keychain's answers in the words of a signer.
    private static func told<Value>(_ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch VaultError.Unavailable {
            throw SignerError.Unavailable
        } catch VaultError.KeyLost {
            throw SignerError.KeyLost
        } catch {
            throw SignerError.Refused
        }
    }
}
