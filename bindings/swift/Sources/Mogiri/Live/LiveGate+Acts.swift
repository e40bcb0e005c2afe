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

    /// Judges a card or wristband.
    public func tap(card: Data, name: String? = nil) async throws -> Verdict {
        try await change { try $0.tap(card: card, name: name) }
    }

    /// Lets in over whatever stands against a code; `reason` is one of `overrideReasons()`.
    public func overrideCode(_ text: String, reason: String) async throws -> GateOverride {
        try await change { try $0.overrideCode(text: text, reason: reason) }
    }

    /// Lets in without a code; `reason` is one of `overrideReasons()`.
    public func overrideTicket(name: String, reason: String) async throws -> GateOverride {
        try await change { try $0.overrideTicket(name: name, reason: reason) }
    }

    /// What this device has, for one code.
    public func syncVector() async throws -> Data {
        try await read { try $0.syncVector() }
    }

    /// What the gate lacks that showed this vector.
    public func missing(vector: Data) async throws -> MissingEntries {
        try await read { try $0.missing(vector: vector) }
    }

    /// Takes one frame that another gate shows.
    public func takeFrame(_ frame: Data) async throws -> FrameTaken {
        try await change { try $0.takeFrame(frame: frame) }
    }

    /// The last things that this device wrote down, the newest first.
    public func history(most: UInt32 = 20) async throws -> [HistoryEntry] {
        try await read { try $0.history(most: most) }
    }

    /// Sells a blank, or gives one out in place of a ticket; `reason` is one of `issueReasons()`.
    public func issue(zone: String?, replaces: String?, reason: String) async throws -> IssuedBlank {
        try await change { try $0.issue(zone: zone, replaces: replaces, reason: reason) }
    }

    /// A blank that was issued before, to print it again.
    public func issued(name: String? = nil) async throws -> IssuedBlank {
        try await read { try $0.issued(name: name) }
    }

    /// Blanks that are left, by zone.
    public func blanksLeft() async throws -> [String: UInt64] {
        try await read { try $0.blanksLeft() }
    }

    /// Asks another gate for the time.
    public func askTime() async throws -> Data {
        try await read { try $0.askTime() }
    }

    /// Answers a gate that asked.
    public func tellTime(asked: Data) async throws -> Data {
        try await read { try $0.tellTime(asked: asked) }
    }

    /// What an answer says, before somebody takes it.
    public func readTime(answer: Data) async throws -> PeerTime {
        try await read { try $0.readTime(answer: answer) }
    }

    /// Takes another gate's time for this one's.
    public func takeTime(answer: Data) async throws -> PeerTime {
        try await change { try $0.takeTime(answer: answer) }
    }

    /// What a gate does while nobody waits. Call it when it was idle for some seconds.
    public func maintain() async throws -> Reserve {
        try await read { try $0.maintain() }
    }

    /// Forgets names and what else no count needs, after the event's purge time.
    public func purge() async throws -> GatePurged {
        try await change { try $0.purge() }
    }

    /// Which kinds of personal data this gate held.
    public func exposure() async throws -> [Held] {
        try await read { try $0.exposure() }
    }

    /// To paste into a support ticket.
    public func diagnostics() async throws -> GateDiagnostics {
        try await read { try $0.diagnostics() }
    }

    /// Moves to another key of the host.
    public func rotateKey(to vault: any KeyVault) async throws {
        try await read { try $0.rotateKey(to: vault) }
    }

    /// Closes the files until the next act.
    public func suspend() async throws {
        try await read { try $0.suspend() }
    }
}
