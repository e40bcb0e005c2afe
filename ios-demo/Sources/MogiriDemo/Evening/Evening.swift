import Foundation
import Mogiri

/// Whoever sells the tickets of the demo's evening.
public protocol Organizer {
    /// The signed event.
    var eventFile: Data { get throws }

    /// The ticket file that answers a wallet's request.
    func tickets(_ request: Data) throws -> Data

    /// The certificate that answers a gate's enrolment.
    func certify(_ enrolment: Data) throws -> Data
}

/// What this device brings to the library.
public struct Device: Sendable {
    let folder: URL
    let clock: any Mogiri.Clock
    let sleeper: any Sleeper
    let vault: @Sendable () -> any KeyVault

    /// Folders go below `folder`; each of them gets a vault of its own.
    public init(
        folder: URL, clock: any Mogiri.Clock, sleeper: any Sleeper, vault: @escaping @Sendable () -> any KeyVault
    ) {
        (self.folder, self.clock, self.sleeper, self.vault) = (folder, clock, sleeper, vault)
    }

    func wallet(_ name: String) async throws -> LiveWallet {
        try await LiveWallet.create(folder: path(name), vault: vault(), clock: clock, sleeper: sleeper)
    }

    func path(_ name: String) -> String {
        folder.appendingPathComponent(name).path
    }
}

/// One evening on one machine: a phone with two tickets, a friend's phone, and a gate. All three are real.
public struct Evening: Sendable {
    let phone: LiveWallet
    let friend: Friend
    let gate: LiveGate
    let clock: any Mogiri.Clock

    /// Makes the folders, has tickets issued and the gate certified.
    public static func begin(_ organizer: some Organizer, on device: Device) async throws -> Evening {
        let phone = try await device.wallet("phone")
        _ = try await phone.importFile(organizer.tickets(phone.request(count: 2)))
        let gate = try await LiveGate.create(
            folder: device.path("gate"), eventFile: organizer.eventFile, gate: "A", device: "demo",
            vault: device.vault(), clock: device.clock)
        _ = try await gate.update(organizer.certify(gate.enrolment()))
        return Evening(phone: phone, friend: Friend(try await device.wallet("friend")), gate: gate, clock: device.clock)
    }

    /// Lets the three folders go.
    public func end() async throws {
        try await phone.release()
        try await friend.phone.release()
        try await gate.release()
    }
}

/// The phone of a friend who stands beside the owner and takes what is handed over.
public struct Friend: Sendable {
    let phone: LiveWallet

    /// How the owner's camera knows the friend: the request was read from the friend's screen.
    let confirmation = Confirmation.camera

    init(_ phone: LiveWallet) {
        self.phone = phone
    }

    /// The request on the friend's screen.
    func request() async throws -> Data {
        try await phone.request()
    }

    /// Takes the parcel; the answer goes back to the owner.
    func take(_ parcel: Data) async throws -> Data? {
        let received = try await phone.receive(parcel: parcel, decision: .take)
        if case .rows(let answer, _) = received { return answer }
        return nil
    }
}
