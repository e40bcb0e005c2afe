package dev.mogiri.demo.evening

import dev.mogiri.LiveGate
import dev.mogiri.closeLog
import dev.mogiri.demo.codes.messageIn
import dev.mogiri.demo.presenter.MergeState
import dev.mogiri.messageCode
import dev.mogiri.missing
import dev.mogiri.syncVector
import dev.mogiri.takeFrame

/** Who stands at the other gate, camera on this gate's screen and screen before this gate's camera. */
class Neighbour(private val gate: LiveGate) {
    private var frames: List<ByteArray> = emptyList()
    private var shown = 0

    /** Reads what this gate's merge desk shows: what it has, or one of the codes that take turns. */
    suspend fun sees(desk: MergeState) {
        val message = desk.code?.let { messageIn(it.text) } ?: return
        if (desk.page == null) frames = gate.missing(message).frames else gate.takeFrame(message)
    }

    /** What this gate has. */
    suspend fun vector(): String = messageCode(gate.syncVector()).text

    /** The next of the codes that take turns on the other gate's screen. */
    fun frame(): String? {
        if (frames.isEmpty()) return null
        shown += 1
        return messageCode(frames[shown % frames.size]).text
    }

    /** The end of the other gate's shift. */
    suspend fun head(): String = messageCode(gate.closeLog().file).text
}
