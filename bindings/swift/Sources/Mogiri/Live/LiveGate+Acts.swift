import Foundation

/// The acts of `Gate`, each with its name and meaning there.
extension LiveGate {
    /// The message that asks the organizer to certify this device.
    public func enrolment() async throws -> Data {
        try await read { try $0.enrolment() }
    }

    /// Adopts a certificate, event file, trust list, revocation list, manifest or guest list.
    public func update(_ document: Data) async throws -> Updated {
        try await change { try $0.update(document: document) }
    }

    /// What this device is and has.
    public func status() async throws -> StaffStatus {
        try await read { try $0.status() }
    }

    /// Judges the text of a code.
    public func admit(_ text: String) async throws -> Verdict {
        try await change { try $0.admit(text: text) }
    }

    /// As `admit`, after staff compared the person's document.
    public func admitNamed(_ text: String, name: String) async throws -> Verdict {
        try await change { try $0.admitNamed(text: text, name: name) }
    }

    /// Judges check digits that a guest read out.
    public func admitDigits(_ digits: String, name: String? = nil) async throws -> Verdict {
        try await change { try $0.admitDigits(digits: digits, name: name) }
    }

    /// Lets somebody out.
    public func exit(_ text: String) async throws -> GateExit {
        try await change { try $0.exit(text: text) }
    }

    /// A challenge to show to one phone.
    public func challenge(ask: AskName) async throws -> Data {
        try await read { try $0.challenge(ask: ask) }
    }

    /// The beacon for a refusal's `beaconFor`.
    public func beacon(presentation: PresentationId) async throws -> Data {
        try await read { try $0.beacon(presentation: presentation) }
    }

    /// The digital stamp for an own admission.
    public func stamp(entry: EntryHash) async throws -> Data {
        try await read { try $0.stamp(entry: entry) }
    }

    /// Takes an entry back; `reason` is one of `voidReasons()`.
    public func voidEntry(name: String, reason: String) async throws -> Voided {
        try await change { try $0.voidEntry(name: name, reason: reason) }
    }

    /// Everything this device knows, as a file for another gate.
    public func export() async throws -> Data {
        try await read { try $0.export() }
    }

    /// Takes another gate's file in.
    public func merge(_ file: Data) async throws -> MergeReport {
        try await change { try $0.merge(file: file) }
    }

    /// Closes this device's log.
    public func closeLog() async throws -> ClosedLog {
        try await change { try $0.closeLog() }
    }
}
