package dev.mogiri.demo.presenter

import dev.mogiri.Decision
import dev.mogiri.LiveWallet
import dev.mogiri.Preview
import dev.mogiri.Received
import dev.mogiri.demo.codes.CodeFace
import dev.mogiri.demo.codes.codeFace
import dev.mogiri.demo.codes.messageIn
import dev.mogiri.demo.host.Host
import dev.mogiri.demo.host.Looking
import dev.mogiri.demo.words.Words
import dev.mogiri.preview
import dev.mogiri.readFrame
import dev.mogiri.receive
import dev.mogiri.request
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.firstOrNull
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.mapNotNull

/** How far a receiving is. */
enum class ReceiveStep {
    /** The request is on the screen. */
    REQUEST,

    /** A parcel was read; nothing is decided. */
    OFFER,

    /** The receipt, or the return, is on the screen. */
    ANSWER,
}

/** A ticket that comes from somebody who stands beside. */
data class ReceiveState(
    val step: ReceiveStep = ReceiveStep.REQUEST,
    val told: String = "",
    val code: CodeFace? = null,
    /** What is offered: title and time, then the places. */
    val title: String = "",
    val places: List<String> = emptyList(),
    /** How many of the sender's codes were read. */
    val progress: String? = null,
    val notice: String? = null,
)

/** Takes a ticket from a friend, phone to phone. */
class ReceivePresenter(private val wallet: LiveWallet, private val host: Host, scope: CoroutineScope, words: Words) :
    Presenter<ReceiveState>(scope, words, ReceiveState()) {
    private var parcel: ByteArray? = null

    /** Makes a request and shows it. */
    fun begin() {
        parcel = null
        set { ReceiveState(told = words.hint("receive")) }
        act {
            val code = codeFace(wallet.request(), words.screen("request_label"))
            set { it.copy(code = code) }
        }
    }

    /** Reads the codes that the sender shows in turn, until the parcel is here. */
    fun readParcel() = act { offer(parcelInCodes()) }

    /** Opens the parcel that came from a device nearby. */
    fun openParcel() = act { offer(host.open(Looking.PARCEL)) }

    /** Takes what is offered. */
    fun take() = decide(Decision.TAKE)

    /** Gives it back. */
    fun decline() = decide(Decision.DECLINE)

    override fun failed(told: String) = set { it.copy(notice = told) }

    /** Nothing if the camera was closed before the last code; the others need not be read again. */
    private suspend fun parcelInCodes(): ByteArray? =
        host.codes(Looking.PARCEL).mapNotNull(::messageIn).map(::joined).firstOrNull { it != null }

    private suspend fun joined(frame: ByteArray): ByteArray? {
        val read = wallet.readFrame(frame)
        set { it.copy(progress = words.screen("codes_read", read.have, read.of), notice = null) }
        return read.file
    }

    private suspend fun offer(read: ByteArray?) {
        if (read == null) {
            set { it.copy(notice = words.hint("nobody")) }
            return
        }
        when (val preview = wallet.preview(read)) {
            is Preview.Offer -> {
                parcel = read
                set { offered(preview) }
            }

            is Preview.Refused -> set { it.copy(notice = words.told(preview.v1)) }

            Preview.Answered -> answer(read, Decision.TAKE)
        }
    }

    private fun offered(offer: Preview.Offer): ReceiveState {
        val event = offer.event
        val title = "${event.title}\n${words.time(event.doors, event.timezone)}"
        return ReceiveState(ReceiveStep.OFFER, words.hint("offer"), null, title, offer.rows.map { it.place })
    }

    private fun decide(decision: Decision) = act { parcel?.let { answer(it, decision) } }

    private suspend fun answer(parcel: ByteArray, decision: Decision) {
        when (val received = wallet.receive(parcel, decision)) {
            is Received.Rows -> {
                val rows = received.rows.map { words.told(it.outcome) } + words.hint("show_receipt")
                val told = rows.distinct().joinToString("\n")
                val code = received.answer?.let { codeFace(it, words.screen("answer_label")) }
                set { it.copy(step = ReceiveStep.ANSWER, told = told, code = code, progress = null) }
            }

            is Received.Refused -> set { it.copy(notice = words.told(received.v1)) }
        }
    }
}
