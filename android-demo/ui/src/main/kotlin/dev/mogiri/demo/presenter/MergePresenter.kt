package dev.mogiri.demo.presenter

import dev.mogiri.Ending
import dev.mogiri.LiveGate
import dev.mogiri.MergeReport
import dev.mogiri.MissingEntries
import dev.mogiri.demo.codes.CodeFace
import dev.mogiri.demo.codes.codeFace
import dev.mogiri.demo.codes.messageIn
import dev.mogiri.demo.host.Host
import dev.mogiri.demo.host.Looking
import dev.mogiri.demo.host.SharedFile
import dev.mogiri.demo.host.read
import dev.mogiri.demo.words.Words
import dev.mogiri.export
import dev.mogiri.merge
import dev.mogiri.missing
import dev.mogiri.syncVector
import dev.mogiri.takeFrame
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.firstOrNull
import kotlinx.coroutines.flow.mapNotNull

/** How far two gates are with telling each other what they know. */
data class MergeState(
    val told: String = "",
    /** What this gate has; then, in turn, what the other lacks. */
    val code: CodeFace? = null,
    /** Which of the codes that take turns is shown; nothing while there is one. */
    val page: String? = null,
    /** How many of the other's codes were read. */
    val progress: String? = null,
    val notice: String? = null,
)

/**
 * Makes two gates know the same: by codes on both screens, or by files between devices nearby. What was taken in before
 * changes nothing.
 */
class MergePresenter(private val gate: LiveGate, private val host: Host, scope: CoroutineScope, words: Words) :
    Presenter<MergeState>(scope, words, MergeState(words.tell("blind"))) {
    private var turning: Job? = null

    /** What the other gate lacks and no code can carry. */
    private var rest: ByteArray? = null

    /** Shows what this gate has, for the other's camera. */
    fun begin() {
        leave()
        set { it.copy(told = words.tell("vector")) }
        act { showVector(told = null) }
    }

    /** Reads what the other gate has, and shows what it lacks. */
    fun readVector() = act { seen(Looking.VECTOR)?.let { give(gate.missing(it)) } }

    /** Reads the codes that the other gate shows in turn, until all are here. */
    fun readFrames() = act {
        val last = host.codes(Looking.FRAME).mapNotNull(::messageIn).firstOrNull(::take)
        if (last == null) set { it.copy(notice = words.tell("nobody")) }
    }

    /** Reads the last head of a gate that closed, and tells whether all of its log is here. */
    fun readHead() = act {
        val lacks = gate.merge(seen(Looking.HEAD) ?: return@act).waiting
        val told = if (lacks == 0uL) words.tell("whole_log") else words.tell("waiting")
        set { it.copy(told = told, notice = null) }
    }

    /** Sends what the other gate lacks, or everything that this gate knows. */
    fun share() = act {
        host.share(SharedFile("gate.mogiri", rest ?: gate.export()))
        set { it.copy(told = words.tell("shared"), notice = null) }
    }

    /** Takes in what another gate sent. */
    fun open() = act {
        val file = host.open(Looking.JOURNAL)
        if (file == null) set { it.copy(notice = words.tell("nothing_arrived")) } else merged(gate.merge(file))
    }

    /** Stops showing codes. */
    fun leave() {
        turning?.cancel()
        turning = null
        rest = null
        set { MergeState(words.tell("blind")) }
    }

    override fun failed(told: String) = set { it.copy(notice = told) }

    private suspend fun seen(looking: Looking): ByteArray? {
        val message = host.read(looking)?.let(::messageIn)
        if (message == null) set { it.copy(notice = words.tell("nobody")) }
        return message
    }

    private suspend fun give(missing: MissingEntries) {
        turning?.cancel()
        turning = null
        val codes = missing.frames.mapNotNull { codeFace(it, words.screen("frame_label")) }
        rest = missing.file.takeIf { codes.isEmpty() && missing.entries > 0uL }
        when {
            codes.isNotEmpty() -> turning = act {
                inTurn(codes) { code, at ->
                    val page = words.screen("page_of_codes", at, codes.size)
                    set { it.copy(told = words.tell("frames"), code = code, page = page) }
                }
            }

            rest == null -> showVector(words.tell("lacks_nothing"))

            else -> showVector(words.tell("too_many", missing.entries))
        }
    }

    /** Whether it was the last one. */
    private suspend fun take(frame: ByteArray): Boolean {
        val taken = gate.takeFrame(frame)
        set { it.copy(progress = words.screen("codes_read", taken.have, taken.of), notice = null) }
        taken.merged?.let { merged(it) }
        return taken.merged != null
    }

    private suspend fun merged(report: MergeReport) {
        val cut = words.tell("cut").takeIf { report.ending == Ending.CUT }
        val told = words.tell("merged", report.newEntries)
        if (turning == null) showVector(told, cut) else set { it.copy(progress = told, notice = cut) }
    }

    /** What was told meanwhile stays, where nothing is told with it. */
    private suspend fun showVector(told: String?, notice: String? = null) {
        val code = codeFace(gate.syncVector(), words.screen("vector_label"))
        set { it.copy(told = told ?: it.told, code = code, page = null, notice = notice) }
    }
}
