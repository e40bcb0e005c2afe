package dev.mogiri.demo.presenter

import dev.mogiri.demo.codes.CodeFace
import kotlinx.coroutines.delay

/** Slow enough for a camera, and far below three flashes a second. */
private const val TURN_MS = 350L

/**
 * Shows codes that take turns, and which of them it is: each for a moment, again and again, until it is cancelled.
 * Nothing where there is no code.
 */
internal suspend fun inTurn(codes: List<CodeFace>, show: (CodeFace, Int) -> Unit) {
    while (codes.isNotEmpty()) {
        codes.forEachIndexed { at, code ->
            show(code, at + 1)
            delay(TURN_MS)
        }
    }
}
