package dev.mogiri

import dev.mogiri.testkit.MemoryVault
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
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
import kotlin.io.path.createTempDirectory
import kotlin.io.path.readText

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
                case["gate"]!!.jsonPrimitive.long.toUByte(),
                Instant.ofEpochSecond(case["now"]!!.jsonPrimitive.long),
                case.textOrNull("challenge")?.bytes(),
            )
            val name = case.text("name")
            assertEquals(case.textOrNull("rule"), check.fails, name)
            assertEquals(case.text("expect"), check.reason ?: "admitted", name)
            assertEquals(case["holds"]!!.jsonArray.map { it.jsonPrimitive.content }, check.holds, name)
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

    private fun adopt(file: JsonObject, case: JsonObject): String {
        val message = case.text("message").bytes()
        val set = case.textOrNull("documents") ?: return word { gate(message).use { "new" } }
        val documents = documents(file, set)
        return gate(documents.eventFile).use { gate ->
            documents.revocations.forEach { gate.update(it) }
            documents.manifest?.let { gate.update(it) }
            documents.laterEventFiles.forEach { gate.update(it) }
            word { gate.update(message).name.lowercase() }
        }
    }

    private fun gate(eventFile: ByteArray): Gate {
        val folder = createTempDirectory("mogiri").resolve("gate").toString()
        return Gate.create(folder, eventFile, "A", "", MemoryVault(), null)
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
        )
    }

    private fun read(name: String): JsonObject =
        Json.parseToJsonElement(Path.of("../../../tests/vectors", name).readText()).jsonObject

    private fun JsonObject.text(field: String): String = this[field]!!.jsonPrimitive.content

    private fun JsonObject.textOrNull(field: String): String? = (this[field] as JsonElement).jsonPrimitive.contentOrNull

    private fun String.bytes(): ByteArray = HexFormat.of().parseHex(this)
}
