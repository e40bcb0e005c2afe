package dev.mogiri.demo.evening

import dev.mogiri.Clock
import dev.mogiri.Confirmation
import dev.mogiri.Decision
import dev.mogiri.KeyVault
import dev.mogiri.LiveGate
import dev.mogiri.LiveWallet
import dev.mogiri.Received
import dev.mogiri.enrolment
import dev.mogiri.importFile
import dev.mogiri.receive
import dev.mogiri.request
import dev.mogiri.update
import kotlinx.coroutines.CoroutineDispatcher
import java.nio.file.Path

/** What this device brings to the library. */
class Device(val folder: Path, val clock: Clock, val dispatcher: CoroutineDispatcher, val vault: () -> KeyVault)

/** One evening on one machine: a phone with two tickets, a friend's phone, and a gate. All three are real. */
class Evening private constructor(val phone: LiveWallet, val friend: Friend, val gate: LiveGate, val clock: Clock) :
    AutoCloseable {
    override fun close() {
        phone.close()
        friend.close()
        gate.close()
    }

    companion object {
        private const val GATE = "A"
        private const val TICKETS = 2u

        /** Makes the folders, has tickets issued and the gate certified. */
        suspend fun begin(organizer: Organizer, device: Device): Evening {
            val phone = device.wallet("phone")
            phone.importFile(organizer.tickets(phone.request(TICKETS)))
            val gate = LiveGate.create(
                device.path("gate"), organizer.eventFile, GATE, "demo", device.vault(), device.clock, device.dispatcher,
            )
            gate.update(organizer.certify(gate.enrolment()))
            return Evening(phone, Friend(device.wallet("friend")), gate, device.clock)
        }

        private suspend fun Device.wallet(name: String): LiveWallet =
            LiveWallet.create(path(name), vault(), clock, dispatcher)

        private fun Device.path(name: String): String = folder.resolve(name).toString()
    }
}

/** The phone of a friend who stands beside the owner and takes what is handed over. */
class Friend(val phone: LiveWallet) : AutoCloseable by phone {
    /** How the owner's camera knows the friend: the request was read from the friend's screen. */
    val confirmation: Confirmation = Confirmation.Camera

    /** The request on the friend's screen. */
    suspend fun request(): ByteArray = phone.request()

    /** Takes the parcel; the answer goes back to the owner. */
    suspend fun take(parcel: ByteArray): ByteArray? = (phone.receive(parcel, Decision.TAKE) as? Received.Rows)?.answer
}
