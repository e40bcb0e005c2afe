import Foundation
import Mogiri
import MogiriOrganizer
import MogiriTestkit
import Testing

/// Tickets without a server, on this language's wallet and gate.
struct SandboxTests {
    let folder: TestFolder
    let clock = FixedClock(seconds: Organizer.doors)
    let sandbox: Sandbox

    init() throws {
        folder = try TestFolder()
        sandbox = try Sandbox(now: Date(timeIntervalSince1970: TimeInterval(Organizer.doors)))
    }

    @Test("A ticket of the sandbox is admitted by a gate of the sandbox")
    func admitted() throws {
        let wallet = try Wallet.create(folder: folder.path("wallet"), vault: MemoryVault(), clock: clock)
        _ = try wallet.importFile(file: sandbox.tickets(request: wallet.request(count: 2)))
        let code = try wallet.present(ticket: wallet.tickets()[0].id)
        guard case .admitted = try gate("A").admit(text: code.text) else {
            Issue.record("not admitted")
            return
        }
    }

    @Test("A gate answers every sample as the sample says")
    func samples() throws {
        let gates = ["A": try gate("A"), "B": try gate("B")]
        for sample in try sandbox.samples() {
            let gate = try #require(gates[sample.gate])
            for document in sample.documents { _ = try gate.update(document: document) }
            for text in sample.before { _ = try gate.admit(text: text) }
            #expect(verdict(try gate.admit(text: sample.text)) == sample.verdict, "\(sample.kind)")
        }
    }

    private func verdict(_ verdict: Verdict) -> SampleVerdict {
        switch verdict {
        case .admitted: .admitted
        case .refused: .refused
        case .ask: .ask
        case .repeat: .repeat
        }
    }

    private func gate(_ name: String) throws -> Gate {
        let gate = try Gate.create(
            folder: folder.path("gate \(name)"), eventFile: sandbox.eventFile(), gate: name, label: "",
            vault: MemoryVault(), clock: clock)
        _ = try gate.update(document: sandbox.certify(enrolment: gate.enrolment()))
        return gate
    }
}
