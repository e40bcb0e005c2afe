package dev.mogiri.demo.presenter

import dev.mogiri.ClockWatch
import dev.mogiri.LiveGate
import dev.mogiri.Reserve
import dev.mogiri.demo.words.Words
import dev.mogiri.status
import kotlinx.coroutines.CoroutineScope

/** What stands over every staff screen: how old the data is, and what is wrong with the device. */
data class BannerState(val age: String = "", val warnings: List<String> = emptyList())

/** Looks at the device after every act. */
class BannerPresenter(private val gate: LiveGate, scope: CoroutineScope, words: Words) :
    Presenter<BannerState>(scope, words, BannerState()) {
    init {
        act { gate.report.collect { look() } }
    }

    /** Looks now: minutes pass without an act. */
    fun refresh() = act { look() }

    override fun failed(told: String) = set { it.copy(warnings = listOf(told)) }

    private suspend fun look() {
        val status = gate.status()
        val merged = gate.read { it.diagnostics() }.mergedSecondsAgo
        val age = merged?.let { words.tell("offline", it / SECONDS) } ?: words.tell("not_merged")
        set {
            BannerState(age, listOfNotNull(words.blind(merged), words.clock(status.clock), words.disk(status.reserve)))
        }
    }

    private fun Words.blind(merged: ULong?): String? = tell("blind").takeIf { merged == null }

    private fun Words.clock(watch: ClockWatch): String? = when (watch) {
        ClockWatch.Fine -> null
        ClockWatch.Unconfirmed -> tell("unconfirmed")
        is ClockWatch.Skewed -> tell("skewed", watch.seconds)
    }

    private fun Words.disk(reserve: Reserve): String? = tell("disk").takeIf { reserve == Reserve.MISSING }

    private companion object {
        const val SECONDS = 60uL
    }
}
