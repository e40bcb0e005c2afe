import Foundation
import Mogiri

/// An evening that a machine with the organizer's library made, to be carried to a phone that has none: four folders,
/// a vault in a file beside each, the gate's certificate, a press of the stamp and the time.
public struct KeptEvening: Sendable {
    /// Doors are open for three hours and a half after the evening was made: it begins again before they close.
    private static let againAfterMs: UInt64 = 2 * 60 * 60 * 1000

    private let folder: URL

    /// In this folder.
    public init(_ folder: URL) {
        self.folder = folder
    }

    /// The gate's certificate as a code's text, for the screen of another device.
    public var certificate: String {
        get throws { try messageCode(message: Data(contentsOf: file("certificate.mogiri"))).text }
    }

    /// The folder has something else in it, which is left alone.
    public struct NotAnEvening: Error {}

    /// Makes the folders anew, in place of an older evening.
    public func make(_ organizer: any Organizer, clock: any Mogiri.Clock) async throws {
        if FileManager.default.fileExists(atPath: folder.path) {
            guard FileManager.default.fileExists(atPath: file("time").path) else { throw NotAnEvening() }
            try FileManager.default.removeItem(at: folder)
        }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let device = Device(folder: folder, clock: clock, sleeper: SystemSleeper(), vault: vault)
        let evening = try await Evening.begin(organizer, on: device)
        try evening.certificate.write(to: file("certificate.mogiri"))
        try JSONEncoder().encode(evening.stamp).write(to: file("stamp.json"))
        try Data(String(clock.nowMs()).utf8).write(to: file("time"))
        try await evening.end()
    }

    /// Copies the folders to a device, from their beginning, and moves each to a vault of that device. Two devices that
    /// do so have the same time.
    public func begin(on device: Device) async throws -> Evening {
        try FileManager.default.createDirectory(at: device.folder, withIntermediateDirectories: true)
        let clock = EveningClock(device.clock, startsAt: try startMs(), againAfterMs: Self.againAfterMs)
        let host = DeviceHost(device: device, clock: clock)
        let (phone, friend) = (try await wallet("phone", host), try await wallet("friend", host))
        let (gate, other) = (try await gate("gate-A", host), try await gate("gate-B", host))
        return Evening(
            phone: phone, friend: Friend(friend, device.sleeper), gate: gate, otherGate: other,
            neighbour: Neighbour(other), certificate: try Data(contentsOf: file("certificate.mogiri")),
            stamp: try stamp(), clock: clock, sleeper: device.sleeper)
    }

    private struct DeviceHost: Sendable {
        let device: Device
        let clock: EveningClock
    }

    private func wallet(_ name: String, _ host: DeviceHost) async throws -> LiveWallet {
        let vault = try copy(name, host.device)
        let wallet = try await LiveWallet.open(
            folder: host.device.path(name), vault: KeptVault(vault.file), clock: host.clock,
            sleeper: host.device.sleeper)
        try await wallet.read { try $0.rotateKey(to: vault.own) }
        try FileManager.default.removeItem(at: vault.file)
        return wallet
    }

    private func gate(_ name: String, _ host: DeviceHost) async throws -> LiveGate {
        let vault = try copy(name, host.device)
        let gate = try await LiveGate.open(
            folder: host.device.path(name), vault: KeptVault(vault.file), clock: host.clock)
        try await gate.read { try $0.rotateKey(to: vault.own) }
        try FileManager.default.removeItem(at: vault.file)
        return gate
    }

    /// One folder as it was in the beginning: the file of the vault that it came with, and the device's own, empty.
    private func copy(_ name: String, _ device: Device) throws -> (file: URL, own: any KeyVault) {
        let place = device.folder.appendingPathComponent(name)
        let beside = device.folder.appendingPathComponent("\(name).vault")
        for old in [place, beside] { try? FileManager.default.removeItem(at: old) }
        try FileManager.default.copyItem(at: file(name), to: place)
        try FileManager.default.copyItem(at: file("\(name).vault"), to: beside)
        let own = device.vault(name)
        try own.delete()
        return (beside, own)
    }

    @Sendable private func vault(_ name: String) -> any KeyVault {
        KeptVault(file("\(name).vault"))
    }

    private func stamp() throws -> StampPress {
        try JSONDecoder().decode(StampPress.self, from: Data(contentsOf: file("stamp.json")))
    }

    private func startMs() throws -> UInt64 {
        UInt64(String(decoding: try Data(contentsOf: file("time")), as: UTF8.self)) ?? 0
    }

    private func file(_ name: String) -> URL {
        folder.appendingPathComponent(name)
    }
}
