import Foundation
import MogiriTestkit
import Testing

@testable import Mogiri

/// A wallet behind a screen: codes that turn by themselves, a list that follows, and what ends both.
struct LiveWalletTests {
    let folder: TestFolder
    let time = MovingTime(seconds: Organizer.doors + 300)
    let organizer: Organizer
    let wallet: LiveWallet
    let ticket: TicketId

    init() async throws {
        folder = try TestFolder()
        organizer = try Organizer()
        wallet = try await LiveWallet.create(
            folder: folder.path("wallet"), vault: MemoryVault(), clock: time, sleeper: time)
        _ = try await wallet.importFile(organizer.issue(wallet.request(count: 2)))
        ticket = try #require(await wallet.read { try $0.tickets() }.first).id
    }

    @Test("A code turns by itself when its time is over")
    func turns() async throws {
        var codes = wallet.codes(ticket: ticket).makeAsyncIterator()
        let first = try #require(await codes.next())
        await time.somebodySleeps()
        time.advance(seconds: UInt64(first.validUntil.timeIntervalSince1970) - time.seconds)
        let second = try #require(await codes.next())
        #expect(second.step == first.step + 1)
        #expect(second.text != first.text)
    }

    @Test("Codes end with an error at once when the ticket is handed on")
    func handedOn() async throws {
        let friend = try Wallet.create(folder: folder.path("friend"), vault: MemoryVault(), clock: time)
        var codes = wallet.codes(ticket: ticket).makeAsyncIterator()
        _ = try await codes.next()
        await time.somebodySleeps()
        _ = try await wallet.handOver(ticket: ticket, request: friend.request(), confirmation: .camera)
        await #expect(throws: WalletError.HandedOn) { _ = try await codes.next() }
    }

    @Test("Codes stop with the task that reads them")
    func cancelled() async throws {
        let reader = Task { [wallet, ticket] in
            for try await _ in wallet.codes(ticket: ticket) {}
        }
        await time.somebodySleeps()
        reader.cancel()
        try await reader.value
        while wallet.listeners > 0 { await Task.yield() }
    }

    @Test("The list is told as it stands and after each act that changed it")
    func list() async throws {
        var lists = wallet.tickets.makeAsyncIterator()
        #expect(try await lists.next()?.count == 2)
        _ = try await wallet.forget(ticket: ticket, valid: .erase)
        #expect(try await lists.next()?.count == 1)
    }

    @Test("A released wallet says so, and its streams end with it")
    func released() async throws {
        var lists = wallet.tickets.makeAsyncIterator()
        _ = try await lists.next()
        try await wallet.release()
        await #expect(throws: WalletError.Released) { _ = try await lists.next() }
        await #expect(throws: WalletError.Released) { try await wallet.present(ticket: ticket) }
    }
}
