package dev.mogiri.demo.presenter

import dev.mogiri.Clock
import dev.mogiri.GateReport
import dev.mogiri.LiveGate
import dev.mogiri.demo.words.Words
import kotlinx.coroutines.CoroutineScope

/** One count with its name. */
data class CountRow(val name: String, val count: String)

/** The counts of this gate, with what it merged. */
data class CountsState(
    val rows: List<CountRow> = emptyList(),
    val gates: List<CountRow> = emptyList(),
    val refused: List<CountRow> = emptyList(),
    val notice: String? = null,
)

/** Counts, and again after each act. */
class CountsPresenter(gate: LiveGate, private val clock: Clock, scope: CoroutineScope, words: Words) :
    Presenter<CountsState>(scope, words, CountsState()) {
    init {
        act { gate.report.collect { report -> set { counts(report) } } }
    }

    override fun failed(told: String) = set { it.copy(notice = told) }

    private fun counts(report: GateReport) = CountsState(
        rows = listOf(
            row("admitted", report.admitted),
            row("in_hall", report.inHall),
            row("last_minutes", lately(report)),
            row("exits", report.exits),
            row("refused", report.refused),
            row("overrides", report.overrides.values.sum()),
            row("conflicts", report.conflicts.size.toULong()),
        ),
        gates = named(report.gates) { words.screen("gate_name", it) },
        refused = named(report.refusedHere) { words.of("reason.$it", "staff") },
    )

    /** A list that keeps its order while it is looked at. */
    private fun named(counts: Map<String, ULong>, name: (String) -> String) =
        counts.toSortedMap().map { (of, count) -> CountRow(name(of), "$count") }

    private fun row(code: String, count: ULong) = CountRow(words.screen(code), "$count")

    private fun lately(report: GateReport): ULong {
        val since = clock.nowMs().toLong() - LATELY_MS
        return report.minutes.filter { it.minute.toEpochMilli() > since }.sumOf { it.admitted }
    }

    private companion object {
        const val LATELY_MS = 300_000L
    }
}
