package dev.mogiri.demo.evening

import dev.mogiri.Confirmation
import dev.mogiri.Decision
import dev.mogiri.LiveWallet
import dev.mogiri.ParcelState
import dev.mogiri.Received
import dev.mogiri.handOver
import dev.mogiri.parcel
import dev.mogiri.receive
import dev.mogiri.request
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.first

/** The phone of a friend who stands beside the owner: takes what is handed over, and gives the own ticket away. */
class Friend(private val phone: LiveWallet) : AutoCloseable by phone {
    private var given: ByteArray? = null

    /** The request on the friend's screen. */
    suspend fun request(): ByteArray = phone.request()

    /** Takes the parcel; the answer goes back to the owner. */
    suspend fun take(parcel: ByteArray): ByteArray? = (phone.receive(parcel, Decision.TAKE) as? Received.Rows)?.answer

    /**
     * Hands the friend's own ticket to whoever made [request], and waits with the parcel until it may leave. The same
     * parcel again, if it did not arrive.
     */
    suspend fun give(request: ByteArray): ByteArray? = given ?: handOver(request).also { given = it }

    private suspend fun handOver(request: ByteArray): ByteArray? {
        val ticket = phone.tickets.first().find { it.notTransferable == null } ?: return null
        phone.handOver(ticket.id, request, Confirmation.Camera)
        while (true) {
            val parcel = phone.parcel(ticket.id)
            if (parcel is ParcelState.Ready) return parcel.v1
            delay(AGAIN_MS)
        }
    }

    private companion object {
        const val AGAIN_MS = 500L
    }
}
