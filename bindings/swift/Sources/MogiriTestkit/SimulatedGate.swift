import Foundation
import Mogiri
import MogiriOrganizer

/// A staff device of the sandbox's event, certified and ready: a real gate, in a folder that goes with this object.
public final class SimulatedGate: Sendable {
    private let folder: URL

    /// What decides, with every role.
    public let gate: Gate

    /// `name` is A, which takes all zones, or B, which takes zone R. `clock` should tell the sandbox's time; without one
    /// the system's counts.
    public init(_ sandbox: Sandbox, name: String = "A", clock: (any Mogiri.Clock)? = nil) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("mogiri-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        gate = try Gate.create(
            folder: folder.appendingPathComponent("gate").path, eventFile: sandbox.eventFile(), gate: name, label: "",
            vault: MemoryVault(), clock: clock)
        _ = try gate.update(document: sandbox.certify(enrolment: gate.enrolment()))
    }

    deinit {
        try? gate.release()
        try? FileManager.default.removeItem(at: folder)
    }

    /// What it says of the text of a code.
    public func admit(_ text: String) throws -> Verdict {
        try gate.admit(text: text)
    }

    /// What it says of a sample, which is made for a gate of this name, after all that the sample wants done before.
    public func admit(_ sample: Sample) throws -> Verdict {
        for document in sample.documents { _ = try gate.update(document: document) }
        for text in sample.before { _ = try gate.admit(text: text) }
        return try gate.admit(text: sample.text)
    }
}
