package dev.mogiri

import dev.mogiri.organizer.SampleKind
import dev.mogiri.organizer.SampleVerdict
import dev.mogiri.organizer.Sandbox
import dev.mogiri.testkit.FixedClock
import dev.mogiri.testkit.MemoryVault
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import java.time.Instant

/** Tickets without a server, on this language's wallet and gate. */
class SandboxTest {
    @TempDir
    lateinit var folder: Path
    private val clock = FixedClock(Organizer.DOORS)
    private val sandbox = Sandbox(Instant.ofEpochSecond(Organizer.DOORS))

    @AfterEach
    fun forgetTheSandbox() = sandbox.close()

    @Test
    fun `a ticket of the sandbox is admitted by a gate of the sandbox`() {
        val wallet = Wallet.create(folder.resolve("wallet").toString(), MemoryVault(), clock)
        wallet.importFile(sandbox.tickets(wallet.request(2u)))
        val code = wallet.present(wallet.tickets()[0].id)
        assertInstanceOf(Verdict.Admitted::class.java, gate("A").admit(code.text))
    }

    @Test
    fun `a gate answers every sample as the sample says`() {
        val gates = listOf("A", "B").associateWith(::gate)
        val samples = sandbox.samples()
        assertEquals(SampleKind.entries, samples.map { it.kind })
        for (sample in samples) {
            val gate = gates.getValue(sample.gate)
            sample.documents.forEach(gate::update)
            sample.before.forEach(gate::admit)
            assertEquals(sample.verdict to sample.reason, answer(gate.admit(sample.text)), sample.kind.name)
        }
    }

    private fun answer(verdict: Verdict): Pair<SampleVerdict, String?> = when (verdict) {
        is Verdict.Admitted -> SampleVerdict.ADMITTED to null
        is Verdict.Refused -> SampleVerdict.REFUSED to verdict.v1.reason.name
        is Verdict.Ask -> SampleVerdict.ASK to verdict.v1.reason.name
        is Verdict.Repeat -> SampleVerdict.REPEAT to null
    }

    private fun gate(name: String): Gate {
        val gate = Gate.create(folder.resolve(name).toString(), sandbox.eventFile(), name, "", MemoryVault(), clock)
        gate.update(sandbox.certify(gate.enrolment()))
        return gate
    }
}
