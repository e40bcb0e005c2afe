package dev.mogiri.demo.presenter

import dev.mogiri.LiveGate
import dev.mogiri.Verdict
import dev.mogiri.admitDigits
import dev.mogiri.demo.words.Words
import kotlinx.coroutines.CoroutineScope

/** Digits that a guest read out. */
data class DigitsState(
    val digits: String = "",
    /** As it stands on the person's document. */
    val name: String = "",
    val canJudge: Boolean = false,
    val notice: String? = null,
)

/** Judges by hand, where no camera helps. The verdict is shown where those of the camera are. */
class DigitsPresenter(
    private val gate: LiveGate,
    private val onVerdict: (Verdict) -> Unit,
    scope: CoroutineScope,
    words: Words,
) : Presenter<DigitsState>(scope, words, DigitsState()) {
    /** What was typed so far. */
    fun digits(text: String) = set { it.copy(digits = text, canJudge = text.isNotBlank(), notice = null) }

    /** The name that was compared with a document. */
    fun name(text: String) = set { it.copy(name = text) }

    /** Judges them. */
    fun judge() = act {
        val typed = state.value
        val verdict = gate.admitDigits(typed.digits, typed.name.ifBlank { null })
        set { DigitsState() }
        onVerdict(verdict)
    }

    override fun failed(told: String) = set { it.copy(notice = told) }
}
