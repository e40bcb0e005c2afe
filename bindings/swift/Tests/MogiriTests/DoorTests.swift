import Foundation
import Mogiri
import MogiriTestkit
import Testing

/// From the request that a phone makes to the door.
struct DoorTests {
    let folder: TestFolder
    let clock = FixedClock(seconds: Organizer.doors + 300)
    let organizer: Organizer
    let wallet: Wallet

    init() throws {
        folder = try TestFolder()
        organizer = try Organizer()
        wallet = try Wallet.create(folder: folder.path("wallet"), vault: MemoryVault(), clock: clock)
        _ = try wallet.importFile(file: organizer.issue(wallet.request(count: 2)))
    }

    @Test("A ticket issued for this wallet's request is admitted")
    func admitted() throws {
        let tickets = try wallet.tickets()
        #expect(tickets.map(\.place).sorted() == ["1階 5列 7番", "1階 5列 8番"])
        #expect(tickets.allSatisfy { $0.state == .ready })
        let code = try wallet.present(ticket: tickets[0].id)
        #expect(try gate("A").admit(text: code.text).admission != nil)
    }

    @Test("A second use is refused although the code is another one")
    func usedTwice() throws {
        let gate = try gate("A")
        let ticket = try wallet.tickets()[0].id
        let first = try wallet.present(ticket: ticket)
        _ = try gate.admit(text: first.text)
        clock.advance(seconds: 60)
        let second = try wallet.present(ticket: ticket)
        #expect(first.text != second.text)
        #expect(try gate.admit(text: second.text).refusal?.reason == .alreadyUsed)
    }

    @Test("The gate's digital stamp is kept by the wallet")
    func stamped() throws {
        let gate = try gate("A")
        let id = try wallet.tickets()[0].id
        let admission = try #require(gate.admit(text: wallet.present(ticket: id).text).admission)
        guard case .stamped(let ticket, _) = try wallet.acceptStamp(stamp: gate.stamp(entry: admission.entry)) else {
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

    @Test("A gate admits, stamps, and another gate merges what it knows")
    func merged() throws {
        let (gate, other) = (try gate("B"), try gate("A"))
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
        #expect(try other.merge(file: gate.export()).ending == .whole)
        #expect(try other.report().admitted == 1)
    }

    @Test("A code of an hour ago is refused with how old it is")
    func stale() throws {
        let gate = try gate("B")
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

    private func gate(_ name: String) throws -> Gate {
        try organizer.openGate(folder, name, clock: clock)
    }
}
