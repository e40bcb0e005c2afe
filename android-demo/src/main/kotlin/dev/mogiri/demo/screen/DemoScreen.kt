package dev.mogiri.demo.screen

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import dev.mogiri.demo.presenter.DemoPresenter
import dev.mogiri.demo.presenter.Way
import dev.mogiri.demo.words.Words

/** The whole demo. */
@Composable
fun DemoScreen(demo: DemoPresenter, words: Words) {
    val where by demo.state.collectAsState()
    Column(Modifier.padding(GAP).verticalScroll(rememberScrollState()), Arrangement.spacedBy(GAP)) {
        if (where.way != Way.CHOICE) {
            SideAct(words["mogiri_screen_title_word"]) { demo.go(Way.CHOICE) }
        }
        where.notice?.let { Text(it) }
        when (where.way) {
            Way.CHOICE -> Choice(words, demo::go)
            Way.ATTENDEE -> AttendeePhone(demo, words)
            Way.STAFF -> Staff(demo, words)
            Way.TWO_PHONES -> TwoPhones(demo, words)
        }
    }
}

@Composable
private fun Choice(words: Words, onGo: (Way) -> Unit) {
    Text(words["mogiri_screen_title_word"], style = MaterialTheme.typography.displaySmall)
    Act(words["mogiri_screen_attendee_word"], Modifier.fillMaxWidth()) { onGo(Way.ATTENDEE) }
    Act(words["mogiri_screen_staff_word"], Modifier.fillMaxWidth()) { onGo(Way.STAFF) }
    Act(words["mogiri_screen_two_phones_word"], Modifier.fillMaxWidth()) { onGo(Way.TWO_PHONES) }
}

@Composable
private fun Staff(demo: DemoPresenter, words: Words) {
    val state by demo.scan.state.collectAsState()
    StaffScreen(state, words, demo.scan, demo::scanNextGuest)
}

/** A phone beside a gate, and nothing but light between them. */
@Composable
private fun TwoPhones(demo: DemoPresenter, words: Words) {
    val scan by demo.scan.state.collectAsState()
    val show by demo.show.state.collectAsState()
    Row(horizontalArrangement = Arrangement.spacedBy(GAP)) {
        Column(Modifier.weight(1f), Arrangement.spacedBy(GAP)) {
            Text(words["mogiri_screen_attendee_word"], style = MaterialTheme.typography.titleLarge)
            AttendeePhone(demo, words)
            if (show.text != null && scan.stamp != null) {
                Act(words["mogiri_screen_take_stamp_word"], onClick = demo::holdStampBeforePhone)
            }
        }
        Column(Modifier.weight(1f), Arrangement.spacedBy(GAP)) {
            Text(words["mogiri_screen_staff_word"], style = MaterialTheme.typography.titleLarge)
            StaffScreen(scan, words, demo.scan, demo::holdUnderCamera)
        }
    }
}
