package dev.mogiri.demo.codes

import dev.mogiri.QrModules
import dev.mogiri.TicketCode
import dev.mogiri.WalletException
import dev.mogiri.messageCode
import dev.mogiri.messageOf

/** A code on a screen: its picture, what a camera reads in it, and what a screen reader says of it. */
data class CodeFace(val picture: QrModules, val text: String, val label: String)

/** The face of a ticket's code. */
fun codeFace(code: TicketCode, label: String): CodeFace = CodeFace(code.qr, code.text, label)

/** The face of a message; nothing if it is too long to be read from a screen. */
fun codeFace(message: ByteArray, label: String): CodeFace? = try {
    val code = messageCode(message)
    CodeFace(code.qr, code.text, label)
} catch (_: WalletException.NoPicture) {
    null
}

/** The message in a text that a camera read; nothing if it is none of ours, damaged, or newer than this app. */
fun messageIn(text: String): ByteArray? = try {
    messageOf(text)
} catch (_: WalletException.BadFile) {
    null
}
