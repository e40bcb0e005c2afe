package dev.mogiri.demo.presenter

import dev.mogiri.Clock
import dev.mogiri.Confirmation
import dev.mogiri.LiveWallet
import dev.mogiri.ParcelState
import dev.mogiri.SettleOutcome
import dev.mogiri.Settled
import dev.mogiri.TicketId
import dev.mogiri.TicketState
import dev.mogiri.demo.codes.CodeFace
import dev.mogiri.demo.codes.codeFace
import dev.mogiri.demo.codes.messageIn
import dev.mogiri.demo.host.Host
import dev.mogiri.demo.host.Looking
import dev.mogiri.demo.host.SharedFile
import dev.mogiri.demo.host.read
import dev.mogiri.demo.words.Words
import dev.mogiri.handOver
import dev.mogiri.parcel
import dev.mogiri.settle
import dev.mogiri.ticket
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay

/** How far a hand-over is. */
enum class SendStep {
    /** The friend's request was not read yet. */
    ASK,

    /** It was read; nothing is signed. */
    SURE,

    /** Signed over; no code shown before may be alive when the parcel leaves. */
    WAITING,

    /** The codes of the parcel take turns on the screen; one too large for codes is to be shared. */
    READY,

    /** The friend took it. */
    DONE,

    /** The friend gave it back. */
    RETURNED,
}

/** A ticket on its way to a friend who stands beside. */
data class SendState(
    val id: TicketId? = null,
    val title: String = "",
    val place: String = "",
    val step: SendStep = SendStep.ASK,
    val told: String = "",
    val seconds: String? = null,
    /** One of the parcel's codes, for the friend's camera. */
    val code: CodeFace? = null,
    /** Which of the codes that take turns is shown; nothing while there is one. */
    val page: String? = null,
    val notice: String? = null,
)

/** Hands a ticket to a friend, phone to phone. */
class SendPresenter(
    private val wallet: LiveWallet,
    private val clock: Clock,
    private val host: Host,
    scope: CoroutineScope,
    words: Words,
) : Presenter<SendState>(scope, words, SendState()) {
    private var delivering: Job? = null
    private var request: ByteArray? = null
    private var parcel: ByteArray? = null

    /** Begins with a ticket, or goes on where a hand-over of it was left. */
    fun begin(ticket: TicketId) {
        leave()
        set { SendState(ticket, told = words.hint("send")) }
        act {
            val summary = wallet.ticket(ticket)
            // What the person did meanwhile stays.
            set { if (it.id == ticket) it.copy(title = summary.title, place = summary.place) else it }
            if (summary.state == TicketState.HANDING_OVER) deliver(ticket)
        }
    }

    /** Reads the request on the friend's screen. */
    fun readRequest() = act {
        request = host.read(Looking.REQUEST)?.let(::messageIn)
        if (request == null) {
            set { it.copy(notice = words.hint("nobody")) }
        } else {
            set { it.copy(step = SendStep.SURE, told = words.hint("request_read"), notice = null) }
        }
    }

    /** Signs the ticket over. There is no way back from here but the friend's. */
    fun confirm() = act {
        val ticket = state.value.id ?: return@act
        wallet.handOver(ticket, request ?: return@act, Confirmation.Camera)
        deliver(ticket)
    }

    /** Sends the parcel to the friend's phone nearby. */
    fun share() = act { parcel?.let { host.share(SharedFile("ticket.mogiri", it)) } }

    /** Reads the receipt, or the return, on the friend's screen. */
    fun readAnswer() = act {
        val rows = host.read(Looking.ANSWER)?.let(::messageIn)?.let { wallet.settle(it) }.orEmpty()
        val row = rows.find { it.ticket == state.value.id } ?: rows.firstOrNull()
        if (row == null) set { it.copy(notice = words.hint("nobody")) } else settled(row)
    }

    /** Leaves; what is on its way stays on its way. */
    fun leave() {
        delivering?.cancel()
        request = null
        parcel = null
        set { SendState() }
    }

    override fun failed(told: String) = set { it.copy(notice = told) }

    /** An answer to another hand-over is told, and this one goes on. */
    private suspend fun settled(row: Settled) {
        val told = words.told(row.outcome)
        val step = END[row.outcome].takeIf { row.ticket == state.value.id }
        if (step == null) {
            set { it.copy(notice = told) }
        } else {
            // A turn on another thread would put its code back.
            delivering?.cancelAndJoin()
            set { it.copy(step = step, told = told, code = null, page = null, notice = null) }
        }
    }

    private fun deliver(ticket: TicketId) {
        delivering?.cancel()
        delivering = act {
            set { it.copy(step = SendStep.WAITING, told = words.told(TicketState.HANDING_OVER), notice = null) }
            val ready = whenReady(ticket)
            parcel = ready.parcel
            val codes = ready.frames.mapNotNull { codeFace(it, words.screen("parcel_label")) }
            val told = words.hint(if (codes.isEmpty()) "share_parcel" else "show_parcel")
            // With the first code: whoever sees that it is ready may look at it.
            val first = codes.firstOrNull()
            set { it.copy(step = SendStep.READY, told = told, seconds = null).showing(first, 1, codes.size) }
            inTurn(codes) { code, at -> set { it.showing(code, at, codes.size) } }
        }
    }

    private fun SendState.showing(code: CodeFace?, at: Int, count: Int) =
        copy(code = code, page = words.screen("page_of_codes", at, count).takeIf { count > 1 })

    private suspend fun whenReady(ticket: TicketId): ParcelState.Ready {
        while (true) {
            when (val parcel = wallet.parcel(ticket)) {
                is ParcelState.Ready -> return parcel

                is ParcelState.Wait -> {
                    val left = parcel.readyAt.epochSecond - clock.nowMs().toLong() / MS
                    set { it.copy(seconds = words.screen("waits", left.coerceAtLeast(0))) }
                }
            }
            delay(MS)
        }
    }

    private companion object {
        val END = mapOf(SettleOutcome.TAKEN to SendStep.DONE, SettleOutcome.RETURNED to SendStep.RETURNED)
        const val MS = 1_000L
    }
}
