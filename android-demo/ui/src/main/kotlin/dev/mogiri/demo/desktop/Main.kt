package dev.mogiri.demo.desktop

import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.ui.unit.DpSize
import androidx.compose.ui.unit.dp
import androidx.compose.ui.window.Window
import androidx.compose.ui.window.application
import androidx.compose.ui.window.rememberWindowState
import dev.mogiri.Clock
import dev.mogiri.demo.evening.DemoOrganizer
import dev.mogiri.demo.evening.Device
import dev.mogiri.demo.evening.Evening
import dev.mogiri.demo.host.DeskHost
import dev.mogiri.demo.presenter.DemoPresenter
import dev.mogiri.demo.screen.DemoTheme
import dev.mogiri.demo.screen.DeskScreen
import dev.mogiri.demo.words.Language
import dev.mogiri.demo.words.Words
import dev.mogiri.testkit.MemoryVault
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.runBlocking
import java.awt.Toolkit
import java.awt.datatransfer.StringSelection
import java.nio.file.Files
import java.time.Instant
import java.util.Locale

private const val NANOS_PER_MS = 1_000_000
private val SIZE = DpSize(900.dp, 820.dp)

/** The machine's own time. */
private object SystemClock : Clock {
    override fun nowMs(): ULong = System.currentTimeMillis().toULong()

    override fun monotonicMs(): ULong = (System.nanoTime() / NANOS_PER_MS).toULong()
}

/** The demo in a window, on an evening whose doors are open. */
fun main() {
    val folder = Files.createTempDirectory("mogiri-demo")
    val organizer = DemoOrganizer(Instant.now())
    val device = Device(folder, SystemClock, Dispatchers.IO, ::MemoryVault)
    val evening = runBlocking { Evening.begin(organizer, device) }
    window(evening)
    evening.close()
    folder.toFile().deleteRecursively()
}

private fun window(evening: Evening) {
    val system = Language.entries.find { it.tag == Locale.getDefault().language } ?: Language.ENGLISH
    val language = MutableStateFlow(system)
    val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default.limitedParallelism(1))
    val desk = DeskHost(DeskSound::play, ::paste) { language.value = it }
    application {
        val speaks by language.collectAsState()
        val words = remember(speaks) { Words(speaks) }
        val demo = remember(speaks) { DemoPresenter(evening, desk, scope, words) }
        Window(::exitApplication, rememberWindowState(size = SIZE), title = words.screen("title")) {
            DemoTheme { DeskScreen(desk, demo, words) }
        }
    }
}

private fun paste(text: String) = Toolkit.getDefaultToolkit().systemClipboard.setContents(StringSelection(text), null)
