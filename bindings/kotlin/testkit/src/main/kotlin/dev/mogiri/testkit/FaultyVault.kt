package dev.mogiri.testkit

import dev.mogiri.KeyVault
import dev.mogiri.VaultException

/** A vault in memory that fails while its [fault] says so. It protects nothing. */
public class FaultyVault(private val inner: KeyVault = MemoryVault()) : KeyVault {
    /** How a vault fails. */
    public enum class Fault {
        /** It works. */
        NONE,

        /** The phone is locked: it works again after unlocking. */
        LOCKED,

        /** Its key is gone for good: another phone's backup, an app that was installed again. */
        LOST,

        /** It throws what no vault should. */
        BROKEN,
    }

    /** How every call fails from now on. */
    @Volatile
    public var fault: Fault = Fault.NONE

    override fun seal(plaintext: ByteArray): ByteArray = whole().seal(plaintext)

    override fun openSealed(sealed: ByteArray): ByteArray = whole().openSealed(sealed)

    override fun put(item: ByteArray): Unit = whole().put(item)

    override fun get(): ByteArray? = whole().get()

    override fun delete(): Unit = whole().delete()

    private fun whole(): KeyVault = when (fault) {
        Fault.NONE -> inner
        Fault.LOCKED -> throw VaultException.Unavailable()
        Fault.LOST -> throw VaultException.KeyLost()
        Fault.BROKEN -> BrokenVault()
    }
}
