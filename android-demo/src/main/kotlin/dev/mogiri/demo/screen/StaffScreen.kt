package dev.mogiri.demo.screen

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.DropdownMenu
import androidx.compose.material3.DropdownMenuItem
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import dev.mogiri.demo.presenter.ScanPresenter
import dev.mogiri.demo.presenter.ScanRow
import dev.mogiri.demo.presenter.ScanState
import dev.mogiri.demo.presenter.UndoReason
import dev.mogiri.demo.presenter.VerdictFace
import dev.mogiri.demo.words.Words

/** The scanner: verdict, counts, the last twenty. */
@Composable
fun StaffScreen(state: ScanState, words: Words, scan: ScanPresenter, onScan: () -> Unit) {
    Column(verticalArrangement = Arrangement.spacedBy(GAP)) {
        Act(words["mogiri_screen_scan_word"], Modifier.fillMaxWidth(), onClick = onScan)
        state.face?.let { Verdict(it) }
        state.notice?.let { Text(it) }
        Counts(state, words)
        state.last.forEach { Scanned(it, state.reasons, words, scan) }
    }
}

/** A verdict, read from an arm's length. A screen reader says it by itself. */
@Composable
private fun Verdict(face: VerdictFace) {
    val (back, text) = face.tone.colours()
    val spoken = Modifier.semantics(mergeDescendants = true) { liveRegion = LiveRegionMode.Assertive }
    Column(spoken.fillMaxWidth().background(back).padding(GAP)) {
        Text("${face.shape} ${face.word}", color = text, style = MaterialTheme.typography.displaySmall)
        Text(face.place, color = text, style = MaterialTheme.typography.titleLarge)
        Text(face.told, color = text)
    }
}

@Composable
private fun Counts(state: ScanState, words: Words) {
    Row(horizontalArrangement = Arrangement.spacedBy(GAP)) {
        Text(words["mogiri_screen_admitted_word", state.counts.admitted])
        Text(words["mogiri_screen_in_hall_word", state.counts.inHall])
        Text(words["mogiri_screen_refused_word", state.counts.refused])
    }
}

@Composable
private fun Scanned(row: ScanRow, reasons: List<UndoReason>, words: Words, scan: ScanPresenter) {
    Column {
        Text("${row.number}  ${row.face.shape} ${row.face.word}  ${row.face.place}")
        if (row.undone) Text(words["mogiri_screen_undone_word"])
        if (row.entry != null) {
            Row(horizontalArrangement = Arrangement.spacedBy(GAP)) {
                SideAct(words["mogiri_screen_give_stamp_word"]) { scan.giveStamp(row) }
                Undo(reasons, words) { scan.undo(row, it) }
            }
        }
    }
}

/** Nobody takes an entry back without saying why. */
@Composable
private fun Undo(reasons: List<UndoReason>, words: Words, onUndo: (UndoReason) -> Unit) {
    var asking by remember { mutableStateOf(false) }
    SideAct(words["mogiri_screen_undo_word"]) { asking = true }
    DropdownMenu(asking, { asking = false }) {
        reasons.forEach { reason ->
            DropdownMenuItem({ Text(reason.word) }, {
                asking = false
                onUndo(reason)
            })
        }
    }
}
