package dev.mogiri.demo.android

import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import dev.mogiri.CreatedKey
import dev.mogiri.HolderSigner
import dev.mogiri.SignerException
import java.math.BigInteger
import java.security.GeneralSecurityException
import java.security.KeyPairGenerator
import java.security.PrivateKey
import java.security.ProviderException
import java.security.Signature
import java.security.UnrecoverableKeyException
import java.security.interfaces.ECPublicKey
import java.security.spec.ECGenParameterSpec
import java.util.UUID

/** Keys of tickets in the phone's hardware: NIST P-256, made in the Keystore and never leaving it. */
class KeystoreSigner(private val prefix: String, private val strongBox: StrongBox) : HolderSigner {
    override fun createKey(): CreatedKey = told {
        val alias = prefix + UUID.randomUUID()
        CreatedKey(compressed(make(alias)), alias.toByteArray())
    }

    override fun sign(handle: ByteArray, message: ByteArray): ByteArray = told {
        val key = store().getKey(alias(handle), null) as PrivateKey? ?: throw SignerException.KeyLost()
        Signature.getInstance("SHA256withECDSA").run {
            initSign(key)
            update(message)
            sign()
        }
    }

    override fun deleteKey(handle: ByteArray) = told { store().deleteEntry(alias(handle)) }

    /** Not every key of this app is one of these. */
    private fun alias(handle: ByteArray): String =
        String(handle).takeIf { it.startsWith(prefix) } ?: throw SignerException.KeyLost()

    private fun make(alias: String): ECPublicKey = try {
        generate(alias, inStrongBox = strongBox == StrongBox.PRESENT)
    } catch (error: ProviderException) {
        if (strongBox == StrongBox.NONE || !isFull(error)) throw error
        generate(alias, inStrongBox = false)
    }

    private fun generate(alias: String, inStrongBox: Boolean): ECPublicKey {
        val spec = KeyGenParameterSpec.Builder(alias, KeyProperties.PURPOSE_SIGN)
            .setAlgorithmParameterSpec(ECGenParameterSpec("secp256r1"))
            .setDigests(KeyProperties.DIGEST_SHA256)
        if (inStrongBox && Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) spec.setIsStrongBoxBacked(true)
        val generator = KeyPairGenerator.getInstance(KeyProperties.KEY_ALGORITHM_EC, ANDROID_KEYSTORE)
        generator.initialize(spec.build())
        return generator.generateKeyPair().public as ECPublicKey
    }

    private companion object {
        const val COORDINATE = 32
        const val EVEN = 2

        /** SEC 1: which of the two points, then x. */
        fun compressed(key: ECPublicKey): ByteArray {
            val parity = if (key.w.affineY.testBit(0)) EVEN + 1 else EVEN
            return byteArrayOf(parity.toByte()) + fixed(key.w.affineX)
        }

        /** Without the sign that `BigInteger` may put before, and with the zeros that it leaves out. */
        fun fixed(number: BigInteger): ByteArray {
            val bytes = number.toByteArray().takeLast(COORDINATE).toByteArray()
            return ByteArray(COORDINATE - bytes.size) + bytes
        }
    }
}

private inline fun <T> told(act: () -> T): T = try {
    act()
} catch (_: KeyPermanentlyInvalidatedException) {
    throw SignerException.KeyLost()
} catch (_: UnrecoverableKeyException) {
    throw SignerException.KeyLost()
} catch (_: GeneralSecurityException) {
    throw SignerException.Unavailable()
} catch (_: ProviderException) {
    throw SignerException.Unavailable()
}
