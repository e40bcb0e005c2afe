package dev.mogiri.demo

import dev.mogiri.demo.evening.DemoOrganizer
import dev.mogiri.demo.evening.Device
import dev.mogiri.demo.evening.Evening
import dev.mogiri.demo.host.DeskHost
import dev.mogiri.demo.presenter.DemoPresenter
import dev.mogiri.demo.words.Words
import dev.mogiri.testkit.FixedClock
import dev.mogiri.testkit.MemoryVault
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.runBlocking
import java.nio.file.Files
import java.time.Instant

/** An evening on the real library that goes with this object. Its clock stands. */
internal class OneEvening : AutoCloseable {
    private val folder = Files.createTempDirectory("mogiri")
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default.limitedParallelism(1))
    val desk = DeskHost({}, {}, {})
    val evening: Evening = runBlocking {
        val device = Device(folder, FixedClock(NOW), Dispatchers.IO, ::MemoryVault)
        Evening.begin(DemoOrganizer(Instant.ofEpochSecond(NOW)), device)
    }

    fun demo(words: Words) = DemoPresenter(evening, desk, scope, words)

    override fun close() {
        scope.cancel()
        evening.close()
        folder.toFile().deleteRecursively()
    }

    private companion object {
        const val NOW = 1_797_667_500L
    }
}
