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
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import java.time.Instant
import java.util.HexFormat
import kotlin.io.path.ExperimentalPathApi
import kotlin.io.path.createDirectory
import kotlin.io.path.deleteRecursively
import kotlin.io.path.exists
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.readBytes
import kotlin.io.path.readText
import kotlin.io.path.writeBytes

/** The vectors that every language reads (docs/protocol.md, §13). */
class VectorsTest {
    @TempDir
    lateinit var root: Path

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
            val message = case.text("message").bytes()
            val question = case.textOrNull("question")?.bytes()
            val answer = when (question) {
                null -> checkDocument(DocumentKind.valueOf(case.text("kind").uppercase()), message, before)
                else -> checkTimeAnswer(question, message, before!!)
            }
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
        val sequences = file["sequences"]!!.jsonArray.map { it.jsonObject }
        for (one in sequences) {
            val clock = FixedClock(one.steps().first()["now"]!!.jsonPrimitive.long)
            staffed(file, one, clock).use { gate ->
                val asked = mutableListOf<ByteArray>()
                for ((number, step) in one.steps().withIndex()) {
                    clock.seconds = step["now"]!!.jsonPrimitive.long
                    val said = say(gate, step, answered(one, number, asked), asked)
                    assertEquals(step.text("expect"), said, "${one.text("name")}, step $number")
                }
            }
        }
        assertTrue(sequences.size > 40, "${sequences.size} sequences")
    }

    private fun JsonObject.steps(): List<JsonObject> = this["steps"]!!.jsonArray.map { it.jsonObject }

    /** A gate's nonces are its own: the phones of the vectors answer what this one asked. */
    private fun answered(one: JsonObject, step: Int, asked: List<ByteArray>): String? {
        val code = one.steps()[step].textOrNull("code")
        if (code == null || asked.isEmpty()) return code
        val command = listOf(beside("vector-answer"), one.text("name"), "$step") + asked.map(HexFormat.of()::formatHex)
        val process = ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start()
        val text = process.inputReader().readText()
        assertEquals(0, process.waitFor(), "$command")
        return text
    }

    private fun beside(name: String): String = Path.of(System.getProperty("mogiri.build"), name).toString()

    private fun say(gate: Gate, step: JsonObject, code: String?, asked: MutableList<ByteArray>): String = when {
        "challenge" in step -> "asked".also { asked += gate.challenge(AskName.NO) }

        step.textOrNull("act") == "exit" -> left(gate.exit(code!!))

        step.textOrNull("act") == "override" -> overridden(gate, code!!)

        step.textOrNull("act") == "merge" -> read { brought(gate.merge(step.text("journal").bytes())) }

        step.textOrNull("act") == "missing" -> read { "${gate.missing(step.text("journal").bytes()).entries}" }

        step.textOrNull("act") == "frame" -> read {
            gate.takeFrame(step.text("journal").bytes()).merged?.let(::brought) ?: "part"
        }

        else -> scanned(gate, step, code)
    }

    private fun left(exit: GateExit): String = exit.reason?.name ?: exit.effect.name.lowercase().replace('_', '-')

    private fun overridden(gate: Gate, code: String): String = try {
        gate.overrideCode(code, "GOODWILL").rests.name.lowercase()
    } catch (error: GateException.CodeRefused) {
        error.code()
    }

    private fun brought(report: MergeReport): String = if (report.newEntries > 0u) "new" else "unchanged"

    private fun read(message: () -> String): String = try {
        message()
    } catch (_: GateException.OtherEvent) {
        "WRONG_EVENT"
    } catch (error: GateException.BadDocument) {
        error.code
    }

    private fun scanned(gate: Gate, step: JsonObject, code: String?): String {
        val (digits, compared) = step.textOrNull("digits") to step.textOrNull("compared")
        val verdict =
            when {
                digits != null -> gate.admitDigits(digits, compared)
                "card" in step -> gate.tap(step.text("card").bytes(), compared)
                compared != null -> gate.admitNamed(code!!, compared)
                else -> gate.admit(code!!)
            }
        return when (verdict) {
            is Verdict.Admitted -> "admitted"
            is Verdict.Repeat -> "repeat"
            is Verdict.Refused -> verdict.v1.reason.name
            is Verdict.Ask -> verdict.v1.reason.name
        }
    }

    /** A gate with the documents of a set, certified by the vectors' organizer. */
    private fun staffed(file: JsonObject, sequence: JsonObject, clock: FixedClock): Gate {
        val set = sequence.text("documents")
        val name = ('A' + sequence.text("gate").toInt()).toString()
        val folder = fresh()
        val eventFile = documents(file, set).eventFile
        val gate = Gate.create(folder.resolve("gate").toString(), eventFile, name, "", MemoryVault(), clock)
        val enrolment = folder.resolve("enrolment").also { it.writeBytes(gate.enrolment()) }
        val out = folder.resolve("staff").createDirectory()
        val command = listOf(beside("vector-staff"), enrolment.toString(), set, out.toString())
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

    private fun gate(eventFile: ByteArray, name: String = "A"): Gate =
        Gate.create(fresh().resolve("gate").toString(), eventFile, name, "", MemoryVault(), null)

    /** Room for the next gate. The last one is closed, and each keeps 16 MiB of the disk for its admissions. */
    @OptIn(ExperimentalPathApi::class)
    private fun fresh(): Path = root.also { it.listDirectoryEntries().forEach(Path::deleteRecursively) }

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
            set.textOrNull("carriers")?.bytes(),
        )
    }

    private fun read(name: String): JsonObject =
        Json.parseToJsonElement(Path.of("../../../tests/vectors", name).readText()).jsonObject

    private fun JsonObject.text(field: String): String = this[field]!!.jsonPrimitive.content

    private fun JsonObject.textOrNull(field: String): String? = this[field]?.jsonPrimitive?.contentOrNull

    private fun String.bytes(): ByteArray = HexFormat.of().parseHex(this)
}
