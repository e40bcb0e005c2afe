package dev.mogiri.demo.desktop

import androidx.compose.ui.unit.DpSize
import androidx.compose.ui.unit.dp
import androidx.compose.ui.window.Window
import androidx.compose.ui.window.application
import androidx.compose.ui.window.rememberWindowState
import dev.mogiri.Clock
import dev.mogiri.demo.evening.CommandOrganizer
import dev.mogiri.demo.evening.Device
import dev.mogiri.demo.evening.Evening
import dev.mogiri.demo.presenter.DemoPresenter
import dev.mogiri.demo.screen.DemoScreen
import dev.mogiri.demo.screen.DemoTheme
import dev.mogiri.demo.words.Language
import dev.mogiri.demo.words.Words
import dev.mogiri.testkit.MemoryVault
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.runBlocking
import java.nio.file.Files
import java.time.Instant
import java.util.Locale

private const val NANOS_PER_MS = 1_000_000
private const val OPEN_SINCE = 300L
private val SIZE = DpSize(900.dp, 820.dp)

/** The machine's own time. */
private object SystemClock : Clock {
    override fun nowMs(): ULong = System.currentTimeMillis().toULong()

    override fun monotonicMs(): ULong = (System.nanoTime() / NANOS_PER_MS).toULong()
}

/** The demo in a window, on an evening whose doors opened five minutes ago. */
fun main() {
    val words = Words(if (Locale.getDefault().language == "ja") Language.JAPANESE else Language.ENGLISH)
    val folder = Files.createTempDirectory("mogiri-demo")
    val organizer = CommandOrganizer(System.getProperty("mogiri.command"), Instant.now().minusSeconds(OPEN_SINCE))
    val device = Device(folder, SystemClock, Dispatchers.IO, ::MemoryVault)
    val evening = runBlocking { Evening.begin(organizer, device) }
    val demo = DemoPresenter(evening, CoroutineScope(SupervisorJob() + Dispatchers.Default), words)
    application {
        Window(::exitApplication, rememberWindowState(size = SIZE), title = words["mogiri_screen_title_word"]) {
            DemoTheme { DemoScreen(demo, words) }
        }
    }
    evening.close()
    organizer.close()
    folder.toFile().deleteRecursively()
}
