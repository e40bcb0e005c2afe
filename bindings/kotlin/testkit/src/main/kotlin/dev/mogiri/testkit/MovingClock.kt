package dev.mogiri.testkit

import dev.mogiri.Clock
import kotlin.time.Duration
import kotlin.time.TimeSource

/**
 * A clock that goes on by itself from [startSeconds] since 1970-01-01T00:00:00Z: for a sandbox whose evening is another
 * day's. [elapsed] is how long it has gone; without it the machine's own monotonic time counts, from now on.
 */
public class MovingClock(private val startSeconds: Long, private val elapsed: () -> Duration = sinceNow()) : Clock {
    override fun nowMs(): ULong = (startSeconds * MS_PER_SECOND + elapsed().inWholeMilliseconds).toULong()

    override fun monotonicMs(): ULong = elapsed().inWholeMilliseconds.toULong()

    private companion object {
        const val MS_PER_SECOND = 1000

        fun sinceNow(): () -> Duration = TimeSource.Monotonic.markNow()::elapsedNow
    }
}
