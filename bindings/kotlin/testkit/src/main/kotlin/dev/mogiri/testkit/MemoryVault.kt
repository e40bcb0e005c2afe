package dev.mogiri.testkit

import dev.mogiri.KeyVault
import dev.mogiri.VaultException
import java.util.UUID
import java.util.concurrent.ConcurrentHashMap

/** A vault in memory: what it seals stays inside, and what it gives out is only a handle. It protects nothing. */
public class MemoryVault : KeyVault {
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
