package dev.mogiri.scenarios

import dev.mogiri.LogEvent
import dev.mogiri.LogSink
import java.util.concurrent.CopyOnWriteArrayList

/**
 * Takes only words of closed lists: an id, a name, a seat, a key or a payload has digits, other letters, or more of
 * them. What it throws is swallowed as any host's exception is, so it keeps what it should not have been told.
 */
class StrictLog : LogSink {
    val leaks = CopyOnWriteArrayList<LogEvent>()

    @Volatile
    var told = 0
        private set

    override fun log(event: LogEvent) {
        told += 1
        if (!WORD.matches(event.outcome) || event.count >= MOST) leaks += event
    }

    private companion object {
        /** A word, or the letter of a profile: a zone and a gate are one letter too. */
        val WORD = Regex("[A-Za-z][A-Za-z_-]{1,23}|[PRIT]")
        const val MOST = 1_000_000uL
    }
}
