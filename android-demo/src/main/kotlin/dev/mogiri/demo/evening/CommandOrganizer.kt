package dev.mogiri.demo.evening

import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.util.concurrent.TimeUnit
import kotlin.io.path.createDirectories
import kotlin.io.path.readBytes
import kotlin.io.path.writeBytes
import kotlin.io.path.writeText

/** The organizer that a developer's machine has: the command `mogiri`, on an event whose doors opened at [doors]. */
class CommandOrganizer(private val command: String, private val doors: Instant) : Organizer {
    private val folder: Path = Files.createTempDirectory("mogiri-organizer")

    override val eventFile: ByteArray by lazy {
        file("event.toml").writeText(event())
        file("orders.csv").writeText(ORDERS)
        mogiri("init", path("issuer"))
        mogiri("event", path("issuer"), path("event.toml"), "--out", path("event.mgr"))
        file("event.mgr").readBytes()
    }

    override fun tickets(request: ByteArray): ByteArray {
        eventFile
        file("requests").createDirectories().resolve("$ORDER.mgr").writeBytes(request)
        mogiri(
            "issue", path("issuer"), "--event", path("event.mgr"), "--orders", path("orders.csv"),
            "--requests", path("requests"), "--out", path("tickets"),
        )
        return file("tickets").resolve("$ORDER.mgr").readBytes()
    }

    override fun certify(enrolment: ByteArray): ByteArray {
        eventFile
        file("enrol.mgr").writeBytes(enrolment)
        mogiri(
            "staff", path("issuer"), "--event", path("event.mgr"), "--enrol", path("enrol.mgr"),
            "--roles", "scan,stamp", "--gates", "A", "--out", path("staff.mgr"),
        )
        return file("staff.mgr").readBytes()
    }

    override fun close() {
        folder.toFile().deleteRecursively()
    }

    private fun mogiri(vararg words: String) {
        val line = listOf(command, "issuer", *words, "--at", doors.epochSecond.toString(), "--json")
        val process = ProcessBuilder(line).redirectErrorStream(true).start()
        val output = process.inputStream.readAllBytes().decodeToString()
        check(process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0) { "mogiri ${words[0]}: $output" }
    }

    private fun event(): String =
        """
        title = "もぎり交響楽団 冬の音楽会"
        venue = "もぎり文化会館"
        timezone = "$ZONE"
        doors = ${toml(doors)}
        start = ${toml(doors.plusSeconds(HOUR))}
        end = ${toml(doors.plusSeconds(HOUR * LENGTH))}
        gates = ["A", "B"]
        zones = ["S"]

        [policy]
        hops = 2
        deadline_minutes = 0
        """.trimIndent()

    private fun toml(at: Instant): String = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at.atZone(ZoneId.of(ZONE)))

    private fun file(name: String): Path = folder.resolve(name)

    private fun path(name: String): String = file(name).toString()

    private companion object {
        const val ZONE = "Asia/Tokyo"
        const val HOUR = 3_600L
        const val LENGTH = 4
        const val ORDER = "1001"
        val ORDERS =
            """
            order,name,kana,seat,zone,kind
            1001,髙橋　花子,たかはし　はなこ,1階 5列 7番,S,adult
            1001,髙橋　さくら,たかはし　さくら,1階 5列 8番,S,child
            """.trimIndent()
    }
}
