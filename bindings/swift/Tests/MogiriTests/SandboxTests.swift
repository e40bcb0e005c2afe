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
        sandbox = try Sandbox(now: clock.now)
    }

    @Test("A ticket of the sandbox is admitted by a gate of the sandbox, and by no real one")
    func admitted() throws {
        let wallet = try holder()
        let ticket = try wallet.tickets()[0].id
        let code = try wallet.present(ticket: ticket)
        #expect(try SimulatedGate(sandbox, clock: clock).admit(code.text).admission?.ticket == ticket)
        let real = try Organizer(issuer: Issuer.create(folder: folder.path("organizer")))
        #expect(try real.openGate(folder, "A", clock: clock).admit(text: code.text).reason == .testTicket)
    }

    @Test("A gate answers every sample as the sample says")
    func samples() throws {
        let gates = [
            "A": try SimulatedGate(sandbox, clock: clock), "B": try SimulatedGate(sandbox, name: "B", clock: clock),
        ]
        for sample in try sandbox.samples() {
            let verdict = try #require(gates[sample.gate]).admit(sample)
            #expect(word(verdict) == sample.verdict, "\(sample.kind)")
            #expect(verdict.refusal.map { code(of: $0.reason) } == (sample.verdict == .repeat ? nil : sample.reason))
        }
    }

    @Test("A stamp pressed with the noise of a screen is recognized, and one that shakes is not")
    func stamp() throws {
        let wallet = try holder()
        let ticket = try wallet.tickets()[0].id
        let stamp = SimulatedStamp(sandbox, number: 2)
        #expect(try stamp.press(wallet, ticket: ticket) == .notArmed)
        _ = try wallet.present(ticket: ticket)
        let shaking = SimulatedPress(noiseMm: 5, seed: 3)
        #expect(try stamp.press(wallet, ticket: ticket, press: shaking) == .noMatch)
        let press = SimulatedPress(rotationDeg: 70, noiseMm: 0.5)
        guard case .stamped = try stamp.press(wallet, ticket: ticket, press: press) else {
            Issue.record("no stamp was seen")
            return
        }
        #expect(try wallet.ticket(ticket: ticket).stamp != nil)
    }

    @Test("An organizer's error has a stable code, a key for its words and something to do")
    func errors() throws {
        #expect(throws: OrganizerError.NoPress) { try sandbox.press(stamp: 9, press: SimulatedPress()) }
        #expect(OrganizerError.NoPress.key() == "press.NO_PRESS" && OrganizerError.NoPress.action() == .retry)
        let refused = OrganizerError.Refused(family: "issuer", code: "BAD_REQUEST")
        #expect(throws: refused) { try sandbox.tickets(request: Data([0])) }
        #expect(refused.code() == "BAD_REQUEST" && refused.action() == .newRequest)
    }

    private func holder() throws -> Wallet {
        let wallet = try Wallet.create(folder: folder.path("wallet"), vault: MemoryVault(), clock: clock)
        _ = try wallet.importFile(file: sandbox.tickets(request: wallet.request(count: 2)))
        return wallet
    }

    private func word(_ verdict: Verdict) -> SampleVerdict {
        switch verdict {
        case .admitted: .admitted
        case .refused: .refused
        case .ask: .ask
        case .repeat: .repeat
        }
    }

    /// `ALREADY_USED` for `.alreadyUsed`.
    private func code(of reason: Reason) -> String {
        String(describing: reason).map { $0.isUppercase ? "_\($0)" : $0.uppercased() }.joined()
    }
}
