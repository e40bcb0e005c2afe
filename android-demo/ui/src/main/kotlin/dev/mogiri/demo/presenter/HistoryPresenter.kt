package dev.mogiri.demo.presenter

import dev.mogiri.EntryHash
import dev.mogiri.HistoryAct
import dev.mogiri.HistoryEntry
import dev.mogiri.LiveGate
import dev.mogiri.Standing
import dev.mogiri.demo.words.Words
import dev.mogiri.history
import dev.mogiri.voidEntry
import dev.mogiri.voidReasons
import kotlinx.coroutines.CoroutineScope

/** One of the last things that this gate wrote down. */
data class HistoryRow(
    val entry: EntryHash,
    val time: String,
    val face: VerdictFace,
    /** Whether somebody was let in and it stands. */
    val canUndo: Boolean = false,
    /** That it was taken back, in words. */
    val undone: String? = null,
)

/** The last twenty, out of the gate's own journal: they outlive a restart. */
data class HistoryState(
    val rows: List<HistoryRow> = emptyList(),
    val reasons: List<ReasonWord> = emptyList(),
    val notice: String? = null,
)

/** Shows the last things that this gate wrote down and takes an own one back, for a reason of the list. */
class HistoryPresenter(
    private val gate: LiveGate,
    private val scan: ScanPresenter,
    scope: CoroutineScope,
    words: Words,
) : Presenter<HistoryState>(scope, words, HistoryState()) {
    init {
        set { state -> state.copy(reasons = voidReasons().map { ReasonWord(it, words.of("void.$it", "word")) }) }
    }

    /** Looks into the journal: somebody came to this desk. */
    fun begin() = act { look() }

    /** Takes an own admission back. */
    fun undo(row: HistoryRow, reason: ReasonWord) = act {
        gate.voidEntry(row.entry, reason.code)
        scan.undone(row.entry)
        look()
    }

    override fun failed(told: String) = set { it.copy(notice = told) }

    private suspend fun look() {
        val rows = gate.history(LAST).map(::row)
        set { it.copy(rows = rows, notice = words.tell("empty").takeIf { rows.isEmpty() }) }
    }

    private fun row(past: HistoryEntry): HistoryRow {
        val stands = past.standing == Standing.STANDS
        return HistoryRow(
            entry = past.entry,
            time = words.clockTime(past.at),
            face = words.face(past.act, past.place.orEmpty()),
            canUndo = stands && (past.act is HistoryAct.Admitted || past.act is HistoryAct.Overridden),
            undone = if (stands) null else words.screen("undone"),
        )
    }

    private companion object {
        const val LAST = 20u
    }
}
