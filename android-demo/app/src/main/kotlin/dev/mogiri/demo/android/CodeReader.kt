package dev.mogiri.demo.android

import com.google.zxing.BarcodeFormat
import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.PlanarYUVLuminanceSource
import com.google.zxing.ReaderException
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader

/** The light of one picture of a camera: a byte for each pixel, rows of [stride] bytes. */
class Luminance(val bytes: ByteArray, val width: Int, val height: Int, val stride: Int)

/** Finds a QR code in a picture. Not for two threads at once. */
class CodeReader {
    private val reader = QRCodeReader()
    private var last: String? = null

    /** The text of the code in [picture], unless it is the one that was read last: what stays is read once. */
    fun readNext(picture: Luminance): String? = read(picture)?.takeIf { it != last }?.also { last = it }

    /** The text of the code in [picture]; nothing if there is none that can be read. */
    fun read(picture: Luminance): String? {
        val source = PlanarYUVLuminanceSource(
            picture.bytes, picture.stride, picture.height, 0, 0, picture.width, picture.height, false,
        )
        return decode(BinaryBitmap(HybridBinarizer(source)))
    }

    private fun decode(picture: BinaryBitmap): String? = try {
        reader.decode(picture, HINTS).text
    } catch (_: ReaderException) {
        null
    } finally {
        reader.reset()
    }

    private companion object {
        val HINTS = mapOf(
            DecodeHintType.POSSIBLE_FORMATS to listOf(BarcodeFormat.QR_CODE),
            DecodeHintType.TRY_HARDER to true,
        )
    }
}
