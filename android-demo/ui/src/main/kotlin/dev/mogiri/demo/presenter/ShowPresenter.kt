package dev.mogiri.demo.presenter

import dev.mogiri.Clock
import dev.mogiri.LiveWallet
import dev.mogiri.StampFace
import dev.mogiri.TicketCode
import dev.mogiri.TicketId
import dev.mogiri.TicketSummary
import dev.mogiri.Touch
import dev.mogiri.acceptStamp
import dev.mogiri.checkDigits
import dev.mogiri.demo.codes.CodeFace
import dev.mogiri.demo.codes.codeFace
import dev.mogiri.demo.codes.messageIn
import dev.mogiri.demo.host.Confirmed
import dev.mogiri.demo.host.Host
import dev.mogiri.demo.host.Looking
import dev.mogiri.demo.host.read
import dev.mogiri.demo.words.Words
import dev.mogiri.ticket
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.collectLatest

/** The stamp on a ticket: the word, and when and where. */
data class StampedFace(val word: String, val told: String)

/** One ticket as it is held under a camera. */
data class ShowState(
    val id: TicketId? = null,
    val title: String = "",
    val place: String = "",
    /** Which one of how many. */
    val page: String = "",
    val hasNext: Boolean = false,
    val hasPrevious: Boolean = false,
    /** The code of this moment. Its label does not count the seconds. */
    val code: CodeFace? = null,
    val seconds: String = "",
    val digits: String? = null,
    val stamped: StampedFace? = null,
    val notice: String? = null,
)

/** The code that turns, and the stamp that ends it. */
class ShowPresenter(
    private val wallet: LiveWallet,
    private val clock: Clock,
    private val host: Host,
    scope: CoroutineScope,
    words: Words,
) : Presenter<ShowState>(scope, words, ShowState()) {
    private var showing: Job? = null
    private var tickets: List<TicketId> = emptyList()
    private var at = 0

    /** That this phone cannot know whose hand it is in, in words; nothing where it asked. */
    private var noLock: String? = null

    /** Shows the first of [tickets], once the person confirmed that the phone is theirs, until [leave]. */
    fun show(tickets: List<TicketId>) {
        leave()
        this.tickets = tickets
        set { it.copy(notice = words.hint("unlock")) }
        showing = act {
            val confirmed = host.confirm()
            if (confirmed == Confirmed.NO) {
                set { it.copy(notice = words.hint("not_unlocked")) }
                return@act
            }
            noLock = words.hint("no_lock").takeIf { confirmed == Confirmed.NO_LOCK }
            host.hold()
            turn(0)
        }
    }

    /** Turns to the next ticket of the group. */
    fun next() = turnTo(at + 1)

    /** Turns to the ticket before. */
    fun previous() = turnTo(at - 1)

    /** Stops showing and gives the screen back as it was. */
    fun leave() {
        showing?.cancel()
        host.letGo()
        at = 0
        set { ShowState() }
    }

    /** Reads the stamp that a gate shows. */
    fun readStamp() = act {
        val stamp = host.read(Looking.STAMP)?.let(::messageIn)
        if (stamp == null) {
            set { it.copy(notice = words.hint("nobody")) }
        } else {
            stamped(words.told(wallet.acceptStamp(stamp)))
        }
    }

    /** Judges a physical stamp that was pressed on the glass; [dpi] is the screen's. */
    fun press(dpi: Double, touches: List<Touch>) = act {
        val ticket = state.value.id ?: return@act
        stamped(words.told(wallet.change { it.press(ticket, dpi, touches) }))
    }

    private suspend fun stamped(told: String) {
        val summary = state.value.id?.let { wallet.ticket(it) } ?: return
        set { it.copy(notice = told, stamped = summary.stamp?.let { face -> stamped(face, summary) }) }
    }

    private fun turnTo(place: Int) {
        if (place !in tickets.indices || state.value.id == null) return
        showing?.cancel()
        showing = act { turn(place) }
    }

    private suspend fun turn(place: Int) {
        at = place
        val ticket = wallet.ticket(tickets[place])
        set { face(ticket) }
        wallet.codes(ticket.id).collectLatest { count(ticket.id, it) }
    }

    private suspend fun count(ticket: TicketId, code: TicketCode) {
        // The wallet's clock may be a gate's by now: only how long is left is the same by this phone's.
        val turns = clock.monotonicMs() + code.turnsInMs
        val digits = wallet.checkDigits(ticket)
        val label = "${words.screen("code_label")} ${state.value.page}"
        set { it.copy(code = codeFace(code, label), digits = digits) }
        while (true) {
            val left = (turns.toLong() - clock.monotonicMs().toLong() + MS - 1) / MS
            set { it.copy(seconds = words.screen("turns_in", left.coerceAtLeast(0))) }
            delay(MS)
        }
    }

    override fun failed(told: String) = set { it.copy(code = null, seconds = "", digits = null, notice = told) }

    private fun face(ticket: TicketSummary) = ShowState(
        id = ticket.id,
        title = ticket.title,
        place = ticket.place,
        page = words.screen("page", at + 1, tickets.size),
        hasNext = at + 1 in tickets.indices,
        hasPrevious = at - 1 in tickets.indices,
        stamped = ticket.stamp?.let { stamped(it, ticket) },
        notice = noLock,
    )

    private fun stamped(face: StampFace, ticket: TicketSummary) = StampedFace(
        words.screen("stamped"),
        "${face.name}  ${words.time(face.time, ticket.timezone)}",
    )

    private companion object {
        const val MS = 1000L
    }
}
