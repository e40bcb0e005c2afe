package dev.mogiri

import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.test.TestCoroutineScheduler

/** A clock that goes with the scheduler's virtual time from [startSeconds], ahead or behind by [offsetMs]. */
@OptIn(ExperimentalCoroutinesApi::class)
class VirtualClock(
    private val scheduler: TestCoroutineScheduler,
    private val startSeconds: Long,
    private val offsetMs: Long = 0,
) : Clock {
    override fun nowMs(): ULong = (startSeconds * MS_PER_SECOND + offsetMs + scheduler.currentTime).toULong()

    override fun monotonicMs(): ULong = (BOOTED_MS + scheduler.currentTime).toULong()

    private companion object {
        const val MS_PER_SECOND = 1000
        const val BOOTED_MS = 1_000_000L
    }
}
