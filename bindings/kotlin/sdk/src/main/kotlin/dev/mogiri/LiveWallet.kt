package dev.mogiri

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeoutOrNull

/**
 * A [Wallet] as screens want it: flows of the codes and of the list, and every act as a `suspend` function.
 *
 * All work runs on the dispatcher that it was opened with, one act at a time; no thread waits for another. An act that
 * has begun ends: whoever cancels it meanwhile does not see its answer, and the flows tell what it did.
 *
 * After [close] every act is [WalletException.Released], and [Wallet.open] may take the folder again.
 */
public class LiveWallet private constructor(private val wallet: Wallet, private val worker: CoroutineDispatcher) :
    AutoCloseable {
    private val changes = MutableStateFlow(0L)

    /** The list as it is, then again after each act of this object that changed it. Equal lists come once. */
    public val tickets: Flow<List<TicketSummary>> =
        changes.map { wallet.tickets() }.distinctUntilChanged().flowOn(worker)

    /**
     * The code of [ticket], turning by itself: asked for again when it stops being the code of this moment, by the
     * wallet's own clock, and at once when a gate corrected that clock. A slow reader finds the newest one.
     *
     * It ends with its scope. It fails with what [Wallet.present] throws, so with [WalletException.HandedOn] at the
     * moment in which the ticket is handed to a friend.
     */
    public fun codes(ticket: TicketId): Flow<TicketCode> = flow {
        while (true) {
            val seen = changes.value
            val code = wallet.present(ticket)
            emit(code)
            withTimeoutOrNull(code.turnsIn) { changes.first { it != seen } }
        }
    }.distinctUntilChanged { before, after -> before.text == after.text }.conflate().flowOn(worker)

    /** Reads the list again, for states that came with time: doors that opened, an event that is over. */
    public fun refresh() {
        changes.update { it + 1 }
    }

    /** Any act of [Wallet] that changes no ticket, on this object's dispatcher. */
    public suspend fun <T> read(act: (Wallet) -> T): T = withContext(worker) { act(wallet) }

    /** Any act of [Wallet], on this object's dispatcher. Afterwards the flows look again, even if it failed. */
    public suspend fun <T> change(act: (Wallet) -> T): T = withContext(worker) {
        try {
            act(wallet)
        } finally {
            refresh()
        }
    }

    /** Lets the folder go. Waits for an act that has begun. */
    override fun close() {
        wallet.release()
        refresh()
    }

    /** How to come by one. */
    public companion object {
        /** [Wallet.create], off the caller's thread. [dispatcher] runs everything; [clock] is for tests. */
        public suspend fun create(
            folder: String,
            vault: KeyVault,
            clock: Clock? = null,
            dispatcher: CoroutineDispatcher = Dispatchers.IO,
            log: LogSink? = null,
        ): LiveWallet = on(dispatcher) { Wallet.create(folder, vault, clock, log) }

        /** [Wallet.open], off the caller's thread. [dispatcher] runs everything; [clock] is for tests. */
        public suspend fun open(
            folder: String,
            vault: KeyVault,
            clock: Clock? = null,
            dispatcher: CoroutineDispatcher = Dispatchers.IO,
            log: LogSink? = null,
        ): LiveWallet = on(dispatcher) { Wallet.open(folder, vault, clock, log) }

        private suspend fun on(dispatcher: CoroutineDispatcher, make: () -> Wallet): LiveWallet {
            val worker = dispatcher.limitedParallelism(1)
            return LiveWallet(withContext(worker) { make() }, worker)
        }
    }
}
