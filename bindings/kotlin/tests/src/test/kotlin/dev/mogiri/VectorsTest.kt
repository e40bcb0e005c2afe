package dev.mogiri

import dev.mogiri.testkit.FixedClock
import dev.mogiri.testkit.MemoryVault
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.nio.file.Path
import java.time.Instant
import java.util.HexFormat
import kotlin.io.path.createDirectory
import kotlin.io.path.createTempDirectory
import kotlin.io.path.exists
import kotlin.io.path.readBytes
import kotlin.io.path.readText
import kotlin.io.path.writeBytes

/** The vectors that every language reads (docs/protocol.md, §13). */
class VectorsTest {
    @Test
    fun `every code is judged as its vector says`() {
        val file = read("codes.json")
        val cases = file["cases"]!!.jsonArray.map { it.jsonObject }
        for (case in cases) {
            val check = checkCode(
                case.text("code"),
                documents(file, case.text("documents")),
                Instant.ofEpochSecond(case["now"]!!.jsonPrimitive.long),
                case["gate"]!!.jsonPrimitive.long.toUByte(),
                KnownAtDoor(
                    case.textOrNull("challenge")?.bytes(),
                    case.textOrNull("challenge_key")?.bytes(),
                    case.textOrNull("compared"),
                ),
            )
            val name = case.text("name")
            assertEquals(case.textOrNull("rule"), check.fails, name)
            assertEquals(case.text("expect"), check.reason ?: "admitted", name)
            assertEquals(case["holds"]!!.jsonArray.map { it.jsonPrimitive.content }, check.holds, name)
        }
        assertTrue(cases.size > 100, "the file has ${cases.size} cases")
    }

    @Test
    fun `every document is adopted or refused as its vector says`() {
        val file = read("documents.json")
        val cases = file["cases"]!!.jsonArray.map { it.jsonObject }
        for (case in cases) {
            val before = case.textOrNull("documents")?.let { documents(file, it) }
            val kind = DocumentKind.valueOf(case.text("kind").uppercase())
            val answer = checkDocument(kind, case.text("message").bytes(), before)
            assertEquals(case.text("expect"), answer.code, case.text("name"))
            assertEquals(case.textOrNull("version"), answer.version?.toString(), case.text("name"))
        }
        assertTrue(cases.size > 100, "the file has ${cases.size} cases")
    }

    @Test
    fun `every document is adopted or refused by a gate as its vector says`() {
        val file = read("documents.json")
        val kinds = setOf("event_file", "revocation", "manifest")
        val cases = file["cases"]!!.jsonArray.map { it.jsonObject }.filter { it.text("kind") in kinds }
        for (case in cases) {
            assertEquals(case.text("expect"), adopt(file, case), case.text("name"))
        }
        assertTrue(cases.size > 25, "the file has ${cases.size} cases")
    }

    @Test
    fun `every sequence ends at a gate as its vector says`() {
        val file = read("sequences.json")
        val all = file["sequences"]!!.jsonArray.map { it.jsonObject }
        // A gate's nonces are its own: nobody has answered them in advance.
        // Exits and overrides are Rust's alone so far.
        val others = setOf("challenge", "act")
        val played = all.filter { one ->
            one.text("gate") == "0" && one.steps().none { it.keys.any(others::contains) }
        }
        for (one in played) {
            val clock = FixedClock(one.steps().first()["now"]!!.jsonPrimitive.long)
            staffed(file, one.text("documents"), clock).use { gate ->
                for ((number, step) in one.steps().withIndex()) {
                    clock.seconds = step["now"]!!.jsonPrimitive.long
                    assertEquals(step.text("expect"), say(gate, step), "${one.text("name")}, step $number")
                }
            }
        }
        assertTrue(played.size > 25, "${played.size} of ${all.size} sequences")
    }

    private fun JsonObject.steps(): List<JsonObject> = this["steps"]!!.jsonArray.map { it.jsonObject }

    private fun say(gate: Gate, step: JsonObject): String {
        val (digits, compared) = step.textOrNull("digits") to step.textOrNull("compared")
        val verdict =
            when {
                digits != null -> gate.admitDigits(digits, compared)
                compared != null -> gate.admitNamed(step.text("code"), compared)
                else -> gate.admit(step.text("code"))
            }
        return when (verdict) {
            is Verdict.Admitted -> "admitted"
            is Verdict.Repeat -> "repeat"
            is Verdict.Refused -> verdict.v1.reason.name
            is Verdict.Ask -> verdict.v1.reason.name
        }
    }

    /** A gate with the documents of a set, certified by the vectors' organizer. */
    private fun staffed(file: JsonObject, set: String, clock: FixedClock): Gate {
        val folder = createTempDirectory("mogiri")
        val eventFile = documents(file, set).eventFile
        val gate = Gate.create(folder.resolve("gate").toString(), eventFile, "A", "", MemoryVault(), clock)
        val enrolment = folder.resolve("enrolment").also { it.writeBytes(gate.enrolment()) }
        val out = folder.resolve("staff").createDirectory()
        val staff = Path.of(System.getProperty("mogiri.command")).resolveSibling("vector-staff")
        val command = listOf(staff.toString(), enrolment.toString(), set, out.toString())
        assertEquals(0, ProcessBuilder(command).inheritIO().start().waitFor(), "$command")
        generateSequence(0) { it + 1 }
            .map { out.resolve("$it") }
            .takeWhile { it.exists() }
            .forEach { gate.update(it.readBytes()) }
        return gate
    }

    private fun adopt(file: JsonObject, case: JsonObject): String {
        val message = case.text("message").bytes()
        // One file gives gate A another name: whoever stands at B takes it too.
        val name = if (case.text("name") == "event core: item 13.0.0 a byte longer") "B" else "A"
        val set = case.textOrNull("documents") ?: return word { gate(message, name).use { "new" } }
        val documents = documents(file, set)
        return gate(documents.eventFile).use { gate ->
            documents.revocations.forEach { gate.update(it) }
            documents.manifest?.let { gate.update(it) }
            documents.laterEventFiles.forEach { gate.update(it) }
            word { gate.update(message).name.lowercase() }
        }
    }

    private fun gate(eventFile: ByteArray, name: String = "A"): Gate {
        val folder = createTempDirectory("mogiri").resolve("gate").toString()
        return Gate.create(folder, eventFile, name, "", MemoryVault(), null)
    }

    private fun word(act: () -> String): String = try {
        act()
    } catch (error: GateException.BadDocument) {
        error.code
    }

    private fun documents(file: JsonObject, name: String): ControlDocuments {
        val set = file["documents"]!!.jsonObject[name]!!.jsonObject
        return ControlDocuments(
            set.text("event_file").bytes(),
            (set["revocations"] as JsonArray).map { it.jsonPrimitive.content.bytes() },
            set.textOrNull("manifest")?.bytes(),
            set["then"]?.jsonArray.orEmpty().map { it.jsonPrimitive.content.bytes() },
            set.textOrNull("guest_list")?.bytes(),
        )
    }

    private fun read(name: String): JsonObject =
        Json.parseToJsonElement(Path.of("../../../tests/vectors", name).readText()).jsonObject

    private fun JsonObject.text(field: String): String = this[field]!!.jsonPrimitive.content

    private fun JsonObject.textOrNull(field: String): String? = this[field]?.jsonPrimitive?.contentOrNull

    private fun String.bytes(): ByteArray = HexFormat.of().parseHex(this)
}
