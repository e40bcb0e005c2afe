package dev.mogiri.demo

import dev.mogiri.LiveWallet
import dev.mogiri.TicketId
import dev.mogiri.demo.evening.DemoOrganizer
import dev.mogiri.demo.presenter.ErasePresenter
import dev.mogiri.demo.presenter.EraseStep
import dev.mogiri.demo.words.Language
import dev.mogiri.demo.words.Words
import dev.mogiri.importFile
import dev.mogiri.request
import dev.mogiri.testkit.FixedClock
import dev.mogiri.testkit.MemoryVault
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import org.junit.Assert.assertEquals
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.io.File
import java.time.Instant

/** What a yes erases, however soon it comes: the wallet has not answered yet. Time is the test's. */
@OptIn(ExperimentalCoroutinesApi::class)
class EraseTest {
    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun `a yes before the ticket's name is there is about this ticket`() = erasing { wallet, erase ->
        val (one, other) = ids(wallet)
        erase.askForget(one)
        erase.sure()
        runCurrent()
        assertEquals(EraseStep.STILL_VALID, erase.state.value.step)
        assertEquals(listOf(one, other), ids(wallet))
        erase.sure()
        runCurrent()
        assertEquals(listOf(other), ids(wallet))
    }

    @Test
    fun `a second yes that was meant for another ticket is a first one`() = erasing { wallet, erase ->
        val (one, other) = ids(wallet)
        erase.askForget(one)
        erase.sure()
        runCurrent()
        erase.askForget(other)
        erase.sure()
        runCurrent()
        assertEquals(EraseStep.STILL_VALID, erase.state.value.step)
        assertEquals(listOf(one, other), ids(wallet))
    }

    @Test
    fun `a yes to nothing erases nothing`() = erasing { wallet, erase ->
        erase.sure()
        runCurrent()
        assertEquals(2, ids(wallet).size)
    }

    private suspend fun ids(wallet: LiveWallet): List<TicketId> = wallet.tickets.first().map { it.id }

    private fun erasing(test: suspend TestScope.(LiveWallet, ErasePresenter) -> Unit) = runTest {
        val (path, clock) = File(folder.root, "phone").path to FixedClock(NOW.epochSecond)
        DemoOrganizer(NOW).use { organizer ->
            LiveWallet.create(path, MemoryVault(), clock, StandardTestDispatcher(testScheduler)).use { wallet ->
                wallet.importFile(organizer.tickets(wallet.request(2u)))
                test(wallet, ErasePresenter(wallet, this, Words(Language.ENGLISH)))
            }
        }
    }

    private companion object {
        val NOW: Instant = Instant.ofEpochSecond(1_797_667_500L)
    }
}
