package dev.mogiri.demo.screen

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Card
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import dev.mogiri.TicketId
import dev.mogiri.demo.presenter.AttendeePresenter
import dev.mogiri.demo.presenter.Page
import dev.mogiri.demo.presenter.TicketRow
import dev.mogiri.demo.presenter.TicketsState
import dev.mogiri.demo.words.Words

/** What the attendee's phone shows. */
@Composable
fun AttendeeApp(attendee: AttendeePresenter, words: Words) {
    val where by attendee.state.collectAsState()
    when (where.page) {
        Page.LIST -> {
            val state by attendee.tickets.state.collectAsState()
            TicketsScreen(state, words, attendee)
        }

        Page.SHOW -> {
            val state by attendee.show.state.collectAsState()
            ShowScreen(state, words, attendee.show, attendee::list)
        }

        Page.SEND -> {
            val state by attendee.send.state.collectAsState()
            SendScreen(state, words, attendee.send, attendee::list)
        }

        Page.RECEIVE -> {
            val state by attendee.receive.state.collectAsState()
            ReceiveScreen(state, words, attendee.receive, attendee::list)
        }

        Page.ERASE -> {
            val state by attendee.erase.state.collectAsState()
            EraseScreen(state, words, attendee.erase, attendee::list)
        }

        Page.SETTINGS -> {
            val state by attendee.settings.state.collectAsState()
            SettingsScreen(state, words, attendee.settings, attendee)
        }
    }
}

/** The list, the next event first. */
@Composable
fun TicketsScreen(state: TicketsState, words: Words, attendee: AttendeePresenter) {
    Page {
        Notice(state.notice)
        state.putBack?.let { PutBack(it, words, attendee) }
        state.rows.forEach { TicketCard(it, words, attendee) }
        Acts {
            SideAct(words.screen("receive"), onClick = attendee::receive)
            SideAct(words.screen("settings"), onClick = attendee::settings)
        }
    }
}

@Composable
private fun PutBack(told: String, words: Words, attendee: AttendeePresenter) {
    Notice(told)
    SideAct(words.screen("noted")) { attendee.tickets.noted() }
}

@Composable
private fun TicketCard(row: TicketRow, words: Words, attendee: AttendeePresenter) {
    Card(Modifier.fillMaxWidth()) {
        Column(Modifier.padding(GAP), Arrangement.spacedBy(GAP)) {
            Title(row.title)
            Text("${row.time}  ${row.place}")
            Text(row.word, style = MaterialTheme.typography.titleLarge)
            Text(row.told)
            row.offline?.let { Text(it) }
            TicketActs(row.id, row, words, attendee)
            row.whyNotSend?.let { Text(it, style = MaterialTheme.typography.bodySmall) }
        }
    }
}

/** What cannot be done stays in sight, with the reason below. */
@Composable
private fun TicketActs(id: TicketId, row: TicketRow, words: Words, attendee: AttendeePresenter) {
    Acts {
        Act(words.screen("show"), enabled = row.canShow) { attendee.show(id) }
        SideAct(words.screen("send"), enabled = row.canSend) { attendee.send(id) }
        SideAct(words.screen("erase")) { attendee.erase(id) }
    }
}
