package dev.mogiri.demo.android

import com.google.zxing.BarcodeFormat
import com.google.zxing.EncodeHintType
import com.google.zxing.common.BitMatrix
import com.google.zxing.qrcode.QRCodeWriter
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test

/** Pictures as camera2 hands them over: rows of light, with padding at their ends. */
class CodeReaderTest {
    private val reader = CodeReader()

    @Test
    fun `a code is read from rows that are longer than the picture is wide`() {
        assertEquals("MG1:A TICKET", reader.read(photograph("MG1:A TICKET")))
    }

    @Test
    fun `a picture without a code is none, and the next one is read all the same`() {
        assertNull(reader.read(Luminance(ByteArray(200 * 100) { 127 }, 190, 100, 200)))
        assertEquals("MG1:NEXT", reader.read(photograph("MG1:NEXT")))
    }

    @Test
    fun `a code that stays before the camera is read once, and again after another one`() {
        val shown = listOf("MG1:ONE", "MG1:ONE", "MG1:TWO", "MG1:ONE").map(::photograph)
        assertEquals(listOf("MG1:ONE", null, "MG1:TWO", "MG1:ONE"), shown.map(reader::readNext))
    }

    /** Drawn here, not by the library: that lives in Robolectric's class loader, once in a process. */
    private fun photograph(text: String): Luminance {
        val code = QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, mapOf(EncodeHintType.MARGIN to 0))
        val side = code.width * PIXELS + 2 * QUIET
        val stride = side + PADDING
        val dark = BooleanArray(stride * side) { at -> dark(code, at % stride - QUIET, at / stride - QUIET) }
        return Luminance(dark.map { if (it) INK else PAPER }.toByteArray(), side, side, stride)
    }

    private fun dark(code: BitMatrix, x: Int, y: Int): Boolean {
        val side = code.width * PIXELS
        return x in 0..<side && y in 0..<side && code[x / PIXELS, y / PIXELS]
    }

    private companion object {
        const val INK: Byte = 30
        const val PAPER: Byte = -40
        const val PIXELS = 4
        const val QUIET = 24
        const val PADDING = 10
    }
}
