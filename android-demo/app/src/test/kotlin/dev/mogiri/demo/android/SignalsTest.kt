package dev.mogiri.demo.android

import dev.mogiri.demo.presenter.Tone
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import kotlin.math.abs

/** Sounds and pulses out of the tokens. */
class SignalsTest {
    @Test
    fun `a tone lasts as long as it should, begins and ends softly, and swings as often as it should`() {
        val samples = Signals.samples(listOf(440 to 500))
        assertEquals(Signals.RATE / 2, samples.size)
        assertTrue(abs(samples.first().toInt()) < 200 && abs(samples.last().toInt()) < 2_000)
        val ups = samples.toList().zipWithNext().count { (before, after) -> before < 0 && after >= 0 }
        assertTrue("$ups", ups in 218..221)
    }

    @Test
    fun `silence between tones is silent`() {
        assertTrue(Signals.samples(listOf(0 to 60)).all { it == 0.toShort() })
    }

    @Test
    fun `every verdict feels unlike the others`() {
        val pulses = Tone.entries.map { Signals.pulses(it).toList() }
        assertEquals(Tone.entries.size, pulses.toSet().size)
        assertTrue(pulses.all { it.first() == 0L && it.size > 1 })
    }
}
