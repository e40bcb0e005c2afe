package dev.mogiri.demo.presenter

import dev.mogiri.TicketId
import dev.mogiri.demo.evening.Evening
import dev.mogiri.demo.words.Words
import dev.mogiri.present
import kotlinx.coroutines.CoroutineScope

/** The three ways in. */
enum class Way { CHOICE, ATTENDEE, STAFF, TWO_PHONES }

/** What an attendee looks at. */
enum class Page { LIST, SHOW, SEND }

/** Where somebody is in the demo. */
data class DemoState(val way: Way = Way.CHOICE, val page: Page = Page.LIST, val notice: String? = null)

/** Holds the presenters of one evening together, and is the camera between the two phones. */
class DemoPresenter(private val evening: Evening, scope: CoroutineScope, words: Words) :
    Presenter<DemoState>(scope, words, DemoState()) {
    private var guests = 0
    val tickets = TicketsPresenter(evening.phone, scope, words)
    val show = ShowPresenter(evening.phone, evening.clock, scope, words)
    val send = SendPresenter(evening.phone, evening.friend, scope, words)
    val scan = ScanPresenter(evening.gate, scope, words)

    /** Goes in by one of the three ways, or back to the choice. */
    fun go(way: Way) = set { DemoState(way) }

    /** Shows a ticket. */
    fun show(ticket: TicketId) {
        show.show(ticket)
        set { it.copy(page = Page.SHOW) }
    }

    /** Sends a ticket to the friend. */
    fun send(ticket: TicketId) {
        send.ask(ticket)
        set { it.copy(page = Page.SEND) }
    }

    /** Back to the list. */
    fun list() {
        show.leave()
        set { it.copy(page = Page.LIST) }
    }

    /** Holds the phone under the gate's camera. */
    fun holdUnderCamera() {
        show.state.value.text?.let(scan::scan)
    }

    /** The next guest holds a ticket of the phone under the camera, with nobody looking at the phone's screen. */
    fun scanNextGuest() = act {
        val rows = tickets.state.value.rows.filter { it.canShow }
        if (rows.isEmpty()) return@act
        scan.scan(evening.phone.present(rows[guests % rows.size].id).text)
        guests += 1
    }

    /** Holds the gate's stamp before the phone's camera. */
    fun holdStampBeforePhone() {
        scan.state.value.stamp?.let { show.takeStamp(it.toByteArray()) }
    }

    override fun failed(told: String) = set { it.copy(notice = told) }
}
