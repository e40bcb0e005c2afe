package dev.mogiri.demo

import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.performTextInput
import dev.mogiri.LiveGate
import dev.mogiri.checkDigits
import dev.mogiri.demo.presenter.Desk
import dev.mogiri.demo.presenter.StaffPresenter
import dev.mogiri.demo.presenter.Tone
import dev.mogiri.export
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

/** Every flow of the staff. */
class StaffTest : EveningTest() {
    @Test
    fun `the code of a certificate begins the shift`() {
        press("staff")
        sees("主催者にこのコードを見せ")
        waitFor(hasContentDescription("登録コード"))
        signIn()
        sees("オフライン・ほかのゲートと未統合")
    }

    @Test
    fun `staff admit a guest, and take it back with a reason`() {
        atWork()
        press("scan")
        sees("○ 入場OK")
        assertEquals(listOf(Tone.OK), heard)
        press("counts")
        sees("入場  1")
        press("back")
        press("history")
        press("undo")
        click(words.of("void.MISTAKE", "word"))
        sees("取り消し済み")
        press("back")
        press("counts")
        sees("入場  0")
    }

    @Test
    fun `the same code again is neither admitted nor refused, and has a face of its own`() {
        press("two_phones")
        signIn()
        showTicket()
        press("scan")
        sees("○ 入場OK")
        press("scan")
        sees("= 同じコード・1名")
        assertEquals(listOf(Tone.OK, Tone.SAME), heard)
    }

    @Test
    fun `digits by hand ask the lead, who admits with a reason`() {
        val digits = runBlocking { evening.phone.checkDigits(evening.phone.tickets.first()[0].id) }
        atWork()
        press("digits")
        waitFor(hasSetTextAction() and hasText("確認番号")).performTextInput(checkNotNull(digits))
        press("judge")
        sees("△ 要確認")
        press("admit_anyway")
        click(words.of("override.DEAD_PHONE", "word"))
        sees("責任者の判断で入場")
        assertEquals(listOf(Tone.CAUTION, Tone.OK), heard)
    }

    @Test
    fun `two gates come to know the same by files`() {
        atWork()
        press("scan")
        sees("○ 入場OK")
        press("merge")
        press("share_journal")
        sees("送った")
        assertEquals(2uL, runBlocking { evening.otherGate.report.first() }.admitted)
        press("open_journal")
        sees("件の新しい記録")
        press("back")
        sees("オフライン・記録の統合")
        press("counts")
        sees("入場  2")
    }

    @Test
    fun `a journal goes whole from one gate to the other, again without a change`() {
        atWork()
        press("scan")
        sees("○ 入場OK")
        press("merge")
        press("open_journal")
        sees("件の新しい記録")
        press("open_journal")
        sees("0件の新しい記録")
        assertTrue(runBlocking { evening.otherGate.export() }.isNotEmpty())
    }

    @Test
    fun `two gates come to know the same by codes on their screens, until each has all of the other`() {
        atWork()
        press("scan")
        sees("○ 入場OK")
        press("merge")
        waitFor(hasContentDescription("照合コード"))
        press("read_vector")
        waitFor(hasContentDescription("記録コード"))
        until { admitted(evening.otherGate) == 2uL }
        press("read_frames")
        sees("2件の新しい記録")
        assertEquals(2uL, admitted(evening.gate))
        press("show_vector")
        press("read_vector")
        sees(words.tell("lacks_nothing"))
        press("back")
        press("counts")
        sees("入場  2")
    }

    @Test
    fun `the closing code of another gate tells whether all of its log is here`() {
        atWork()
        press("merge")
        waitFor(hasContentDescription("照合コード"))
        press("read_head")
        sees(words.tell("waiting"))
        press("open_journal")
        sees("件の新しい記録")
        press("read_head")
        sees(words.tell("whole_log"))
    }

    @Test
    fun `the last scans are the journal's, and no memory of this app`() {
        atWork()
        press("scan")
        sees("○ 入場OK")
        val again = StaffPresenter(evening.gate, evening.clock, desk, scope, words)
        again.go(Desk.HISTORY)
        until { again.history.state.value.rows.isNotEmpty() }
        assertEquals(listOf(demo.staff.scan.state.value.face), again.history.state.value.rows.map { it.face })
    }

    @Test
    fun `the shift ends with the last head as a code`() {
        atWork()
        press("scan")
        sees("○ 入場OK")
        press("close")
        press("close_now")
        waitFor(hasContentDescription("締めのコード"))
        sees("件")
    }

    private fun admitted(gate: LiveGate) = runBlocking { gate.report.first() }.admitted

    private fun atWork() {
        press("staff")
        signIn()
    }
}
