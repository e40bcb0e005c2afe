import Foundation
import Mogiri
import MogiriOrganizer
import MogiriTestkit
import Testing

/// An organizer of the scenarios' event with its one order, in this process.
struct Organizer {
    /// 2026-12-19T17:00:00+09:00
    static let doors: UInt64 = 1_797_667_200

    private let given: Given
    private let sandbox: Sandbox
    private let issuer: Issuer
    let eventFile: Data

    /// The sandbox's, unless it is another.
    init(issuer other: Issuer? = nil) throws {
        let file = Scenario.folder.appendingPathComponent("organizer/event.json")
        given = try JSONDecoder().decode(Given.self, from: Data(contentsOf: file))
        try #require(given.doors == Self.doors)
        sandbox = try Sandbox(now: Date(timeIntervalSince1970: TimeInterval(given.doors)))
        issuer = other ?? sandbox.issuer()
        eventFile = try issuer.signEvent(plan: given.plan)
    }

    /// The ticket file for the one order, answering `request`.
    func issue(_ request: Data) throws -> Data {
        let seats = try given.seats.map { try $0.seat }
        let issued = try issuer.issue(eventFile: eventFile, order: given.order, seats: seats, requests: [request])
        return try #require(issued.files.first)
    }

    /// The certificate that answers `enrolment`.
    func certify(_ enrolment: Data, gate: String, roles: String = "scan,stamp,void") throws -> Data {
        let grant = StaffGrant(roles: roles.split(separator: ",").map(String.init), gates: [gate])
        return try issuer.certify(eventFile: eventFile, enrolment: enrolment, grant: grant)
    }

    func manifest() throws -> Data {
        try issuer.manifest(eventFile: eventFile)
    }

    func guestList(_ enrolment: Data) throws -> Data {
        try issuer.guestList(eventFile: eventFile, enrolment: enrolment)
    }

    /// A staff device in a folder of its own, ready to scan.
    func openGate(_ folder: TestFolder, _ name: String, clock: any Mogiri.Clock) throws -> Gate {
        let gate = try Gate.create(
            folder: folder.path("gate-\(name)"), eventFile: eventFile, gate: name, label: "door",
            vault: MemoryVault(), clock: clock)
        #expect(try gate.update(document: certify(gate.enrolment(), gate: name)) == .new)
        return gate
    }
}

/// The event and its one order, as every language reads them.
private struct Given: Decodable {
    let title: String
    let venue: String
    let timezone: String
    let doors: UInt64
    let start: UInt64
    let end: UInt64
    let gates: [String]
    let zones: [String]
    let hops: UInt8
    let order: String
    let seats: [GivenSeat]

    var plan: EventPlan {
        EventPlan(
            title: title, venue: venue, timezone: timezone, doors: date(doors), start: date(start), end: date(end),
            zones: zones, gates: gates.map { GatePlan(name: $0) }, hops: hops)
    }

    private func date(_ seconds: UInt64) -> Date {
        Date(timeIntervalSince1970: TimeInterval(seconds))
    }
}

private struct GivenSeat: Decodable {
    let place: String
    let zone: String
    let name: String
    let reading: String
    let kind: String?

    var seat: Seat {
        get throws {
            Seat(place: place, zone: zone, name: name, reading: reading, kind: try kind.map(seatKind))
        }
    }

    private func seatKind(_ word: String) throws -> SeatKind {
        switch word {
        case "child": .child
        case "wheelchair": .wheelchair
        case "companion": .companion
        default: throw NoSuchAct(act: word)
        }
    }
}
