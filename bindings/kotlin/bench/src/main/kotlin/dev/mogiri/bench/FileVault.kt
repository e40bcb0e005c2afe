package dev.mogiri.bench

import dev.mogiri.KeyVault
import java.nio.file.Path
import kotlin.io.path.deleteIfExists
import kotlin.io.path.exists
import kotlin.io.path.readBytes
import kotlin.io.path.writeBytes

/** A vault that outlives its process and costs nearly nothing. It protects nothing. */
internal class FileVault(folder: Path) : KeyVault {
    private val item = folder.resolve("item")

    override fun seal(plaintext: ByteArray): ByteArray = plaintext

    override fun openSealed(sealed: ByteArray): ByteArray = sealed

    override fun put(item: ByteArray) = this.item.writeBytes(item)

    override fun get(): ByteArray? = if (item.exists()) item.readBytes() else null

    override fun delete() {
        item.deleteIfExists()
    }
}
