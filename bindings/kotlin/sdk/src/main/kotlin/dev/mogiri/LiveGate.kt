package dev.mogiri

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.withContext

/**
 * A [Gate] as screens want it: a flow of the counts, and every act as a `suspend` function.
 *
 * All work runs on the dispatcher that it was opened with, one act at a time. An act that has begun ends, whoever
 * cancels it meanwhile. After [close] every act is [GateException.Released].
 */
public class LiveGate private constructor(private val gate: Gate, private val worker: CoroutineDispatcher) :
    AutoCloseable {
    private val changes = MutableStateFlow(0L)

    /** The counts as they are, then again after each act of this object that changed them. */
    public val report: Flow<GateReport> = changes.map { gate.report() }.distinctUntilChanged().flowOn(worker)

    /** Any act of [Gate] that changes nothing, on this object's dispatcher. */
    public suspend fun <T> read(act: (Gate) -> T): T = withContext(worker) { act(gate) }

    /** Any act of [Gate], on this object's dispatcher. Afterwards [report] looks again, even if it failed. */
    public suspend fun <T> change(act: (Gate) -> T): T = withContext(worker) {
        try {
            act(gate)
        } finally {
            changes.update { it + 1 }
        }
    }

    /** Ends the session in order and lets the folder go. Waits for an act that has begun. */
    override fun close() {
        gate.release()
        changes.update { it + 1 }
    }

    /** How to come by one. */
    public companion object {
        /** [Gate.create], off the caller's thread. [dispatcher] runs everything; [clock] is for tests. */
        @Suppress("LongParameterList") // Those of Gate.create.
        public suspend fun create(
            folder: String,
            eventFile: ByteArray,
            gate: String,
            label: String,
            vault: KeyVault,
            clock: Clock? = null,
            dispatcher: CoroutineDispatcher = Dispatchers.IO,
            log: LogSink? = null,
        ): LiveGate = on(dispatcher) { Gate.create(folder, eventFile, gate, label, vault, clock, log) }

        /** [Gate.open], off the caller's thread. [dispatcher] runs everything; [clock] is for tests. */
        public suspend fun open(
            folder: String,
            vault: KeyVault,
            clock: Clock? = null,
            dispatcher: CoroutineDispatcher = Dispatchers.IO,
            log: LogSink? = null,
        ): LiveGate = on(dispatcher) { Gate.open(folder, vault, clock, log) }

        private suspend fun on(dispatcher: CoroutineDispatcher, make: () -> Gate): LiveGate {
            val worker = dispatcher.limitedParallelism(1)
            return LiveGate(withContext(worker) { make() }, worker)
        }
    }
}
