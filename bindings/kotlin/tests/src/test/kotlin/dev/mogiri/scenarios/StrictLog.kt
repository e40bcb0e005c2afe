package dev.mogiri.scenarios

import dev.mogiri.LogEvent
import dev.mogiri.LogSink
import java.nio.file.Path
import java.util.concurrent.CopyOnWriteArrayList
import kotlin.io.path.readLines

/**
 * Takes only the outcomes of `tests/outcomes.txt`: an id, a name, a seat, a key or a payload is none of them. What it
 * throws is swallowed as any host's exception is, so it keeps what it should not have been told.
 */
class StrictLog : LogSink {
    val leaks = CopyOnWriteArrayList<LogEvent>()

    @Volatile
    var told = 0
        private set

    override fun log(event: LogEvent) {
        told += 1
        if (event.outcome !in OUTCOMES || event.count >= MOST) leaks += event
    }

    private companion object {
        val OUTCOMES = Path.of("../../../tests/outcomes.txt").readLines().toSet()
        const val MOST = 1_000_000uL
    }
}
