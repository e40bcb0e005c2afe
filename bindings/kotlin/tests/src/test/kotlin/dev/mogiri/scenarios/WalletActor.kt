package dev.mogiri.scenarios

import dev.mogiri.Confirmation
import dev.mogiri.Decision
import dev.mogiri.FrameRead
import dev.mogiri.ParcelState
import dev.mogiri.Preview
import dev.mogiri.Received
import dev.mogiri.StillValid
import dev.mogiri.TicketSummary
import dev.mogiri.Wallet
import dev.mogiri.testkit.FixedClock
import dev.mogiri.worksOffline

/** What an attendee does. */
class WalletActor(clock: FixedClock, private val path: String) : Phone(clock) {
    private var opened: Wallet? = null

    override fun act(act: String, with: Arguments): Done {
        when (act) {
            "create" -> opened = Wallet.create(path, vault, clock, log)
            "open" -> opened = Wallet.open(path, vault, clock, log)
            else -> return perform(checkNotNull(opened) { "no wallet was opened" }, act, with)
        }
        return Done.OK
    }

    private fun perform(wallet: Wallet, act: String, with: Arguments): Done {
        when (act) {
            "release" -> wallet.release()
            "suspend" -> wallet.suspend()
            "wipe" -> wallet.wipe()
            "purge" -> wallet.purge()
            "challengeFace" -> wallet.challengeFace(with.bytes("challenge"))
            "forget" -> wallet.forget(with.text("ticket"), StillValid.valueOf(with.text("valid")))
            else -> return look(wallet, act, with) ?: show(wallet, act, with) ?: transfer(wallet, act, with)
        }
        return Done.OK
    }

    private fun look(wallet: Wallet, act: String, with: Arguments): Done? = when (act) {
        "rollback" -> Done(name(wallet.rollback()))
        "tickets" -> Done(names(wallet.tickets().map { it.state }))
        "ticketAt" -> state(wallet.tickets().first { it.place == with.text("place") })
        "ticket" -> state(wallet.ticket(with.text("ticket")))
        "readiness" -> Done(wallet.readiness().joinToString(",") { if (worksOffline(it)) "OFFLINE" else "NOT" })
        "clockState" -> Done(name(wallet.clock()))
        else -> null
    }

    private fun show(wallet: Wallet, act: String, with: Arguments): Done? = when (act) {
        "request" -> Done.bytes(wallet.request((with.find("count") ?: "1").toUInt()))
        "importFile" -> Done(names(wallet.importFile(with.bytes("file")).tickets.map { it.outcome }))
        "present" -> Done.text(wallet.present(with.text("ticket")).text)
        "presentReference" -> Done.text(wallet.presentReference(with.text("ticket")).text)
        "presentTotp" -> Done.text(wallet.presentTotp(with.text("ticket")).text)
        "checkDigits" -> wallet.checkDigits(with.text("ticket"))?.let { Done.text(it) } ?: Done("NONE")
        "answer" -> Done.text(wallet.answer(with.text("ticket"), with.bytes("challenge")).text)
        "correct" -> Done(name(wallet.correct(with.bytes("beacon"))))
        "acceptStamp" -> Done(name(wallet.acceptStamp(with.bytes("stamp"))))
        else -> null
    }

    private fun transfer(wallet: Wallet, act: String, with: Arguments): Done = when (act) {
        "compareCode" -> Done.text(wallet.compareCode(with.bytes("request")))

        "handOver" -> {
            val isSeen = with.text("by") == "camera"
            val by = if (isSeen) Confirmation.Camera else Confirmation.CompareCode(with.text("code"))
            wallet.handOver(with.text("ticket"), with.bytes("request"), by)
            Done.OK
        }

        "parcel" -> parcel(wallet.parcel(with.text("ticket")))

        "frame" -> frame(wallet.parcel(with.text("ticket")), with.text("at").toInt())

        "readFrame" -> read(wallet.readFrame(with.bytes("frame")))

        "preview" -> when (val preview = wallet.preview(with.bytes("parcel"))) {
            is Preview.Refused -> Done("REFUSED:${name(preview.v1)}")
            else -> Done(name(preview))
        }

        "receive" -> received(wallet.receive(with.bytes("parcel"), Decision.valueOf(with.text("decision").uppercase())))

        "settle" -> Done(names(wallet.settle(with.bytes("answer")).map { it.outcome }))

        else -> noSuchAct(act)
    }

    private fun parcel(parcel: ParcelState): Done = when (parcel) {
        is ParcelState.Ready -> Done("READY", Value.Bytes(parcel.parcel))
        is ParcelState.Wait -> Done("WAIT")
    }

    /** One of the codes that a parcel is shown in. */
    private fun frame(parcel: ParcelState, at: Int): Done = when (parcel) {
        is ParcelState.Ready -> parcel.frames.getOrNull(at)?.let { Done("READY", Value.Bytes(it)) } ?: Done("NONE")
        is ParcelState.Wait -> Done("WAIT")
    }

    private fun read(read: FrameRead): Done = read.file?.let { Done("WHOLE", Value.Bytes(it)) } ?: Done("PART")

    private fun received(received: Received): Done = when (received) {
        is Received.Refused -> Done("REFUSED:${name(received.v1)}")
        is Received.Rows -> Done(names(received.rows.map { it.outcome }), received.answer?.let { Value.Bytes(it) })
    }

    private fun state(ticket: TicketSummary): Done = Done(name(ticket.state), Value.Text(ticket.id))
}
