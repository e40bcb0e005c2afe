package dev.mogiri.demo.presenter

import dev.mogiri.Clock
import dev.mogiri.LiveWallet
import dev.mogiri.TicketId
import dev.mogiri.demo.host.Host
import dev.mogiri.demo.words.Words
import kotlinx.coroutines.CoroutineScope

/** What an attendee looks at. */
enum class Page { LIST, SHOW, SEND, RECEIVE, ERASE, SETTINGS }

/** Where an attendee is. */
data class AttendeeState(val page: Page = Page.LIST)

/** The attendee's app: one presenter for each page, and the way between them. */
class AttendeePresenter(wallet: LiveWallet, clock: Clock, host: Host, scope: CoroutineScope, words: Words) :
    Presenter<AttendeeState>(scope, words, AttendeeState()) {
    val tickets = TicketsPresenter(wallet, scope, words)
    val show = ShowPresenter(wallet, clock, host, scope, words)
    val send = SendPresenter(wallet, clock, host, scope, words)
    val receive = ReceivePresenter(wallet, host, scope, words)
    val erase = ErasePresenter(wallet, scope, words)
    val settings = SettingsPresenter(wallet, host, scope, words)

    /** Shows a ticket, with the others of its event behind it. */
    fun show(ticket: TicketId) {
        show.show(tickets.together(ticket))
        go(Page.SHOW)
    }

    /** Sends a ticket to a friend. */
    fun send(ticket: TicketId) {
        send.begin(ticket)
        go(Page.SEND)
    }

    /** Takes a ticket from a friend. */
    fun receive() {
        receive.begin()
        go(Page.RECEIVE)
    }

    /** Erases one ticket. */
    fun erase(ticket: TicketId) {
        erase.askForget(ticket)
        go(Page.ERASE)
    }

    /** Erases everything. */
    fun wipe() {
        erase.askWipe()
        go(Page.ERASE)
    }

    /** Opens the settings. */
    fun settings() {
        settings.begin()
        go(Page.SETTINGS)
    }

    /** Back to the list. */
    fun list() {
        show.leave()
        send.leave()
        go(Page.LIST)
    }

    override fun failed(told: String) = Unit

    private fun go(page: Page) = set { it.copy(page = page) }
}
