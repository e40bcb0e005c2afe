package dev.mogiri.demo.codes

import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test

/** What goes from one screen to another phone's camera. */
class CodeFaceTest {
    @Test
    fun `a message comes back out of the text of its code`() {
        val message = ByteArray(300) { it.toByte() }
        val face = checkNotNull(codeFace(message, "label"))
        assertArrayEquals(message, messageIn(face.text))
        assertEquals(face.picture.size * face.picture.size, face.picture.modules.size.toUInt())
    }

    @Test
    fun `what is too long for a screen has no code`() {
        assertNull(codeFace(ByteArray(TOO_LONG), "label"))
    }

    @Test
    fun `what is no message is none`() {
        for (text in listOf("", "MG2:BB8", "MG1:B", "MG1:bb8", "MG1:GGW", "MG1::::", "https://a.b")) {
            assertNull(text, messageIn(text))
        }
    }

    private companion object {
        const val TOO_LONG = 4_000
    }
}
