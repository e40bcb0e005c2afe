package dev.mogiri.demo.presenter

import dev.mogiri.LiveWallet
import dev.mogiri.NotForgettable
import dev.mogiri.StillValid
import dev.mogiri.TicketId
import dev.mogiri.WalletException
import dev.mogiri.demo.words.Words
import dev.mogiri.forget
import dev.mogiri.ticket
import dev.mogiri.wipe
import kotlinx.coroutines.CoroutineScope

/** How far an erasing is. */
enum class EraseStep {
    /** Nothing is chosen, or something is and waits for a yes. */
    ASK,

    /** The ticket still opens the door: the person has to say so too. */
    STILL_VALID,

    /** It is gone. */
    DONE,
}

/** What is about to be erased. */
data class EraseState(
    val step: EraseStep = EraseStep.ASK,
    /** One ticket; without one it is everything. */
    val id: TicketId? = null,
    val title: String = "",
    val told: String = "",
    val notice: String? = null,
)

/** Erases one ticket, or everything, after a yes. */
class ErasePresenter(private val wallet: LiveWallet, scope: CoroutineScope, words: Words) :
    Presenter<EraseState>(scope, words, EraseState()) {
    /** Asks about one ticket. */
    fun askForget(ticket: TicketId) {
        act {
            val summary = wallet.ticket(ticket)
            set { EraseState(EraseStep.ASK, ticket, "${summary.title}  ${summary.place}", words.hint("erase")) }
        }
    }

    /** Asks about everything on this phone. */
    fun askWipe() = set { EraseState(EraseStep.ASK, null, words.screen("wipe"), words.hint("wipe")) }

    /** The person said yes, once more if the ticket still opens the door. */
    fun sure() = act {
        val ticket = state.value.id
        if (ticket == null) {
            wallet.wipe()
            set { it.copy(step = EraseStep.DONE, told = words.hint("wiped")) }
        } else {
            forget(ticket)
        }
    }

    override fun failed(told: String) = set { it.copy(notice = told) }

    private suspend fun forget(ticket: TicketId) {
        val valid = if (state.value.step == EraseStep.STILL_VALID) StillValid.ERASE else StillValid.KEEP
        try {
            wallet.forget(ticket, valid)
            set { it.copy(step = EraseStep.DONE, told = words.hint("erased")) }
        } catch (error: WalletException.CannotForget) {
            if (error.reason !is NotForgettable.StillValid) throw error
            set { it.copy(step = EraseStep.STILL_VALID, told = words.hint("still_valid")) }
        }
    }
}
