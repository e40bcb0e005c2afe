package dev.mogiri.demo.presenter

import dev.mogiri.EntryHash
import dev.mogiri.LiveGate
import dev.mogiri.TicketId
import dev.mogiri.Verdict
import dev.mogiri.admission
import dev.mogiri.admit
import dev.mogiri.demo.codes.CodeFace
import dev.mogiri.demo.codes.codeFace
import dev.mogiri.demo.host.Host
import dev.mogiri.demo.host.Looking
import dev.mogiri.demo.host.read
import dev.mogiri.demo.words.Words
import dev.mogiri.overrideReasons
import dev.mogiri.overrideTicket
import dev.mogiri.stamp
import kotlinx.coroutines.CoroutineScope

/** A reason out of the library's list. */
data class ReasonWord(val code: String, val word: String)

/** The scanner. The verdict stays until the next scan. */
data class ScanState(
    val face: VerdictFace? = null,
    /** Whether this admission can be stamped. */
    val canStamp: Boolean = false,
    /** The digital stamp that this gate shows to the guest. */
    val stamp: CodeFace? = null,
    /** Why a person with authority may admit after all; none where nobody may. */
    val anyway: List<ReasonWord> = emptyList(),
    val notice: String? = null,
)

/** Scans, stamps, and lets the lead decide. */
class ScanPresenter(
    private val gate: LiveGate,
    private val host: Host,
    private val upkeep: UpkeepPresenter,
    scope: CoroutineScope,
    words: Words,
) : Presenter<ScanState>(scope, words, ScanState()) {
    private var entry: EntryHash? = null
    private var ticket: TicketId? = null

    /** Reads the next code and judges it. */
    fun scan() = act {
        upkeep.pause()
        val text = host.read(Looking.TICKET)
        if (text == null) nobody() else judge(gate.admit(text))
    }

    /** Judges what a camera that runs all the time saw. */
    fun scanned(text: String) = act {
        upkeep.pause()
        judge(gate.admit(text))
    }

    /** Shows the digital stamp of the admission to the guest. */
    fun giveStamp() = act {
        val stamp = codeFace(gate.stamp(entry ?: return@act), words.screen("stamp_label"))
        set { it.copy(stamp = stamp) }
    }

    /** A person with authority lets the guest in after all. */
    fun admitAnyway(reason: ReasonWord) = act {
        val admitted = gate.overrideTicket(ticket ?: return@act, reason.code)
        val face = words.faceByLead(admitted.place.orEmpty(), reason.word)
        entry = admitted.entry
        host.signal(face.tone)
        set { ScanState(face, canStamp = true) }
        upkeep.resume()
    }

    /** Shows a verdict from elsewhere: digits that were typed. */
    fun judge(verdict: Verdict) {
        val face = words.face(verdict)
        entry = verdict.admission?.entry
        ticket = (verdict as? Verdict.Ask)?.v1?.ticket
        host.signal(face.tone)
        set { ScanState(face, canStamp = entry != null, anyway = if (ticket == null) emptyList() else reasons()) }
        upkeep.resume()
    }

    /** What was taken back cannot be stamped. */
    fun undone(undone: EntryHash) {
        if (entry == undone) {
            entry = null
            set { ScanState() }
        }
    }

    override fun failed(told: String) {
        set { it.copy(notice = told) }
        upkeep.resume()
    }

    private fun nobody() {
        set { it.copy(notice = words.tell("nobody")) }
        upkeep.resume()
    }

    private fun reasons() = overrideReasons().map { ReasonWord(it, words.of("override.$it", "word")) }
}
