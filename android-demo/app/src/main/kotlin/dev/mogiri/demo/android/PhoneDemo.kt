package dev.mogiri.demo.android

import dev.mogiri.Touch
import dev.mogiri.demo.evening.Evening
import dev.mogiri.demo.host.Host
import dev.mogiri.demo.presenter.AttendeePresenter
import dev.mogiri.demo.presenter.DemoPresenter
import dev.mogiri.demo.presenter.StaffPresenter
import dev.mogiri.demo.presenter.Way
import dev.mogiri.demo.words.Words
import kotlinx.coroutines.CoroutineScope

/**
 * The three ways in, on a phone: attendee and staff with its own camera and its own neighbours, and two phones in one
 * with simulated ones.
 */
class PhoneDemo(val evening: Evening, phone: Host, scope: CoroutineScope, val words: Words) {
    /** Two phones in one, and which way somebody went in. */
    val both: DemoPresenter = DemoPresenter(evening, phone, scope, words)

    /** This phone as an attendee's. */
    val attendee: AttendeePresenter = AttendeePresenter(evening.phone, evening.clock, phone, scope, words)

    /** This phone as a gate's. */
    val staff: StaffPresenter = StaffPresenter(
        evening.gate,
        evening.clock,
        phone,
        scope,
        words,
        sandbox = { evening.organizer.certify(it) },
    )

    /** Goes in by one of the three ways, or back to the choice. */
    fun go(way: Way) {
        attendee.list()
        both.go(way)
    }

    /** A stamp was pressed on the glass: whatever ticket is shown there gets it. */
    fun pressed(dpi: Double, touches: List<Touch>) {
        val phones = listOf(attendee, both.attendee)
        phones.filter { it.show.state.value.id != null }.forEach { it.show.press(dpi, touches) }
    }

    /** The app left the screen. Both ways in have the same gate. */
    fun away() = staff.upkeep.away()
}
