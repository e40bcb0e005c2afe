package dev.mogiri.demo.android

import android.view.MotionEvent
import dev.mogiri.Phase
import dev.mogiri.Touch

/** Fewer contacts than this are fingers: a stamp has more. */
private const val STAMP_CONTACTS = 3

/**
 * The touches of the glass as the library wants them, from what a window dispatches.
 *
 * A press is whole when the last contact has left the glass; [onPress] gets those that a stamp may have made.
 */
class Touches(private val onPress: (List<Touch>) -> Unit) {
    private val press = mutableListOf<Touch>()

    /** One event of the window. It goes on to the views as before. */
    fun take(event: MotionEvent) {
        if (event.actionMasked == MotionEvent.ACTION_DOWN) press.clear()
        press += contacts(event)
        if (event.actionMasked == MotionEvent.ACTION_UP || event.actionMasked == MotionEvent.ACTION_CANCEL) end()
    }

    private fun end() {
        val whole = press.toList()
        press.clear()
        if (whole.count { it.phase == Phase.BEGAN } >= STAMP_CONTACTS) onPress(whole)
    }

    private fun contacts(event: MotionEvent): List<Touch> = when (event.actionMasked) {
        MotionEvent.ACTION_DOWN, MotionEvent.ACTION_POINTER_DOWN -> listOf(touch(event, event.actionIndex, Phase.BEGAN))
        MotionEvent.ACTION_UP, MotionEvent.ACTION_POINTER_UP -> listOf(touch(event, event.actionIndex, Phase.ENDED))
        MotionEvent.ACTION_MOVE -> all(event, Phase.MOVED)
        MotionEvent.ACTION_CANCEL -> all(event, Phase.CANCELLED)
        else -> emptyList()
    }

    private fun all(event: MotionEvent, phase: Phase) = List(event.pointerCount) { touch(event, it, phase) }

    private fun touch(event: MotionEvent, index: Int, phase: Phase) = Touch(
        id = event.getPointerId(index).toULong(),
        xPx = event.getX(index).toDouble(),
        yPx = event.getY(index).toDouble(),
        tMs = event.eventTime.toULong(),
        phase = phase,
    )
}
