package dev.mogiri.demo.codes

import com.google.zxing.BarcodeFormat
import com.google.zxing.EncodeHintType
import com.google.zxing.qrcode.QRCodeWriter
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel
import dev.mogiri.QrModules
import dev.mogiri.TicketCode

/** Characters of the longest text that phones read from a screen at arm's length (docs/protocol.md §2). */
private const val LONGEST = 1_120

/** A code on a screen: its picture, what a camera reads in it, and what a screen reader says of it. */
data class CodeFace(val picture: QrModules, val text: String, val label: String)

/** The face of a ticket's code: the library draws that itself. */
fun codeFace(code: TicketCode, label: String): CodeFace = CodeFace(code.qr, code.text, label)

/** The face of a message; nothing if it is too long to be read from a screen. */
fun codeFace(message: ByteArray, label: String): CodeFace? = codeFace(messageText(message), label)

/** The face of any short text of QR's capital letters; nothing if it is too long to be read from a screen. */
fun codeFace(text: String, label: String): CodeFace? =
    if (text.length > LONGEST) null else CodeFace(draw(text), text, label)

private fun draw(text: String): QrModules {
    val hints = mapOf(EncodeHintType.MARGIN to 0, EncodeHintType.ERROR_CORRECTION to ErrorCorrectionLevel.L)
    val matrix = QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, hints)
    val modules = ByteArray(matrix.width * matrix.height) { at ->
        if (matrix[at % matrix.width, at / matrix.width]) 1 else 0
    }
    return QrModules(matrix.width.toUInt(), modules)
}
