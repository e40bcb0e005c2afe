package dev.mogiri.demo

import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.createComposeRule
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performSemanticsAction
import dev.mogiri.LiveWallet
import dev.mogiri.demo.evening.DemoOrganizer
import dev.mogiri.demo.host.DeskHost
import dev.mogiri.demo.presenter.AttendeePresenter
import dev.mogiri.demo.presenter.TicketsPresenter
import dev.mogiri.demo.screen.AttendeeApp
import dev.mogiri.demo.screen.DemoTheme
import dev.mogiri.demo.words.Language
import dev.mogiri.demo.words.Words
import dev.mogiri.importFile
import dev.mogiri.request
import dev.mogiri.testkit.FaultyVault
import dev.mogiri.testkit.FixedClock
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.io.File

/** A phone whose wallet came back from a backup. */
class PutBackTest {
    @get:Rule
    val compose = createComposeRule()

    @get:Rule
    val folder = TemporaryFolder()
    private val words = Words(Language.JAPANESE)
    private val clock = FixedClock(NOW)
    private val vault = FaultyVault()
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default.limitedParallelism(1))
    private val told = words.of("rollback.ROLLED_BACK", "guest")
    private val place get() = File(folder.root, "phone")

    @Before
    fun putBack() = runBlocking {
        DemoOrganizer(clock.now).use { organizer ->
            LiveWallet.create(place.path, vault, clock).use { it.importFile(organizer.tickets(it.request(2u))) }
        }
        val older = File(folder.root, "older")
        place.copyRecursively(older)
        open().use { it.request() }
        place.deleteRecursively()
        older.copyRecursively(place)
        Unit
    }

    @After
    fun end() = scope.cancel()

    @Test
    fun `that an older copy was put back is told over the list until somebody took note`() {
        runBlocking { open() }.use { wallet ->
            val tickets = look(wallet)
            note()
            until { count(told) == 0 }
            assertEquals(2, tickets.state.value.rows.size)
        }
        runBlocking { open() }.use { wallet ->
            val tickets = TicketsPresenter(wallet, scope, words)
            until { tickets.state.value.rows.size == 2 }
            assertNull(tickets.state.value.putBack)
        }
    }

    @Test
    fun `a note that the phone could not keep takes no ticket from the list, and is asked for again`() {
        runBlocking { open() }.use { wallet ->
            val tickets = look(wallet)
            vault.fault = FaultyVault.Fault.LOCKED
            note()
            until { tickets.state.value.notice != null }
            assertEquals(2 to told, tickets.state.value.run { rows.size to putBack })
            vault.fault = FaultyVault.Fault.NONE
            note()
            until { tickets.state.value.putBack == null }
            assertEquals(2 to null, tickets.state.value.run { rows.size to notice })
        }
    }

    private suspend fun open() = LiveWallet.open(place.path, vault, clock)

    /** The list on the screen, once it tells that an older copy was put back. */
    private fun look(wallet: LiveWallet): TicketsPresenter {
        val attendee = AttendeePresenter(wallet, clock, DeskHost({}, {}, {}), scope, words)
        compose.setContent { DemoTheme(dark = false) { AttendeeApp(attendee, words) } }
        until { count(told) == 1 }
        return attendee.tickets
    }

    private fun note() {
        compose.onNodeWithText(words.screen("noted")).performSemanticsAction(SemanticsActions.OnClick)
    }

    private fun count(text: String) = compose.onAllNodes(hasText(text)).fetchSemanticsNodes().size

    private fun until(happened: () -> Boolean) = compose.waitUntil(PATIENCE_MS) { happened() }

    private companion object {
        const val NOW = 1_797_667_500L
        const val PATIENCE_MS = 60_000L
    }
}
