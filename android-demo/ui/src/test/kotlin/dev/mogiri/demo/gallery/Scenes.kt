package dev.mogiri.demo.gallery

import androidx.compose.runtime.Composable
import dev.mogiri.demo.codes.CodeFace
import dev.mogiri.demo.codes.codeFace
import dev.mogiri.demo.presenter.BannerState
import dev.mogiri.demo.presenter.CloseState
import dev.mogiri.demo.presenter.CountRow
import dev.mogiri.demo.presenter.CountsState
import dev.mogiri.demo.presenter.DemoPresenter
import dev.mogiri.demo.presenter.DemoState
import dev.mogiri.demo.presenter.DigitsState
import dev.mogiri.demo.presenter.EraseState
import dev.mogiri.demo.presenter.HistoryRow
import dev.mogiri.demo.presenter.HistoryState
import dev.mogiri.demo.presenter.MergeState
import dev.mogiri.demo.presenter.ReceiveState
import dev.mogiri.demo.presenter.ReceiveStep
import dev.mogiri.demo.presenter.ScanState
import dev.mogiri.demo.presenter.SendState
import dev.mogiri.demo.presenter.SendStep
import dev.mogiri.demo.presenter.SettingsState
import dev.mogiri.demo.presenter.ShowState
import dev.mogiri.demo.presenter.SignInState
import dev.mogiri.demo.presenter.StampedFace
import dev.mogiri.demo.presenter.TicketRow
import dev.mogiri.demo.presenter.TicketsState
import dev.mogiri.demo.presenter.Tone
import dev.mogiri.demo.presenter.VerdictFace
import dev.mogiri.demo.presenter.Way
import dev.mogiri.demo.screen.Banner
import dev.mogiri.demo.screen.Choice
import dev.mogiri.demo.screen.CloseScreen
import dev.mogiri.demo.screen.CountsScreen
import dev.mogiri.demo.screen.DigitsScreen
import dev.mogiri.demo.screen.EraseScreen
import dev.mogiri.demo.screen.HistoryScreen
import dev.mogiri.demo.screen.MergeScreen
import dev.mogiri.demo.screen.Page
import dev.mogiri.demo.screen.ReceiveScreen
import dev.mogiri.demo.screen.ScanScreen
import dev.mogiri.demo.screen.SendScreen
import dev.mogiri.demo.screen.SettingsScreen
import dev.mogiri.demo.screen.ShowScreen
import dev.mogiri.demo.screen.SignInScreen
import dev.mogiri.demo.screen.TicketsScreen
import dev.mogiri.demo.screen.TwoPhones
import dev.mogiri.demo.words.Words

/**
 * Every screen with a state that is the same on every machine: no key, no clock. The acts behind the buttons are those
 * of [demo], and nobody presses them here.
 */
internal class Scenes(private val words: Words, private val demo: DemoPresenter) {
    private val title = TEXTS[0]
    private val place = TEXTS[1]
    private val time = "12/19 17:00"
    private val attendee = demo.attendee
    private val staff = demo.staff
    private val show = ShowState(
        id = "",
        title = title,
        place = place,
        page = words.screen("page", 1, 2),
        hasNext = true,
        code = code("code_label"),
        seconds = words.screen("turns_in", 8),
        digits = "000G40-6532-7733-B",
    )

    /** Each with the name of its file. */
    val all: Map<String, @Composable () -> Unit> = attendees() + staffs()

    private fun attendees(): Map<String, @Composable () -> Unit> = mapOf(
        "choice" to { Page { Choice(words) {} } },
        "tickets" to { TicketsScreen(TicketsState(rows()), words, attendee) },
        "show" to { ShowScreen(show, words, attendee.show) {} },
        "no-lock" to { ShowScreen(show.copy(notice = words.hint("no_lock")), words, attendee.show) {} },
        "stamped" to
            { ShowScreen(show.copy(stamped = stamped(), code = null, notice = stamp()), words, attendee.show) {} },
        "send" to { SendScreen(send(), words, attendee.send) {} },
        "receive" to { ReceiveScreen(offer(), words, attendee.receive) {} },
        "receive-codes" to { ReceiveScreen(reading(), words, attendee.receive) {} },
        "erase" to
            { EraseScreen(EraseState(title = "$title  $place", told = words.hint("erase")), words, attendee.erase) {} },
        "settings" to { SettingsScreen(settings(), words, attendee.settings, attendee) },
    )

    private fun staffs(): Map<String, @Composable () -> Unit> = mapOf(
        "sign-in" to { SignInScreen(signIn(), words, staff.signIn) },
        "admitted" to { Scan(ScanState(face("admit", Tone.OK, ""), canStamp = true)) },
        "refused" to { Scan(ScanState(face("used", Tone.NO, "ALREADY_USED"))) },
        "caution" to { Scan(ScanState(face("again", Tone.CAUTION, "STALE"))) },
        "same" to { Scan(ScanState(face("same", Tone.SAME, ""))) },
        "stamp" to { Scan(ScanState(face("admit", Tone.OK, ""), true, code("stamp_label"))) },
        "history" to { HistoryScreen(history(), words, staff.history) {} },
        "digits" to { DigitsScreen(DigitsState("000G40-6532-7733-B", "", true), words, staff.digits) {} },
        "counts" to { CountsScreen(counts(), words) {} },
        "merge" to { MergeScreen(MergeState(words.tell("vector"), code("vector_label")), words, staff.merge) {} },
        "merge-codes" to { MergeScreen(merge(), words, staff.merge) {} },
        "close" to { CloseScreen(close(), words, staff.close) {} },
        "two-phones" to { Both() },
    )

    @Composable
    private fun Scan(state: ScanState) = Page {
        Banner(BannerState(words.tell("offline", 12), listOf(words.tell("skewed", 75))))
        ScanScreen(state, words, staff.scan)
    }

    @Composable
    private fun Both() = TwoPhones(
        DemoState(Way.TWO_PHONES, codeIsShown = true),
        words,
        demo::useScreenshot,
        demo::pressStamp,
        { ShowScreen(show, words, attendee.show) {} },
        { Scan(ScanState(face("admit", Tone.OK, ""), canStamp = true)) },
    )

    private fun code(label: String): CodeFace =
        checkNotNull(codeFace("mogiri 0123456789 ".repeat(REPEATS).encodeToByteArray(), words.screen(label)))

    private fun rows() = listOf(
        TicketRow("1", title, place, time, word("READY"), told("READY"), words.screen("offline"), true, true, null),
        TicketRow(
            "2", title, TEXTS[2], time, word("HANDED_ON"), told("HANDED_ON"), null, false, false,
            words.of("why_not.HANDED_ON", "guest"),
        ),
    )

    private fun word(state: String) = words.of("state.$state", "word")

    private fun told(state: String) = words.of("state.$state", "guest")

    private fun stamped() = StampedFace(words.screen("stamped"), "A  12/19 17:05")

    private fun stamp() = words.of("stamp.STAMPED", "guest")

    private fun send() = SendState(
        "1",
        title,
        place,
        SendStep.READY,
        words.hint("show_parcel"),
        code = code("parcel_label"),
        page = words.screen("page_of_codes", 2, 3),
    )

    private fun offer() = ReceiveState(ReceiveStep.OFFER, words.hint("offer"), null, "$title\n$time", listOf(place))

    private fun reading() = ReceiveState(
        told = words.hint("receive"),
        code = code("request_label"),
        progress = words.screen("codes_read", 2, 3),
    )

    private fun settings() = SettingsState(words.screen("version", "0.1.0"), "library 0.1.0\nwire 1\ntickets 3")

    private fun signIn() = SignInState(
        title, words.screen("gate_name", "A"), code("enrolment_label"), words.tell("sign_in"), canUseSandbox = true,
    )

    private fun face(word: String, tone: Tone, reason: String) = VerdictFace(
        tone,
        words["mogiri_verdict_${word}_shape"],
        words["mogiri_verdict_${word}_word"],
        place,
        if (reason.isEmpty()) "" else words.of("reason.$reason", "staff"),
    )

    private fun history() = HistoryState(
        listOf(
            HistoryRow("f", "17:06", face("used", Tone.NO, "ALREADY_USED")),
            HistoryRow("e", "17:05", face("admit", Tone.OK, ""), canUndo = true),
            HistoryRow("d", "17:02", face("admit", Tone.OK, ""), undone = words.screen("undone")),
        ),
    )

    private fun merge() = MergeState(
        words.tell("frames"),
        code("frame_label"),
        words.screen("page_of_codes", 3, 8),
        words.screen("codes_read", 5, 6),
    )

    private fun counts() = CountsState(
        listOf("admitted" to "128", "in_hall" to "120", "last_minutes" to "31", "refused" to "4").map { (code, count) ->
            CountRow(words.screen(code), count)
        },
        listOf(CountRow(words.screen("gate_name", "A"), "80"), CountRow(words.screen("gate_name", "B"), "48")),
    )

    private fun close() = CloseState(words.tell("closed"), code("head_label"), words.screen("entries", 132))

    companion object {
        /** What an organizer wrote. */
        val TEXTS = listOf("もぎり交響楽団 冬の音楽会", "1階 5列 7番", "1階 5列 8番")
        private const val REPEATS = 12
    }
}
