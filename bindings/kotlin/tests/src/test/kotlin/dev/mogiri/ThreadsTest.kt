package dev.mogiri

import dev.mogiri.testkit.FixedClock
import dev.mogiri.testkit.MemoryVault
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.AutoClose
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors

/** Many callers, callbacks and cancellation, on real threads. */
class ThreadsTest {
    @TempDir
    lateinit var folder: Path
    private val clock = FixedClock(Organizer.DOORS + 300)

    @AutoClose
    private val organizer = Organizer()

    @Test
    fun `many threads at once get whole answers`() {
        val wallet = holder(MemoryVault())
        val ticket = wallet.tickets()[0].id
        val threads = Executors.newFixedThreadPool(THREADS)
        val texts = List(THREADS * 8) { threads.submit<String> { wallet.present(ticket).text } }.map { it.get() }
        threads.shutdown()
        assertEquals(1, texts.toSet().size)
    }

    @Test
    fun `many coroutines at once get whole answers`() = runBlocking {
        val live = LiveWallet.create(path("live"), MemoryVault(), clock)
        live.importFile(organizer.issue(live.request(2u)))
        val ids = live.read { wallet -> wallet.tickets().map { it.id } }
        val texts = withContext(Dispatchers.Default) {
            List(THREADS * 8) { async { live.present(ids[it % 2]).text } }.awaitAll()
        }
        assertEquals(2, texts.toSet().size)
    }

    @Test
    fun `a vault that calls its wallet back is told that it is busy, and the act goes on`() {
        val vault = CallingVault()
        val wallet = holder(vault)
        vault.call = { assertThrows<WalletException.Busy> { wallet.tickets() } }
        wallet.present(wallet.tickets()[0].id)
        assertTrue(vault.calls > 0)
        assertEquals(2, wallet.tickets().size)
    }

    @Test
    fun `an act that is cancelled in the middle is done whole`() = runBlocking {
        val vault = CallingVault()
        val live = LiveWallet.create(path("live"), vault, clock)
        val friend = Wallet.create(path("friend"), MemoryVault(), clock)
        live.importFile(organizer.issue(live.request(2u)))
        val ticket = live.read { it.tickets()[0].id }
        val (inside, goOn) = CompletableDeferred<Unit>() to CountDownLatch(1)
        vault.call = {
            inside.complete(Unit)
            goOn.await()
        }
        val act = launch(Dispatchers.Default) { live.handOver(ticket, friend.request(), Confirmation.Camera) }
        inside.await()
        val cancelling = launch(Dispatchers.Default) { act.cancelAndJoin() }
        goOn.countDown()
        cancelling.join()
        assertEquals(TicketState.HANDING_OVER, live.ticket(ticket).state)
    }

    @Test
    fun `an object that was closed is not there for anybody who still holds it`() {
        val wallet = holder(MemoryVault())
        val ticket = wallet.tickets()[0].id
        wallet.release()
        assertThrows<WalletException.Released> { wallet.present(ticket) }
        wallet.close()
        val threads = Executors.newFixedThreadPool(THREADS)
        val calls = List(THREADS) { threads.submit { assertThrows<IllegalStateException> { wallet.present(ticket) } } }
        calls.forEach { it.get() }
        threads.shutdown()
    }

    @Test
    fun `ten thousand codes leave memory as it was`() {
        val wallet = holder(MemoryVault())
        val ticket = wallet.tickets()[0].id
        show(wallet, ticket, WARM_UP)
        val before = Memory.settled { true }
        show(wallet, ticket, CODES)
        val after = Memory.settled { it.heap - before.heap < HEAP_KIB }
        println("soak: $CODES codes, $before -> $after")
        assertTrue(after.heap - before.heap < HEAP_KIB, "heap $before $after")
        assertTrue(after.process - before.process < PROCESS_KIB, "process $before $after")
    }

    private fun show(wallet: Wallet, ticket: TicketId, codes: Int) = repeat(codes) {
        clock.seconds += 10
        wallet.present(ticket)
    }

    private fun holder(vault: KeyVault): Wallet {
        val wallet = Wallet.create(path("wallet"), vault, clock)
        wallet.importFile(organizer.issue(wallet.request(2u)))
        return wallet
    }

    private fun path(name: String): String = folder.resolve(name).toString()

    private class CallingVault(private val inner: MemoryVault = MemoryVault()) : KeyVault by inner {
        @Volatile
        var call: (() -> Unit)? = null

        @Volatile
        var calls = 0

        override fun put(item: ByteArray) {
            call?.also { calls += 1 }?.invoke()
            inner.put(item)
        }

        override fun openSealed(sealed: ByteArray): ByteArray {
            call?.also { calls += 1 }?.invoke()
            return inner.openSealed(sealed)
        }
    }

    private data class Memory(val heap: Long, val process: Long) {
        companion object {
            /**
             * JNA frees by a thread of its own what the collector found, and on a busy machine that thread is late: it
             * is given until [isEnough], or until so many collections that what is left is no delay but a leak.
             */
            fun settled(isEnough: (Memory) -> Boolean): Memory {
                var least = now()
                var collections = 1
                while (collections < if (isEnough(least)) LEAST_COLLECTIONS else MOST_COLLECTIONS) {
                    val now = now()
                    least = Memory(minOf(least.heap, now.heap), minOf(least.process, now.process))
                    collections += 1
                }
                return least
            }

            @Suppress("ExplicitGarbageCollectionCall") // What is left afterwards is what leaked.
            private fun now(): Memory {
                System.gc()
                val runtime = Runtime.getRuntime()
                return Memory((runtime.totalMemory() - runtime.freeMemory()) / 1024, residentKib())
            }

            /** Only Linux tells it by a file; elsewhere only the heap is measured. */
            private fun residentKib(): Long {
                val status = Path.of("/proc/self/status")
                if (!Files.exists(status)) return 0
                return Files.readAllLines(status).first { it.startsWith("VmRSS") }.filter(Char::isDigit).toLong()
            }
        }
    }

    private companion object {
        const val THREADS = 8
        const val LEAST_COLLECTIONS = 20
        const val MOST_COLLECTIONS = 2_000
        const val WARM_UP = 2_000
        const val CODES = 10_000
        const val HEAP_KIB = 4 * 1024
        const val PROCESS_KIB = 24 * 1024
    }
}
