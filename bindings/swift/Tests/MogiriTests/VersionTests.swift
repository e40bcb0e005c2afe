import Foundation
import Mogiri
import MogiriOrganizer
import MogiriTestkit
import Testing

@Test("Package, core, door, schema and wire are of one version")
func versions() throws {
    let versions = version()
    let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../../Cargo.toml").standardized
    let manifest = try String(contentsOf: root, encoding: .utf8)
    #expect(manifest.contains("\nversion = \"\(versions.core)\"\n") && versions.ffi == versions.core)

    let (folder, clock) = (try TestFolder(), FixedClock(seconds: Organizer.doors))
    let sandbox = try Sandbox(now: clock.now)
    let wallet = try Wallet.create(folder: folder.path("wallet"), vault: MemoryVault(), clock: clock)
    _ = try wallet.importFile(file: sandbox.tickets(request: wallet.request()))
    let gate = try SimulatedGate(sandbox, clock: clock)
    let (held, staffed) = (try wallet.diagnostics(), try gate.gate.diagnostics())
    #expect([held.schema, staffed.schema] == [versions.walletSchema, versions.gateSchema])
    #expect(Set([held.library, staffed.library]) == [versions.core])
    #expect(Set([held.wire, staffed.wire]) == [versions.wire])
    let code = try wallet.present(ticket: wallet.tickets()[0].id)
    #expect(code.text.hasPrefix("MG\(versions.wire):"))
}

@Test("The notices of what is inside come with the package")
func notices() {
    let notices = licenses()
    for name in ["SQLite", "curve25519-dalek", "uniffi"] { #expect(notices.contains(name)) }
}
