package dev.mogiri.demo.android

import android.os.SystemClock
import dev.mogiri.Clock

/** The phone's time, and how long it has been on, asleep too. */
object PhoneClock : Clock {
    override fun nowMs(): ULong = System.currentTimeMillis().toULong()

    override fun monotonicMs(): ULong = SystemClock.elapsedRealtime().toULong()
}
