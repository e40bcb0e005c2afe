package dev.mogiri.demo.android

import androidx.activity.compose.BackHandler
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import dev.mogiri.demo.presenter.Way
import dev.mogiri.demo.screen.AttendeeApp
import dev.mogiri.demo.screen.DemoScreen
import dev.mogiri.demo.screen.DemoTheme
import dev.mogiri.demo.screen.GAP
import dev.mogiri.demo.screen.SideAct
import dev.mogiri.demo.screen.StaffApp

/** Everything that this app shows: nothing until the evening began, then the way that somebody chose. */
@Composable
internal fun PhoneScreen(app: DemoApplication) {
    val demo by app.presenters.collectAsState()
    DemoTheme { demo?.let { Ways(it) } }
}

@Composable
private fun Ways(demo: PhoneDemo) {
    val where by demo.both.state.collectAsState()
    BackHandler(where.way != Way.CHOICE) { demo.go(Way.CHOICE) }
    when (where.way) {
        Way.ATTENDEE -> Whole(demo) { AttendeeApp(demo.attendee, demo.words) }
        Way.STAFF -> Whole(demo) { StaffApp(demo.staff, demo.words) }
        Way.CHOICE, Way.TWO_PHONES -> DemoScreen(demo.both, demo.words)
    }
}

@Composable
private fun Whole(demo: PhoneDemo, app: @Composable () -> Unit) {
    Column(Modifier.padding(GAP).verticalScroll(rememberScrollState()), Arrangement.spacedBy(GAP)) {
        SideAct(demo.words.screen("title")) { demo.go(Way.CHOICE) }
        app()
    }
}
