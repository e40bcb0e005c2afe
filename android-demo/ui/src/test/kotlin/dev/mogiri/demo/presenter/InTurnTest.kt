package dev.mogiri.demo.presenter

import dev.mogiri.QrModules
import dev.mogiri.demo.codes.CodeFace
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.advanceTimeBy
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import org.junit.Assert.assertEquals
import org.junit.Test

/** Codes that take turns on one screen. */
@OptIn(ExperimentalCoroutinesApi::class)
class InTurnTest {
    private val shown = mutableListOf<String>()

    @Test
    fun `each stays for a moment, and after the last one comes the first, until somebody stops it`() = runTest {
        val turning = launch { inTurn(codes("a", "b")) { code, at -> shown += "${code.text} $at at $currentTime" } }
        advanceTimeBy(1_000)
        turning.cancel()
        advanceTimeBy(1_000)
        assertEquals(listOf("a 1 at 0", "b 2 at 350", "a 1 at 700"), shown)
    }

    @Test
    fun `without a code there are no turns to wait for`() = runTest {
        inTurn(emptyList()) { code, _ -> shown += code.text }
        assertEquals(emptyList<String>(), shown)
    }

    private fun codes(vararg texts: String) = texts.map { CodeFace(QrModules(0u, ByteArray(0)), it, it) }
}
