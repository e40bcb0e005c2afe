package dev.mogiri.demo.presenter

import dev.mogiri.LiveWallet
import dev.mogiri.ParcelState
import dev.mogiri.SettleOutcome
import dev.mogiri.TicketId
import dev.mogiri.demo.evening.Friend
import dev.mogiri.demo.words.Words
import dev.mogiri.handOver
import dev.mogiri.parcel
import dev.mogiri.settle
import dev.mogiri.ticket
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay

/** How far a hand-over is. */
enum class SendStep {
    /** Nothing happened yet. */
    ASK,

    /** Signed over; the parcel waits until no code shown before is alive, or is on its way. */
    WAITING,

    /** The friend took it, or gave it back. */
    DONE,
}

/** A ticket on its way to a friend who stands beside. */
data class SendState(
    val id: TicketId? = null,
    val title: String = "",
    val place: String = "",
    val step: SendStep = SendStep.ASK,
    val told: String = "",
)

/** Hands a ticket to a friend, phone to phone. */
class SendPresenter(private val wallet: LiveWallet, private val friend: Friend, scope: CoroutineScope, words: Words) :
    Presenter<SendState>(scope, words, SendState()) {
    private var sending: Job? = null

    /** Asks before anything is signed. */
    fun ask(ticket: TicketId) {
        act {
            val summary = wallet.ticket(ticket)
            set { SendState(ticket, summary.title, summary.place, SendStep.ASK, words["mogiri_hint_send_guest"]) }
        }
    }

    /** Reads the friend's request, signs the ticket over and delivers it. There is no way back from here. */
    fun confirm() {
        val ticket = state.value.id ?: return
        sending?.cancel()
        sending = act {
            wallet.handOver(ticket, friend.request(), friend.confirmation)
            tell(SendStep.WAITING, words["mogiri_state_handing_over_guest"])
            deliver(ticket)
        }
    }

    override fun failed(told: String) = set { it.copy(told = told) }

    private suspend fun deliver(ticket: TicketId) {
        val answer = friend.take(whenReady(ticket)) ?: return
        val outcome = wallet.settle(answer).firstOrNull()?.outcome ?: return
        tell(if (outcome in DONE) SendStep.DONE else SendStep.WAITING, words.told(outcome))
    }

    private suspend fun whenReady(ticket: TicketId): ByteArray {
        while (true) {
            val parcel = wallet.parcel(ticket)
            if (parcel is ParcelState.Ready) return parcel.v1
            delay(ASK_AGAIN_MS)
        }
    }

    private fun tell(step: SendStep, told: String) = set { it.copy(step = step, told = told) }

    private companion object {
        val DONE = setOf(SettleOutcome.TAKEN, SettleOutcome.RETURNED)
        const val ASK_AGAIN_MS = 1_000L
    }
}
