package dev.mogiri

import dev.mogiri.testkit.FixedClock
import dev.mogiri.testkit.MemoryVault
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.AutoClose
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path

/** From the request that a phone makes to the door. */
class DoorTest {
    @TempDir
    lateinit var folder: Path
    private val clock = FixedClock(Organizer.DOORS + 300)

    @AutoClose
    private val organizer = Organizer()
    private lateinit var wallet: Wallet

    @BeforeEach
    fun issueTickets() {
        wallet = Wallet.create(folder.resolve("wallet").toString(), MemoryVault(), clock)
        wallet.importFile(organizer.issue(wallet.request(2u)))
    }

    @Test
    fun `a ticket issued for this wallet's request is admitted`() {
        val tickets = wallet.tickets()
        assertEquals(listOf("1階 5列 7番", "1階 5列 8番"), tickets.map { it.place }.sorted())
        assertEquals(setOf(TicketState.READY), tickets.map { it.state }.toSet())
        val code = wallet.present(tickets[0].id)
        assertInstanceOf(Verdict.Admitted::class.java, gate("A").admit(code.text))
    }

    @Test
    fun `a second use is refused although the code is another one`() {
        val gate = gate("A")
        val ticket = wallet.tickets()[0].id
        val first = wallet.present(ticket)
        gate.admit(first.text)
        clock.seconds += 60
        val second = wallet.present(ticket)
        assertNotEquals(first.text, second.text)
        assertEquals(Reason.ALREADY_USED, gate.admit(second.text).refusal?.reason)
    }

    @Test
    fun `the gate's digital stamp is kept by the wallet`() {
        val gate = gate("A")
        val ticket = wallet.tickets()[0].id
        val entry = gate.admit(wallet.present(ticket).text).admission!!.entry
        val outcome = wallet.acceptStamp(gate.stamp(entry))
        assertEquals(ticket, assertInstanceOf(StampOutcome.Stamped::class.java, outcome).ticket)
        assertEquals(TicketState.STAMPED, wallet.ticket(ticket).state)
        assertEquals(StampOutcome.BadStamp, wallet.acceptStamp(byteArrayOf(1, 2, 3)))
    }

    @Test
    fun `the code is drawn as a square of modules with three finders`() {
        val qr = wallet.present(wallet.tickets()[0].id).qr
        val size = qr.size.toInt()
        assertEquals(size * size, qr.modules.size)
        val finder = byteArrayOf(1, 1, 1, 1, 1, 1, 1, 0)
        assertArrayEquals(finder, qr.modules.copyOfRange(0, 8))
        assertArrayEquals(finder.reversedArray(), qr.modules.copyOfRange(size - 8, size))
        assertArrayEquals(finder, qr.modules.copyOfRange(size * (size - 1), size * (size - 1) + 8))
    }

    @Test
    fun `a gate admits, stamps, and another gate merges what it knows`() {
        val (gate, other) = gate("B") to gate("A")
        val ticket = wallet.tickets()[0].id
        val verdict = gate.admit(wallet.present(ticket).text)
        val admission = assertInstanceOf(Verdict.Admitted::class.java, verdict).v1
        assertEquals(ticket, admission.ticket)
        assertEquals(clock.seconds, admission.at.epochSecond)
        assertInstanceOf(StampOutcome.Stamped::class.java, wallet.acceptStamp(gate.stamp(admission.entry)))
        assertEquals(1uL, gate.report().admitted)
        assertEquals(Ending.WHOLE, other.merge(gate.export()).ending)
        assertEquals(1uL, other.report().admitted)
    }

    @Test
    fun `a code of an hour ago is refused with how old it is`() {
        val gate = gate("B")
        val old = wallet.present(wallet.tickets()[0].id)
        clock.seconds += 3600
        val refusal = assertInstanceOf(Verdict.Refused::class.java, gate.admit(old.text)).v1
        assertEquals(Reason.STALE, refusal.reason)
        assertInstanceOf(Detail.CodeBehind::class.java, refusal.detail)
    }

    @Test
    fun `a gate without a certificate says what it lacks`() {
        val gate = Gate.create(path("bare"), organizer.eventFile, "B", "door", MemoryVault(), clock)
        val error = assertThrows(GateException.NotReady::class.java) { gate.admit("MG1:") }
        assertEquals(Missing.CERTIFICATE, error.missing)
    }

    private fun gate(name: String): Gate = organizer.openGate(folder, name, clock)

    private fun path(name: String): String = folder.resolve(name).toString()
}
