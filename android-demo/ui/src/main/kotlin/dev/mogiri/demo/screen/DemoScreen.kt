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
import dev.mogiri.demo.presenter.DemoState
import dev.mogiri.demo.presenter.Way
import dev.mogiri.demo.words.Words

/** The whole demo. */
@Composable
fun DemoScreen(demo: DemoPresenter, words: Words) {
    val where by demo.state.collectAsState()
    Column(Modifier.padding(GAP).verticalScroll(rememberScrollState()), Arrangement.spacedBy(GAP)) {
        if (where.way != Way.CHOICE) SideAct(words.screen("title")) { demo.go(Way.CHOICE) }
        when (where.way) {
            Way.CHOICE -> Choice(words, demo::go)

            Way.ATTENDEE -> AttendeeApp(demo.attendee, words)

            Way.STAFF -> StaffApp(demo.staff, words)

            Way.TWO_PHONES -> TwoPhones(
                where,
                words,
                demo::useScreenshot,
                demo::pressStamp,
                { AttendeeApp(demo.attendee, words) },
                { StaffApp(demo.staff, words) },
            )
        }
    }
}

/** The three ways in. */
@Composable
fun Choice(words: Words, onGo: (Way) -> Unit) {
    Text(words.screen("title"), style = MaterialTheme.typography.displaySmall)
    Act(words.screen("attendee"), Modifier.fillMaxWidth()) { onGo(Way.ATTENDEE) }
    Act(words.screen("staff"), Modifier.fillMaxWidth()) { onGo(Way.STAFF) }
    Act(words.screen("two_phones"), Modifier.fillMaxWidth()) { onGo(Way.TWO_PHONES) }
}

/** A phone beside a gate, and nothing but light between them. */
@Composable
fun TwoPhones(
    where: DemoState,
    words: Words,
    onScreenshot: () -> Unit,
    onPress: () -> Unit,
    phone: @Composable () -> Unit,
    gate: @Composable () -> Unit,
) {
    Row(horizontalArrangement = Arrangement.spacedBy(GAP)) {
        Page(Modifier.weight(1f)) {
            Title(words.screen("attendee"))
            phone()
            if (where.codeIsShown) SideAct(words.screen("screenshot"), onClick = onScreenshot)
            Notice(where.notice)
        }
        Page(Modifier.weight(1f)) {
            Title(words.screen("staff"))
            gate()
            if (where.codeIsShown) SideAct(words.screen("press_stamp"), onClick = onPress)
        }
    }
}
