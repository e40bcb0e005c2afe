package dev.mogiri.demo

import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.createComposeRule
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import dev.mogiri.LiveWallet
import dev.mogiri.Rollback
import dev.mogiri.demo.host.DeskHost
import dev.mogiri.demo.presenter.AttendeePresenter
import dev.mogiri.demo.screen.AttendeeApp
import dev.mogiri.demo.screen.DemoTheme
import dev.mogiri.demo.words.Language
import dev.mogiri.demo.words.Words
import dev.mogiri.request
import dev.mogiri.rollback
import dev.mogiri.testkit.FixedClock
import dev.mogiri.testkit.MemoryVault
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Assert.assertEquals
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
    private val vault = MemoryVault()
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    private val place get() = File(folder.root, "phone")

    @Before
    fun putBack() = runBlocking {
        LiveWallet.create(place.path, vault, clock).close()
        val older = File(folder.root, "older")
        place.copyRecursively(older)
        LiveWallet.open(place.path, vault, clock).use { it.request() }
        place.deleteRecursively()
        older.copyRecursively(place)
        Unit
    }

    @After
    fun end() = scope.cancel()

    @Test
    fun `that an older copy was put back is told over the list until somebody took note`() = runBlocking {
        LiveWallet.open(place.path, vault, clock).use { wallet ->
            val attendee = AttendeePresenter(wallet, clock, DeskHost({}, {}, {}), scope, words)
            compose.setContent { DemoTheme(dark = false) { AttendeeApp(attendee, words) } }
            until { count(words.of("rollback.ROLLED_BACK", "guest")) == 1 }
            compose.onNodeWithText(words.screen("noted")).performClick()
            until { count(words.of("rollback.ROLLED_BACK", "guest")) == 0 }
        }
        LiveWallet.open(place.path, vault, clock).use { assertEquals(Rollback.None, it.rollback()) }
    }

    private fun count(text: String) = compose.onAllNodes(hasText(text)).fetchSemanticsNodes().size

    private fun until(happened: () -> Boolean) = compose.waitUntil(PATIENCE_MS) { happened() }

    private companion object {
        const val NOW = 1_797_667_500L
        const val PATIENCE_MS = 10_000L
    }
}
