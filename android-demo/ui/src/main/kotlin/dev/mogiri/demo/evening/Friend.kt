package dev.mogiri.demo.evening

import dev.mogiri.Confirmation
import dev.mogiri.Decision
import dev.mogiri.LiveWallet
import dev.mogiri.ParcelState
import dev.mogiri.Received
import dev.mogiri.handOver
import dev.mogiri.messageCode
import dev.mogiri.parcel
import dev.mogiri.readFrame
import dev.mogiri.receive
import dev.mogiri.request
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.first

/** The phone of a friend who stands beside the owner: takes what is handed over, and gives the own ticket away. */
class Friend(private val phone: LiveWallet) : AutoCloseable by phone {
    private var given: ParcelState.Ready? = null
    private var shown = 0

    /** The request on the friend's screen. */
    suspend fun request(): ByteArray = phone.request()

    /** Reads one of the codes that take turns on the owner's screen; the parcel once all were read. */
    suspend fun read(frame: ByteArray): ByteArray? = phone.readFrame(frame).file

    /** Takes the parcel; the answer goes back to the owner. */
    suspend fun take(parcel: ByteArray): ByteArray? = (phone.receive(parcel, Decision.TAKE) as? Received.Rows)?.answer

    /**
     * Hands the friend's own ticket to whoever made [request], and waits with the parcel until it may leave. The same
     * parcel again, if it did not arrive.
     */
    suspend fun give(request: ByteArray): ParcelState.Ready? = given ?: handOver(request).also { given = it }

    /** The next of the codes that take turns on the friend's screen. */
    suspend fun frame(request: ByteArray): String? {
        val frames = give(request)?.frames.orEmpty()
        if (frames.isEmpty()) return null
        shown += 1
        return messageCode(frames[shown % frames.size]).text
    }

    private suspend fun handOver(request: ByteArray): ParcelState.Ready? {
        val ticket = phone.tickets.first().find { it.notTransferable == null } ?: return null
        phone.handOver(ticket.id, request, Confirmation.Camera)
        while (true) {
            val parcel = phone.parcel(ticket.id)
            if (parcel is ParcelState.Ready) return parcel
            delay(AGAIN_MS)
        }
    }

    private companion object {
        const val AGAIN_MS = 500L
    }
}
