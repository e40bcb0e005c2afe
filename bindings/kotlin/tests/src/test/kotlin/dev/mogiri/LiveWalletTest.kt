package dev.mogiri

import dev.mogiri.testkit.MemoryVault
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.advanceTimeBy
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.AutoClose
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path

/** What screens hold on to: codes that turn by themselves, a list that is never old. All time is virtual. */
@OptIn(ExperimentalCoroutinesApi::class)
class LiveWalletTest {
    @TempDir
    lateinit var folder: Path

    @AutoClose
    private val organizer = Organizer()

    @Test
    fun `codes turn every ten seconds of the wallet's own clock`() = runTest {
        val live = wallet("wallet", offsetMs = 3_000).holdingTickets()
        val started = currentTime
        val steps = live.codes(live.firstTicket()).take(4).toList().map { it.step }
        assertEquals(List(4) { steps[0] + it.toULong() }, steps)
        assertEquals(27_000, currentTime - started)
    }

    @Test
    fun `a clock that fails lets codes turn, and keeps no processor busy`() = runTest {
        val clock = StoppingClock(VirtualClock(testScheduler, START))
        val live = LiveWallet.create(path("wallet"), MemoryVault(), clock, StandardTestDispatcher(testScheduler))
        live.holdingTickets()
        clock.stopped = true
        val turning = launch { live.codes(live.firstTicket()).collect {} }
        advanceTimeBy(3_600_000)
        assertTrue(turning.isActive)
        turning.cancel()
    }

    @Test
    fun `codes stop with their scope`() = runTest {
        val live = wallet("wallet").holdingTickets()
        val ticket = live.firstTicket()
        val seen = mutableListOf<TicketCode>()
        val screen = launch { live.codes(ticket).collect { seen += it } }
        advanceTimeBy(25_000)
        screen.cancel()
        advanceTimeBy(60_000)
        assertEquals(3, seen.size)
    }

    @Test
    fun `a slow screen gets the newest code, not those that it missed`() = runTest {
        val live = wallet("wallet", offsetMs = 3_000).holdingTickets()
        val ages = mutableListOf<Long>()
        val screen = launch {
            live.codes(live.firstTicket()).collect {
                ages += it.validUntil.toEpochMilli() - (START * 1_000 + 3_000 + currentTime)
                delay(60_000)
            }
        }
        advanceTimeBy(200_000)
        screen.cancel()
        assertTrue(ages.size >= 3 && ages.all { it in 1..10_000 }, "$ages")
    }

    @Test
    fun `a hand-over ends the codes at once and changes the list`() = runTest {
        val live = wallet("wallet").holdingTickets()
        val friend = wallet("friend")
        val ticket = live.firstTicket()
        val lists = mutableListOf<List<TicketSummary>>()
        val list = launch { live.tickets.collect { lists += it } }
        val screen = launch { assertThrows<WalletException.HandedOn> { live.codes(ticket).collect {} } }
        runCurrent()
        live.handOver(ticket, friend.request(), Confirmation.Camera)
        runCurrent()
        assertTrue(screen.isCompleted)
        assertEquals(listOf(TicketState.READY, TicketState.HANDING_OVER), lists.map { it.state(ticket) })
        list.cancel()
    }

    @Test
    fun `the list comes after each act that changes it, and equal lists once`() = runTest {
        val live = wallet("wallet")
        val sizes = mutableListOf<Int>()
        val list = launch { live.tickets.collect { sizes += it.size } }
        runCurrent()
        val file = organizer.issue(live.request(2u))
        repeat(3) {
            live.importFile(file)
            live.refresh()
            runCurrent()
        }
        assertEquals(listOf(0, 2), sizes)
        list.cancel()
    }

    @Test
    fun `a gate admits, and its counts come by themselves`() = runTest {
        val live = wallet("wallet").holdingTickets()
        val ticket = live.firstTicket()
        gate().use { gate ->
            val counts = mutableListOf<ULong>()
            val counting = launch { gate.report.collect { counts += it.admitted } }
            runCurrent()
            val code = live.present(ticket)
            assertEquals(ticket, gate.admit(code.text).admission?.ticket)
            assertEquals(RepeatOf.Admitted, gate.admit(code.text).repeat?.of)
            runCurrent()
            assertEquals(listOf(0uL, 1uL), counts)
            counting.cancel()
        }
    }

    @Test
    fun `a verdict tells its cause, also when the same code comes again`() = runTest {
        val live = wallet("wallet").holdingTickets()
        gate().use { gate ->
            val old = live.present(live.firstTicket()).text
            delay(3_600_000)
            val first = gate.admit(old)
            assertEquals(Reason.STALE, first.reason)
            assertInstanceOf(Detail.CodeBehind::class.java, first.refusal?.detail)
            assertEquals(Reason.STALE, gate.admit(old).reason)
            assertEquals(null, first.admission)
        }
    }

    @Test
    fun `a closed wallet says so, and its folder opens again`() = runTest {
        val vault = MemoryVault()
        val live = open(vault) { folder, vault, clock, worker -> LiveWallet.create(folder, vault, clock, worker) }
        val ticket = live.use { it.holdingTickets().firstTicket() }
        live.close()
        assertThrows<WalletException.Released> { live.readiness() }
        assertThrows<WalletException.Released> { live.tickets.first() }
        assertThrows<WalletException.Released> { live.codes(ticket).first() }
        val again = open(vault) { folder, vault, clock, worker -> LiveWallet.open(folder, vault, clock, worker) }
        assertEquals(2, again.use { it.tickets.first().size })
    }

    private suspend fun TestScope.open(
        vault: KeyVault,
        way: suspend (String, KeyVault, Clock, CoroutineDispatcher) -> LiveWallet,
    ): LiveWallet = way(path("again"), vault, VirtualClock(testScheduler, START), StandardTestDispatcher(testScheduler))

    private suspend fun TestScope.wallet(name: String, offsetMs: Long = 0): LiveWallet {
        val clock = VirtualClock(testScheduler, START, offsetMs)
        return LiveWallet.create(path(name), MemoryVault(), clock, StandardTestDispatcher(testScheduler))
    }

    private suspend fun TestScope.gate(): LiveGate {
        val clock = VirtualClock(testScheduler, START)
        val worker = StandardTestDispatcher(testScheduler)
        val gate = LiveGate.create(path("gate"), organizer.eventFile, "B", "door", MemoryVault(), clock, worker)
        assertEquals(Updated.NEW, gate.update(organizer.certify(gate.enrolment(), "B")))
        return gate
    }

    private suspend fun LiveWallet.holdingTickets(): LiveWallet = apply { importFile(organizer.issue(request(2u))) }

    private suspend fun LiveWallet.firstTicket(): TicketId = tickets.first()[0].id

    private fun List<TicketSummary>.state(ticket: TicketId): TicketState = first { it.id == ticket }.state

    private fun path(name: String): String = folder.resolve(name).toString()

    /** A clock that answers with an exception of its own once it [stopped]. */
    private class StoppingClock(private val inner: Clock) : Clock by inner {
        @Volatile
        var stopped = false

        override fun nowMs(): ULong {
            check(!stopped) { "no time" }
            return inner.nowMs()
        }
    }

    private companion object {
        val START = Organizer.DOORS + 300
    }
}
