package dev.mogiri

import dev.mogiri.testkit.BrokenClock
import dev.mogiri.testkit.BrokenVault
import dev.mogiri.testkit.FaultyVault
import dev.mogiri.testkit.MemoryVault
import dev.mogiri.testkit.MovingClock
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import kotlin.time.Duration
import kotlin.time.Duration.Companion.minutes

/** What the host brings may fail in any way: the wallet answers with an error of its own. */
class HostTest {
    @TempDir
    lateinit var folder: Path

    @Test
    fun `a vault that throws its own exception is a typed error without that exception's text`() {
        val error = assertThrows(WalletException.VaultBroken::class.java) { Wallet.create(path(), BrokenVault()) }
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
    fun `a clock that throws its own exception does not stop the wallet either`() {
        val request = Wallet.create(path(), MemoryVault(), ThrowingClock()).request()
        assertFalse(request.isEmpty())
    }

    @Test
    fun `a locked vault is tried again after unlocking, and a lost key is not`() {
        val vault = FaultyVault()
        Wallet.create(path(), vault).release()
        vault.fault = FaultyVault.Fault.LOCKED
        assertThrows(WalletException.VaultUnavailable::class.java) { Wallet.open(path(), vault) }
        vault.fault = FaultyVault.Fault.LOST
        assertThrows(WalletException.KeyLost::class.java) { Wallet.open(path(), vault) }
        vault.fault = FaultyVault.Fault.NONE
        assertEquals(emptyList<TicketSummary>(), Wallet.open(path(), vault).tickets())
    }

    @Test
    fun `a moving clock goes on from where it began`() {
        var gone = Duration.ZERO
        val clock = MovingClock(Organizer.DOORS) { gone }
        gone = 90.minutes
        assertEquals((Organizer.DOORS + 5_400) * 1_000, clock.nowMs().toLong())
        assertEquals(5_400_000, clock.monotonicMs().toLong())
        val readings = MovingClock(Organizer.DOORS).let { own -> List(1_000) { own.nowMs() } }
        assertEquals(readings.sorted(), readings)
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

    @Test
    fun `an error has a stable code, a key for its words and something to do`() {
        assertEquals("door.RELEASED", WalletException.Released().key())
        assertEquals("document.OLDER", GateException.BadDocument("OLDER").key())
        assertEquals("NO_HOPS_LEFT", WalletException.CannotHandOn(NotTransferable.NoHopsLeft).code())
        assertEquals(Action.UNLOCK, GateException.VaultUnavailable().action())
    }

    @Test
    fun `a log that throws changes nothing of an act`() {
        val log = ThrowingLog()
        val wallet = Wallet.create(path(), MemoryVault(), log = log)
        assertEquals(emptyList<TicketSummary>(), wallet.tickets())
        val error = assertThrows(WalletException.BadFile::class.java) { wallet.importFile(byteArrayOf(0)) }
        assertFalse(error.stackTraceToString().contains(ThrowingLog.TEXT))
        wallet.release()
        assertEquals(listOf(LogAct.OPEN to "none", LogAct.IMPORT to "MALFORMED"), log.told.take(2))
    }

    @Test
    fun `a signer that throws is an error of its own kind without that exception's text`() {
        val wallet = Wallet.create(path(), MemoryVault())
        wallet.useSigner(ThrowingSigner())
        val error = assertThrows(WalletException.HardwareBroken::class.java) { wallet.requestHardware() }
        assertFalse(error.stackTraceToString().contains(ThrowingLog.TEXT))
    }

    private class ThrowingLog : LogSink {
        val told = mutableListOf<Pair<LogAct, String>>()

        override fun log(event: LogEvent) {
            told += event.act to event.outcome
            error(TEXT)
        }

        companion object {
            const val TEXT = "/data/user/0/hanako: no room for a log"
        }
    }

    private class ThrowingClock : Clock {
        override fun nowMs(): ULong = error(ThrowingLog.TEXT)

        override fun monotonicMs(): ULong = error(ThrowingLog.TEXT)
    }

    private class ThrowingSigner : HolderSigner {
        override fun createKey(): CreatedKey = error(ThrowingLog.TEXT)

        override fun sign(handle: ByteArray, message: ByteArray): ByteArray = error(ThrowingLog.TEXT)

        override fun deleteKey(handle: ByteArray): Unit = error(ThrowingLog.TEXT)
    }

    private fun path(): String = folder.resolve("wallet").toString()
}
