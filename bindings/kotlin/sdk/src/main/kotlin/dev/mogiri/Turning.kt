package dev.mogiri

import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds

/** So that a clock that stands still between two turns keeps no processor busy. */
private val LEAST = 50.milliseconds

/** How long this is the code of this moment, by the clock that made it. */
internal val TicketCode.turnsIn: Duration
    get() = turnsInMs.toLong().milliseconds.coerceAtLeast(LEAST)
