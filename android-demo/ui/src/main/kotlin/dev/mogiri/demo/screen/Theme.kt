package dev.mogiri.demo.screen

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Typography
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.unit.dp
import dev.mogiri.demo.presenter.Tone
import dev.mogiri.demo.tokens.Tokens

/** A finger finds what is at least so high. */
internal val TOUCH = 48.dp

/** Space between things. */
internal val GAP = 12.dp

/** The demo's look, light or dark as the system is. */
@Composable
fun DemoTheme(
    dark: Boolean = isSystemInDarkTheme(),
    letters: FontFamily = FontFamily.Default,
    content: @Composable () -> Unit,
) {
    val colours = if (dark) darkColorScheme() else lightColorScheme()
    MaterialTheme(colorScheme = colours, typography = Typography().of(letters)) {
        Surface(Modifier.fillMaxSize(), content = content)
    }
}

/** The styles that the screens use, in these letters. */
private fun Typography.of(letters: FontFamily) = copy(
    displaySmall = displaySmall.copy(fontFamily = letters),
    headlineMedium = headlineMedium.copy(fontFamily = letters),
    titleLarge = titleLarge.copy(fontFamily = letters),
    titleMedium = titleMedium.copy(fontFamily = letters),
    bodyLarge = bodyLarge.copy(fontFamily = letters),
    bodyMedium = bodyMedium.copy(fontFamily = letters),
    bodySmall = bodySmall.copy(fontFamily = letters),
    labelLarge = labelLarge.copy(fontFamily = letters),
)

/** The colours of a tone: behind, and of the text on it. */
internal fun Tone.colours(): Pair<Color, Color> = when (this) {
    Tone.OK -> Color(Tokens.OK_BACK) to Color(Tokens.OK_TEXT)
    Tone.CAUTION -> Color(Tokens.CAUTION_BACK) to Color(Tokens.CAUTION_TEXT)
    Tone.NO -> Color(Tokens.NO_BACK) to Color(Tokens.NO_TEXT)
    Tone.SAME -> Color(Tokens.SAME_BACK) to Color(Tokens.SAME_TEXT)
}
