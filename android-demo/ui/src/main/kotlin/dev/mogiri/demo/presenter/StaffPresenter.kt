package dev.mogiri.demo.presenter

import dev.mogiri.Clock
import dev.mogiri.LiveGate
import dev.mogiri.Verdict
import dev.mogiri.demo.host.Host
import dev.mogiri.demo.words.Words
import kotlinx.coroutines.CoroutineScope

/** What staff look at. */
enum class Desk { SIGN_IN, SCAN, HISTORY, DIGITS, COUNTS, MERGE, CLOSE }

/** Where a member of staff is. */
data class StaffState(val desk: Desk = Desk.SIGN_IN)

/** The staff app: one presenter for each desk, and the way between them. */
class StaffPresenter(
    gate: LiveGate,
    clock: Clock,
    host: Host,
    scope: CoroutineScope,
    words: Words,
    sandbox: Certifier? = null,
) : Presenter<StaffState>(scope, words, StaffState()) {
    val signIn = SignInPresenter(gate, host, sandbox, scope, words)
    val banner = BannerPresenter(gate, scope, words)
    val upkeep = UpkeepPresenter(gate, { banner.refresh() }, scope, words)
    val scan = ScanPresenter(gate, host, upkeep, scope, words)
    val history = HistoryPresenter(gate, scan, scope, words)
    val digits = DigitsPresenter(gate, ::judged, scope, words)
    val counts = CountsPresenter(gate, clock, scope, words)
    val merge = MergePresenter(gate, host, scope, words)
    val close = ClosePresenter(gate, scope, words)

    init {
        act { signIn.state.collect { if (it.signedIn) leaveSignIn() } }
    }

    /** Goes to a desk. */
    fun go(desk: Desk) {
        banner.refresh()
        if (desk == Desk.HISTORY) history.begin()
        if (desk == Desk.MERGE) merge.begin() else merge.leave()
        set { it.copy(desk = desk) }
    }

    override fun failed(told: String) = Unit

    private fun judged(verdict: Verdict) {
        scan.judge(verdict)
        go(Desk.SCAN)
    }

    private fun leaveSignIn() = set { if (it.desk == Desk.SIGN_IN) it.copy(desk = Desk.SCAN) else it }
}
