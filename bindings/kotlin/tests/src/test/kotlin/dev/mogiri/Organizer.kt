package dev.mogiri

import dev.mogiri.organizer.EventPlan
import dev.mogiri.organizer.GatePlan
import dev.mogiri.organizer.Issuer
import dev.mogiri.organizer.Sandbox
import dev.mogiri.organizer.Seat
import dev.mogiri.organizer.SeatKind
import dev.mogiri.organizer.StaffGrant
import dev.mogiri.scenarios.Scenario
import dev.mogiri.scenarios.text
import dev.mogiri.testkit.MemoryVault
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import org.junit.jupiter.api.Assertions.assertEquals
import java.nio.file.Path
import java.time.Instant

/** An organizer of the scenarios' event with its one order, in this process: the sandbox's, unless it is another. */
class Organizer(
    private val sandbox: Sandbox = Sandbox(Instant.ofEpochSecond(DOORS)),
    private val issuer: Issuer = sandbox.issuer(),
) : AutoCloseable {
    val eventFile: ByteArray = issuer.signEvent(plan())

    /** The ticket file for the one order, answering `request`. */
    fun issue(request: ByteArray): ByteArray {
        val seats = GIVEN.getValue("seats").jsonArray.map { seat(it.jsonObject) }
        return issuer.issue(eventFile, GIVEN.text("order"), seats, listOf(request)).files.single()
    }

    /** The certificate that answers `enrolment`. */
    fun certify(enrolment: ByteArray, gate: String, roles: String = "scan,stamp,void"): ByteArray =
        issuer.certify(eventFile, enrolment, StaffGrant(roles.split(","), gates = listOf(gate)))

    fun manifest(): ByteArray = issuer.manifest(eventFile)

    fun guestList(enrolment: ByteArray): ByteArray = issuer.guestList(eventFile, enrolment)

    /** A staff device in a folder of its own, ready to scan. */
    fun openGate(folder: Path, name: String, clock: Clock): Gate {
        val gate = Gate.create(folder.resolve("gate-$name").toString(), eventFile, name, "door", MemoryVault(), clock)
        assertEquals(Updated.NEW, gate.update(certify(gate.enrolment(), name)))
        return gate
    }

    override fun close() {
        issuer.close()
        sandbox.close()
    }

    private fun plan() = EventPlan(
        title = GIVEN.text("title"),
        venue = GIVEN.text("venue"),
        timezone = GIVEN.text("timezone"),
        doors = GIVEN.time("doors"),
        start = GIVEN.time("start"),
        end = GIVEN.time("end"),
        zones = GIVEN.list("zones"),
        gates = GIVEN.list("gates").map { GatePlan(it) },
        hops = GIVEN.text("hops").toUByte(),
    )

    private fun seat(seat: JsonObject) = Seat(
        place = seat.text("place"),
        zone = seat.text("zone"),
        name = seat.text("name"),
        reading = seat.text("reading"),
        kind = seat["kind"]?.let { SeatKind.valueOf(it.jsonPrimitive.content.uppercase()) },
    )

    companion object {
        private val GIVEN = Scenario.read(Scenario.folder.resolve("organizer/event.json"))

        /** 2026-12-19T17:00:00+09:00 */
        val DOORS: Long = GIVEN.text("doors").toLong()

        private fun JsonObject.time(key: String): Instant = Instant.ofEpochSecond(text(key).toLong())

        private fun JsonObject.list(key: String): List<String> =
            getValue(key).jsonArray.map { it.jsonPrimitive.content }
    }
}
