package dev.mogiri.demo.presenter

import dev.mogiri.GateException
import dev.mogiri.WalletException
import dev.mogiri.demo.words.Language
import dev.mogiri.demo.words.Words
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import java.time.DateTimeException
import java.time.Instant
import java.time.ZoneId
import java.time.ZoneOffset
import java.time.format.DateTimeFormatter
import java.util.Locale

/** What a screen looks at, and nothing else: one state record, finished texts in it. */
abstract class Presenter<S>(protected val scope: CoroutineScope, protected val words: Words, first: S) {
    private val states = MutableStateFlow(first)

    /** What the screen shows now. */
    val state: StateFlow<S> = states.asStateFlow()

    protected fun set(change: (S) -> S) = states.update(change)

    /** Begins an act. What the wallet or the gate cannot do is told in words, by [failed]. */
    protected fun act(block: suspend CoroutineScope.() -> Unit): Job = scope.launch {
        try {
            block()
        } catch (error: WalletException) {
            failed(words.of(error))
        } catch (error: GateException) {
            failed(words.of(error))
        }
    }

    protected abstract fun failed(told: String)
}

/** A moment as people at the event read it: day and time, in the event's own zone. */
internal fun Words.time(at: Instant, timezone: String): String {
    val pattern = if (language == Language.JAPANESE) "M月d日(E) HH:mm" else "EEE d MMM, HH:mm"
    return format(pattern, at, zone(timezone))
}

/** The time of day, in this device's zone: staff stand beside its clock. */
internal fun Words.clockTime(at: Instant): String = format("HH:mm", at, ZoneId.systemDefault())

private fun Words.format(pattern: String, at: Instant, zone: ZoneId): String =
    DateTimeFormatter.ofPattern(pattern, Locale.forLanguageTag(language.tag)).format(at.atZone(zone))

/** The event's own time zone. An organizer may have signed one that this device does not know. */
private fun zone(name: String): ZoneId = try {
    ZoneId.of(name)
} catch (_: DateTimeException) {
    ZoneOffset.UTC
}
