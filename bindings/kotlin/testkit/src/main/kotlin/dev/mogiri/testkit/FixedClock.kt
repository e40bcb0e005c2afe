package dev.mogiri.testkit

import dev.mogiri.Clock
import dev.mogiri.ClockException

/** A clock that stands until it is moved: [seconds] since 1970-01-01T00:00:00Z. */
public class FixedClock(@Volatile public var seconds: Long) : Clock {
    override fun nowMs(): ULong = (seconds * MS_PER_SECOND).toULong()

    override fun monotonicMs(): ULong = nowMs()

    private companion object {
        const val MS_PER_SECOND = 1000
    }
}

/** A clock that goes on from [startSeconds] since 1970-01-01T00:00:00Z as the machine's does. */
public class MovingClock(private val startSeconds: Long) : Clock {
    private val startNanos = System.nanoTime()

    override fun nowMs(): ULong = (startSeconds * MS_PER_SECOND + elapsedMs()).toULong()

    override fun monotonicMs(): ULong = elapsedMs().toULong()

    private fun elapsedMs(): Long = (System.nanoTime() - startNanos) / NANOS_PER_MS

    private companion object {
        const val MS_PER_SECOND = 1000
        const val NANOS_PER_MS = 1_000_000
    }
}

/** A clock that never answers. */
public class BrokenClock : Clock {
    override fun nowMs(): ULong = throw ClockException.Unavailable()

    override fun monotonicMs(): ULong = throw ClockException.Unavailable()
}
