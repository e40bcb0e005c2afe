package dev.mogiri.demo

import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.assertHeightIsAtLeast
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.createComposeRule
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.unit.dp
import dev.mogiri.demo.evening.CommandOrganizer
import dev.mogiri.demo.evening.Device
import dev.mogiri.demo.evening.Evening
import dev.mogiri.demo.presenter.DemoPresenter
import dev.mogiri.demo.screen.DemoScreen
import dev.mogiri.demo.screen.DemoTheme
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
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.time.Instant

/** Every flow of the demo, by clicks, on the real library. */
class DemoTest {
    @get:Rule
    val compose = createComposeRule()

    @get:Rule
    val folder = TemporaryFolder()
    private val words = Words(Language.JAPANESE)
    private val clock = FixedClock(DOORS + 300)
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    private val organizer = CommandOrganizer(System.getProperty("mogiri.command"), Instant.ofEpochSecond(DOORS))
    private lateinit var evening: Evening

    @Before
    fun begin() {
        val device = Device(folder.root.toPath(), clock, Dispatchers.IO, ::MemoryVault)
        evening = runBlocking { Evening.begin(organizer, device) }
        val demo = DemoPresenter(evening, scope, words)
        compose.setContent { DemoTheme(dark = false) { DemoScreen(demo, words) } }
    }

    @After
    fun end() {
        scope.cancel()
        evening.close()
        organizer.close()
    }

    @Test
    fun `an attendee shows a ticket, one code with a name`() {
        click("来場者")
        clickFirst("チケットを提示")
        val code = waitFor(hasContentDescription("入場用QRコード"))
        code.assertHeightIsAtLeast(200.dp)
        waitFor(hasText("あと", substring = true))
        click("戻る")
        waitFor(hasText("電波なしで使えます ○"))
    }

    @Test
    fun `a ticket that goes to a friend is gone from this phone`() {
        click("来場者")
        clickFirst("分配")
        click("分配する")
        waitFor(hasText(words["mogiri_settled_taken_guest"]))
        click("戻る")
        waitFor(hasText("受け渡し済み"))
        compose.onAllNodesWithText("チケットを提示").let { nodes ->
            val disabled = (0..1).count { runCatching { nodes[it].assertIsNotEnabled() }.isSuccess }
            check(disabled == 1) { "one of two tickets can be shown" }
        }
    }

    @Test
    fun `staff admit a guest once, and take it back with a reason`() {
        click("係員")
        click("読み取る")
        waitFor(hasText("○ 入場OK"))
        waitFor(hasText("入場 1"))
        click("取り消す")
        click(words.of("void", "MISTAKE", "word"))
        waitFor(hasText("取り消し済み"))
        waitFor(hasText("入場 0"))
    }

    @Test
    fun `two phones in one see an entry, its stamp, and a second use refused`() {
        click("2台を並べて試す")
        clickFirst("チケットを提示")
        waitFor(hasContentDescription("入場用QRコード"))
        click("読み取る")
        waitFor(hasText("○ 入場OK"))
        click("スタンプを見せる")
        click("スタンプを受け取る")
        waitFor(hasText(words["mogiri_stamp_stamped_guest"]))
        clock.seconds += 60
        click("戻る")
        clickFirst("チケットを提示")
        waitFor(hasContentDescription("入場用QRコード"))
        click("読み取る")
        waitFor(hasText("× 使用済み"))
    }

    private fun click(text: String) {
        waitFor(hasText(text)).comeIntoView().performClick()
    }

    private fun clickFirst(text: String) {
        waitFor(hasText(text))
        compose.onAllNodesWithText(text).onFirst().comeIntoView().performClick()
    }

    /** What stands in a menu is in view already, and in nothing that scrolls. */
    private fun SemanticsNodeInteraction.comeIntoView() = apply { runCatching { performScrollTo() } }

    private fun waitFor(matcher: SemanticsMatcher): SemanticsNodeInteraction {
        compose.waitUntil(PATIENCE_MS) { compose.onAllNodes(matcher).fetchSemanticsNodes().isNotEmpty() }
        return compose.onAllNodes(matcher).onFirst()
    }

    private companion object {
        const val DOORS = 1_797_667_200L
        const val PATIENCE_MS = 20_000L
    }
}
