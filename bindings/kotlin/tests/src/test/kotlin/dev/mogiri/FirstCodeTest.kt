package dev.mogiri

import dev.mogiri.organizer.Sandbox
import dev.mogiri.testkit.FixedClock
import dev.mogiri.testkit.MemoryVault
import dev.mogiri.testkit.SimulatedGate
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path

/** The first code of somebody who tries the library: the example of the README. */
class FirstCodeTest {
    @TempDir
    lateinit var place: Path

    @Test
    fun `six lines show a code without a server and without keys, and a gate admits it`() {
        val folder = place.resolve("wallet").toString()
        // README
        val clock = FixedClock(1_797_667_200)
        val sandbox = Sandbox(clock.now)
        val wallet = Wallet.create(folder, MemoryVault(), clock)
        wallet.importFile(sandbox.tickets(wallet.request()))
        val code = wallet.present(wallet.tickets().first().id)
        val verdict = SimulatedGate(sandbox, clock = clock).use { it.admit(code.text) }
        // README end
        assertEquals(57u, code.qr.size)
        assertNotNull(verdict.admission)
        sandbox.close()
    }
}
