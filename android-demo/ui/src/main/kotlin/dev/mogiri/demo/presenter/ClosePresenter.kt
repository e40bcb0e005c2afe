package dev.mogiri.demo.presenter

import dev.mogiri.LiveGate
import dev.mogiri.closeLog
import dev.mogiri.demo.codes.CodeFace
import dev.mogiri.demo.codes.codeFace
import dev.mogiri.demo.words.Words
import kotlinx.coroutines.CoroutineScope

/** The end of a shift. */
data class CloseState(
    val told: String = "",
    /** The signed last head, for another gate's merge desk: it tells whether all of this log is there. */
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
        val head = codeFace(closed.file, words.screen("head_label"))
        set { CloseState(words.tell("closed"), head, words.screen("entries", closed.entries)) }
    }

    override fun failed(told: String) = set { it.copy(notice = told) }
}
