package dev.mogiri.demo.screen

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import dev.mogiri.demo.presenter.BannerState
import dev.mogiri.demo.presenter.Desk
import dev.mogiri.demo.presenter.ScanPresenter
import dev.mogiri.demo.presenter.ScanState
import dev.mogiri.demo.presenter.SignInPresenter
import dev.mogiri.demo.presenter.SignInState
import dev.mogiri.demo.presenter.StaffPresenter
import dev.mogiri.demo.presenter.VerdictFace
import dev.mogiri.demo.words.Words

/** What the gate's phone shows. */
@Composable
fun StaffApp(staff: StaffPresenter, words: Words) {
    val where by staff.state.collectAsState()
    if (where.desk == Desk.SIGN_IN) {
        val state by staff.signIn.state.collectAsState()
        SignInScreen(state, words, staff.signIn)
    } else {
        val banner by staff.banner.state.collectAsState()
        val upkeep by staff.upkeep.state.collectAsState()
        Page {
            Banner(banner)
            Notice(upkeep.notice)
            DeskScreen(where.desk, words, staff)
        }
    }
}

@Composable
private fun DeskScreen(desk: Desk, words: Words, staff: StaffPresenter) {
    val back = { staff.go(Desk.SCAN) }
    when (desk) {
        Desk.SIGN_IN, Desk.SCAN -> {
            val state by staff.scan.state.collectAsState()
            ScanScreen(state, words, staff.scan)
            Acts { OTHER_DESKS.forEach { (desk, code) -> SideAct(words.screen(code)) { staff.go(desk) } } }
        }

        Desk.HISTORY -> {
            val state by staff.history.state.collectAsState()
            HistoryScreen(state, words, staff.history, back)
        }

        Desk.DIGITS -> {
            val state by staff.digits.state.collectAsState()
            DigitsScreen(state, words, staff.digits, back)
        }

        Desk.COUNTS -> {
            val state by staff.counts.state.collectAsState()
            CountsScreen(state, words, back)
        }

        Desk.MERGE -> {
            val state by staff.merge.state.collectAsState()
            MergeScreen(state, words, staff.merge, back)
        }

        Desk.CLOSE -> {
            val state by staff.close.state.collectAsState()
            CloseScreen(state, words, staff.close, back)
        }
    }
}

private val OTHER_DESKS = listOf(
    Desk.HISTORY to "history",
    Desk.DIGITS to "digits",
    Desk.COUNTS to "counts",
    Desk.MERGE to "merge",
    Desk.CLOSE to "close",
)

/** The shift begins with the code of a certificate. */
@Composable
fun SignInScreen(state: SignInState, words: Words, signIn: SignInPresenter) {
    Page {
        Title(words.screen("sign_in"))
        Text("${state.event}  ${state.gate}")
        Text(state.told)
        state.enrolment?.let { QrPicture(it) }
        Notice(state.notice)
        Act(words.screen("read_certificate"), Modifier.fillMaxWidth()) { signIn.readCertificate() }
        if (state.canUseSandbox) {
            Text(words.tell("sandbox"))
            SideAct(words.screen("use_sandbox"), Modifier.fillMaxWidth()) { signIn.useSandbox() }
        }
    }
}

/** How old the data is, always in sight. */
@Composable
fun Banner(state: BannerState) {
    Column {
        Text(state.age, style = MaterialTheme.typography.titleMedium)
        state.warnings.forEach { Text(it, style = MaterialTheme.typography.bodySmall) }
    }
}

/** The scanner: the verdict stays until the next scan. */
@Composable
fun ScanScreen(state: ScanState, words: Words, scan: ScanPresenter) {
    Page {
        Act(words.screen("scan"), Modifier.fillMaxWidth()) { scan.scan() }
        state.face?.let { Verdict(it) }
        Notice(state.notice)
        state.stamp?.let { QrPicture(it) }
        if (state.canStamp) SideAct(words.screen("give_stamp")) { scan.giveStamp() }
        if (state.anyway.isNotEmpty()) Reasons(words.screen("admit_anyway"), state.anyway) { scan.admitAnyway(it) }
    }
}

/** A verdict, read from an arm's length. A screen reader says it by itself. */
@Composable
internal fun Verdict(face: VerdictFace) {
    val (back, text) = face.tone.colours()
    val spoken = Modifier.semantics(mergeDescendants = true) { liveRegion = LiveRegionMode.Assertive }
    Column(spoken.fillMaxWidth().background(back).padding(GAP)) {
        Text("${face.shape} ${face.word}", color = text, style = MaterialTheme.typography.displaySmall)
        Text(face.place, color = text, style = MaterialTheme.typography.titleLarge)
        Text(face.told, color = text)
    }
}
