package dev.mogiri.demo.screen

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import dev.mogiri.demo.presenter.StampedFace
import dev.mogiri.demo.presenter.Tone

/** The stamp on a ticket, with its time and gate. A screen reader says it by itself, once. */
@Composable
internal fun Stamped(face: StampedFace) {
    val (back, text) = Tone.OK.colours()
    val spoken = Modifier.semantics(mergeDescendants = true) { liveRegion = LiveRegionMode.Polite }
    Column(spoken.fillMaxWidth().background(back).padding(GAP)) {
        Text("○ ${face.word}", color = text, style = MaterialTheme.typography.displaySmall)
        Text(face.told, color = text, style = MaterialTheme.typography.titleLarge)
    }
}
