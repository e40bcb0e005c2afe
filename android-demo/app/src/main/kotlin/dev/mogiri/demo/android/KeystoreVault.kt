package dev.mogiri.demo.android

import android.content.pm.PackageManager
import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import android.util.AtomicFile
import dev.mogiri.KeyVault
import dev.mogiri.VaultException
import java.io.File
import java.io.FileNotFoundException
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.KeyStore
import java.security.ProviderException
import java.security.UnrecoverableKeyException
import javax.crypto.AEADBadTagException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/**
 * A vault of one folder: an AES key of the Keystore that never leaves it, and one item in a file beside no backup.
 *
 * [item] belongs below `noBackupFilesDir`. Without the key it is nothing: the app reinstalled, or its files on another
 * phone, is [VaultException.KeyLost].
 */
class KeystoreVault(private val alias: String, item: File, private val strongBox: StrongBox) : KeyVault {
    private val item = AtomicFile(item)

    override fun seal(plaintext: ByteArray): ByteArray = told {
        val cipher = Cipher.getInstance(AES_GCM)
        cipher.init(Cipher.ENCRYPT_MODE, key() ?: make())
        val sealed = cipher.doFinal(plaintext)
        byteArrayOf(cipher.iv.size.toByte()) + cipher.iv + sealed
    }

    override fun openSealed(sealed: ByteArray): ByteArray = told {
        val key = key() ?: throw VaultException.KeyLost()
        val body = 1 + (sealed.firstOrNull() ?: throw VaultException.KeyLost())
        if (body !in 1..sealed.size) throw VaultException.KeyLost()
        val cipher = Cipher.getInstance(AES_GCM)
        cipher.init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(TAG_BITS, sealed, 1, body - 1))
        cipher.doFinal(sealed, body, sealed.size - body)
    }

    /** `AtomicFile` syncs the new file and renames it: the old item or the new one, never half of it. */
    override fun put(item: ByteArray) = told {
        val sealed = seal(item)
        val out = this.item.startWrite()
        try {
            out.write(sealed)
            this.item.finishWrite(out)
        } catch (error: IOException) {
            this.item.failWrite(out)
            throw error
        }
    }

    override fun get(): ByteArray? = told {
        try {
            openSealed(item.readFully())
        } catch (_: FileNotFoundException) {
            null
        }
    }

    /** The key first: a crash between the two leaves an item that nobody opens. */
    override fun delete() = told {
        store().deleteEntry(alias)
        item.delete()
    }

    private fun key(): SecretKey? = store().getKey(alias, null) as SecretKey?

    private fun make(): SecretKey = try {
        generate(inStrongBox = strongBox == StrongBox.PRESENT)
    } catch (error: ProviderException) {
        if (strongBox == StrongBox.NONE || !isFull(error)) throw error
        generate(inStrongBox = false)
    }

    private fun generate(inStrongBox: Boolean): SecretKey {
        val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
        val spec = KeyGenParameterSpec.Builder(alias, purposes)
            .setKeySize(KEY_BITS)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
        if (inStrongBox && Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) spec.setIsStrongBoxBacked(true)
        val generator = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, ANDROID_KEYSTORE)
        generator.init(spec.build())
        return generator.generateKey()
    }

    private companion object {
        const val AES_GCM = "AES/GCM/NoPadding"
        const val KEY_BITS = 256
        const val TAG_BITS = 128
    }
}

/** Whether the phone has a security chip of its own for keys, besides the processor's protected part. */
enum class StrongBox {
    PRESENT,
    NONE,
    ;

    /** Which of the two. */
    companion object {
        /** Asks the phone. */
        fun of(packages: PackageManager): StrongBox {
            val here = Build.VERSION.SDK_INT >= Build.VERSION_CODES.P &&
                packages.hasSystemFeature(PackageManager.FEATURE_STRONGBOX_KEYSTORE)
            return if (here) PRESENT else NONE
        }
    }
}

internal const val ANDROID_KEYSTORE = "AndroidKeyStore"

internal fun store(): KeyStore = KeyStore.getInstance(ANDROID_KEYSTORE).apply { load(null) }

/** The chip has room for few keys, or cannot make this one: the processor's protected part can. */
internal fun isFull(error: ProviderException): Boolean =
    Build.VERSION.SDK_INT >= Build.VERSION_CODES.P && error is StrongBoxUnavailableException

/** The Keystore's errors in the library's three words; its texts stay here. */
private inline fun <T> told(act: () -> T): T = try {
    act()
} catch (_: AEADBadTagException) {
    throw VaultException.KeyLost()
} catch (_: UnrecoverableKeyException) {
    throw VaultException.KeyLost()
} catch (_: GeneralSecurityException) {
    throw VaultException.Unavailable()
} catch (_: ProviderException) {
    throw VaultException.Unavailable()
} catch (_: IOException) {
    throw VaultException.Refused()
}
