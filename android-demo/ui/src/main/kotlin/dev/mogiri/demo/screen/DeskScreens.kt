package dev.mogiri.demo.screen

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.TextStyle
import dev.mogiri.demo.presenter.ClosePresenter
import dev.mogiri.demo.presenter.CloseState
import dev.mogiri.demo.presenter.CountRow
import dev.mogiri.demo.presenter.CountsState
import dev.mogiri.demo.presenter.DigitsPresenter
import dev.mogiri.demo.presenter.DigitsState
import dev.mogiri.demo.presenter.HistoryPresenter
import dev.mogiri.demo.presenter.HistoryRow
import dev.mogiri.demo.presenter.HistoryState
import dev.mogiri.demo.presenter.MergePresenter
import dev.mogiri.demo.presenter.MergeState
import dev.mogiri.demo.presenter.ReasonWord
import dev.mogiri.demo.words.Words

/** The last twenty things that this gate wrote down. */
@Composable
fun HistoryScreen(state: HistoryState, words: Words, history: HistoryPresenter, onBack: () -> Unit) {
    Page {
        Heading(words.screen("history"), words.screen("back"), onBack)
        Notice(state.notice)
        state.rows.forEach { Past(it, state.reasons, words, history) }
    }
}

@Composable
private fun Past(row: HistoryRow, reasons: List<ReasonWord>, words: Words, history: HistoryPresenter) {
    Column {
        Text("${row.time}  ${row.face.shape} ${row.face.word}  ${row.face.place}")
        row.undone?.let { Text(it) }
        if (row.canUndo) Reasons(words.screen("undo"), reasons) { history.undo(row, it) }
    }
}

/** An act that nobody does without saying why. */
@Composable
internal fun Reasons(act: String, reasons: List<ReasonWord>, onReason: (ReasonWord) -> Unit) {
    var asking by remember { mutableStateOf(false) }
    SideAct(act) { asking = !asking }
    if (asking) {
        Acts {
            reasons.forEach { reason ->
                SideAct(reason.word) {
                    asking = false
                    onReason(reason)
                }
            }
        }
    }
}

/** Where no camera helps. */
@Composable
fun DigitsScreen(state: DigitsState, words: Words, digits: DigitsPresenter, onBack: () -> Unit) {
    Page {
        Heading(words.screen("digits"), words.screen("back"), onBack)
        Field(words.screen("digits_field"), state.digits, digits::digits)
        Field(words.screen("name_field"), state.name, digits::name)
        Notice(state.notice)
        Act(words.screen("judge"), Modifier.fillMaxWidth(), state.canJudge) { digits.judge() }
    }
}

@Composable
private fun Field(label: String, text: String, onText: (String) -> Unit) {
    OutlinedTextField(text, onText, Modifier.fillMaxWidth(), label = { Text(label) }, singleLine = true)
}

/** The counts. */
@Composable
fun CountsScreen(state: CountsState, words: Words, onBack: () -> Unit) {
    Page {
        Heading(words.screen("counts"), words.screen("back"), onBack)
        state.rows.forEach { Count(it, MaterialTheme.typography.titleLarge) }
        state.gates.forEach { Count(it, MaterialTheme.typography.bodyLarge) }
        state.refused.forEach { Count(it, MaterialTheme.typography.bodyLarge) }
        Notice(state.notice)
    }
}

@Composable
private fun Count(row: CountRow, style: TextStyle) {
    Text("${row.name}  ${row.count}", style = style)
}

/** Two gates come to know the same. */
@Composable
fun MergeScreen(state: MergeState, words: Words, merge: MergePresenter, onBack: () -> Unit) {
    Page {
        Heading(words.screen("merge"), words.screen("back"), onBack)
        Notice(state.told)
        state.code?.let { QrPicture(it) }
        state.page?.let { Text(it) }
        Notice(state.progress)
        Notice(state.notice)
        Acts {
            Act(words.screen("read_vector")) { merge.readVector() }
            Act(words.screen("read_frames")) { merge.readFrames() }
            SideAct(words.screen("show_vector")) { merge.begin() }
            SideAct(words.screen("read_head")) { merge.readHead() }
            SideAct(words.screen("share_journal")) { merge.share() }
            SideAct(words.screen("open_journal")) { merge.open() }
        }
    }
}

/** The end of a shift. */
@Composable
fun CloseScreen(state: CloseState, words: Words, close: ClosePresenter, onBack: () -> Unit) {
    Page {
        Heading(words.screen("close"), words.screen("back"), onBack)
        Notice(state.told)
        Text(state.entries)
        state.head?.let { QrPicture(it) }
        Notice(state.notice)
        Act(words.screen("close_now"), Modifier.fillMaxWidth()) { close.close() }
    }
}
