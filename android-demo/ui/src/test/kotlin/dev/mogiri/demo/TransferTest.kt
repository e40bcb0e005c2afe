package dev.mogiri.demo

import dev.mogiri.Clock
import dev.mogiri.LiveWallet
import dev.mogiri.TicketState
import dev.mogiri.demo.evening.DemoOrganizer
import dev.mogiri.demo.host.DeskHost
import dev.mogiri.demo.host.Host
import dev.mogiri.demo.host.Looking
import dev.mogiri.demo.presenter.ReceivePresenter
import dev.mogiri.demo.presenter.ReceiveStep
import dev.mogiri.demo.presenter.SendPresenter
import dev.mogiri.demo.presenter.SendState
import dev.mogiri.demo.presenter.SendStep
import dev.mogiri.demo.words.Language
import dev.mogiri.demo.words.Words
import dev.mogiri.importFile
import dev.mogiri.request
import dev.mogiri.testkit.FixedClock
import dev.mogiri.testkit.MemoryVault
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.mapNotNull
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.advanceTimeBy
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.io.File
import java.time.Instant

/** A ticket from one phone to the other: what stands on one screen is before the other's camera. Time is the test's. */
@OptIn(ExperimentalCoroutinesApi::class)
class TransferTest {
    @get:Rule
    val folder = TemporaryFolder()
    private val clock = FixedClock(NOW.epochSecond)

    @Test
    fun `the codes of a parcel take turns from the first to the last and again, until the person leaves`() =
        transfer { owner, friend ->
            handOver(owner, friend)
            val count = shown(owner).size
            assertTrue("$count", count > 1)
            val pages = List(count + 1) { owner.send.state.value.page.also { turn() } }
            assertEquals(((1..count) + 1).map { words.screen("page_of_codes", it, count) }, pages)
            owner.send.leave()
            turn()
            assertEquals(SendState(), owner.send.state.value)
        }

    @Test
    fun `a camera that looks on has the parcel after one round, and the answer ends the turns`() =
        transfer { owner, friend ->
            handOver(owner, friend)
            friend.camera.sees = owner.send.state.mapNotNull { it.code?.text }
            friend.receive.readParcel()
            shown(owner)
            assertEquals(listOf(SEAT_7), friend.receive.state.value.places)
            assertNull(friend.receive.state.value.progress)
            friend.receive.take()
            runCurrent()
            readAnswer(owner, friend)
            assertEquals(SendStep.DONE to null, owner.send.state.value.run { step to notice })
            turn()
            assertEquals(null to null, owner.send.state.value.run { code to page })
        }

    @Test
    fun `a ticket that came by codes and is declined goes back`() = transfer { owner, friend ->
        handOver(owner, friend)
        read(friend, shown(owner))
        friend.receive.decline()
        runCurrent()
        assertEquals(emptyList<Any>(), friend.wallet.tickets.first())
        readAnswer(owner, friend)
        assertEquals(SendStep.RETURNED, owner.send.state.value.step)
        assertEquals(List(2) { TicketState.READY }, owner.wallet.tickets.first().map { it.state })
    }

    @Test
    fun `a camera that was closed half way is told, and the codes that it saw need not be read again`() =
        transfer { owner, friend ->
            handOver(owner, friend)
            val codes = shown(owner)
            read(friend, codes.drop(1))
            val half = friend.receive.state.value
            assertEquals(words.hint("nobody"), half.notice)
            assertEquals(words.screen("codes_read", codes.size - 1, codes.size), half.progress)
            assertEquals(ReceiveStep.REQUEST, half.step)
            read(friend, codes.take(1))
            assertEquals(listOf(SEAT_7), friend.receive.state.value.places)
        }

    @Test
    fun `codes of two parcels do not mix - with one of another parcel the reading begins anew`() =
        transfer { owner, friend ->
            handOver(owner, friend)
            val one = shown(owner)
            handOver(owner, friend)
            val other = shown(owner)
            read(friend, one.dropLast(1) + other.first() + one.last())
            assertEquals(words.screen("codes_read", 1, one.size), friend.receive.state.value.progress)
            assertEquals(ReceiveStep.REQUEST, friend.receive.state.value.step)
            read(friend, other)
            assertEquals(listOf(SEAT_8), friend.receive.state.value.places)
        }

    @Test
    fun `what is no message of ours is passed over, and the reading goes on`() = transfer { owner, friend ->
        handOver(owner, friend)
        read(friend, shown(owner).flatMap { listOf("https://example.com", it) })
        assertEquals(listOf(SEAT_7), friend.receive.state.value.places)
    }

    @Test
    fun `the codes of a ticket that was taken before give the answer again, and nobody is asked`() =
        transfer { owner, friend ->
            handOver(owner, friend)
            val codes = shown(owner)
            read(friend, codes)
            friend.receive.take()
            runCurrent()
            friend.receive.begin()
            read(friend, codes)
            assertEquals(ReceiveStep.ANSWER to null, friend.receive.state.value.run { step to progress })
            readAnswer(owner, friend)
            assertEquals(SendStep.DONE, owner.send.state.value.step)
        }

    @Test
    fun `the answer to another hand-over is told, and this one goes on`() = transfer { owner, friend ->
        handOver(owner, friend)
        read(friend, shown(owner))
        friend.receive.take()
        runCurrent()
        val answer = checkNotNull(friend.receive.state.value.code).text
        handOver(owner, friend)
        readAnswer(owner, answer)
        val state = owner.send.state.value
        assertEquals(SendStep.READY to words.of("settled.TAKEN", "guest"), state.step to state.notice)
        assertNotNull(state.code)
    }

    private fun transfer(test: suspend TestScope.(owner: Person, friend: Person) -> Unit) = runTest {
        DemoOrganizer(NOW).use { organizer ->
            person("owner").use { owner ->
                owner.wallet.importFile(organizer.tickets(owner.wallet.request(2u)))
                person("friend").use { friend -> test(owner, friend) }
            }
        }
    }

    /** Signs the next ticket over to the friend, until its parcel is on the screen. */
    private suspend fun TestScope.handOver(owner: Person, friend: Person) {
        friend.receive.begin()
        val ready = owner.wallet.tickets.first().filter { it.state == TicketState.READY }
        runCurrent()
        owner.send.begin(ready.minBy { it.place }.id)
        // At once: the ticket's name comes later, and takes nothing of this back.
        owner.camera.sees = flowOf(checkNotNull(friend.receive.state.value.code).text)
        owner.send.readRequest()
        runCurrent()
        owner.send.confirm()
        runCurrent()
        assertEquals(SendStep.READY to words.hint("show_parcel"), owner.send.state.value.run { step to told })
    }

    /** Each code on the owner's screen, for one round. */
    private fun TestScope.shown(owner: Person): List<String> {
        val codes = linkedSetOf<String>()
        while (codes.add(checkNotNull(owner.send.state.value.code).text)) turn()
        return codes.toList()
    }

    /** Until the next code is on the screen. */
    private fun TestScope.turn() {
        advanceTimeBy(MOMENT_MS)
        runCurrent()
    }

    private fun TestScope.read(friend: Person, codes: List<String>) {
        friend.camera.sees = codes.asFlow()
        friend.receive.readParcel()
        runCurrent()
    }

    private fun TestScope.readAnswer(owner: Person, friend: Person) =
        readAnswer(owner, checkNotNull(friend.receive.state.value.code).text)

    private fun TestScope.readAnswer(owner: Person, answer: String) {
        owner.camera.sees = flowOf(answer)
        owner.send.readAnswer()
        runCurrent()
    }

    private suspend fun TestScope.person(name: String): Person {
        val path = File(folder.root, name).path
        val wallet = LiveWallet.create(path, MemoryVault(), clock, StandardTestDispatcher(testScheduler))
        return Person(wallet, clock, backgroundScope)
    }

    private class Person(val wallet: LiveWallet, clock: Clock, scope: CoroutineScope) : AutoCloseable by wallet {
        val camera = Camera()
        val send = SendPresenter(wallet, clock, camera, scope, words)
        val receive = ReceivePresenter(wallet, camera, scope, words)
    }

    /** Sees what the test holds before it, and is closed afterwards. */
    private class Camera : Host by DeskHost({}, {}, {}) {
        var sees: Flow<String> = flowOf()

        override fun codes(looking: Looking): Flow<String> = sees
    }

    private companion object {
        val NOW: Instant = Instant.ofEpochSecond(1_797_667_500L)
        val words = Words(Language.JAPANESE)
        const val MOMENT_MS = 350L
        const val SEAT_7 = "1階 5列 7番"
        const val SEAT_8 = "1階 5列 8番"
    }
}
