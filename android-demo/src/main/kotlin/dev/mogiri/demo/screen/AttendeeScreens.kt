package dev.mogiri.demo.screen

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Card
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import dev.mogiri.demo.presenter.DemoPresenter
import dev.mogiri.demo.presenter.Page
import dev.mogiri.demo.presenter.SendState
import dev.mogiri.demo.presenter.SendStep
import dev.mogiri.demo.presenter.ShowState
import dev.mogiri.demo.presenter.TicketRow
import dev.mogiri.demo.presenter.TicketsState
import dev.mogiri.demo.words.Words

/** What the attendee's phone shows. */
@Composable
fun AttendeePhone(demo: DemoPresenter, words: Words) {
    val where by demo.state.collectAsState()
    when (where.page) {
        Page.LIST -> {
            val state by demo.tickets.state.collectAsState()
            TicketsScreen(state, words, demo::show, demo::send)
        }

        Page.SHOW -> {
            val state by demo.show.state.collectAsState()
            ShowScreen(state, words, demo::list)
        }

        Page.SEND -> {
            val state by demo.send.state.collectAsState()
            SendScreen(state, words, demo.send::confirm, demo::list)
        }
    }
}

/** The list, the next event first. */
@Composable
fun TicketsScreen(state: TicketsState, words: Words, onShow: (String) -> Unit, onSend: (String) -> Unit) {
    Column(verticalArrangement = Arrangement.spacedBy(GAP)) {
        state.offline?.let { Text(it) }
        state.rows.forEach { TicketCard(it, words, onShow, onSend) }
        state.notice?.let { Text(it) }
    }
}

@Composable
private fun TicketCard(row: TicketRow, words: Words, onShow: (String) -> Unit, onSend: (String) -> Unit) {
    Card(Modifier.fillMaxWidth()) {
        Column(Modifier.padding(GAP), Arrangement.spacedBy(GAP)) {
            Text(row.title, style = MaterialTheme.typography.titleMedium)
            Text("${row.time}  ${row.place}")
            Text(row.word, style = MaterialTheme.typography.titleLarge)
            Text(row.told)
            Row(horizontalArrangement = Arrangement.spacedBy(GAP)) {
                Act(words["mogiri_screen_show_word"], enabled = row.canShow) { onShow(row.id) }
                SideAct(words["mogiri_screen_send_word"], enabled = row.whyNotSend == null) { onSend(row.id) }
            }
            row.whyNotSend?.let { Text(it, style = MaterialTheme.typography.bodySmall) }
        }
    }
}

/** One ticket under the camera. */
@Composable
fun ShowScreen(state: ShowState, words: Words, onBack: () -> Unit) {
    Column(verticalArrangement = Arrangement.spacedBy(GAP)) {
        Heading(state.title, words["mogiri_screen_back_word"], onBack)
        state.picture?.let { QrPicture(it, state.label) }
        state.stamped?.let { Text("○ $it", style = MaterialTheme.typography.headlineMedium) }
        Text(state.place, style = MaterialTheme.typography.titleMedium)
        Text(state.seconds)
        state.digits?.let { Text(it, style = MaterialTheme.typography.titleMedium) }
        state.notice?.let { Text(it) }
    }
}

/** A ticket on its way to a friend. */
@Composable
fun SendScreen(state: SendState, words: Words, onConfirm: () -> Unit, onBack: () -> Unit) {
    Column(verticalArrangement = Arrangement.spacedBy(GAP)) {
        Heading(state.title, words["mogiri_screen_back_word"], onBack)
        Text(state.place, style = MaterialTheme.typography.titleMedium)
        Text(state.told)
        Act(words["mogiri_screen_confirm_word"], enabled = state.step == SendStep.ASK, onClick = onConfirm)
    }
}
