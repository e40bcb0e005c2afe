package dev.mogiri.demo.screen

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.heightIn
import androidx.compose.material3.Button
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.unit.dp
import dev.mogiri.demo.presenter.Tone
import dev.mogiri.demo.tokens.Tokens

/** A finger finds what is at least so high. */
internal val TOUCH = 48.dp

/** Space between things. */
internal val GAP = 12.dp

/** The demo's look, light or dark as the system is. */
@Composable
fun DemoTheme(dark: Boolean = isSystemInDarkTheme(), content: @Composable () -> Unit) {
    MaterialTheme(colorScheme = if (dark) darkColorScheme() else lightColorScheme()) { Surface(content = content) }
}

/** An act that can be taken. */
@Composable
internal fun Act(text: String, modifier: Modifier = Modifier, enabled: Boolean = true, onClick: () -> Unit) {
    Button(onClick, modifier.heightIn(min = TOUCH), enabled) { Text(text) }
}

/** An act beside the main one. */
@Composable
internal fun SideAct(text: String, modifier: Modifier = Modifier, enabled: Boolean = true, onClick: () -> Unit) {
    OutlinedButton(onClick, modifier.heightIn(min = TOUCH), enabled) { Text(text) }
}

/** A heading with a way back. */
@Composable
internal fun Heading(text: String, back: String, onBack: () -> Unit) {
    Row(verticalAlignment = Alignment.CenterVertically) {
        SideAct(back, onClick = onBack)
        Text(text, style = MaterialTheme.typography.titleLarge)
    }
}

/** The colours of a tone: behind, and of the text on it. */
internal fun Tone.colours(): Pair<Color, Color> = when (this) {
    Tone.OK -> Color(Tokens.OK_BACK) to Color(Tokens.OK_TEXT)
    Tone.CAUTION -> Color(Tokens.CAUTION_BACK) to Color(Tokens.CAUTION_TEXT)
    Tone.NO -> Color(Tokens.NO_BACK) to Color(Tokens.NO_TEXT)
    Tone.SAME -> Color(Tokens.SAME_BACK) to Color(Tokens.SAME_TEXT)
}
