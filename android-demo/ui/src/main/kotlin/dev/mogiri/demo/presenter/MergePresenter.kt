package dev.mogiri.demo.presenter

import dev.mogiri.Ending
import dev.mogiri.LiveGate
import dev.mogiri.demo.host.Host
import dev.mogiri.demo.host.Looking
import dev.mogiri.demo.host.SharedFile
import dev.mogiri.demo.words.Words
import dev.mogiri.export
import dev.mogiri.merge
import kotlinx.coroutines.CoroutineScope

/** What became of a merge. */
data class MergeState(val told: String = "", val notice: String? = null)

/** Makes two gates know the same, by files between devices nearby. The same file again changes nothing. */
class MergePresenter(private val gate: LiveGate, private val host: Host, scope: CoroutineScope, words: Words) :
    Presenter<MergeState>(scope, words, MergeState(words.tell("blind"))) {
    /** Sends everything that this gate knows. */
    fun share() = act {
        host.share(SharedFile("gate.mogiri", gate.export()))
        set { MergeState(words.tell("shared")) }
    }

    /** Takes in what another gate sent. */
    fun open() = act {
        val file = host.open(Looking.JOURNAL)
        if (file == null) {
            set { it.copy(notice = words.tell("nothing_arrived")) }
        } else {
            val merged = gate.merge(file)
            val cut = words.tell("cut").takeIf { merged.ending == Ending.CUT }
            set { MergeState(words.tell("merged", merged.newEntries), cut) }
        }
    }

    override fun failed(told: String) = set { it.copy(notice = told) }
}
