package dev.mogiri.demo.presenter

import dev.mogiri.LiveGate
import dev.mogiri.demo.words.Words
import dev.mogiri.maintain
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay

/** What the upkeep of a gate could not do. */
data class UpkeepState(val notice: String? = null)

/** Keeps a gate's folder in order while nobody scans: never between a code and its verdict. */
class UpkeepPresenter(
    private val gate: LiveGate,
    private val onDone: () -> Unit,
    scope: CoroutineScope,
    words: Words,
) : Presenter<UpkeepState>(scope, words, UpkeepState()) {
    private var upkeep: Job? = null

    /** Somebody scans: not now. */
    fun pause() {
        upkeep?.cancel()
    }

    /** The scan is over. Once, if nobody scans for some seconds. */
    fun resume() {
        pause()
        upkeep = act {
            delay(IDLE_MS)
            maintain()
        }
    }

    /** The app left the screen: now, for the system may end it. */
    fun away() {
        pause()
        upkeep = act { maintain() }
    }

    override fun failed(told: String) = set { it.copy(notice = told) }

    private suspend fun maintain() {
        gate.maintain()
        set { UpkeepState() }
        onDone()
    }

    /** How patient it is. */
    companion object {
        /** How long nobody scans before the gate is idle. */
        const val IDLE_MS = 10_000L
    }
}
