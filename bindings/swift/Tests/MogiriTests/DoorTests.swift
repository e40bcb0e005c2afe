import Foundation
import Mogiri
import MogiriTestkit
import Testing

/// From the request that a phone makes to the door, with the organizer's and the gate's command line.
struct DoorTests {
    let folder: TestFolder
    let clock = FixedClock(seconds: Organizer.doors + 300)
    let organizer: Organizer
    let wallet: Wallet

    init() throws {
        folder = try TestFolder()
        organizer = try Organizer(folder: folder)
        wallet = try Wallet.create(folder: folder.path("wallet"), vault: MemoryVault(), clock: clock)
        _ = try wallet.importFile(file: organizer.issue(wallet.request(count: 2)))
    }

    @Test("A ticket issued for this wallet's request is admitted by the gate's command")
    func admitted() throws {
        try organizer.openGate("A")
        let tickets = try wallet.tickets()
        #expect(tickets.map(\.place).sorted() == ["1階 5列 7番", "1階 5列 8番"])
        #expect(tickets.allSatisfy { $0.state == .ready })
        let code = try wallet.present(ticket: tickets[0].id)
        #expect(try organizer.scan("A", code.text, at: clock.seconds).verdict == "admitted")
    }

    @Test("A second use is refused although the code is another one")
    func usedTwice() throws {
        try organizer.openGate("A")
        let ticket = try wallet.tickets()[0].id
        let first = try wallet.present(ticket: ticket)
        _ = try organizer.scan("A", first.text, at: clock.seconds)
        clock.advance(seconds: 60)
        let second = try wallet.present(ticket: ticket)
        #expect(first.text != second.text)
        let scan = try organizer.scan("A", second.text, at: clock.seconds)
        #expect(scan.verdict == "refused")
        #expect(scan.reason == "ALREADY_USED")
    }

    @Test("The gate's digital stamp is kept by the wallet")
    func stamped() throws {
        try organizer.openGate("A")
        let id = try wallet.tickets()[0].id
        let scan = try organizer.scan("A", wallet.present(ticket: id).text, at: clock.seconds)
        guard case .stamped(let ticket, _) = try wallet.acceptStamp(stamp: #require(scan.stamp)) else {
            Issue.record("the stamp was not taken")
            return
        }
        #expect(ticket == id)
        #expect(try wallet.ticket(ticket: id).state == .stamped)
        #expect(try wallet.acceptStamp(stamp: Data([1, 2, 3])) == .badStamp)
    }

    @Test("The code is drawn as a square of modules with three finders")
    func picture() throws {
        let qr = try wallet.present(ticket: wallet.tickets()[0].id).qr
        let (size, modules) = (Int(qr.size), [UInt8](qr.modules))
        let finder: [UInt8] = [1, 1, 1, 1, 1, 1, 1, 0]
        #expect(modules.count == size * size)
        #expect(Array(modules[0..<8]) == finder)
        #expect(Array(modules[size - 8..<size]) == finder.reversed())
        #expect(Array(modules[size * (size - 1)..<size * (size - 1) + 8]) == finder)
    }

    @Test("A gate in this language admits, stamps, and merges into the gate's command")
    func ownGate() throws {
        try organizer.openGate("A")
        let gate = try openGate("B")
        let id = try wallet.tickets()[0].id
        guard case .admitted(let admission) = try gate.admit(text: wallet.present(ticket: id).text) else {
            Issue.record("the ticket was not admitted")
            return
        }
        #expect(admission.ticket == id)
        #expect(admission.at == Date(timeIntervalSince1970: TimeInterval(clock.seconds)))
        _ = try wallet.acceptStamp(stamp: gate.stamp(entry: admission.entry))
        #expect(try wallet.ticket(ticket: id).state == .stamped)
        #expect(try gate.report().admitted == 1)
        #expect(try organizer.mergeAndCount("A", gate.export()) == 1)
    }

    @Test("A code of an hour ago is refused with how old it is")
    func stale() throws {
        let gate = try openGate("B")
        let old = try wallet.present(ticket: wallet.tickets()[0].id)
        clock.advance(seconds: 3600)
        guard case .refused(let refusal) = try gate.admit(text: old.text) else {
            Issue.record("an old code was not refused")
            return
        }
        #expect(refusal.reason == .stale)
        guard case .codeBehind = refusal.detail else {
            Issue.record("the refusal does not say that the code is old")
            return
        }
    }

    @Test("A gate without a certificate says what it lacks")
    func notReady() throws {
        let gate = try Gate.create(
            folder: folder.path("bare"), eventFile: organizer.eventFile, gate: "B", label: "door",
            vault: MemoryVault(), clock: clock)
        #expect(throws: GateError.NotReady(missing: .certificate)) { try gate.admit(text: "MG1:") }
    }

    private func openGate(_ name: String) throws -> Gate {
        let gate = try Gate.create(
            folder: folder.path("gate"), eventFile: organizer.eventFile, gate: name, label: "door",
            vault: MemoryVault(), clock: clock)
        #expect(try gate.update(document: organizer.certify(gate.enrolment(), gate: name)) == .new)
        return gate
    }
}
