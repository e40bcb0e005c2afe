import Foundation
import Mogiri
import MogiriTestkit
import Testing

/// What the staff do.
final class GateActor: Phone {
    let clock: FixedClock
    let vault = FaultyVault()
    let log = StrictLog()
    private let path: String
    private var opened: Gate?

    init(clock: FixedClock, path: String) {
        (self.clock, self.path) = (clock, path)
    }

    func act(_ act: String, _ with: Arguments) throws -> Done {
        switch act {
        case "create":
            opened = try Gate.create(
                folder: path, eventFile: with.bytes("eventFile"), gate: with.text("gate"), label: "door", vault: vault,
                clock: clock, log: log)
        case "open": opened = try Gate.open(folder: path, vault: vault, clock: clock, log: log)
        default: return try perform(#require(opened), act, with)
        }
        return .ok
    }

    private func perform(_ gate: Gate, _ act: String, _ with: Arguments) throws -> Done {
        switch act {
        case "release": try gate.release()
        case "suspend": try gate.suspend()
        case "closeLog": _ = try gate.closeLog()
        case "voidEntry": _ = try gate.voidEntry(name: with.text("name"), reason: with.text("reason"))
        default: return try judge(gate, act, with) ?? make(gate, act, with)
        }
        return .ok
    }

    private func judge(_ gate: Gate, _ act: String, _ with: Arguments) throws -> Done? {
        switch act {
        case "admit": return judged(try gate.admit(text: with.text("text")))
        case "admitNamed": return judged(try gate.admitNamed(text: with.text("text"), name: with.text("name")))
        case "admitDigits":
            return judged(try gate.admitDigits(digits: with.text("digits"), name: with.find("name")))
        case "exit": return Done(name(try gate.exit(text: with.text("text")).effect))
        case "update": return Done(name(try gate.update(document: with.bytes("document"))))
        case "merge": return Done(name(try gate.merge(file: with.bytes("file")).ending))
        case "history": return Done(try gate.history(most: 20).map { name($0.act) }.joined(separator: ","))
        case "report": return Done(String(try count(gate.report(), with.text("count"))))
        case "status": return Done(try status(gate.status(), with.text("field")))
        default: return nil
        }
    }

    private func make(_ gate: Gate, _ act: String, _ with: Arguments) throws -> Done {
        switch act {
        case "enrolment": return .bytes(try gate.enrolment())
        case "challenge": return .bytes(try gate.challenge(ask: with.text("ask") == "YES" ? .yes : .no))
        case "beacon": return .bytes(try gate.beacon(presentation: with.text("presentation")))
        case "stamp": return .bytes(try gate.stamp(entry: with.text("entry")))
        case "export": return .bytes(try gate.export())
        case "syncVector": return .bytes(try gate.syncVector())
        case "missing":
            let missing = try gate.missing(vector: with.bytes("vector"))
            return Done(String(missing.entries), .bytes(missing.file))
        default: throw NoSuchAct(act: act)
        }
    }

    private func judged(_ verdict: Verdict) -> Done {
        switch verdict {
        case .admitted(let admission): Done("ADMITTED", .text(admission.entry))
        case .refused(let refusal): Done("REFUSED:\(name(refusal.reason))", refusal.beaconFor.map(Value.text))
        case .ask(let refusal): Done("ASK:\(name(refusal.reason))", refusal.beaconFor.map(Value.text))
        case .repeat(let again): Done("REPEAT:\(verdict.reason.map { name($0) } ?? name(again.of))")
        }
    }

    private func count(_ report: GateReport, _ what: String) throws -> UInt64 {
        switch what {
        case "admitted": report.admitted
        case "inHall": report.inHall
        case "exits": report.exits
        case "refused": report.refused
        case "conflicts": UInt64(report.conflicts.count)
        default: throw NoSuchAct(act: what)
        }
    }

    private func status(_ status: StaffStatus, _ field: String) throws -> String {
        switch field {
        case "roles": status.roles.joined(separator: ",")
        case "entries": String(status.entries)
        default: throw NoSuchAct(act: field)
        }
    }
}
