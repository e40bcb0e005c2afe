package dev.mogiri.demo.evening

import dev.mogiri.TicketState
import dev.mogiri.admit
import dev.mogiri.demo.codes.messageIn
import dev.mogiri.demo.host.Looking
import dev.mogiri.demo.host.SharedFile
import dev.mogiri.demo.presenter.AttendeePresenter
import dev.mogiri.demo.presenter.StaffPresenter
import dev.mogiri.export
import dev.mogiri.merge
import dev.mogiri.messageCode
import dev.mogiri.present
import kotlinx.coroutines.flow.first

/** What the gate sees: the phone that is held under its camera, else one guest after the other. */
class GateSight(
    private val evening: Evening,
    private val phone: () -> AttendeePresenter,
    private val gate: () -> StaffPresenter,
) : Sight {
    private var guests = 0

    override suspend fun read(looking: Looking): String? = when (looking) {
        Looking.TICKET -> phone().show.state.value.code?.text ?: nextGuest()
        Looking.CERTIFICATE -> certificate()
        Looking.VECTOR -> evening.neighbour.vector()
        Looking.FRAME -> evening.neighbour.frame()
        Looking.HEAD -> evening.neighbour.head()
        else -> null
    }

    override suspend fun share(file: SharedFile) {
        evening.otherGate.merge(file.content)
    }

    override suspend fun open(looking: Looking): ByteArray? = evening.otherGate.export()

    private suspend fun certificate(): String? {
        val enrolment = gate().signIn.state.value.enrolment?.let { messageIn(it.text) } ?: return null
        return messageCode(evening.organizer.certify(enrolment)).text
    }

    /** Somebody with one of the phone's tickets, and nobody who looks at its screen. */
    private suspend fun nextGuest(): String? {
        val ready = evening.phone.tickets.first().filter {
            it.state == TicketState.READY ||
                it.state == TicketState.STAMPED
        }
        if (ready.isEmpty()) return null
        guests += 1
        return evening.phone.present(ready[(guests - 1) % ready.size].id).text
    }
}
