package dev.mogiri.demo.presenter

import dev.mogiri.LiveWallet
import dev.mogiri.TicketId
import dev.mogiri.TicketState
import dev.mogiri.TicketSummary
import dev.mogiri.WalletException
import dev.mogiri.demo.words.Words
import dev.mogiri.dismissRollback
import dev.mogiri.readiness
import dev.mogiri.rollback
import dev.mogiri.worksOffline
import kotlinx.coroutines.CoroutineScope

/** One ticket of the list. */
data class TicketRow(
    val id: TicketId,
    val title: String,
    val place: String,
    val time: String,
    val word: String,
    val told: String,
    /** That it was tried and works without a network; nothing if it does not. */
    val offline: String?,
    val canShow: Boolean,
    /** Whether it can be sent, or is being sent and can be gone on with. */
    val canSend: Boolean,
    /** Why it cannot be sent to a friend; nothing if it can. */
    val whyNotSend: String?,
)

/** The list, the next event first. */
data class TicketsState(
    val rows: List<TicketRow> = emptyList(),
    val notice: String? = null,
    /** That an older copy of the wallet was put back, until somebody took note. */
    val putBack: String? = null,
)

/** The list of tickets. */
class TicketsPresenter(private val wallet: LiveWallet, scope: CoroutineScope, words: Words) :
    Presenter<TicketsState>(scope, words, TicketsState()) {
    init {
        act {
            wallet.tickets.collect { tickets ->
                val ready = wallet.readiness().filter(::worksOffline).map { it.ticket }.toSet()
                val rows = inOrder(tickets).map { row(it, it.id in ready) }
                val putBack = words.told(wallet.rollback())
                set { list(rows, putBack) }
            }
        }
    }

    /** Tickets that can be shown one after the other: those of the same event, [first] in front. */
    fun together(first: TicketId): List<TicketId> {
        val rows = state.value.rows
        val event = rows.find { it.id == first }?.let { it.title to it.time }
        return listOf(first) +
            rows.filter { it.id != first && it.canShow && it.title to it.time == event }.map { it.id }
    }

    /** Says no more that an older copy was put back, until it happens again. Where that fails the rows stay. */
    fun noted() = act {
        try {
            wallet.dismissRollback()
            set { list(it.rows, putBack = null) }
        } catch (error: WalletException) {
            set { it.copy(notice = words.of(error)) }
        }
    }

    override fun failed(told: String) = set { TicketsState(notice = told) }

    private fun list(rows: List<TicketRow>, putBack: String?) =
        TicketsState(rows, words.hint("none").takeIf { rows.isEmpty() }, putBack)

    /** Events as the library has them, the next one first; seats of one event in a row. */
    private fun inOrder(tickets: List<TicketSummary>): List<TicketSummary> {
        val events = tickets.map { it.event }
        return tickets.sortedWith(compareBy({ events.indexOf(it.event) }, { it.place }))
    }

    private fun row(ticket: TicketSummary, ready: Boolean) = TicketRow(
        id = ticket.id,
        title = ticket.title,
        place = ticket.place,
        time = words.time(ticket.doors, ticket.timezone),
        word = words.word(ticket.state),
        told = words.told(ticket.state),
        offline = words.screen("offline").takeIf { ready },
        canShow = ticket.state !in GONE,
        canSend = ticket.notTransferable == null || ticket.state == TicketState.HANDING_OVER,
        whyNotSend = ticket.notTransferable?.let(words::told),
    )

    private companion object {
        val GONE = setOf(TicketState.HANDING_OVER, TicketState.HANDED_ON, TicketState.RETURNED)
    }
}
