package dev.mogiri

import dev.mogiri.testkit.FixedClock
import dev.mogiri.testkit.MemoryVault
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.AutoClose
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir
import java.io.File
import java.nio.file.Path

/** What an app does with a folder that is damaged. */
class MendTest {
    @TempDir
    lateinit var place: Path
    private val clock = FixedClock(Organizer.DOORS + 300)
    private val vault = MemoryVault()
    private val folder get() = place.resolve("wallet").toString()

    @AutoClose
    private val organizer = Organizer()

    @Test
    fun `with one ticket changed on the disk the other is shown, and the app is told`() {
        Wallet.create(folder, vault, clock).let { wallet ->
            wallet.importFile(organizer.issue(wallet.request(2u)))
            wallet.release()
        }
        changeOldestTicket()
        Wallet.open(folder, vault, clock).let { damaged ->
            assertThrows<WalletException.Corrupt> { damaged.tickets() }
            assertThrows<WalletException.Busy> { mendWallet(folder, vault) }
            damaged.release()
        }
        assertEquals(listOf(TableRows("ticket", 1uL)), mendWallet(folder, vault))
        Wallet.open(folder, vault, clock).let { wallet ->
            assertInstanceOf(Rollback.Detected::class.java, wallet.rollback())
            wallet.dismissRollback()
            assertEquals(Rollback.None, wallet.rollback())
            val code = wallet.present(wallet.tickets().single().id)
            assertInstanceOf(Verdict.Admitted::class.java, organizer.openGate(place, "A", clock).admit(code.text))
            wallet.release()
        }
        assertEquals(emptyList<TableRows>(), mendWallet(folder, vault))
    }

    /** It stands at the end of the table's first page, whose number follows the table's name in the schema. */
    private fun changeOldestTicket() {
        val database = File(folder, "store.db")
        val bytes = database.readBytes()
        val named = "tableticketticket"
        val page = bytes[String(bytes, Charsets.ISO_8859_1).indexOf(named) + named.length] * PAGE
        bytes[page - 1] = (bytes[page - 1] + 1).toByte()
        database.writeBytes(bytes)
    }

    private companion object {
        const val PAGE = 4096
    }
}
