import Foundation
import Mogiri
import MogiriTestkit
import Testing

/// Everybody who acts in one scenario, and what was kept.
final class Stage {
    /// Gates are called so; everybody else with a phone is an attendee.
    private static let gates = ["gateA", "gateB", "other"]

    private let folder: TestFolder
    private var seconds: UInt64
    private var organizer: Organizer?
    private var phones: [String: any Phone] = [:]
    private var kept: [String: Value] = [:]

    init(seconds: UInt64) throws {
        folder = try TestFolder()
        self.seconds = seconds
    }

    /// How much the phones' logs were told.
    var told: Int {
        phones.values.map(\.log.told).reduce(0, +)
    }

    func keep(_ key: String, _ value: Value) {
        kept[key] = value
    }

    func act(_ step: Scenario.Step) throws -> Done {
        let with = try Arguments(step.with ?? [:], kept: kept)
        switch step.actor {
        case "organizer": return try organize(step.act, with)
        case "everyone": return try everyone(with)
        default: return try phone(step.actor).told(step.act, with)
        }
    }

    private func organize(_ act: String, _ with: Arguments) throws -> Done {
        let organizer = try organizer ?? Organizer()
        self.organizer = organizer
        switch act {
        case "event": return .bytes(organizer.eventFile)
        case "issue": return .bytes(try organizer.issue(with.bytes("request")))
        case "certify":
            let roles = with.find("roles") ?? "scan,stamp,void"
            return .bytes(try organizer.certify(with.bytes("enrolment"), gate: with.text("gate"), roles: roles))
        case "manifest": return .bytes(try organizer.manifest())
        case "guestList": return .bytes(try organizer.guestList(with.bytes("enrolment")))
        default: throw NoSuchAct(act: act)
        }
    }

    private func everyone(_ with: Arguments) throws -> Done {
        let moved = try #require(Int64(with.text("seconds")))
        seconds = UInt64(Int64(seconds) + moved)
        phones.values.forEach { $0.clock.set(seconds: UInt64(Int64($0.clock.seconds) + moved)) }
        return .ok
    }

    private func phone(_ name: String) -> any Phone {
        if let phone = phones[name] { return phone }
        let (clock, path) = (FixedClock(seconds: seconds), folder.path("phone-\(name)"))
        let isGate = Self.gates.contains(name)
        let made: any Phone = isGate ? GateActor(clock: clock, path: path) : WalletActor(clock: clock, path: path)
        phones[name] = made
        return made
    }
}

/// Somebody with a folder, a clock that is moved, a vault that can fail and a log that takes nothing about anybody.
protocol Phone: AnyObject {
    var clock: FixedClock { get }
    var vault: FaultyVault { get }
    var log: StrictLog { get }

    func act(_ act: String, _ with: Arguments) throws -> Done
}

extension Phone {
    /// An act's outcome, or its error's.
    func told(_ act: String, _ with: Arguments) throws -> Done {
        switch act {
        case "clock":
            let moved = try #require(Int64(with.text("seconds")))
            clock.set(seconds: UInt64(Int64(clock.seconds) + moved))
        case "vault": vault.fail(try #require(FaultyVault.Fault(rawValue: with.text("fault"))))
        default:
            let done = try judged(act, with)
            #expect(log.leaks.isEmpty, "\(act)")
            return done
        }
        return .ok
    }

    private func judged(_ act: String, _ with: Arguments) throws -> Done {
        do {
            return try self.act(act, with)
        } catch let error as WalletError {
            return Done([name(error), error.detail].compactMap(\.self).joined(separator: ":"))
        } catch let error as GateError {
            return Done([name(error), error.detail].compactMap(\.self).joined(separator: ":"))
        }
    }
}

extension WalletError {
    fileprivate var detail: String? {
        switch self {
        case .BadFile(let code), .BadRequest(let code), .BadAnswer(let code): code
        case .BadTicket(let reason): name(reason)
        case .CannotHandOn(let reason): name(reason)
        case .CannotForget(let reason): name(reason)
        default: nil
        }
    }
}

extension GateError {
    fileprivate var detail: String? {
        switch self {
        case .NotReady(let missing): name(missing)
        case .BadDocument(let code): code
        case .CodeRefused(let reason): name(reason)
        default: nil
        }
    }
}
