package dev.mogiri.demo.presenter

import dev.mogiri.ClosedLog
import dev.mogiri.LiveGate
import dev.mogiri.closeLog
import dev.mogiri.demo.codes.CodeFace
import dev.mogiri.demo.codes.codeFace
import dev.mogiri.demo.words.Words
import kotlinx.coroutines.CoroutineScope

/** The end of a shift. */
data class CloseState(
    val told: String = "",
    /** The last head, for the lead to keep: a journal that lacks an entry cannot have it. */
    val head: CodeFace? = null,
    val entries: String = "",
    val notice: String? = null,
)

/** Closes the log and shows its last head. */
class ClosePresenter(private val gate: LiveGate, scope: CoroutineScope, words: Words) :
    Presenter<CloseState>(scope, words, CloseState(words.tell("close"))) {
    /** Closes. Closing again shows the same. */
    fun close() = act {
        val closed = gate.closeLog()
        val head = codeFace(text(closed), words.screen("head_label"))
        set { CloseState(words.tell("closed"), head, words.screen("entries", closed.entries)) }
    }

    override fun failed(told: String) = set { it.copy(notice = told) }

    /** Which log, how many entries, the hash of the last: in the letters that QR packs tightest. */
    private fun text(closed: ClosedLog) = "${closed.log}/${closed.entries}/${closed.head}".uppercase()
}
