import Foundation
import Mogiri

/// One evening on one machine: a phone with three tickets, the phone of a friend who has one, a gate that nobody signed
/// in to, and a gate that let one guest in already. All four are real; only the organizer is the sandbox's.
public struct Evening: Sendable {
    let phone: LiveWallet
    let friend: Friend
    let gate: LiveGate
    let otherGate: LiveGate
    /// Who stands at the other gate.
    let neighbour: Neighbour
    /// The certificate that the organizer holds ready for the gate.
    let certificate: Data
    /// Tonight's physical stamp, pressed once.
    let stamp: StampPress
    let clock: EveningClock
    let sleeper: any Sleeper

    /// Makes the folders, has tickets issued and the other gate certified.
    public static func begin(_ organizer: any Organizer, on device: Device) async throws -> Evening {
        let clock = EveningClock(device.clock)
        let phone = try await device.wallet("phone", clock)
        _ = try await phone.importFile(organizer.tickets(phone.request(count: 2)))
        _ = try await phone.importFile(organizer.laterTicket(phone.request()))
        let friend = try await device.wallet("friend", clock)
        _ = try await friend.importFile(organizer.friendsTicket(friend.request()))
        let (gate, certificate) = try await device.gate("A", organizer, clock)
        let (other, itsCertificate) = try await device.gate("B", organizer, clock)
        _ = try await other.update(itsCertificate)
        let guest = try await device.wallet("guest", clock)
        _ = try await guest.importFile(organizer.guestsTicket(guest.request()))
        _ = try await other.admit(guest.present(ticket: guest.read { try $0.tickets() }[0].id).text)
        try await guest.release()
        return Evening(
            phone: phone, friend: Friend(friend, device.sleeper), gate: gate, otherGate: other,
            neighbour: Neighbour(other), certificate: certificate, stamp: try organizer.stamp, clock: clock,
            sleeper: device.sleeper)
    }

    /// The attendee's app on the phone of this evening.
    @MainActor
    public func attendee(_ host: any Host, _ words: Words) -> AttendeePresenter {
        AttendeePresenter(phone, clock: clock, sleeper: sleeper, host: host, words)
    }

    /// The staff app on the gate of this evening, with the organizer beside it.
    @MainActor
    public func staff(_ host: any Host, _ words: Words) -> StaffPresenter {
        StaffPresenter(gate, clock: clock, sleeper: sleeper, host: host, words)
    }

    /// The same on a phone alone: the certificate that the organizer left can be taken where nobody shows one.
    @MainActor
    public func staffAlone(_ host: any Host, _ words: Words) -> StaffPresenter {
        StaffPresenter(gate, clock: clock, sleeper: sleeper, host: host, words) { [certificate] _ in certificate }
    }

    /// Closes the files before the system suspends the app; the next act opens them again.
    public func suspend() async throws {
        try await phone.suspend()
        try await friend.suspend()
        for gate in [gate, otherGate] { try await gate.read { try $0.suspend() } }
    }

    /// Lets the four folders go.
    public func end() async throws {
        try await phone.release()
        try await friend.release()
        try await gate.release()
        try await otherGate.release()
    }
}

extension Device {
    fileprivate func wallet(_ name: String, _ clock: EveningClock) async throws -> LiveWallet {
        try await LiveWallet.create(folder: path(name), vault: vault(name), clock: clock, sleeper: sleeper)
    }

    /// A gate with what the organizer sends to it, and the certificate that it has not read yet.
    fileprivate func gate(
        _ name: String, _ organizer: any Organizer, _ clock: EveningClock
    ) async throws -> (LiveGate, Data) {
        let folder = "gate-\(name)"
        let gate = try await LiveGate.create(
            folder: path(folder), eventFile: organizer.eventFile, gate: name, device: "demo", vault: vault(folder),
            clock: clock)
        let enrolment = try await gate.enrolment()
        let certificate = try organizer.certify(enrolment)
        for list in try organizer.lists(enrolment) { _ = try await gate.update(list) }
        return (gate, certificate)
    }
}
