package dev.mogiri.demo.android

import android.app.Application
import android.view.MotionEvent
import android.view.MotionEvent.PointerCoords
import android.view.MotionEvent.PointerProperties
import dev.mogiri.Phase
import dev.mogiri.PressOutcome
import dev.mogiri.Touch
import dev.mogiri.Wallet
import dev.mogiri.organizer.Sandbox
import dev.mogiri.organizer.SimulatedPress
import dev.mogiri.testkit.MemoryVault
import dev.mogiri.testkit.SimulatedStamp
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import java.io.File
import java.time.Instant

/** What the glass feels, from Android's own events to the library. */
@RunWith(RobolectricTestRunner::class)
@Config(application = Application::class)
class TouchesTest {
    @get:Rule
    val folder = TemporaryFolder()
    private val presses = mutableListOf<List<Touch>>()
    private val touches = Touches(presses::add)

    @Test
    fun `three fingers arrive as touches, each from its first to its last moment`() {
        fingers(listOf(100f to 200f, 150f to 200f, 125f to 260f)).forEach(touches::take)
        val press = presses.single()
        assertEquals(listOf(0uL, 1uL, 2uL), press.filter { it.phase == Phase.BEGAN }.map { it.id })
        assertEquals(3, press.count { it.phase == Phase.ENDED })
        assertEquals(125.0 to 260.0, press.first { it.id == 2uL }.run { xPx to yPx })
    }

    @Test
    fun `two fingers are no stamp`() {
        fingers(listOf(100f to 200f, 150f to 200f)).forEach(touches::take)
        assertTrue(presses.isEmpty())
    }

    @Test
    fun `a stamp of the sandbox that is pressed on the glass stamps the ticket that is shown`() {
        Sandbox(Instant.now()).use { sandbox ->
            val wallet = Wallet.create(File(folder.root, "wallet").path, MemoryVault())
            wallet.importFile(sandbox.tickets(wallet.request()))
            val ticket = wallet.tickets().single().id
            wallet.present(ticket)
            val press = SimulatedPress()
            val contacts = SimulatedStamp(sandbox, 2u).touches(press).filter { it.phase == Phase.BEGAN }
            fingers(contacts.map { it.xPx.toFloat() to it.yPx.toFloat() }).forEach(touches::take)
            val outcome = wallet.press(ticket, press.dpi, presses.single())
            assertTrue("$outcome", outcome is PressOutcome.Stamped)
        }
    }
}

/** Fingers that come down one after the other and leave the other way round, as a window dispatches them. */
internal fun fingers(places: List<Pair<Float, Float>>): List<MotionEvent> {
    val down = places.indices.map { event(places.take(it + 1), it, MotionEvent.ACTION_POINTER_DOWN, it * STEP_MS) }
    val up = places.indices.reversed().map {
        event(places.take(it + 1), it, MotionEvent.ACTION_POINTER_UP, HELD_MS + (places.size - it) * STEP_MS)
    }
    return down + up
}

private const val STEP_MS = 8L
private const val HELD_MS = 300L

private fun event(places: List<Pair<Float, Float>>, index: Int, action: Int, at: Long): MotionEvent {
    val alone = if (action == MotionEvent.ACTION_POINTER_DOWN) MotionEvent.ACTION_DOWN else MotionEvent.ACTION_UP
    val whole = if (places.size == 1) alone else action or (index shl MotionEvent.ACTION_POINTER_INDEX_SHIFT)
    val names = Array(places.size) { finger -> PointerProperties().apply { id = finger } }
    val coordinates = Array(places.size) { finger ->
        PointerCoords().apply {
            x = places[finger].first
            y = places[finger].second
        }
    }
    return MotionEvent.obtain(0, at, whole, places.size, names, coordinates, 0, 0, 1f, 1f, 0, 0, 0, 0)
}
