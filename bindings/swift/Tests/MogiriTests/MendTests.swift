import Foundation
import Mogiri
import MogiriTestkit
import Testing

/// What an app does with a folder that is damaged.
struct MendTests {
    private let place: TestFolder
    private let clock = FixedClock(seconds: Organizer.doors + 300)
    private let vault = MemoryVault()

    init() throws {
        place = try TestFolder()
    }

    @Test("With one ticket changed on the disk the other is shown, and the app is told")
    func oneTicketChanged() throws {
        let (organizer, folder) = (try Organizer(), place.path("wallet"))
        let before = try Wallet.create(folder: folder, vault: vault, clock: clock)
        _ = try before.importFile(file: organizer.issue(before.request(count: 2)))
        try before.release()
        try changeOldestTicket()
        let damaged = try Wallet.open(folder: folder, vault: vault, clock: clock)
        #expect(throws: WalletError.Corrupt) { try damaged.tickets() }
        #expect(throws: WalletError.Busy) { try mendWallet(folder: folder, vault: vault) }
        try damaged.release()
        #expect(try mendWallet(folder: folder, vault: vault) == [TableRows(table: "ticket", rows: 1)])
        let wallet = try Wallet.open(folder: folder, vault: vault, clock: clock)
        #expect(try wallet.rollback() != .none)
        try wallet.dismissRollback()
        #expect(try wallet.rollback() == .none)
        let left = try wallet.tickets()
        try #require(left.count == 1)
        let code = try wallet.present(ticket: left[0].id)
        #expect(try organizer.openGate(place, "A", clock: clock).admit(text: code.text).admission != nil)
        try wallet.release()
        #expect(try mendWallet(folder: folder, vault: vault).isEmpty)
    }

    /// It stands at the end of the table's first page, whose number follows the table's name in the schema.
    private func changeOldestTicket() throws {
        let database = place.file("wallet").appendingPathComponent("store.db")
        var bytes = try Data(contentsOf: database)
        let name = try #require(bytes.range(of: Data("tableticketticket".utf8)))
        let end = Int(bytes[name.upperBound]) * 4096
        bytes[end - 1] &+= 1
        try bytes.write(to: database)
    }
}
