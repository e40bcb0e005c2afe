package dev.mogiri.demo

import dev.mogiri.demo.tokens.Tokens
import org.junit.Assert.assertTrue
import org.junit.Test
import kotlin.math.cbrt
import kotlin.math.pow
import kotlin.math.sqrt

/** Whether every kind of colour sight tells the verdicts apart, and every text is read on its colour. */
class TokensTest {
    @Test
    fun `no kind of colour sight takes admitted, caution and refused for each other`() {
        for ((sight, matrix) in SIGHTS) {
            val seen = listOf(Tokens.OK_BACK, Tokens.CAUTION_BACK, Tokens.NO_BACK).map { lab(it, matrix) }
            for (distance in pairs(seen).map { (one, other) -> distance(one, other) }) {
                assertTrue("$sight: $distance", distance > APART)
            }
        }
    }

    @Test
    fun `the same code again looks like no verdict`() {
        for ((sight, matrix) in SIGHTS) {
            val same = lab(Tokens.SAME_BACK, matrix)
            for (colour in listOf(Tokens.OK_BACK, Tokens.CAUTION_BACK, Tokens.NO_BACK)) {
                val distance = distance(same, lab(colour, matrix))
                assertTrue("$sight: $distance", distance > NOTICEABLE)
            }
        }
    }

    @Test
    fun `every text has the contrast of WCAG AA on its colour`() {
        val pairs = listOf(
            Tokens.OK_BACK to Tokens.OK_TEXT,
            Tokens.CAUTION_BACK to Tokens.CAUTION_TEXT,
            Tokens.NO_BACK to Tokens.NO_TEXT,
            Tokens.SAME_BACK to Tokens.SAME_TEXT,
        )
        for ((back, text) in pairs) assertTrue("${contrast(back, text)}", contrast(back, text) >= AA)
    }

    private fun contrast(one: Long, other: Long): Double {
        val (dark, light) = listOf(one, other).map { luminance(linear(it)) }.sorted()
        return (light + FLARE) / (dark + FLARE)
    }

    private fun <T> pairs(items: List<T>) = items.indices.flatMap { a ->
        (a + 1..items.lastIndex).map {
            items[a] to
                items[it]
        }
    }

    private fun distance(one: List<Double>, other: List<Double>): Double =
        sqrt(one.zip(other) { a, b -> (a - b).pow(2) }.sum())

    /** CIE L*a*b*, D65, of what somebody with this sight sees. */
    private fun lab(argb: Long, sight: List<List<Double>>): List<Double> {
        val seen = sight.map { row -> row.zip(linear(argb), Double::times).sum().coerceIn(0.0, 1.0) }
        val (x, y, z) = XYZ.mapIndexed { at, row -> root(row.zip(seen, Double::times).sum() / WHITE[at]) }
        return listOf(116 * y - 16, 500 * (x - y), 200 * (y - z))
    }

    private fun root(value: Double) = if (value > 0.008856) cbrt(value) else 7.787 * value + 16.0 / 116

    private fun luminance(rgb: List<Double>) = XYZ[1].zip(rgb, Double::times).sum()

    private fun linear(argb: Long): List<Double> = listOf(16, 8, 0).map { shift ->
        val part = (argb shr shift and 0xFF) / 255.0
        if (part <= 0.04045) part / 12.92 else ((part + 0.055) / 1.055).pow(2.4)
    }

    private companion object {
        /** In CIE76 units, of which about 2 are noticed side by side. */
        const val APART = 40.0
        const val NOTICEABLE = 15.0
        const val AA = 4.5
        const val FLARE = 0.05
        val WHITE = listOf(0.95047, 1.0, 1.08883)
        val XYZ = listOf(
            listOf(0.4124564, 0.3575761, 0.1804375),
            listOf(0.2126729, 0.7151522, 0.0721750),
            listOf(0.0193339, 0.1191920, 0.9503041),
        )

        /** Machado, Oliveira and Fernandes 2009, severity 1, in linear RGB. */
        val SIGHTS = mapOf(
            "all cones" to listOf(listOf(1.0, 0.0, 0.0), listOf(0.0, 1.0, 0.0), listOf(0.0, 0.0, 1.0)),
            "no red cones" to listOf(
                listOf(0.152286, 1.052583, -0.204868),
                listOf(0.114503, 0.786281, 0.099216),
                listOf(-0.003882, -0.048116, 1.051998),
            ),
            "no green cones" to listOf(
                listOf(0.367322, 0.860646, -0.227968),
                listOf(0.280085, 0.672501, 0.047413),
                listOf(-0.011820, 0.042940, 0.968881),
            ),
            "no blue cones" to listOf(
                listOf(1.255528, -0.076749, -0.178779),
                listOf(-0.078411, 0.930809, 0.147602),
                listOf(0.004733, 0.691367, 0.303900),
            ),
        )
    }
}
