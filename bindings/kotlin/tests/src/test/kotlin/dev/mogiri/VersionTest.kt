package dev.mogiri

import dev.mogiri.organizer.Sandbox
import dev.mogiri.testkit.FixedClock
import dev.mogiri.testkit.MemoryVault
import dev.mogiri.testkit.SimulatedGate
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path

class VersionTest {
    @TempDir
    lateinit var folder: Path

    @Test
    fun `the notices of what is inside come with the package`() {
        val notices = licenses()
        assertTrue(listOf("SQLite", "curve25519-dalek", "uniffi").all { it in notices }, notices.take(200))
    }

    @Test
    fun `package, core, door, schema and wire are of one version`() {
        val versions = version()
        val packed: String = System.getProperty("mogiri.version")
        assertEquals(listOf(packed, packed), listOf(versions.core, versions.ffi))
        val clock = FixedClock(Organizer.DOORS)
        val wallet = Wallet.create(folder.resolve("wallet").toString(), MemoryVault(), clock)
        Sandbox(clock.now).use { sandbox ->
            wallet.importFile(sandbox.tickets(wallet.request()))
            SimulatedGate(sandbox, clock = clock).use { gate ->
                val (held, staffed) = wallet.diagnostics() to gate.gate.diagnostics()
                assertEquals(listOf(versions.walletSchema, versions.gateSchema), listOf(held.schema, staffed.schema))
                assertEquals(listOf(versions.core, versions.core), listOf(held.library, staffed.library))
                assertEquals(listOf(versions.wire, versions.wire), listOf(held.wire, staffed.wire))
            }
        }
        assertTrue(wallet.present(wallet.tickets()[0].id).text.startsWith("MG${versions.wire}:"))
    }
}
