import Foundation
import Mogiri
import MogiriDemoSandbox
import MogiriTestkit
import Testing

@testable import MogiriDemo

/// An evening that is carried from a machine with the organizer's library to a phone without it.
@MainActor
@Suite(.timeLimit(.minutes(10)))
struct KeptEveningTests {
    private let folder: TemporaryFolder
    private let kept: KeptEvening
    private let vaults = Vaults()
    private let time = MovingTime(seconds: 1_797_667_200)

    init() async throws {
        folder = try TemporaryFolder()
        kept = KeptEvening(folder.url.appendingPathComponent("kept"))
        let now = Date(timeIntervalSince1970: TimeInterval(time.seconds))
        try await kept.make(DemoOrganizer(now: now), clock: time)
    }

    @Test("It begins on a phone of another day, in the phone's own vaults, and a guest comes in")
    func begins() async throws {
        time.advance(seconds: 400 * 24 * 60 * 60)
        let evening = try await begin("phone")
        let demo = DemoPresenter(evening, host: DeskHost(), Words(.english))
        demo.staff.signIn.readCertificate()
        for await state in demo.staff.states() where state.desk == .scan { break }
        demo.staff.scan.scan()
        for await state in demo.staff.scan.states() where state.face != nil || state.notice != nil {
            #expect(state.face?.tone == .ok)
            break
        }
        #expect(vaults.made.count == 4)
        #expect(try vaults.made.contains { try $0.get() != nil })
        let left = folder.url.appendingPathComponent("phone/phone.vault")
        #expect(!FileManager.default.fileExists(atPath: left.path))
    }

    @Test("The physical stamp that it carries stamps a ticket")
    func stamp() async throws {
        let evening = try await begin("phone")
        let ticket = try await evening.phone.read { try $0.tickets() }[0].id
        _ = try await evening.phone.present(ticket: ticket)
        let pressed = try await evening.phone.press(
            ticket: ticket, dpi: evening.stamp.dpi, touches: evening.stamp.touches)
        #expect(Words(.english).told(pressed) == Words(.english).of("press.STAMPED", "guest"))
    }

    @Test("It begins anew each time, whatever happened before")
    func again() async throws {
        let first = try await begin("phone")
        let tickets = try await first.phone.read { try $0.tickets() }
        _ = try await first.phone.forget(ticket: tickets[0].id, valid: .erase)
        try await first.end()
        let second = try await begin("phone")
        #expect(try await second.phone.read { try $0.tickets() }.count == 3)
    }

    @Test("A folder with something else in it is left alone")
    func otherFolder() async throws {
        let organizer = try DemoOrganizer(now: Date(timeIntervalSince1970: TimeInterval(time.seconds)))
        await #expect(throws: KeptEvening.NotAnEvening.self) {
            try await KeptEvening(folder.url).make(organizer, clock: time)
        }
        try await kept.make(organizer, clock: time)
    }

    @Test("Two devices that begin at different times have the same time and know each other's tickets")
    func twoDevices() async throws {
        let phone = try await begin("phone")
        time.advance(seconds: 600)
        let gate = try await begin("gate")
        _ = try await gate.gate.update(gate.certificate)
        let ticket = try await phone.phone.read { try $0.tickets() }[0].id
        #expect(try await gate.gate.admit(phone.phone.present(ticket: ticket).text).admission?.ticket == ticket)
    }

    private func begin(_ name: String) async throws -> Evening {
        let place = folder.url.appendingPathComponent(name)
        return try await kept.begin(
            on: Device(folder: place, clock: time, sleeper: time) { [vaults] _ in vaults.make() })
    }

    /// The vaults of one device.
    private final class Vaults: @unchecked Sendable {
        private let lock = NSLock()
        private(set) var made: [MemoryVault] = []

        func make() -> MemoryVault {
            lock.withLock {
                made.append(MemoryVault())
                return made[made.count - 1]
            }
        }
    }
}
