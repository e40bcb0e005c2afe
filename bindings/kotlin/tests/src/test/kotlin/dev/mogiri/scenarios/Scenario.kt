package dev.mogiri.scenarios

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import java.nio.file.Path
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.nameWithoutExtension
import kotlin.io.path.readText

/** What is done and what must come of it: data that every language runs (tests/scenarios). */
class Scenario(file: JsonObject) {
    val start: Long = file.getValue("start").jsonPrimitive.long
    val steps: List<Step> = file.getValue("steps").jsonArray.map { Step(it.jsonObject) }

    class Step(step: JsonObject) {
        val actor: String = step.text("actor")
        val act: String = step.text("act")
        val with: Map<String, String> = step["with"]?.jsonObject.orEmpty().mapValues { it.value.jsonPrimitive.content }
        val expect: String = step["expect"]?.jsonPrimitive?.content ?: "OK"
        val keep: String? = step["keep"]?.jsonPrimitive?.content
    }

    companion object {
        val folder: Path = Path.of("../../../tests/scenarios")

        fun names(): List<String> = folder.listDirectoryEntries("*.json").map { it.nameWithoutExtension }.sorted()

        fun named(name: String): Scenario = Scenario(read(folder.resolve("$name.json")))

        fun read(file: Path): JsonObject = Json.parseToJsonElement(file.readText()).jsonObject
    }
}

/** What a step keeps under a name. */
sealed interface Value {
    class Bytes(val bytes: ByteArray) : Value

    class Text(val text: String) : Value
}

/** What an act came to. */
class Done(val outcome: String, val value: Value? = null) {
    companion object {
        val OK = Done("OK")

        fun bytes(bytes: ByteArray): Done = Done("OK", Value.Bytes(bytes))

        fun text(text: String): Done = Done("OK", Value.Text(text))
    }
}

/** What a step says, with what it names put in its place. */
class Arguments(with: Map<String, String>, kept: Map<String, Value>) {
    private val values = with.mapValues { (_, text) ->
        if (text.startsWith("$")) checkNotNull(kept[text.drop(1)]) { "nothing was kept as $text" } else Value.Text(text)
    }

    fun find(name: String): String? = (values[name] as? Value.Text)?.text

    fun text(name: String): String = checkNotNull(find(name)) { "the act needs $name" }

    fun bytes(name: String): ByteArray = when (val value = checkNotNull(values[name]) { "the act needs $name" }) {
        is Value.Bytes -> value.bytes
        is Value.Text -> value.text.encodeToByteArray()
    }
}

/** The name of a case, without what it holds. */
fun name(value: Any): String = (value as? Enum<*>)?.name ?: checkNotNull(value::class.simpleName)

fun names(values: List<Any>): String = values.joinToString(",") { name(it) }

fun noSuchAct(act: String): Nothing = error("nobody can $act")

fun JsonObject.text(key: String): String = getValue(key).jsonPrimitive.content
