package dev.mogiri.demo

import dev.mogiri.KeyVault
import dev.mogiri.LiveGate
import dev.mogiri.LiveWallet
import dev.mogiri.admission
import dev.mogiri.admit
import dev.mogiri.demo.evening.DemoOrganizer
import dev.mogiri.demo.presenter.UpkeepPresenter
import dev.mogiri.demo.words.Language
import dev.mogiri.demo.words.Words
import dev.mogiri.enrolment
import dev.mogiri.importFile
import dev.mogiri.present
import dev.mogiri.request
import dev.mogiri.testkit.FixedClock
import dev.mogiri.testkit.MemoryVault
import dev.mogiri.update
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.advanceTimeBy
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.io.File
import java.time.Instant

/** When a gate is kept in order: the vault hears of it each time. Time is the test's. */
@OptIn(ExperimentalCoroutinesApi::class)
class UpkeepTest {
    @get:Rule
    val folder = TemporaryFolder()
    private val clock = FixedClock(NOW.epochSecond)
    private val vault = CountingVault(MemoryVault())
    private var looked = 0

    @Test
    fun `a gate is kept in order once, some seconds after the last scan`() = upkeep { upkeep ->
        upkeep.resume()
        advanceTimeBy(UpkeepPresenter.IDLE_MS)
        assertEquals(0, vault.puts)
        runCurrent()
        assertEquals(1 to 1, vault.puts to looked)
        advanceTimeBy(UpkeepPresenter.IDLE_MS * 10)
        assertEquals(1, vault.puts)
    }

    @Test
    fun `whoever scans is not waited for, and the seconds begin anew`() = upkeep { upkeep ->
        upkeep.resume()
        advanceTimeBy(UpkeepPresenter.IDLE_MS)
        upkeep.pause()
        advanceTimeBy(UpkeepPresenter.IDLE_MS * 10)
        assertEquals(0, vault.puts)
        upkeep.resume()
        advanceTimeBy(UpkeepPresenter.IDLE_MS + 1)
        assertEquals(1, vault.puts)
    }

    @Test
    fun `an app that leaves the screen does it at once`() = upkeep { upkeep ->
        upkeep.resume()
        upkeep.away()
        runCurrent()
        assertEquals(1, vault.puts)
    }

    private fun upkeep(test: suspend TestScope.(UpkeepPresenter) -> Unit) = runTest {
        DemoOrganizer(NOW).use { organizer ->
            gate(organizer).use { gate ->
                admitOne(gate, organizer)
                vault.puts = 0
                test(UpkeepPresenter(gate, { looked += 1 }, this, Words(Language.ENGLISH)))
            }
        }
    }

    /** What the vault is told of. */
    private suspend fun TestScope.admitOne(gate: LiveGate, organizer: DemoOrganizer) {
        gate.update(organizer.certify(gate.enrolment()))
        val path = File(folder.root, "phone").path
        LiveWallet.create(path, MemoryVault(), clock, StandardTestDispatcher(testScheduler)).use { phone ->
            phone.importFile(organizer.guestsTicket(phone.request()))
            val code = phone.present(phone.tickets.first().single().id)
            assertNotNull(gate.admit(code.text).admission)
        }
    }

    private suspend fun TestScope.gate(organizer: DemoOrganizer): LiveGate = LiveGate.create(
        File(folder.root, "gate").path,
        organizer.eventFile,
        "A",
        "demo",
        vault,
        clock,
        StandardTestDispatcher(testScheduler),
    )

    private class CountingVault(private val inner: KeyVault) : KeyVault by inner {
        var puts = 0

        override fun put(item: ByteArray) {
            puts += 1
            inner.put(item)
        }
    }

    private companion object {
        val NOW: Instant = Instant.ofEpochSecond(1_797_667_500L)
    }
}
