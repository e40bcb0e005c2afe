package dev.mogiri.testkit

import dev.mogiri.Clock
import dev.mogiri.ClockException
import java.time.Instant

/**
 * A clock that stands until it is moved.
 *
 * @property seconds where it stands, in seconds since 1970-01-01T00:00:00Z.
 */
public class FixedClock(@Volatile public var seconds: Long) : Clock {
    /** Where it stands. */
    public val now: Instant get() = Instant.ofEpochSecond(seconds)

    override fun nowMs(): ULong = (seconds * MS_PER_SECOND).toULong()

    override fun monotonicMs(): ULong = nowMs()

    private companion object {
        const val MS_PER_SECOND = 1000
    }
}

/** A clock that never answers. */
public class BrokenClock : Clock {
    override fun nowMs(): ULong = throw ClockException.Unavailable()

    override fun monotonicMs(): ULong = throw ClockException.Unavailable()
}
