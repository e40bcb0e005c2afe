package dev.mogiri

import dev.mogiri.testkit.FixedClock
import dev.mogiri.testkit.MemoryVault
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.AutoClose
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path

/** A ticket goes to a friend, between two wallets that never meet the network. */
class FriendTest {
    @TempDir
    lateinit var folder: Path
    private val clock = FixedClock(Organizer.DOORS + 300)

    @AutoClose
    private val organizer = Organizer()
    private lateinit var owner: Wallet
    private lateinit var friend: Wallet
    private lateinit var ticket: TicketId

    @BeforeEach
    fun issueTicket() {
        owner = Wallet.create(folder.resolve("owner").toString(), MemoryVault(), clock)
        friend = Wallet.create(folder.resolve("friend").toString(), MemoryVault(), clock)
        owner.importFile(organizer.issue(owner.request(2u)))
        ticket = owner.tickets()[0].id
    }

    @Test
    fun `a friend takes the ticket and is admitted with it`() {
        val received = friend.receive(handOver(), Decision.TAKE)
        val rows = assertInstanceOf(Received.Rows::class.java, received)
        assertEquals(listOf(RowOutcome.Taken), rows.rows.map { it.outcome })
        assertEquals(listOf(SettleOutcome.TAKEN), owner.settle(rows.answer!!).map { it.outcome })
        assertThrows(WalletException.HandedOn::class.java) { owner.present(ticket) }
        val code = friend.present(ticket)
        assertEquals(ticket, organizer.openGate(folder, "A", clock).admit(code.text).admission?.ticket)
    }

    @Test
    fun `a friend who declines gives the ticket back to its owner`() {
        val rows = assertInstanceOf(Received.Rows::class.java, friend.receive(handOver(), Decision.DECLINE))
        assertEquals(listOf(RowOutcome.Returned), rows.rows.map { it.outcome })
        assertEquals(listOf(SettleOutcome.RETURNED), owner.settle(rows.answer!!).map { it.outcome })
        val code = owner.present(ticket)
        assertEquals(ticket, organizer.openGate(folder, "A", clock).admit(code.text).admission?.ticket)
    }

    @Test
    fun `a parcel shows what it offers before anybody decides`() {
        val offer = assertInstanceOf(Preview.Offer::class.java, friend.preview(handOver()))
        assertEquals("もぎり交響楽団 冬の音楽会", offer.event.title)
        assertEquals(EventSource.FIRST_SEEN, offer.event.source)
        assertEquals(listOf(ticket), offer.rows.map { it.ticket })
        assertEquals(emptyList<TicketSummary>(), friend.tickets())
    }

    @Test
    fun `a parcel that fits no code goes by frames, in any order, and the friend takes it`() {
        owner.handOver(ticket, friend.request(), Confirmation.Camera)
        val ready = assertInstanceOf(ParcelState.Ready::class.java, owner.parcel(ticket))
        assertThrows(WalletException.NoPicture::class.java) { messageCode(ready.parcel) }
        val codes = ready.frames.reversed().map { messageCode(it).text }
        val read = codes.map { friend.readFrame(messageOf(it)) }
        assertTrue(codes.size > 1)
        assertEquals((1..codes.size).map { it.toUInt() }, read.map { it.have })
        assertTrue(read.dropLast(1).all { it.file == null })
        assertArrayEquals(ready.parcel, read.last().file)
        val received = assertInstanceOf(Received.Rows::class.java, friend.receive(ready.parcel, Decision.TAKE))
        assertEquals(listOf<RowOutcome>(RowOutcome.Taken), received.rows.map { it.outcome })
    }

    @Test
    fun `a parcel waits until no code shown before is alive`() {
        owner.present(ticket)
        val handed = owner.handOver(ticket, friend.request(), Confirmation.Camera)
        val wait = assertInstanceOf(ParcelState.Wait::class.java, owner.parcel(ticket))
        assertEquals(handed.readyAt, wait.readyAt)
        clock.seconds = wait.readyAt.epochSecond
        assertInstanceOf(ParcelState.Ready::class.java, owner.parcel(ticket))
    }

    @Test
    fun `a request by message needs the code that the friend reads out`() {
        val request = friend.request()
        val wrong = Confirmation.CompareCode("00000000")
        assertThrows(WalletException.CompareCode::class.java) { owner.handOver(ticket, request, wrong) }
        assertEquals(TicketState.READY, owner.ticket(ticket).state)
        owner.handOver(ticket, request, Confirmation.CompareCode(friend.compareCode(request)))
        assertEquals(TicketState.HANDING_OVER, owner.ticket(ticket).state)
    }

    private fun handOver(): ByteArray {
        owner.handOver(ticket, friend.request(), Confirmation.Camera)
        return assertInstanceOf(ParcelState.Ready::class.java, owner.parcel(ticket)).parcel
    }
}
