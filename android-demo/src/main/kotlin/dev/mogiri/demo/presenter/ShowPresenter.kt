package dev.mogiri.demo.presenter

import dev.mogiri.Clock
import dev.mogiri.LiveWallet
import dev.mogiri.QrModules
import dev.mogiri.StampFace
import dev.mogiri.TicketCode
import dev.mogiri.TicketId
import dev.mogiri.TicketSummary
import dev.mogiri.acceptStamp
import dev.mogiri.checkDigits
import dev.mogiri.demo.words.Words
import dev.mogiri.ticket
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.collectLatest

/** One ticket as it is held under a camera. */
data class ShowState(
    val id: TicketId? = null,
    val title: String = "",
    val place: String = "",
    val picture: QrModules? = null,
    /** What a screen reader says of the picture. It does not count the seconds. */
    val label: String = "",
    /** What a camera reads in the picture. */
    val text: String? = null,
    val seconds: String = "",
    val digits: String? = null,
    val stamped: String? = null,
    val notice: String? = null,
)

/** The code that turns, and the stamp that ends it. */
class ShowPresenter(private val wallet: LiveWallet, private val clock: Clock, scope: CoroutineScope, words: Words) :
    Presenter<ShowState>(scope, words, ShowState()) {
    private var showing: Job? = null

    /** Shows [ticket] until [leave]. */
    fun show(ticket: TicketId) {
        leave()
        showing = act {
            val summary = wallet.ticket(ticket)
            set { face(summary) }
            wallet.codes(ticket).collectLatest { turn(ticket, it) }
        }
    }

    /** Stops turning. */
    fun leave() {
        showing?.cancel()
        set { ShowState() }
    }

    /** Takes the stamp that a gate shows. */
    fun takeStamp(stamp: ByteArray) = act {
        val told = words.told(wallet.acceptStamp(stamp))
        val ticket = state.value.id ?: return@act
        val summary = wallet.ticket(ticket)
        set { it.copy(notice = told, stamped = summary.stamp?.let { face -> mark(face, summary) }) }
    }

    override fun failed(told: String) = set { it.copy(picture = null, text = null, seconds = "", notice = told) }

    private suspend fun turn(ticket: TicketId, code: TicketCode) {
        val digits = wallet.checkDigits(ticket)
        set { it.copy(picture = code.qr, text = code.text, digits = digits) }
        while (true) {
            val left = (code.validUntil.toEpochMilli() - clock.nowMs().toLong() + MS - 1) / MS
            set { it.copy(seconds = words["mogiri_screen_turns_in_word", left.coerceAtLeast(0)]) }
            delay(MS)
        }
    }

    private fun face(ticket: TicketSummary) = ShowState(
        id = ticket.id,
        title = ticket.title,
        place = ticket.place,
        label = words["mogiri_screen_code_label_word"],
        stamped = ticket.stamp?.let { mark(it, ticket) },
    )

    private fun mark(face: StampFace, ticket: TicketSummary) = "${face.name} ${words.time(face.time, ticket)}"

    private companion object {
        const val MS = 1000L
    }
}
