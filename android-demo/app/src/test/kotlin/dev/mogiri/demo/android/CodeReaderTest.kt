package dev.mogiri.demo.android

import dev.mogiri.QrModules
import dev.mogiri.demo.codes.codeFace
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test

/** Pictures as camera2 hands them over: rows of light, with padding at their ends. */
class CodeReaderTest {
    private val reader = CodeReader()

    @Test
    fun `a code is read from rows that are longer than the picture is wide`() {
        val face = checkNotNull(codeFace("a ticket".encodeToByteArray(), "label"))
        assertEquals("MG1:A TICKET", reader.read(photograph(face.picture)))
    }

    @Test
    fun `a picture without a code is none, and the next one is read all the same`() {
        assertNull(reader.read(Luminance(ByteArray(200 * 100) { 127 }, 190, 100, 200)))
        val face = checkNotNull(codeFace("the next".encodeToByteArray(), "label"))
        assertEquals("MG1:NEXT", reader.read(photograph(face.picture)))
    }

    private fun photograph(code: QrModules): Luminance {
        val side = code.size.toInt() * PIXELS + 2 * QUIET
        val stride = side + PADDING
        val dark = BooleanArray(stride * side) { at -> dark(code, at % stride - QUIET, at / stride - QUIET) }
        return Luminance(dark.map { if (it) INK else PAPER }.toByteArray(), side, side, stride)
    }

    private fun dark(code: QrModules, x: Int, y: Int): Boolean {
        val side = code.size.toInt() * PIXELS
        return x in 0..<side && y in 0..<side && code.modules[y / PIXELS * code.size.toInt() + x / PIXELS] != 0.toByte()
    }

    private companion object {
        const val INK: Byte = 30
        const val PAPER: Byte = -40
        const val PIXELS = 4
        const val QUIET = 24
        const val PADDING = 10
    }
}
