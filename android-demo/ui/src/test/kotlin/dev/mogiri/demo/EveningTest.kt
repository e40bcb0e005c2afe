package dev.mogiri.demo

import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ComposeTimeoutException
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.isEnabled
import androidx.compose.ui.test.isRoot
import androidx.compose.ui.test.junit4.createComposeRule
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.performSemanticsAction
import dev.mogiri.demo.evening.DemoOrganizer
import dev.mogiri.demo.evening.Device
import dev.mogiri.demo.evening.Evening
import dev.mogiri.demo.host.DeskHost
import dev.mogiri.demo.presenter.DemoPresenter
import dev.mogiri.demo.presenter.Tone
import dev.mogiri.demo.screen.DemoTheme
import dev.mogiri.demo.screen.DeskScreen
import dev.mogiri.demo.words.Language
import dev.mogiri.demo.words.Words
import dev.mogiri.testkit.FixedClock
import dev.mogiri.testkit.MemoryVault
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Before
import org.junit.Rule
import org.junit.rules.TemporaryFolder
import java.time.Instant
import java.util.concurrent.CopyOnWriteArrayList

/** The whole demo without a screen, on the real library: what a person reads and clicks, and nothing else. */
abstract class EveningTest {
    @get:Rule
    val compose = createComposeRule()

    @get:Rule
    val folder = TemporaryFolder()
    protected val words = Words(Language.JAPANESE)
    protected val clock = FixedClock(NOW)
    protected val heard = CopyOnWriteArrayList<Tone>()
    protected val pasted = CopyOnWriteArrayList<String>()
    protected val spoken = CopyOnWriteArrayList<Language>()
    protected val desk = DeskHost(heard::add, pasted::add) { spoken.add(it) }
    protected lateinit var evening: Evening
    protected lateinit var demo: DemoPresenter
    protected val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default.limitedParallelism(1))

    @Before
    fun begin() {
        val device = Device(folder.root.toPath(), clock, Dispatchers.IO, ::MemoryVault)
        evening = runBlocking { Evening.begin(DemoOrganizer(Instant.ofEpochSecond(NOW)), device) }
        demo = DemoPresenter(evening, desk, scope, words)
        compose.setContent { DemoTheme(dark = false) { DeskScreen(desk, demo, words) } }
    }

    @After
    fun end() {
        scope.cancel()
        evening.close()
    }

    /** By the act itself and not by its place: a code that comes in above moves the button away under a finger. */
    protected fun click(text: String) {
        waitFor(hasText(text) and hasClickAction() and isEnabled()).performSemanticsAction(SemanticsActions.OnClick)
    }

    /** A word of the screens: [click] by its code. */
    protected fun press(code: String) = click(words.screen(code))

    protected fun sees(text: String) = waitFor(hasText(text, substring = true))

    protected fun seesNot(text: String) {
        compose.waitUntil(PATIENCE_MS) {
            compose.onAllNodesWithText(text, substring = true).fetchSemanticsNodes().isEmpty()
        }
    }

    protected fun count(text: String): Int =
        compose.onAllNodesWithText(text, substring = true).fetchSemanticsNodes().size

    protected fun waitFor(matcher: SemanticsMatcher): SemanticsNodeInteraction {
        try {
            compose.waitUntil(PATIENCE_MS) { compose.onAllNodes(matcher).fetchSemanticsNodes().isNotEmpty() }
        } catch (error: ComposeTimeoutException) {
            throw AssertionError("${matcher.description} is not among: ${everything()}", error)
        }
        return compose.onAllNodes(matcher).onFirst()
    }

    private fun everything(): List<String> = compose.onAllNodes(isRoot().not()).fetchSemanticsNodes().flatMap { node ->
        val texts = node.config.getOrNull(SemanticsProperties.Text).orEmpty().map { it.text }
        texts + node.config.getOrNull(SemanticsProperties.ContentDescription).orEmpty()
    }

    protected fun until(happened: () -> Boolean) = compose.waitUntil(PATIENCE_MS) { happened() }

    /** Shows the first ticket, as the owner. */
    protected fun showTicket() {
        press("show")
        press("unlock")
        until { demo.attendee.show.state.value.code != null }
    }

    /** Signs over to the friend, of a ticket that was not shown, and lets the friend take it. */
    protected fun handToFriend() {
        press("send")
        press("read_request")
        press("confirm")
        sees(words.hint("show_parcel"))
        press("read_answer")
        sees(words.of("settled.TAKEN", "guest"))
        press("back")
        sees("受け渡し済み")
    }

    protected fun signIn() {
        waitFor(hasContentDescription(words.screen("enrolment_label"), substring = true))
        press("read_certificate")
        waitFor(hasText(words.screen("scan")) and hasClickAction())
    }

    protected companion object {
        const val NOW = 1_797_667_500L
        const val ALIVE = 60L
        const val PATIENCE_MS = 60_000L
    }
}
