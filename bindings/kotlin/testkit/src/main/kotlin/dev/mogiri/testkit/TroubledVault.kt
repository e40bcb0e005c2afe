package dev.mogiri.testkit

import dev.mogiri.KeyVault
import dev.mogiri.VaultException

/** What can be the matter with a vault. */
public enum class Trouble {
    /** The device is locked: works again once it is unlocked. */
    LOCKED,

    /** The key is gone for good: a restored backup, an app installed again. */
    KEY_LOST,

    /** The vault refuses: no room, or the person declined. */
    REFUSED,
}

/** A vault that works until [trouble] is set, and again when it is taken away. */
public class TroubledVault(private val inner: KeyVault = MemoryVault()) : KeyVault {
    /** What is the matter now; nothing if it works. */
    @Volatile
    public var trouble: Trouble? = null

    override fun seal(plaintext: ByteArray): ByteArray = working().seal(plaintext)

    override fun openSealed(sealed: ByteArray): ByteArray = working().openSealed(sealed)

    override fun put(item: ByteArray): Unit = working().put(item)

    override fun get(): ByteArray? = working().get()

    override fun delete(): Unit = working().delete()

    private fun working(): KeyVault = when (trouble) {
        null -> inner
        Trouble.LOCKED -> throw VaultException.Unavailable()
        Trouble.KEY_LOST -> throw VaultException.KeyLost()
        Trouble.REFUSED -> throw VaultException.Refused()
    }
}
