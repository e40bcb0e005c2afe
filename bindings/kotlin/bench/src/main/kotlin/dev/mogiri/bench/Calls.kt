package dev.mogiri.bench

import dev.mogiri.Wallet
import dev.mogiri.bare.Idle
import java.nio.file.Path

/**
 * A call that has nothing to do, on an object of each library: a wallet that was released already, and one without a
 * field. Both run in turn, who begins alternates, and of each side's rounds the tenth percentile counts.
 */
internal class Calls(folder: Path) {
    private val wallet = Wallet.open(folder.resolve("wallet").toString(), FileVault(folder)).also { it.release() }
    private val idle = Idle()

    fun ratio(): String {
        repeat(WARM_UP) { round(it) }
        val rounds = List(ROUNDS) { round(it) }
        val (ours, bare) = undisturbed(rounds.map { it.first }) to undisturbed(rounds.map { it.second })
        return "$ours $bare"
    }

    /** Nanoseconds a call of ours and of the other side. */
    private fun round(number: Int): Pair<Long, Long> {
        if (number % 2 == 0) return ours() to bare()
        val bare = bare()
        return ours() to bare
    }

    private fun ours() = timed { wallet.release() }

    private fun bare() = timed { idle.release() }

    private inline fun timed(call: () -> Unit): Long {
        val start = System.nanoTime()
        repeat(BATCH) { call() }
        return (System.nanoTime() - start) / BATCH
    }

    private fun undisturbed(rounds: List<Long>): Long = rounds.sorted()[rounds.size / LUCKY]

    private companion object {
        const val WARM_UP = 300
        const val ROUNDS = 400
        const val BATCH = 2_000
        const val LUCKY = 10
    }
}
