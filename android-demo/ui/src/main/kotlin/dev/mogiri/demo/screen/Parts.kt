package dev.mogiri.demo.screen

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.widthIn
import androidx.compose.material3.Button
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics

/** An act that can be taken. */
@Composable
internal fun Act(text: String, modifier: Modifier = Modifier, enabled: Boolean = true, onClick: () -> Unit) {
    Button(onClick, modifier.heightIn(min = TOUCH).widthIn(min = TOUCH), enabled) { Text(text) }
}

/** An act beside the main one. */
@Composable
internal fun SideAct(text: String, modifier: Modifier = Modifier, enabled: Boolean = true, onClick: () -> Unit) {
    OutlinedButton(onClick, modifier.heightIn(min = TOUCH).widthIn(min = TOUCH), enabled) { Text(text) }
}

/** Acts beside each other, below each other where letters are large. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
internal fun Acts(acts: @Composable () -> Unit) {
    FlowRow(horizontalArrangement = Arrangement.spacedBy(GAP)) { acts() }
}

/** What stands below each other. */
@Composable
fun Page(modifier: Modifier = Modifier, parts: @Composable ColumnScope.() -> Unit) {
    Column(modifier, Arrangement.spacedBy(GAP), content = parts)
}

/** A heading with a way back. */
@Composable
internal fun Heading(text: String, back: String, onBack: () -> Unit) {
    SideAct(back, onClick = onBack)
    Title(text)
}

/** What a page is about: screen readers jump from one to the next. */
@Composable
internal fun Title(text: String) {
    Text(text, Modifier.semantics { heading() }, style = MaterialTheme.typography.titleLarge)
}

/** What just happened: said once by a screen reader, without a touch. */
@Composable
internal fun Notice(text: String?) {
    text?.let { Text(it, Modifier.semantics { liveRegion = LiveRegionMode.Polite }) }
}
