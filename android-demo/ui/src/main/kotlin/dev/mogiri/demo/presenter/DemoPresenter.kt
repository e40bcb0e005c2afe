package dev.mogiri.demo.presenter

import dev.mogiri.demo.evening.Evening
import dev.mogiri.demo.evening.GateSight
import dev.mogiri.demo.evening.PhoneSight
import dev.mogiri.demo.evening.SimulatedHost
import dev.mogiri.demo.host.Host
import dev.mogiri.demo.words.Words
import dev.mogiri.organizer.SimulatedPress
import kotlinx.coroutines.CoroutineScope

/** The three ways in. */
enum class Way { CHOICE, ATTENDEE, STAFF, TWO_PHONES }

/** Where somebody is in the demo. */
data class DemoState(
    val way: Way = Way.CHOICE,
    /** Whether a code is on the phone: a screenshot of it can be tried, and a stamp pressed on it. */
    val codeIsShown: Boolean = false,
    val notice: String? = null,
)

/** A phone and a gate of one evening, and nothing but light between them. */
class DemoPresenter(private val evening: Evening, host: Host, scope: CoroutineScope, words: Words) :
    Presenter<DemoState>(scope, words, DemoState()) {
    val attendee: AttendeePresenter = AttendeePresenter(
        evening.phone,
        evening.clock,
        SimulatedHost(host, PhoneSight(evening.friend, { attendee }, { staff })),
        scope,
        words,
    )
    val staff: StaffPresenter = StaffPresenter(
        evening.gate,
        evening.clock,
        SimulatedHost(host, GateSight(evening, { attendee }, { staff })),
        scope,
        words,
    )

    init {
        act { attendee.show.state.collect { show -> set { it.copy(codeIsShown = show.code != null) } } }
        act { staff.merge.state.collect { evening.neighbour.sees(it) } }
    }

    /** Goes in by one of the three ways, or back to the choice. */
    fun go(way: Way) {
        attendee.list()
        set { DemoState(way) }
    }

    /** Takes a picture of the code on the phone and holds it before the gate's camera two minutes later. */
    fun useScreenshot() {
        val picture = attendee.show.state.value.code ?: return
        evening.clock.forward(TWO_MINUTES)
        evening.phone.refresh()
        staff.scan.scanned(picture.text)
        set { it.copy(notice = words.hint("screenshot")) }
    }

    /** Presses the event's physical stamp on the phone's glass. */
    fun pressStamp() {
        val press = SimulatedPress()
        attendee.show.press(press.dpi, evening.organizer.press(press))
    }

    override fun failed(told: String) = set { it.copy(notice = told) }

    private companion object {
        const val TWO_MINUTES = 120
    }
}
