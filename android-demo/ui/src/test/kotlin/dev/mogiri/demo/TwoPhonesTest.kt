package dev.mogiri.demo

import androidx.compose.ui.test.hasContentDescription
import dev.mogiri.demo.presenter.Tone
import org.junit.Assert.assertEquals
import org.junit.Test

/** A wallet beside a gate, and nothing but light between them. */
class TwoPhonesTest : EveningTest() {
    @Test
    fun `an entry, its digital stamp, and a second use refused`() {
        press("two_phones")
        signIn()
        showTicket()
        press("scan")
        sees("○ 入場OK")
        press("give_stamp")
        waitFor(hasContentDescription("電子スタンプ"))
        press("take_stamp")
        sees(words.of("stamp.STAMPED", "guest"))
        sees("○ 入場済み")
        press("back")
        sees(words.of("state.STAMPED", "guest"))
        clock.seconds += LATER
        showTicket()
        press("scan")
        sees("× 使用済み")
        assertEquals(listOf(Tone.OK, Tone.NO), heard)
    }

    @Test
    fun `a stamp pressed on the glass stamps the ticket that is shown, and its code still opens the door`() {
        press("two_phones")
        signIn()
        showTicket()
        press("press_stamp")
        sees(words.of("press.STAMPED", "guest"))
        sees("○ 入場済み")
        press("press_stamp")
        sees(words.of("press.REPEAT", "guest"))
        press("scan")
        sees("○ 入場OK")
    }

    @Test
    fun `a screenshot does not open the door`() {
        press("two_phones")
        signIn()
        showTicket()
        press("screenshot")
        sees("△ 更新待ち")
        sees("スクリーンショットでは入場できません")
        assertEquals(listOf(Tone.CAUTION), heard)
    }

    @Test
    fun `a ticket that was handed to a friend is not shown here any more, the other one is`() {
        press("two_phones")
        handToFriend()
        signIn()
        press("scan")
        sees("○ 入場OK")
        sees("1階 5列 8番")
    }

    private companion object {
        const val LATER = 60L
    }
}
