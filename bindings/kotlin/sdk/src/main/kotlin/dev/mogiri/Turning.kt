package dev.mogiri

import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/** How long a turn of a code lasts (protocol §5.1). */
private val STEP = 10.seconds

/** So that a clock that stands still between two turns keeps no processor busy. */
private val LEAST = 50.milliseconds

/** How long [code] is the code of this moment, by the clock that the wallet reads, as a gate corrected it. */
internal fun Wallet.turnsIn(code: TicketCode, clock: Clock?): Duration {
    val now = clock.tell() ?: return STEP
    val correction = (clock() as? WalletClock.Corrected)?.seconds ?: 0
    val left = code.validUntil.toEpochMilli().milliseconds - (now + correction.seconds)
    return left.coerceIn(LEAST, STEP)
}

/** A clock of the host may throw what it likes: then a turn takes its whole length. */
private fun Clock?.tell(): Duration? = when (this) {
    null -> System.currentTimeMillis().milliseconds
    else -> runCatching { nowMs().toLong().milliseconds }.getOrNull()
}
