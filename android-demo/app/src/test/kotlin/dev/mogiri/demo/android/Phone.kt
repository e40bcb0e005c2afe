package dev.mogiri.demo.android

import android.content.Intent
import android.os.Looper
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.ComposeTestRule
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.printToString
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import dev.mogiri.demo.words.Words
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController

/** The app in somebody's hand: what they see, tap, and which other screen comes. */
internal class Phone(private val compose: ComposeTestRule) : AutoCloseable {
    private val app: DemoApplication get() = ApplicationProvider.getApplicationContext()
    val scenario: ActivityScenario<MainActivity> = ActivityScenario.launch(MainActivity::class.java)
    val words: Words get() = app.words

    /** Waits until the app shows [code]'s button, and taps the first. */
    fun tap(code: String) = tap(hasText(words.screen(code)) and hasClickAction())

    fun sees(text: String): SemanticsNodeInteraction = first(hasText(text, substring = true))

    /** The picture of a code, by what a screen reader says of it. */
    fun seesCode(code: String): SemanticsNodeInteraction =
        first(hasContentDescription(words.screen(code), substring = true))

    fun doesNotSeeCode(code: String): Boolean {
        val matcher = hasContentDescription(words.screen(code), substring = true)
        return compose.onAllNodes(matcher).fetchSemanticsNodes().isEmpty()
    }

    /** The camera's screen that the app went to. */
    fun camera(): ActivityController<ScanActivity> {
        lateinit var asked: Intent
        await("another screen") { next()?.also { asked = it } != null }
        return Robolectric.buildActivity(ScanActivity::class.java, asked).create()
    }

    /** Somebody holds codes before the camera, one after the other, and it closes. */
    fun reads(vararg texts: String) {
        val camera = camera()
        texts.forEach(camera.get()::found)
        await("end of the camera") { camera.get().isFinishing }
        camera.destroy()
    }

    /** The person closes the camera. */
    fun closes(camera: ActivityController<ScanActivity>) {
        camera.get().finish()
        camera.destroy()
    }

    /** Where the app went. */
    fun next(): Intent? {
        var next: Intent? = null
        scenario.onActivity { next = shadowOf(it).nextStartedActivity }
        return next
    }

    fun <T> inActivity(look: (MainActivity) -> T): T {
        var seen: Result<T>? = null
        scenario.onActivity { seen = runCatching { look(it) } }
        return checkNotNull(seen).getOrThrow()
    }

    override fun close() = scenario.close()

    private fun tap(button: SemanticsMatcher) {
        first(button).performScrollTo().performClick()
    }

    private fun first(matcher: SemanticsMatcher): SemanticsNodeInteraction {
        await(matcher.description) { compose.onAllNodes(matcher).fetchSemanticsNodes().isNotEmpty() }
        return compose.onAllNodes(matcher)[0]
    }

    /** The library works on threads of its own, and what it tells comes by the main one: both get their turn. */
    private fun await(what: String, isThere: () -> Boolean) {
        val patience = System.nanoTime() + PATIENCE_NS
        while (!isThere()) {
            check(System.nanoTime() < patience) { "no $what in\n${compose.onRoot().printToString()}" }
            Thread.sleep(PAUSE_MS)
            shadowOf(Looper.getMainLooper()).idle()
            compose.waitForIdle()
        }
    }

    private companion object {
        const val PATIENCE_NS = 60_000_000_000L
        const val PAUSE_MS = 10L
    }
}
