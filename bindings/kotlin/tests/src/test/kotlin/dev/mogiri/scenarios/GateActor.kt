package dev.mogiri.scenarios

import dev.mogiri.AskName
import dev.mogiri.Gate
import dev.mogiri.GateReport
import dev.mogiri.StaffStatus
import dev.mogiri.Verdict
import dev.mogiri.reason
import dev.mogiri.testkit.FixedClock

/** What the staff do. */
class GateActor(clock: FixedClock, private val path: String) : Phone(clock) {
    private var opened: Gate? = null

    override fun act(act: String, with: Arguments): Done {
        when (act) {
            "create" ->
                opened = Gate.create(path, with.bytes("eventFile"), with.text("gate"), "door", vault, clock, log)

            "open" -> opened = Gate.open(path, vault, clock, log)

            else -> return perform(checkNotNull(opened) { "no gate was opened" }, act, with)
        }
        return Done.OK
    }

    private fun perform(gate: Gate, act: String, with: Arguments): Done {
        when (act) {
            "release" -> gate.release()
            "suspend" -> gate.suspend()
            "closeLog" -> gate.closeLog()
            "voidEntry" -> gate.voidEntry(with.text("name"), with.text("reason"))
            else -> return judge(gate, act, with) ?: make(gate, act, with)
        }
        return Done.OK
    }

    private fun judge(gate: Gate, act: String, with: Arguments): Done? = when (act) {
        "admit" -> judged(gate.admit(with.text("text")))
        "admitNamed" -> judged(gate.admitNamed(with.text("text"), with.text("name")))
        "admitDigits" -> judged(gate.admitDigits(with.text("digits"), with.find("name")))
        "exit" -> Done(name(gate.exit(with.text("text")).effect))
        "update" -> Done(name(gate.update(with.bytes("document"))))
        "merge" -> Done(name(gate.merge(with.bytes("file")).ending))
        "history" -> Done(gate.history(20u).joinToString(",") { name(it.act) })
        "report" -> Done(count(gate.report(), with.text("count")))
        "status" -> Done(status(gate.status(), with.text("field")))
        else -> null
    }

    private fun make(gate: Gate, act: String, with: Arguments): Done = when (act) {
        "enrolment" -> Done.bytes(gate.enrolment())
        "challenge" -> Done.bytes(gate.challenge(AskName.valueOf(with.text("ask"))))
        "beacon" -> Done.bytes(gate.beacon(with.text("presentation")))
        "stamp" -> Done.bytes(gate.stamp(with.text("entry")))
        "export" -> Done.bytes(gate.export())
        "syncVector" -> Done.bytes(gate.syncVector())
        "missing" -> gate.missing(with.bytes("vector")).let { Done("${it.entries}", Value.Bytes(it.file)) }
        else -> noSuchAct(act)
    }

    private fun judged(verdict: Verdict): Done = when (verdict) {
        is Verdict.Admitted -> Done("ADMITTED", Value.Text(verdict.v1.entry))
        is Verdict.Refused -> Done("REFUSED:${name(verdict.v1.reason)}", verdict.v1.beaconFor?.let { Value.Text(it) })
        is Verdict.Ask -> Done("ASK:${name(verdict.v1.reason)}", verdict.v1.beaconFor?.let { Value.Text(it) })
        is Verdict.Repeat -> Done("REPEAT:${name(verdict.reason ?: verdict.v1.of)}")
    }

    private fun count(report: GateReport, what: String): String = when (what) {
        "admitted" -> report.admitted
        "inHall" -> report.inHall
        "exits" -> report.exits
        "refused" -> report.refused
        "conflicts" -> report.conflicts.size
        else -> noSuchAct(what)
    }.toString()

    private fun status(status: StaffStatus, field: String): String = when (field) {
        "roles" -> status.roles.joinToString(",")
        "entries" -> status.entries.toString()
        else -> noSuchAct(field)
    }
}
