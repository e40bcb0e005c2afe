package dev.mogiri.demo.evening

import dev.mogiri.Phase
import dev.mogiri.Touch
import dev.mogiri.organizer.EventPlan
import dev.mogiri.organizer.GatePlan
import dev.mogiri.organizer.Sandbox
import dev.mogiri.organizer.Seat
import dev.mogiri.organizer.SeatKind
import dev.mogiri.organizer.SimulatedPress
import dev.mogiri.organizer.SimulatedTouch
import dev.mogiri.organizer.StaffGrant
import dev.mogiri.organizer.TouchEnd
import java.time.Duration
import java.time.Instant

/**
 * Who sells the tickets of the demo's evening: the sandbox's organizer, whose keys are everybody's and whose tickets
 * every real door refuses. Doors opened half an hour before [now].
 */
class DemoOrganizer(private val now: Instant) : AutoCloseable {
    private val sandbox = Sandbox(now)
    private val issuer = sandbox.issuer()

    /** Tonight's event: the sandbox's own under another title, because stamps are of rubber and go with the event. */
    val eventFile: ByteArray = issuer.signEvent(
        concert("もぎり交響楽団 冬の音楽会", now.minus(OPEN_SINCE), hops = 2u).copy(stamps = STAMPS),
        sandbox.eventFile(),
    )

    private val nextWeek = issuer.signEvent(concert("もぎり寄席 新春の会", now.plus(A_WEEK), hops = 0u))

    /** Two seats of tonight for a wallet's request. */
    fun tickets(request: ByteArray): ByteArray = issue(eventFile, "1001", listOf(HANAKO, SAKURA), request)

    /** One seat of tonight for somebody else. */
    fun friendsTicket(request: ByteArray): ByteArray = issue(eventFile, "1002", listOf(TARO), request)

    /** One seat of tonight for a guest who came in early. */
    fun guestsTicket(request: ByteArray): ByteArray = issue(eventFile, "1003", listOf(JIRO), request)

    /** One seat of an event in a week that may not be handed on. */
    fun laterTicket(request: ByteArray): ByteArray = issue(nextWeek, "2001", listOf(NEXT_WEEK), request)

    /** The certificate for a gate's enrolment: every role, for the evening. */
    fun certify(enrolment: ByteArray): ByteArray = issuer.certify(eventFile, enrolment, StaffGrant(ROLES))

    /**
     * What a gate needs for check digits: the tickets of the event, and names sealed to this device, which is certified
     * with it. Its certificate may come later, by code.
     */
    fun lists(enrolment: ByteArray): List<ByteArray> {
        certify(enrolment)
        return listOf(issuer.manifest(eventFile), issuer.guestList(eventFile, enrolment))
    }

    /** What the glass of a phone tells when a stamp of tonight is pressed on it this way, noise included. */
    fun press(press: SimulatedPress): List<Touch> = sandbox.press(STAMP, press).map(::touch)

    override fun close() {
        issuer.close()
        sandbox.close()
    }

    private fun touch(simulated: SimulatedTouch) = Touch(
        id = simulated.id,
        xPx = simulated.xPx,
        yPx = simulated.yPx,
        tMs = simulated.tMs,
        phase = if (simulated.end == TouchEnd.DOWN) Phase.BEGAN else Phase.ENDED,
    )

    private fun issue(event: ByteArray, order: String, seats: List<Seat>, request: ByteArray): ByteArray =
        issuer.issue(event, order, seats, listOf(request)).files.single()

    private fun concert(title: String, doors: Instant, hops: UByte) = EventPlan(
        title = title,
        venue = "もぎり文化会館",
        timezone = "Asia/Tokyo",
        doors = doors,
        start = doors.plus(UNTIL_START),
        end = doors.plus(UNTIL_END),
        zones = listOf("S", "R"),
        gates = listOf(GatePlan("A"), GatePlan("B")),
        hops = hops,
    )

    private companion object {
        const val STAMPS: UByte = 3u
        const val STAMP: UByte = 1u
        val OPEN_SINCE: Duration = Duration.ofMinutes(30)
        val A_WEEK: Duration = Duration.ofDays(7)
        val UNTIL_START: Duration = Duration.ofHours(1)
        val UNTIL_END: Duration = Duration.ofHours(4)
        val ROLES = listOf("scan", "stamp", "manual", "void", "override", "supervise")
        val HANAKO = Seat("1階 5列 7番", "S", "髙橋　花子", "たかはし　はなこ")
        val SAKURA = Seat("1階 5列 8番", "S", "髙橋　さくら", "たかはし　さくら", SeatKind.CHILD)
        val NEXT_WEEK = Seat("3列 2番", "S", "髙橋　花子", "たかはし　はなこ")
        val JIRO = Seat("2階 1列 13番", "S", "佐藤　次郎", "さとう　じろう")
        val TARO = Seat("2階 1列 12番", "S", "鈴木　太郎", "すずき　たろう")
    }
}
