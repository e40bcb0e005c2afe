package dev.mogiri.demo.codes

import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test

/** Base45, by the examples of RFC 9285. */
class MessageTextTest {
    @Test
    fun `the examples of the standard are written as it writes them`() {
        val examples = mapOf(
            "AB" to "BB8", "Hello!!" to "%69 VD92EX0", "base-45" to "UJCLQE7W581",
            "ietf!" to "QED8WEX0",
        )
        for ((plain, coded) in examples) {
            assertEquals("MG1:$coded", messageText(plain.encodeToByteArray()))
            assertArrayEquals(plain.encodeToByteArray(), messageOf("MG1:$coded"))
        }
    }

    @Test
    fun `every length comes back`() {
        for (length in 0..64) {
            val message = ByteArray(length) { (it * 37 + length).toByte() }
            assertArrayEquals(message, messageOf(messageText(message)))
        }
    }

    @Test
    fun `what is no message is none`() {
        for (text in listOf("", "MG2:BB8", "MG1:B", "MG1:BB8B", "MG1:bb8", "MG1:GGW", "MG1::::", "https://a.b")) {
            assertNull(text, messageOf(text))
        }
    }
}
