package dev.mogiri.demo.codes

private const val PREFIX = "MG1:"
private const val ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
private const val BASE = 45
private const val BYTE = 256

/** Letters for two bytes. */
private const val TRIPLE = 3

/** The text of a message as cameras read it: `MG1:` and base45, RFC 9285 (docs/protocol.md §2). */
fun messageText(message: ByteArray): String = PREFIX + base45(message)

/** The message of a text that a camera read; nothing if it is none. */
fun messageOf(text: String): ByteArray? =
    text.trim().takeIf { it.startsWith(PREFIX) }?.drop(PREFIX.length)?.let(::bytes)

private fun base45(bytes: ByteArray): String = bytes.asList().chunked(2).joinToString("") { pair ->
    val number = pair.fold(0) { sum, byte -> sum * BYTE + byte.toUByte().toInt() }
    generateSequence(number) { it / BASE }.take(pair.size + 1).map { ALPHABET[it % BASE] }.joinToString("")
}

private fun bytes(text: String): ByteArray? {
    val pieces = text.chunked(TRIPLE) { piece -> piece.map(ALPHABET::indexOf) }
    return pieces.flatMap { piece -> pair(piece) ?: return null }.toByteArray()
}

private fun pair(digits: List<Int>): List<Byte>? {
    val size = digits.size - 1
    val number = digits.foldRight(0) { digit, sum -> sum * BASE + digit }
    val limit = if (size == 2) BYTE * BYTE else BYTE
    if (size < 1 || digits.any { it < 0 } || number >= limit) return null
    return List(size) { at -> (number shr Byte.SIZE_BITS * (size - 1 - at)).toByte() }
}
