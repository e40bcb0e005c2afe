package dev.mogiri.demo

import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.performTouchInput
import androidx.compose.ui.test.swipeLeft
import androidx.compose.ui.test.swipeRight
import dev.mogiri.LiveWallet
import dev.mogiri.WalletException
import dev.mogiri.demo.host.Confirmed
import dev.mogiri.demo.words.Language
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test

/** Every flow of an attendee. */
class AttendeeTest : EveningTest() {
    @Test
    fun `the next event stands first, and each ticket says that it works without a network`() {
        press("attendee")
        sees("冬の音楽会")
        val rows = demo.attendee.tickets.state.value.rows
        assertEquals(listOf("冬の音楽会", "冬の音楽会", "新春の会"), rows.map { it.title.substringAfter(" ") })
        assertEquals(3, count(words.screen("offline")))
        sees("開場前")
    }

    @Test
    fun `a ticket is shown after its owner confirmed, bright and awake until it is left`() {
        press("attendee")
        showTicket()
        waitFor(hasContentDescription("入場用QRコード 2枚中1枚目"))
        sees("あと")
        until { desk.bright.value }
        press("back")
        sees("有効")
        until { !desk.bright.value }
    }

    @Test
    fun `nobody else sees a code`() {
        press("attendee")
        press("show")
        press("cancel")
        sees("本人の確認ができませんでした")
        assertTrue(demo.attendee.show.state.value.code == null)
        assertEquals(false, desk.bright.value)
    }

    @Test
    fun `a phone without a lock shows the ticket and says that it asked nobody`() {
        press("attendee")
        press("show")
        until { desk.asks.value != null }
        checkNotNull(desk.asks.value).complete(Confirmed.NO_LOCK)
        sees(words.hint("no_lock"))
        waitFor(hasContentDescription("入場用QRコード 2枚中1枚目"))
        press("next")
        sees(words.hint("no_lock"))
    }

    @Test
    fun `the tickets of one event follow each other by swipe and by button`() {
        press("attendee")
        showTicket()
        sees("1階 5列 7番")
        waitFor(hasContentDescription("入場用QRコード 2枚中1枚目")).performTouchInput { swipeLeft() }
        sees("1階 5列 8番")
        waitFor(hasContentDescription("入場用QRコード 2枚中2枚目")).performTouchInput { swipeRight() }
        sees("1階 5列 7番")
        press("next")
        sees("1階 5列 8番")
        press("previous")
        sees("1階 5列 7番")
    }

    @Test
    fun `a ticket goes to a friend in person and is gone from this phone`() {
        press("attendee")
        handToFriend()
        assertEquals(1, demo.attendee.tickets.state.value.rows.count { !it.canShow })
    }

    @Test
    fun `a hand-over that was left goes on where it was, once no code shown before is alive`() {
        press("attendee")
        showTicket()
        press("back")
        press("send")
        sees("お金のやりとりはありません")
        press("read_request")
        press("confirm")
        sees("受け渡し中です")
        press("back")
        sees("受け渡し中です")
        clock.seconds += ALIVE
        press("send")
        press("share_parcel")
        press("read_answer")
        sees(words.of("settled.TAKEN", "guest"))
    }

    @Test
    fun `the codes of a parcel take turns on the screen, and are gone once the friend took it`() {
        press("attendee")
        press("send")
        press("read_request")
        press("confirm")
        val shown = mutableSetOf<String>()
        until { demo.attendee.send.state.value.page?.let(shown::add) != null && shown.size > 1 }
        waitFor(hasContentDescription("受け渡しコード"))
        press("read_answer")
        sees(words.of("settled.TAKEN", "guest"))
        val done = demo.attendee.send.state.value
        assertEquals(null to null, done.code to done.page)
    }

    @Test
    fun `a friend's ticket comes by codes, is offered before anybody takes it, and then it is here`() {
        press("attendee")
        press("receive")
        waitFor(hasContentDescription("受け取り依頼コード"))
        press("read_parcel")
        sees("2階 1列 12番")
        press("take")
        waitFor(hasContentDescription("受取コード"))
        press("back")
        sees("2階 1列 12番")
        assertEquals(4, demo.attendee.tickets.state.value.rows.size)
    }

    @Test
    fun `a ticket that is declined goes back`() {
        press("attendee")
        press("receive")
        waitFor(hasContentDescription("受け取り依頼コード"))
        press("open_parcel")
        sees("2階 1列 12番")
        press("decline")
        sees(words.of("received.RETURNED", "guest"))
    }

    @Test
    fun `a ticket that still opens the door is erased only after two yeses`() {
        press("attendee")
        press("erase")
        press("sure")
        sees("まだ入場に使えるチケットです")
        press("sure")
        sees("消去しました")
        press("back")
        seesNot("1階 5列 7番")
    }

    @Test
    fun `everything on the phone is erased after a yes`() {
        press("attendee")
        press("settings")
        press("wipe")
        sees("元に戻せません")
        press("sure")
        sees("すべて消去しました")
        val phone: LiveWallet = evening.phone
        assertThrows(WalletException::class.java) { runBlocking { phone.tickets.first() } }
    }

    @Test
    fun `the settings have diagnostics to paste, the notices of others, and both languages`() {
        press("attendee")
        press("settings")
        sees("tickets 3")
        press("copy")
        until { pasted.any { "schema" in it } }
        assertTrue("nobody is in it", pasted.none { "髙橋" in it || "5列" in it })
        press("licences")
        sees("MIT")
        press("english")
        until { spoken == listOf(Language.ENGLISH) }
    }
}
