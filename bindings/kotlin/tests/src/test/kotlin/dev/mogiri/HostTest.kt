package dev.mogiri

import dev.mogiri.testkit.BrokenClock
import dev.mogiri.testkit.BrokenVault
import dev.mogiri.testkit.MemoryVault
import dev.mogiri.testkit.MovingClock
import dev.mogiri.testkit.Trouble
import dev.mogiri.testkit.TroubledVault
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path

/** What the host brings may fail in any way: the wallet answers with an error of its own. */
class HostTest {
    @TempDir
    lateinit var folder: Path

    @Test
    fun `a vault that throws its own exception is a typed error without that exception's text`() {
        val error = assertThrows(WalletException.VaultUnavailable::class.java) { Wallet.create(path(), BrokenVault()) }
        assertFalse(error.stackTraceToString().contains(BrokenVault.TEXT))
    }

    @Test
    fun `a folder with another vault has lost its key`() {
        Wallet.create(path(), MemoryVault()).release()
        assertThrows(WalletException.KeyLost::class.java) { Wallet.open(path(), MemoryVault()) }
    }

    @Test
    fun `a folder is busy until its wallet is released, and a released wallet says so`() {
        val vault = MemoryVault()
        val wallet = Wallet.create(path(), vault)
        assertThrows(WalletException.Busy::class.java) { Wallet.open(path(), vault) }
        wallet.release()
        assertThrows(WalletException.Released::class.java) { wallet.tickets() }
        assertEquals(emptyList<TicketSummary>(), Wallet.open(path(), vault).tickets())
    }

    @Test
    fun `a clock that throws does not stop the wallet`() {
        val request = Wallet.create(path(), MemoryVault(), BrokenClock()).request()
        assertFalse(request.isEmpty())
    }

    @Test
    fun `a locked vault is tried again after unlocking, and a lost key is not`() {
        val vault = TroubledVault()
        Wallet.create(path(), vault).release()
        for (trouble in listOf(Trouble.LOCKED, Trouble.REFUSED)) {
            vault.trouble = trouble
            assertThrows(WalletException.VaultUnavailable::class.java) { Wallet.open(path(), vault) }
        }
        vault.trouble = Trouble.KEY_LOST
        assertThrows(WalletException.KeyLost::class.java) { Wallet.open(path(), vault) }
        vault.trouble = null
        assertEquals(emptyList<TicketSummary>(), Wallet.open(path(), vault).tickets())
    }

    @Test
    fun `a moving clock goes on from where it began, and never back`() {
        val clock = MovingClock(Organizer.DOORS)
        val readings = List(1_000) { clock.nowMs() }
        assertEquals(readings.sorted(), readings)
        assertTrue(readings[0] >= (Organizer.DOORS * 1000).toULong())
    }

    @Test
    fun `what is no ticket's id is a ticket that is not there`() {
        val wallet = Wallet.create(path(), MemoryVault())
        assertThrows(WalletException.TicketNotFound::class.java) { wallet.present("not an id") }
        assertThrows(WalletException.PrefixTooShort::class.java) { wallet.find("ABC") }
    }

    @Test
    fun `a file that is none is refused by code`() {
        val wallet = Wallet.create(path(), MemoryVault())
        val error = assertThrows(WalletException.BadFile::class.java) { wallet.importFile(byteArrayOf(0)) }
        assertEquals("MALFORMED", error.code)
    }

    private fun path(): String = folder.resolve("wallet").toString()
}
