package dev.mogiri.demo

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.junit4.createComposeRule
import dev.mogiri.demo.gallery.Scenes
import dev.mogiri.demo.screen.DemoTheme
import dev.mogiri.demo.words.Language
import dev.mogiri.demo.words.Words
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test

/** What a screen reader and a finger find on every screen. */
class SemanticsTest {
    @get:Rule
    val compose = createComposeRule()
    private val words = Words(Language.JAPANESE)
    private var screen: @Composable () -> Unit by mutableStateOf({})

    @Test
    fun `every control has a name and is large enough for a finger`() = each { name ->
        for (node in nodes(hasClickAction())) {
            assertTrue("$name: $node", names(node).any { it.isNotBlank() })
            val (width, height) = with(compose.density) {
                node.touchBoundsInRoot.width.toDp().value to
                    node.touchBoundsInRoot.height.toDp().value
            }
            assertTrue("$name ${names(node)}: $width x $height dp", width >= FINGER && height >= FINGER)
        }
    }

    @Test
    fun `a code is one element, a picture with a name out of the words`() = each { name ->
        for (node in nodes(SemanticsMatcher.expectValue(SemanticsProperties.Role, Role.Image))) {
            assertEquals(name, 1, node.config.getOrNull(SemanticsProperties.ContentDescription)?.size)
            assertEquals(name, emptyList<SemanticsNode>(), node.children)
        }
    }

    @Test
    fun `seconds that pass and codes that take turns are not read out`() = each { name ->
        val live = nodes(SemanticsMatcher.keyIsDefined(SemanticsProperties.LiveRegion)).flatMap(::names)
        val pages = listOf(3 to 8, 2 to 3).map { (at, of) -> words.screen("page_of_codes", at, of) }
        val turning = pages + words.screen("turns_in", 8)
        assertTrue("$name: $live", live.none { said -> turning.any { it in said } })
    }

    @Test
    fun `a verdict is read out by itself`() {
        each("admitted", "refused", "caution", "same") { name ->
            val live = nodes(SemanticsMatcher.keyIsDefined(SemanticsProperties.LiveRegion))
            assertTrue(name, live.flatMap(::names).any { it.isNotBlank() })
        }
    }

    private fun each(vararg only: String, check: (String) -> Unit) = OneEvening().use { one ->
        compose.setContent { DemoTheme(dark = false) { screen() } }
        for ((name, scene) in Scenes(words, one.demo(words)).all) {
            if (only.isNotEmpty() && name !in only) continue
            screen = scene
            compose.waitForIdle()
            check(name)
        }
    }

    private fun nodes(matcher: SemanticsMatcher): List<SemanticsNode> =
        compose.onAllNodes(matcher).fetchSemanticsNodes()

    private fun names(node: SemanticsNode): List<String> {
        val texts = node.config.getOrNull(SemanticsProperties.Text).orEmpty().map { it.text }
        val typed = node.config.getOrNull(SemanticsProperties.EditableText)?.text
        return texts + node.config.getOrNull(SemanticsProperties.ContentDescription).orEmpty() + listOfNotNull(typed)
    }

    private companion object {
        const val FINGER = 48f
    }
}
