package dev.mogiri

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit
import kotlin.io.path.createDirectories
import kotlin.io.path.readBytes
import kotlin.io.path.writeBytes
import kotlin.io.path.writeText

/** An organizer with one event, run by the command line that organizers use. */
class Organizer(private val folder: Path) {
    val eventFile: ByteArray

    init {
        file("event.toml").writeText(EVENT)
        file("orders.csv").writeText(ORDERS)
        mogiri("issuer", "init", path("issuer"))
        mogiri("issuer", "event", path("issuer"), path("event.toml"), "--out", path("event.mgr"))
        eventFile = file("event.mgr").readBytes()
    }

    /** The ticket file for the one order, answering `request`. */
    fun issue(request: ByteArray): ByteArray {
        file("requests").createDirectories().resolve("$ORDER.mgr").writeBytes(request)
        mogiri(
            "issuer", "issue", path("issuer"), "--event", path("event.mgr"), "--orders", path("orders.csv"),
            "--requests", path("requests"), "--out", path("tickets"),
        )
        return file("tickets").resolve("$ORDER.mgr").readBytes()
    }

    /** The certificate that answers `enrolment`. */
    fun certify(enrolment: ByteArray, gate: String): ByteArray {
        file("enrol-$gate.mgr").writeBytes(enrolment)
        mogiri(
            "issuer", "staff", path("issuer"), "--event", path("event.mgr"), "--enrol", path("enrol-$gate.mgr"),
            "--roles", "scan,stamp", "--gates", gate, "--out", path("staff-$gate.mgr"),
        )
        return file("staff-$gate.mgr").readBytes()
    }

    /** A gate of the command line, ready to scan. */
    fun openGate(gate: String) {
        mogiri(
            "gate", "init", path("gate-$gate"), "--event", path("event.mgr"), "--gate", gate,
            "--out", path("enrolled-$gate.mgr"),
        )
        certify(file("enrolled-$gate.mgr").readBytes(), gate)
        mogiri("gate", "update", path("gate-$gate"), path("staff-$gate.mgr"))
    }

    /** What that gate says of a code, and the stamp that it gives. */
    fun scan(gate: String, text: String, at: Long): Scan {
        val stamp = file("stamp-$gate.mgr")
        Files.deleteIfExists(stamp)
        val words = arrayOf("gate", "scan", path("gate-$gate"), text, "--stamp", stamp.toString())
        val answer = run(*words, at = at)
        return Scan(json(answer.output), if (Files.exists(stamp)) stamp.readBytes() else null)
    }

    /** Merges a journal file into that gate and counts. */
    fun mergeAndReport(gate: String, journal: ByteArray): JsonObject {
        file("journal.mgr").writeBytes(journal)
        mogiri("gate", "merge", path("gate-$gate"), path("journal.mgr"))
        return json(mogiri("gate", "report", path("gate-$gate")))
    }

    private fun mogiri(vararg words: String): String {
        val answer = run(*words, at = DOORS)
        check(answer.exitCode == 0) { "mogiri ${words.joinToString(" ")}: ${answer.output}" }
        return answer.output
    }

    private fun run(vararg words: String, at: Long): Answer {
        val command = listOf(System.getProperty("mogiri.command"), *words, "--at", at.toString(), "--json")
        val process = ProcessBuilder(command).redirectErrorStream(true).start()
        val output = process.inputStream.readAllBytes().decodeToString()
        check(process.waitFor(1, TimeUnit.MINUTES)) { "mogiri ${words.joinToString(" ")} does not end" }
        return Answer(process.exitValue(), output)
    }

    private fun json(text: String): JsonObject = Json.parseToJsonElement(text).jsonObject

    private fun file(name: String): Path = folder.resolve(name)

    private fun path(name: String): String = file(name).toString()

    private class Answer(val exitCode: Int, val output: String)

    class Scan(private val answer: JsonObject, val stamp: ByteArray?) {
        val verdict: String = answer.text("verdict")
        val reason: String get() = answer.text("reason")
    }

    companion object {
        const val ORDER = "1001"

        /** 2026-12-19T17:00:00+09:00 */
        const val DOORS = 1_797_667_200L

        private val EVENT =
            """
            title = "もぎり交響楽団 冬の音楽会"
            venue = "もぎり文化会館"
            timezone = "Asia/Tokyo"
            doors = 2026-12-19T17:00:00+09:00
            start = 2026-12-19T18:00:00+09:00
            end = 2026-12-19T20:30:00+09:00
            gates = ["A", "B"]
            zones = ["S"]

            [policy]
            hops = 2
            deadline_minutes = 0
            """.trimIndent()

        private val ORDERS =
            """
            order,name,kana,seat,zone,kind
            1001,髙橋　花子,たかはし　はなこ,1階 5列 7番,S,adult
            1001,髙橋　さくら,たかはし　さくら,1階 5列 8番,S,child
            """.trimIndent()
    }
}

fun JsonObject.text(key: String): String = getValue(key).jsonPrimitive.content
