import Foundation
import Mogiri
import MogiriTestkit
import Testing

/// What an attendee does.
final class WalletActor: Phone {
    let clock: FixedClock
    let vault = FaultyVault()
    let log = StrictLog()
    private let path: String
    private var opened: Wallet?

    init(clock: FixedClock, path: String) {
        (self.clock, self.path) = (clock, path)
    }

    func act(_ act: String, _ with: Arguments) throws -> Done {
        switch act {
        case "create": opened = try Wallet.create(folder: path, vault: vault, clock: clock, log: log)
        case "open": opened = try Wallet.open(folder: path, vault: vault, clock: clock, log: log)
        default: return try perform(#require(opened), act, with)
        }
        return .ok
    }

    private func perform(_ wallet: Wallet, _ act: String, _ with: Arguments) throws -> Done {
        switch act {
        case "release": try wallet.release()
        case "suspend": try wallet.suspend()
        case "wipe": try wallet.wipe()
        case "purge": _ = try wallet.purge()
        case "challengeFace": _ = try wallet.challengeFace(challenge: with.bytes("challenge"))
        case "forget": _ = try wallet.forget(ticket: with.text("ticket"), valid: stillValid(with))
        default: return try look(wallet, act, with) ?? show(wallet, act, with) ?? transfer(wallet, act, with)
        }
        return .ok
    }

    private func look(_ wallet: Wallet, _ act: String, _ with: Arguments) throws -> Done? {
        switch act {
        case "rollback": return Done(name(try wallet.rollback()))
        case "tickets": return Done(names(try wallet.tickets().map(\.state)))
        case "ticketAt":
            let place = try with.text("place")
            return state(try #require(wallet.tickets().first { $0.place == place }))
        case "ticket": return state(try wallet.ticket(ticket: with.text("ticket")))
        case "readiness":
            let words = try wallet.readiness().map { worksOffline(ticket: $0) ? "OFFLINE" : "NOT" }
            return Done(words.joined(separator: ","))
        case "clockState": return Done(name(try wallet.clock()))
        default: return nil
        }
    }

    private func show(_ wallet: Wallet, _ act: String, _ with: Arguments) throws -> Done? {
        switch act {
        case "request":
            return .bytes(try wallet.request(count: #require(UInt32(with.find("count") ?? "1"))))
        case "importFile":
            return Done(names(try wallet.importFile(file: with.bytes("file")).tickets.map(\.outcome)))
        case "present": return .text(try wallet.present(ticket: with.text("ticket")).text)
        case "presentReference": return .text(try wallet.presentReference(ticket: with.text("ticket")).text)
        case "presentTotp": return .text(try wallet.presentTotp(ticket: with.text("ticket")).text)
        case "checkDigits":
            return try wallet.checkDigits(ticket: with.text("ticket")).map(Done.text) ?? Done("NONE")
        case "answer":
            return .text(try wallet.answer(ticket: with.text("ticket"), challenge: with.bytes("challenge")).text)
        case "correct": return Done(name(try wallet.correct(beacon: with.bytes("beacon"))))
        case "acceptStamp": return Done(name(try wallet.acceptStamp(stamp: with.bytes("stamp"))))
        default: return nil
        }
    }

    private func transfer(_ wallet: Wallet, _ act: String, _ with: Arguments) throws -> Done {
        switch act {
        case "compareCode": return .text(try wallet.compareCode(request: with.bytes("request")))
        case "handOver":
            let isSeen = try with.text("by") == "camera"
            let by: Mogiri.Confirmation = isSeen ? .camera : .compareCode(try with.text("code"))
            _ = try wallet.handOver(ticket: with.text("ticket"), request: with.bytes("request"), confirmation: by)
            return .ok
        case "parcel":
            switch try wallet.parcel(ticket: with.text("ticket")) {
            case .ready(let parcel, _): return Done("READY", .bytes(parcel))
            case .wait: return Done("WAIT")
            }
        case "frame": return try frame(wallet, with)
        case "readFrame":
            let file = try wallet.readFrame(frame: with.bytes("frame")).file
            return file.map { Done("WHOLE", .bytes($0)) } ?? Done("PART")
        case "preview":
            let preview = try wallet.preview(parcel: with.bytes("parcel"))
            if case .refused(let refusal) = preview { return Done("REFUSED:\(name(refusal))") }
            return Done(name(preview))
        case "receive": return try receive(wallet, with)
        case "settle": return Done(names(try wallet.settle(answer: with.bytes("answer")).map(\.outcome)))
        default: throw NoSuchAct(act: act)
        }
    }

    /// One of the codes that a parcel is shown in.
    private func frame(_ wallet: Wallet, _ with: Arguments) throws -> Done {
        guard case .ready(_, let frames) = try wallet.parcel(ticket: with.text("ticket")) else { return Done("WAIT") }
        let at = Int(try with.text("at")) ?? -1
        return frames.indices.contains(at) ? Done("READY", .bytes(frames[at])) : Done("NONE")
    }

    private func receive(_ wallet: Wallet, _ with: Arguments) throws -> Done {
        let decision: Decision = try with.text("decision") == "take" ? .take : .decline
        switch try wallet.receive(parcel: with.bytes("parcel"), decision: decision) {
        case .refused(let refusal): return Done("REFUSED:\(name(refusal))")
        case .rows(let answer, let rows): return Done(names(rows.map(\.outcome)), answer.map(Value.bytes))
        }
    }

    private func state(_ ticket: TicketSummary) -> Done {
        Done(name(ticket.state), .text(ticket.id))
    }

    private func stillValid(_ with: Arguments) throws -> StillValid {
        try with.text("valid") == "ERASE" ? .erase : .keep
    }
}
