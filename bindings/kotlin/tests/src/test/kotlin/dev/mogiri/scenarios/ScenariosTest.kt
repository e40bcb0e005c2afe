package dev.mogiri.scenarios

import dev.mogiri.LogAct
import dev.mogiri.LogEvent
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
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
        val told = Scenario.names().associateWith(::play)
        assertTrue(told.values.sum() > told.size, "the logs were told $told")
        System.getenv("MOGIRI_SCENARIOS")?.let { Path.of(it).writeLines(told.keys) }
    }

    /** How much the logs were told. */
    private fun play(name: String): Int {
        val scenario = Scenario.named(name)
        return Stage(folder.resolve(name).createDirectory(), scenario.start).use { stage ->
            for ((number, step) in scenario.steps.withIndex()) {
                val place = "$name, step ${number + 1}: ${step.actor} ${step.act}"
                val done = stage.act(step)
                assertEquals(plain(step.expect), plain(done.outcome), place)
                step.keep?.let { stage.keep(it, checkNotNull(done.value) { "$place: nothing to keep" }) }
            }
            stage.told()
        }
    }

    @Test
    fun `a log that could be told of somebody or something says so`() {
        val log = StrictLog()
        val closed = listOf("ok", "P", "ALREADY_USED", "none").map { LogEvent(LogAct.ADMIT, it, 1uL) }
        closed.forEach(log::log)
        assertEquals(emptyList<LogEvent>(), log.leaks)
        val open = listOf("髙橋 一郎", "1階 5列 7番", "S", "MG1:A", "01J8X2", "").map { LogEvent(LogAct.ADMIT, it, 1uL) }
        open.forEach(log::log)
        assertEquals(open, log.leaks)
    }

    /** A name has the same letters in every language, and capitals and lines where that language puts them. */
    private fun plain(outcome: String): String = outcome.replace("_", "").uppercase()
}
