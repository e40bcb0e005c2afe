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

/** What a yes is about. */
sealed interface Chosen {
    /** Nothing: a yes erases nothing. */
    data object Nothing : Chosen

    /** One ticket. */
    data class Ticket(val id: TicketId) : Chosen

    /** Everything on this phone. */
    data object Everything : Chosen
}

/** What is about to be erased. */
data class EraseState(
    val step: EraseStep = EraseStep.ASK,
    val chosen: Chosen = Chosen.Nothing,
    val title: String = "",
    val told: String = "",
    val notice: String? = null,
)

/** Erases one ticket, or everything, after a yes. */
class ErasePresenter(private val wallet: LiveWallet, scope: CoroutineScope, words: Words) :
    Presenter<EraseState>(scope, words, EraseState()) {
    /** Asks about one ticket: a yes is about this one from now on, before its name is there. */
    fun askForget(ticket: TicketId) {
        val chosen = Chosen.Ticket(ticket)
        set { EraseState(EraseStep.ASK, chosen, told = words.hint("erase")) }
        act {
            val summary = wallet.ticket(ticket)
            set { if (it.chosen == chosen) it.copy(title = "${summary.title}  ${summary.place}") else it }
        }
    }

    /** Asks about everything on this phone. */
    fun askWipe() = set { EraseState(EraseStep.ASK, Chosen.Everything, words.screen("wipe"), words.hint("wipe")) }

    /** The person said yes, once more if the ticket still opens the door. */
    fun sure() {
        val (step, chosen) = state.value
        when (chosen) {
            Chosen.Nothing -> Unit
            is Chosen.Ticket -> act { forget(chosen.id, step) }
            Chosen.Everything -> act { wipe() }
        }
    }

    override fun failed(told: String) = set { it.copy(notice = told) }

    private suspend fun wipe() {
        wallet.wipe()
        set { it.copy(step = EraseStep.DONE, told = words.hint("wiped")) }
    }

    private suspend fun forget(ticket: TicketId, step: EraseStep) {
        val valid = if (step == EraseStep.STILL_VALID) StillValid.ERASE else StillValid.KEEP
        try {
            wallet.forget(ticket, valid)
            set { it.copy(step = EraseStep.DONE, told = words.hint("erased")) }
        } catch (error: WalletException.CannotForget) {
            if (error.reason !is NotForgettable.StillValid) throw error
            set { it.copy(step = EraseStep.STILL_VALID, told = words.hint("still_valid")) }
        }
    }
}
