package dev.mogiri.scenarios

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import kotlin.io.path.createDirectory
import kotlin.io.path.writeLines

/** Every scenario of tests/scenarios, as Rust and Swift run it. */
class ScenariosTest {
    @TempDir
    lateinit var folder: Path

    @Test
    fun `every scenario goes as it is written`() {
        val executed = Scenario.names().onEach(::play)
        System.getenv("MOGIRI_SCENARIOS")?.let { Path.of(it).writeLines(executed) }
    }

    private fun play(name: String) {
        val scenario = Scenario.named(name)
        Stage(folder.resolve(name).createDirectory(), scenario.start).use { stage ->
            for ((number, step) in scenario.steps.withIndex()) {
                val place = "$name, step ${number + 1}: ${step.actor} ${step.act}"
                val done = stage.act(step)
                assertEquals(plain(step.expect), plain(done.outcome), place)
                step.keep?.let { stage.keep(it, checkNotNull(done.value) { "$place: nothing to keep" }) }
            }
        }
    }

    /** A name has the same letters in every language, and capitals and lines where that language puts them. */
    private fun plain(outcome: String): String = outcome.replace("_", "").uppercase()
}
