import Foundation
import Mogiri
import MogiriTestkit
import Testing

/// A ticket goes to a friend, between two wallets that never meet the network.
struct FriendTests {
    let folder: TestFolder
    let clock = FixedClock(seconds: Organizer.doors + 300)
    let organizer: Organizer
    let owner: Wallet
    let friend: Wallet
    let ticket: TicketId

    init() throws {
        folder = try TestFolder()
        organizer = try Organizer()
        owner = try Wallet.create(folder: folder.path("owner"), vault: MemoryVault(), clock: clock)
        friend = try Wallet.create(folder: folder.path("friend"), vault: MemoryVault(), clock: clock)
        _ = try owner.importFile(file: organizer.issue(owner.request(count: 2)))
        ticket = try owner.tickets()[0].id
    }

    @Test("A friend takes the ticket and is admitted with it")
    func taken() throws {
        let (answer, outcomes) = try receive(.take)
        #expect(outcomes == [.taken])
        #expect(try owner.settle(answer: answer).map(\.outcome) == [.taken])
        #expect(throws: WalletError.HandedOn) { try owner.present(ticket: ticket) }
        let code = try friend.present(ticket: ticket)
        #expect(try organizer.openGate(folder, "A", clock: clock).admit(text: code.text).admission?.ticket == ticket)
    }

    @Test("A friend who declines gives the ticket back to its owner")
    func declined() throws {
        let (answer, outcomes) = try receive(.decline)
        #expect(outcomes == [.returned])
        #expect(try owner.settle(answer: answer).map(\.outcome) == [.returned])
        let code = try owner.present(ticket: ticket)
        #expect(try organizer.openGate(folder, "A", clock: clock).admit(text: code.text).admission?.ticket == ticket)
    }

    @Test("A parcel shows what it offers before anybody decides")
    func preview() throws {
        guard case .offer(let event, let rows, _) = try friend.preview(parcel: handOver()) else {
            Issue.record("the parcel offers nothing")
            return
        }
        #expect(event.title == "もぎり交響楽団 冬の音楽会")
        #expect(event.source == .firstSeen)
        #expect(rows.map(\.ticket) == [ticket])
        #expect(try friend.tickets().isEmpty)
    }

    @Test("A parcel that fits no code goes by frames, in any order, and the friend takes it")
    func frames() throws {
        _ = try owner.handOver(ticket: ticket, request: friend.request(), confirmation: .camera)
        guard case .ready(let parcel, let frames) = try owner.parcel(ticket: ticket) else { throw NoParcel() }
        #expect(throws: (any Error).self) { try messageCode(message: parcel) }
        let codes = try frames.reversed().map { try messageCode(message: $0).text }
        let read = try codes.map { try friend.readFrame(frame: messageOf(text: $0)) }
        #expect(read.map(\.have) == (1...UInt32(frames.count)).map { $0 } && frames.count > 1)
        #expect(read.dropLast().allSatisfy { $0.file == nil } && read.last?.file == parcel)
        guard case .rows(_, let rows) = try friend.receive(parcel: parcel, decision: .take) else { throw NoParcel() }
        #expect(rows.map(\.outcome) == [.taken])
    }

    @Test("A parcel waits until no code shown before is alive")
    func waiting() throws {
        _ = try owner.present(ticket: ticket)
        let handed = try owner.handOver(ticket: ticket, request: friend.request(), confirmation: .camera)
        #expect(try owner.parcel(ticket: ticket) == .wait(readyAt: handed.readyAt))
        clock.advance(seconds: UInt64(handed.readyAt.timeIntervalSince1970) - clock.seconds)
        guard case .ready = try owner.parcel(ticket: ticket) else {
            Issue.record("the parcel is not ready")
            return
        }
    }

    @Test("A request by message needs the code that the friend reads out")
    func compareCode() throws {
        let request = try friend.request()
        #expect(throws: WalletError.CompareCode) {
            try owner.handOver(ticket: ticket, request: request, confirmation: .compareCode("00000000"))
        }
        #expect(try owner.ticket(ticket: ticket).state == .ready)
        let code = try friend.compareCode(request: request)
        _ = try owner.handOver(ticket: ticket, request: request, confirmation: .compareCode(code))
        #expect(try owner.ticket(ticket: ticket).state == .handingOver)
    }

    private func handOver() throws -> Data {
        _ = try owner.handOver(ticket: ticket, request: friend.request(), confirmation: .camera)
        guard case .ready(let parcel, _) = try owner.parcel(ticket: ticket) else {
            throw NoParcel()
        }
        return parcel
    }

    private func receive(_ decision: Decision) throws -> (answer: Data, outcomes: [RowOutcome]) {
        guard case .rows(let answer, let rows) = try friend.receive(parcel: handOver(), decision: decision) else {
            throw NoParcel()
        }
        return (try #require(answer), rows.map(\.outcome))
    }

    private struct NoParcel: Error {}
}
