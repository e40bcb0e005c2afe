import Foundation

/// What is before the simulated camera of a device, and on the air around it.
@MainActor
protocol Sight: AnyObject {
    /// The text of the code that the camera sees now.
    func read(_ looking: Looking) async throws -> String?

    /// Takes a file to whoever is near.
    func share(_ file: SharedFile) async throws

    /// What came from whoever is near.
    func open(_ looking: Looking) async throws -> Data?
}

/// A device whose camera and whose neighbours are simulated; everything else is the device's.
final class SimulatedHost: Host {
    private let device: any Host
    private let sight: any Sight

    init(_ device: any Host, _ sight: any Sight) {
        (self.device, self.sight) = (device, sight)
    }

    // Whoever is near cannot act: then there is nothing to see.
    func codes(_ looking: Looking) -> AsyncStream<String> {
        AsyncStream { @MainActor [sight] in
            // Who listens may read on without a pause: others have a turn between two codes.
            await Task.yield()
            return try? await sight.read(looking)
        }
    }

    func share(_ file: SharedFile) async { try? await sight.share(file) }
    func open(_ looking: Looking) async -> Data? { try? await sight.open(looking) }

    func confirm() async -> Confirmed { await device.confirm() }
    func hold() { device.hold() }
    func letGo() { device.letGo() }
    func signal(_ tone: Tone) { device.signal(tone) }
    func copy(_ text: String) { device.copy(text) }
    func speak(_ language: Language) { device.speak(language) }
}
