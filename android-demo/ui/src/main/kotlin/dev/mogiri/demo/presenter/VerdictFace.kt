package dev.mogiri.demo.presenter

import dev.mogiri.Device
import dev.mogiri.First
import dev.mogiri.HistoryAct
import dev.mogiri.RepeatOf
import dev.mogiri.Verdict
import dev.mogiri.admission
import dev.mogiri.demo.words.Words
import dev.mogiri.notes
import dev.mogiri.reason
import dev.mogiri.refusal
import dev.mogiri.repeat

/** Which colour, sound and pulse a verdict has. */
enum class Tone { OK, CAUTION, NO, SAME }

/** A verdict as staff see it from an arm's length: shape, word, and one line of what to do. */
data class VerdictFace(val tone: Tone, val shape: String, val word: String, val place: String, val told: String)

/** The face of [verdict]; which big word and shape a cause has is in the words. */
internal fun Words.face(verdict: Verdict): VerdictFace {
    val big = big(verdict)
    val shape = get("mogiri_verdict_${big}_shape")
    return VerdictFace(
        tone = tone(shape),
        shape = shape,
        word = get("mogiri_verdict_${big}_word"),
        place = verdict.admission?.place ?: verdict.refusal?.place.orEmpty(),
        told = line(verdict),
    )
}

/** The face of what a gate wrote down earlier. */
internal fun Words.face(act: HistoryAct, place: String): VerdictFace = when (act) {
    HistoryAct.Admitted -> past("admit", get("mogiri_verdict_admit_word"), place)

    HistoryAct.LetOut -> past("admit", screen("exits"), place)

    is HistoryAct.Overridden -> faceByLead(place, of("override.${act.reason}", "word"))

    is HistoryAct.Issued -> past("admit", screen("issued"), place, of("issue.${act.reason}", "word"))

    is HistoryAct.Refused -> {
        val big = get("mogiri_reason_${act.reason.lowercase()}_verdict")
        past(big, get("mogiri_verdict_${big}_word"), place, of("reason.${act.reason}", "staff"))
    }
}

/** The face of what a person with authority decided. */
internal fun Words.faceByLead(place: String, reason: String): VerdictFace =
    past("admit_check", screen("admitted_by_lead"), place, reason)

private fun Words.past(big: String, word: String, place: String, told: String = ""): VerdictFace {
    val shape = get("mogiri_verdict_${big}_shape")
    return VerdictFace(tone(shape), shape, word, place, told)
}

private fun Words.big(verdict: Verdict): String = when (verdict) {
    is Verdict.Admitted -> if (verdict.notes.isEmpty()) "admit" else "admit_check"
    is Verdict.Refused, is Verdict.Ask -> get("mogiri_reason_${verdict.reason?.name?.lowercase()}_verdict")
    is Verdict.Repeat -> "same"
}

private fun Words.line(verdict: Verdict): String {
    val reason = verdict.refusal?.reason?.let { of("reason.${it.name}", "staff") }
    val first = verdict.refusal?.first?.let(::first)
    val before = (verdict.repeat?.of as? RepeatOf.NotAdmitted)?.let { of("reason.${it.v1.name}", "staff") }
    val notes = verdict.notes.map { of("note.${noteCode(it.name)}", "staff") }
    return (listOfNotNull(reason, first, before) + notes).joinToString("\n")
}

/** The words keep the protocol's name of this one. */
private fun noteCode(name: String): String = if (name == "CERTIFICATE_KEY_REVOKED") "CERT_KEY_REVOKED" else name

private fun Words.first(first: First): String = when (first.device) {
    Device.THIS -> of("detail.FIRST_HERE", "staff", first.gate, clockTime(first.at))
    Device.OTHER -> of("detail.FIRST_ELSEWHERE", "staff", first.gate, clockTime(first.at))
}

private fun tone(shape: String): Tone = when (shape) {
    "○", "○△" -> Tone.OK
    "×" -> Tone.NO
    "=" -> Tone.SAME
    else -> Tone.CAUTION
}
