import Mogiri
import MogiriOrganizer
import MogiriTestkit
import Testing

/// The first code of somebody who tries the library: the example of the README.
struct FirstCodeTests {
    @Test("Six lines show a code without a server and without keys, and a gate admits it")
    func sixLines() throws {
        let place = try TestFolder()
        let folder = place.path("wallet")
        // README
        let clock = FixedClock(seconds: 1_797_667_200)
        let sandbox = try Sandbox(now: clock.now)
        let wallet = try Wallet.create(folder: folder, vault: MemoryVault(), clock: clock)
        _ = try wallet.importFile(file: sandbox.tickets(request: wallet.request()))
        let code = try wallet.present(ticket: wallet.tickets()[0].id)
        let verdict = try SimulatedGate(sandbox, clock: clock).admit(code.text)
        // README end
        #expect(code.qr.size == 57)
        #expect(verdict.admission != nil)
    }
}
