package dev.mogiri.demo.screen

import androidx.compose.foundation.gestures.detectHorizontalDragGestures
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.ui.unit.dp
import dev.mogiri.demo.presenter.ShowPresenter
import dev.mogiri.demo.presenter.ShowState
import dev.mogiri.demo.words.Words

private val SWIPE = 48.dp

/** One ticket under the camera. */
@Composable
fun ShowScreen(state: ShowState, words: Words, show: ShowPresenter, onBack: () -> Unit) {
    Page {
        Heading(state.title, words.screen("back"), onBack)
        state.stamped?.let { Stamped(it) }
        state.code?.let { QrPicture(it, Modifier.swiped(show::previous, show::next)) }
        Text("${state.page}  ${state.place}", style = MaterialTheme.typography.titleMedium)
        Text(state.seconds)
        state.digits?.let { Text("${words.screen("digits_label")}  $it", style = MaterialTheme.typography.titleMedium) }
        Notice(state.notice)
        Acts {
            if (state.hasPrevious) SideAct(words.screen("previous"), onClick = show::previous)
            if (state.hasNext) SideAct(words.screen("next"), onClick = show::next)
            SideAct(words.screen("take_stamp"), enabled = state.code != null, onClick = show::readStamp)
        }
    }
}

/** From one ticket of a group to the next, by a swipe: beside the buttons, not in their place. */
private fun Modifier.swiped(onPrevious: () -> Unit, onNext: () -> Unit) = pointerInput(onPrevious, onNext) {
    var way = 0f
    detectHorizontalDragGestures(
        onDragStart = { way = 0f },
        onDragEnd = {
            if (way > SWIPE.toPx()) onPrevious()
            if (way < -SWIPE.toPx()) onNext()
        },
        onHorizontalDrag = { _, step -> way += step },
    )
}
