package dev.mogiri.demo.evening

import dev.mogiri.Clock
import dev.mogiri.KeyVault
import dev.mogiri.LiveGate
import dev.mogiri.LiveWallet
import dev.mogiri.admit
import dev.mogiri.enrolment
import dev.mogiri.importFile
import dev.mogiri.present
import dev.mogiri.request
import dev.mogiri.update
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.flow.first
import java.nio.file.Path

/** What this device brings to the library. */
class Device(val folder: Path, val clock: Clock, val dispatcher: CoroutineDispatcher, val vault: () -> KeyVault)

/** The time of an evening: the device's own, and on for whoever does not want to wait. */
class EveningClock(private val clock: Clock) : Clock {
    @Volatile
    private var ahead = 0uL

    override fun nowMs(): ULong = clock.nowMs() + ahead

    override fun monotonicMs(): ULong = clock.monotonicMs() + ahead

    /** Moves on. */
    fun forward(seconds: Int) {
        ahead += seconds.toULong() * MS
    }

    private companion object {
        const val MS = 1_000u
    }
}

/**
 * One evening on one machine: a phone with three tickets, the phone of a friend who has one, a gate that nobody signed
 * in to, and a gate that let one guest in already. All four are real; only the organizer is the sandbox's.
 */
class Evening private constructor(
    val phone: LiveWallet,
    val friend: Friend,
    val gate: LiveGate,
    val otherGate: LiveGate,
    val organizer: DemoOrganizer,
    val clock: EveningClock,
) : AutoCloseable {
    /** Who stands at the other gate. */
    val neighbour: Neighbour = Neighbour(otherGate)

    override fun close() {
        listOf(phone, friend, gate, otherGate, organizer).forEach(AutoCloseable::close)
    }

    /** How one begins. */
    companion object {
        private const val TICKETS = 2u

        /** Makes the folders, has tickets issued and the other gate certified. */
        suspend fun begin(organizer: DemoOrganizer, device: Device): Evening {
            val clock = EveningClock(device.clock)
            val phone = device.wallet("phone", clock)
            phone.importFile(organizer.tickets(phone.request(TICKETS)))
            phone.importFile(organizer.laterTicket(phone.request()))
            val friend = device.wallet("friend", clock)
            friend.importFile(organizer.friendsTicket(friend.request()))
            val gate = device.gate(organizer, "A", clock)
            val other = device.gate(organizer, "B", clock)
            other.update(organizer.certify(other.enrolment()))
            device.wallet("guest", clock).use { guest ->
                guest.importFile(organizer.guestsTicket(guest.request()))
                other.admit(guest.present(guest.tickets.first().single().id).text)
            }
            return Evening(phone, Friend(friend), gate, other, organizer, clock)
        }

        private suspend fun Device.wallet(name: String, clock: Clock): LiveWallet =
            LiveWallet.create(path(name), vault(), clock, dispatcher)

        private suspend fun Device.gate(organizer: DemoOrganizer, name: String, clock: Clock): LiveGate {
            val gate = LiveGate.create(
                path("gate-$name"), organizer.eventFile, name, "demo", vault(), clock, dispatcher,
            )
            organizer.lists(gate.enrolment()).forEach { gate.update(it) }
            return gate
        }

        private fun Device.path(name: String): String = folder.resolve(name).toString()
    }
}
