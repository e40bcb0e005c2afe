package dev.mogiri.demo.presenter

import dev.mogiri.LiveWallet
import dev.mogiri.TicketId
import dev.mogiri.TicketState
import dev.mogiri.TicketSummary
import dev.mogiri.demo.words.Words
import dev.mogiri.readiness
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
    val canShow: Boolean,
    /** Why it cannot be sent to a friend; nothing if it can. */
    val whyNotSend: String?,
)

/** The list, the next event first. */
data class TicketsState(
    val rows: List<TicketRow> = emptyList(),
    val offline: String? = null,
    val notice: String? = null,
)

/** The list of tickets. */
class TicketsPresenter(private val wallet: LiveWallet, scope: CoroutineScope, words: Words) :
    Presenter<TicketsState>(scope, words, TicketsState()) {
    init {
        act {
            wallet.tickets.collect { tickets ->
                val offline = words["mogiri_screen_offline_word"].takeIf { wallet.readiness().all(::worksOffline) }
                set { it.copy(rows = tickets.map(::row), offline = offline) }
            }
        }
    }

    override fun failed(told: String) = set { it.copy(notice = told) }

    private fun row(ticket: TicketSummary) = TicketRow(
        id = ticket.id,
        title = ticket.title,
        place = ticket.place,
        time = words.time(ticket.doors, ticket),
        word = words.word(ticket.state),
        told = words.told(ticket.state),
        canShow = ticket.state !in GONE,
        whyNotSend = ticket.notTransferable?.let(words::told),
    )

    private companion object {
        val GONE = setOf(TicketState.HANDING_OVER, TicketState.HANDED_ON, TicketState.RETURNED)
    }
}
