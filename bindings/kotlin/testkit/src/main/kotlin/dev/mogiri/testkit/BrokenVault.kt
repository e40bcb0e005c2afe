package dev.mogiri.testkit

import dev.mogiri.KeyVault

/** A vault whose every call throws what no vault should. */
public class BrokenVault : KeyVault {
    override fun seal(plaintext: ByteArray): ByteArray = fail()

    override fun openSealed(sealed: ByteArray): ByteArray = fail()

    override fun put(item: ByteArray): Unit = fail()

    override fun get(): ByteArray? = fail()

    override fun delete(): Unit = fail()

    private fun fail(): Nothing = throw IllegalStateException(TEXT)

    /** What is the same for every such vault. */
    public companion object {
        /** What the exception says: a text that no log and no error of the library may hold. */
        public const val TEXT: String = "/data/user/0/hanako: keystore broke"
    }
}
