package dev.mogiri.demo.presenter

import dev.mogiri.LiveGate
import dev.mogiri.demo.words.Words
import dev.mogiri.voidEntry
import dev.mogiri.voidReasons
import kotlinx.coroutines.CoroutineScope

/** The last twenty scans. */
data class HistoryState(
    val rows: List<ScanRow> = emptyList(),
    val reasons: List<ReasonWord> = emptyList(),
    val notice: String? = null,
)

/** Shows the last scans and takes an own one back, for a reason of the list. */
class HistoryPresenter(
    private val gate: LiveGate,
    private val scans: Scans,
    private val scan: ScanPresenter,
    scope: CoroutineScope,
    words: Words,
) : Presenter<HistoryState>(scope, words, HistoryState()) {
    init {
        set { state -> state.copy(reasons = voidReasons().map { ReasonWord(it, words.of("void.$it", "word")) }) }
        act {
            scans.last.collect { rows ->
                set { it.copy(rows = rows, notice = words.tell("empty").takeIf { rows.isEmpty() }) }
            }
        }
    }

    /** Takes an own admission back. */
    fun undo(row: ScanRow, reason: ReasonWord) = act {
        val entry = row.entry ?: return@act
        gate.voidEntry(entry, reason.code)
        scans.undone(row.number)
        scan.undone(entry)
    }

    override fun failed(told: String) = set { it.copy(notice = told) }
}
