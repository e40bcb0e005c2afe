package dev.mogiri

import java.util.UUID
import java.util.concurrent.ConcurrentHashMap

/** A vault in memory: what it seals stays inside, and what it gives out is only a handle. */
class MemoryVault : KeyVault {
    private val sealed = ConcurrentHashMap<String, ByteArray>()

    @Volatile
    private var item: ByteArray? = null

    override fun seal(plaintext: ByteArray): ByteArray {
        val handle = UUID.randomUUID().toString()
        sealed[handle] = plaintext.clone()
        return handle.toByteArray()
    }

    override fun openSealed(sealed: ByteArray): ByteArray =
        this.sealed[String(sealed)]?.clone() ?: throw VaultException.KeyLost()

    override fun put(item: ByteArray) {
        this.item = item.clone()
    }

    override fun get(): ByteArray? = item?.clone()

    override fun delete() {
        sealed.clear()
        item = null
    }
}

/** A vault whose every call throws what no vault should. */
class BrokenVault : KeyVault {
    override fun seal(plaintext: ByteArray): ByteArray = fail()

    override fun openSealed(sealed: ByteArray): ByteArray = fail()

    override fun put(item: ByteArray): Unit = fail()

    override fun get(): ByteArray? = fail()

    override fun delete(): Unit = fail()

    private fun fail(): Nothing = throw IllegalStateException(TEXT)

    companion object {
        const val TEXT = "/data/user/0/hanako: keystore broke"
    }
}

/** A clock that stands until it is moved. */
class FixedClock(@Volatile var seconds: Long) : Clock {
    override fun nowMs(): ULong = (seconds * 1000).toULong()

    override fun monotonicMs(): ULong = nowMs()
}
