import Foundation
import Mogiri
import MogiriTestkit
import Testing

/// A gate behind a screen: counts that follow, and verdicts by their parts.
struct LiveGateTests {
    let folder: TestFolder
    let clock = FixedClock(seconds: Organizer.doors + 300)
    let wallet: Wallet
    let gate: LiveGate

    init() async throws {
        folder = try TestFolder()
        let organizer = try Organizer()
        wallet = try Wallet.create(folder: folder.path("wallet"), vault: MemoryVault(), clock: clock)
        _ = try wallet.importFile(file: organizer.issue(wallet.request(count: 2)))
        gate = try await LiveGate.create(
            folder: folder.path("gate"), eventFile: organizer.eventFile, gate: "A", device: "door",
            vault: MemoryVault(), clock: clock)
        _ = try await gate.update(organizer.certify(gate.enrolment(), gate: "A"))
    }

    @Test("The counts follow an admission and its undoing")
    func counts() async throws {
        var reports = gate.report.makeAsyncIterator()
        #expect(try await reports.next()?.admitted == 0)
        let code = try wallet.present(ticket: wallet.tickets()[0].id)
        let admission = try #require(await gate.admit(code.text).admission)
        #expect(try await reports.next()?.admitted == 1)
        _ = try await gate.voidEntry(name: admission.entry, reason: "MISTAKE")
        #expect(try await reports.next()?.admitted == 0)
    }

    @Test("A verdict tells its parts")
    func parts() async throws {
        let code = try wallet.present(ticket: wallet.tickets()[0].id)
        let first = try await gate.admit(code.text)
        #expect(first.admission != nil && first.refusal == nil && first.reason == nil)
        let again = try await gate.admit(code.text)
        #expect(again.repeat?.of == .admitted && again.reason == nil)
        clock.advance(seconds: 60)
        let later = try await gate.admit(wallet.present(ticket: wallet.tickets()[0].id).text)
        #expect(later.reason == .alreadyUsed && later.refusal?.first?.device == .this)
    }

    @Test("A released gate says so, and its counts end with it")
    func released() async throws {
        var reports = gate.report.makeAsyncIterator()
        _ = try await reports.next()
        try await gate.release()
        await #expect(throws: GateError.Released) { _ = try await reports.next() }
        await #expect(throws: GateError.Released) { _ = try await gate.admit("MG1:") }
    }
}
