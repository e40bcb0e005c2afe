import Foundation
import Mogiri
import MogiriDemo
import MogiriOrganizer

/// Who sells the tickets of the demo's evening: the sandbox's organizer, whose keys are everybody's and whose tickets
/// every real door refuses. Doors opened half an hour before `now`.
public final class DemoOrganizer: Organizer {
    private static let openSince: TimeInterval = 30 * 60
    private static let week: TimeInterval = 7 * 24 * 60 * 60
    private static let roles = ["scan", "stamp", "manual", "void", "override", "supervise"]

    private let sandbox: Sandbox
    private let issuer: Issuer
    private let nextWeek: Data

    public let eventFile: Data

    /// Its evening is on at `now`.
    public init(now: Date) throws {
        sandbox = try Sandbox(now: now)
        issuer = sandbox.issuer()
        let tonight = now.addingTimeInterval(-Self.openSince)
        // The sandbox's own under another title, because stamps are of rubber and go with the event.
        eventFile = try issuer.signEvent(
            plan: Self.concert("もぎり交響楽団 冬の音楽会", doors: tonight, hops: 2, stamps: 3), replaces: sandbox.eventFile())
        let later = now.addingTimeInterval(Self.week)
        nextWeek = try issuer.signEvent(plan: Self.concert("もぎり寄席 新春の会", doors: later, hops: 0))
    }

    public var stamp: StampPress {
        get throws {
            let press = SimulatedPress()
            let touches = try sandbox.press(stamp: 1, press: press).map(Touch.init)
            return StampPress(dpi: press.dpi, touches: touches)
        }
    }

    public func tickets(_ request: Data) throws -> Data {
        let seats = [
            Seat(place: "1階 5列 7番", zone: "S", name: "髙橋　花子", reading: "たかはし　はなこ"),
            Seat(place: "1階 5列 8番", zone: "S", name: "髙橋　さくら", reading: "たかはし　さくら", kind: .child),
        ]
        return try issue(eventFile, "1001", seats, request)
    }

    public func friendsTicket(_ request: Data) throws -> Data {
        let taro = Seat(place: "2階 1列 12番", zone: "S", name: "鈴木　太郎", reading: "すずき　たろう")
        return try issue(eventFile, "1002", [taro], request)
    }

    public func guestsTicket(_ request: Data) throws -> Data {
        let jiro = Seat(place: "2階 1列 13番", zone: "S", name: "佐藤　次郎", reading: "さとう　じろう")
        return try issue(eventFile, "1003", [jiro], request)
    }

    public func laterTicket(_ request: Data) throws -> Data {
        let hanako = Seat(place: "3列 2番", zone: "S", name: "髙橋　花子", reading: "たかはし　はなこ")
        return try issue(nextWeek, "2001", [hanako], request)
    }

    public func certify(_ enrolment: Data) throws -> Data {
        try issuer.certify(eventFile: eventFile, enrolment: enrolment, grant: StaffGrant(roles: Self.roles))
    }

    public func lists(_ enrolment: Data) throws -> [Data] {
        [try issuer.manifest(eventFile: eventFile), try issuer.guestList(eventFile: eventFile, enrolment: enrolment)]
    }

    private func issue(_ event: Data, _ order: String, _ seats: [Seat], _ request: Data) throws -> Data {
        let issued = try issuer.issue(eventFile: event, order: order, seats: seats, requests: [request])
        guard let file = issued.files.first else { throw NothingIssued() }
        return file
    }

    private struct NothingIssued: Error {}

    private static func concert(_ title: String, doors: Date, hops: UInt8, stamps: UInt8 = 0) -> EventPlan {
        EventPlan(
            title: title, venue: "もぎり文化会館", timezone: "Asia/Tokyo", doors: doors,
            start: doors.addingTimeInterval(60 * 60), end: doors.addingTimeInterval(4 * 60 * 60), zones: ["S", "R"],
            gates: [GatePlan(name: "A"), GatePlan(name: "B")], hops: hops, stamps: stamps)
    }
}

extension Touch {
    fileprivate init(_ touch: SimulatedTouch) {
        self.init(
            id: touch.id, xPx: touch.xPx, yPx: touch.yPx, tMs: touch.tMs, phase: touch.end == .down ? .began : .ended)
    }
}
