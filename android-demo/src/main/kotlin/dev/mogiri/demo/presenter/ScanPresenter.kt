package dev.mogiri.demo.presenter

import dev.mogiri.EntryHash
import dev.mogiri.GateReport
import dev.mogiri.LiveGate
import dev.mogiri.Verdict
import dev.mogiri.admission
import dev.mogiri.admit
import dev.mogiri.demo.words.Words
import dev.mogiri.stamp
import dev.mogiri.voidEntry
import dev.mogiri.voidReasons
import kotlinx.coroutines.CoroutineScope

/** One of the last scans. */
data class ScanRow(val number: Int, val face: VerdictFace, val entry: EntryHash?, val undone: Boolean = false)

/** A reason to take an entry back. */
data class UndoReason(val code: String, val word: String)

/** The counts of this gate, with what it merged. */
data class CountsState(val admitted: String = "0", val refused: String = "0", val inHall: String = "0")

/** The scanner. */
data class ScanState(
    val face: VerdictFace? = null,
    val last: List<ScanRow> = emptyList(),
    val counts: CountsState = CountsState(),
    val reasons: List<UndoReason> = emptyList(),
    /** The digital stamp that this gate shows to the guest. */
    val stamp: List<Byte>? = null,
    val notice: String? = null,
)

/** Scans, remembers the last twenty, counts, and takes an own scan back. */
class ScanPresenter(private val gate: LiveGate, scope: CoroutineScope, words: Words) :
    Presenter<ScanState>(scope, words, ScanState()) {
    private var scans = 0

    init {
        set { state -> state.copy(reasons = voidReasons().map { UndoReason(it, words.of("void", it, "word")) }) }
        act { gate.report.collect { report -> set { it.copy(counts = counts(report)) } } }
    }

    /** Judges what the camera read. */
    fun scan(text: String) = act {
        val verdict = gate.admit(text)
        set { it.after(verdict) }
    }

    /** Shows the digital stamp of an admission to the guest. */
    fun giveStamp(row: ScanRow) = act {
        val entry = row.entry ?: return@act
        val stamp = gate.stamp(entry)
        set { it.copy(stamp = stamp.asList()) }
    }

    /** Takes an own admission back, for a [reason] of the list. */
    fun undo(row: ScanRow, reason: UndoReason) = act {
        val entry = row.entry ?: return@act
        gate.voidEntry(entry, reason.code)
        set { state ->
            val last = state.last.map { if (it.number == row.number) it.copy(undone = true, entry = null) else it }
            state.copy(face = null, stamp = null, last = last)
        }
    }

    override fun failed(told: String) = set { it.copy(notice = told) }

    private fun ScanState.after(verdict: Verdict): ScanState {
        scans += 1
        val row = ScanRow(scans, words.face(verdict), verdict.admission?.entry)
        return copy(face = row.face, last = (listOf(row) + last).take(KEPT), stamp = null, notice = null)
    }

    private fun counts(report: GateReport) = CountsState("${report.admitted}", "${report.refused}", "${report.inHall}")

    private companion object {
        const val KEPT = 20
    }
}
