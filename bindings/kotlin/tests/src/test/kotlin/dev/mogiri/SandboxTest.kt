package dev.mogiri

import dev.mogiri.organizer.Issuer
import dev.mogiri.organizer.OrganizerAction
import dev.mogiri.organizer.OrganizerException
import dev.mogiri.organizer.SampleKind
import dev.mogiri.organizer.SampleVerdict
import dev.mogiri.organizer.Sandbox
import dev.mogiri.organizer.SimulatedPress
import dev.mogiri.testkit.FixedClock
import dev.mogiri.testkit.MemoryVault
import dev.mogiri.testkit.SimulatedGate
import dev.mogiri.testkit.SimulatedStamp
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.AutoClose
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path

/** Tickets without a server, on this language's wallet and gate. */
class SandboxTest {
    @TempDir
    lateinit var folder: Path
    private val clock = FixedClock(Organizer.DOORS)

    @AutoClose
    private val sandbox = Sandbox(clock.now)

    @Test
    fun `a ticket of the sandbox is admitted by a gate of the sandbox, and by no real one`() {
        val wallet = holder()
        val code = wallet.present(wallet.tickets()[0].id)
        SimulatedGate(sandbox, clock = clock).use { gate ->
            assertEquals(wallet.tickets()[0].id, gate.admit(code.text).admission?.ticket)
        }
        Organizer(issuer = Issuer.create(folder.resolve("organizer").toString())).use { real ->
            assertEquals(Reason.TEST_TICKET, real.openGate(folder, "A", clock).admit(code.text).reason)
        }
    }

    @Test
    fun `a gate answers every sample as the sample says`() {
        val gates = listOf("A", "B").associateWith { SimulatedGate(sandbox, it, clock) }
        val samples = sandbox.samples()
        assertEquals(SampleKind.entries, samples.map { it.kind })
        for (sample in samples) {
            val verdict = gates.getValue(sample.gate).admit(sample)
            assertEquals(sample.verdict to sample.reason, answer(verdict), sample.kind.name)
        }
        gates.values.forEach { it.close() }
    }

    @Test
    fun `a stamp pressed with the noise of a screen is recognized, and one that shakes is not`() {
        val wallet = holder()
        val ticket = wallet.tickets()[0].id
        val stamp = SimulatedStamp(sandbox, 2u)
        assertEquals(PressOutcome.NotArmed, stamp.press(wallet, ticket))
        wallet.present(ticket)
        assertEquals(PressOutcome.NoMatch, stamp.press(wallet, ticket, SimulatedPress(noiseMm = 5.0, seed = 3u)))
        val outcome = stamp.press(wallet, ticket, SimulatedPress(noiseMm = 0.5, rotationDeg = 70.0))
        assertInstanceOf(PressOutcome.Stamped::class.java, outcome)
        assertNotNull(wallet.ticket(ticket).stamp)
    }

    @Test
    fun `an organizer's error has a stable code, a key for its words and something to do`() {
        val press = assertThrows(OrganizerException.NoPress::class.java) { sandbox.press(9u, SimulatedPress()) }
        assertEquals("press.NO_PRESS" to OrganizerAction.RETRY, press.key() to press.action())
        val refused = assertThrows(OrganizerException.Refused::class.java) { sandbox.tickets(byteArrayOf(0)) }
        assertEquals("issuer" to "BAD_REQUEST", refused.family to refused.code())
        assertEquals(OrganizerAction.NEW_REQUEST, refused.action())
    }

    private fun holder(): Wallet {
        val wallet = Wallet.create(folder.resolve("wallet").toString(), MemoryVault(), clock)
        wallet.importFile(sandbox.tickets(wallet.request(2u)))
        return wallet
    }

    private fun answer(verdict: Verdict): Pair<SampleVerdict, String?> = when (verdict) {
        is Verdict.Admitted -> SampleVerdict.ADMITTED to null
        is Verdict.Refused -> SampleVerdict.REFUSED to verdict.v1.reason.name
        is Verdict.Ask -> SampleVerdict.ASK to verdict.v1.reason.name
        is Verdict.Repeat -> SampleVerdict.REPEAT to null
    }
}
