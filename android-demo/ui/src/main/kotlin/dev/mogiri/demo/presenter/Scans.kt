package dev.mogiri.demo.presenter

import dev.mogiri.EntryHash
import dev.mogiri.Verdict
import dev.mogiri.admission
import dev.mogiri.demo.words.Words
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import java.time.Instant

/** One of the last scans. */
data class ScanRow(
    val number: Int,
    val time: String,
    val face: VerdictFace,
    /** What can be stamped and taken back; nothing if nobody was let in, or it was taken back. */
    val entry: EntryHash?,
    /** That it was taken back, in words. */
    val undone: String? = null,
)

/** The last twenty scans of this device, since the app was started: the scanner writes them, the history shows them. */
class Scans(private val words: Words) {
    private val rows = MutableStateFlow(emptyList<ScanRow>())
    private var count = 0

    /** The last one first. */
    val last: StateFlow<List<ScanRow>> = rows.asStateFlow()

    /** Keeps a verdict of [at]. */
    fun add(verdict: Verdict, at: Instant): ScanRow = add(words.face(verdict), verdict.admission?.entry, at)

    /** Keeps what a person with authority decided at [at]. */
    fun add(face: VerdictFace, entry: EntryHash?, at: Instant): ScanRow {
        count += 1
        val row = ScanRow(count, words.clockTime(at), face, entry)
        rows.update { (listOf(row) + it).take(KEPT) }
        return row
    }

    /** Marks what was taken back. */
    fun undone(number: Int) = rows.update { rows ->
        rows.map { if (it.number == number) it.copy(entry = null, undone = words.screen("undone")) else it }
    }

    private companion object {
        const val KEPT = 20
    }
}
