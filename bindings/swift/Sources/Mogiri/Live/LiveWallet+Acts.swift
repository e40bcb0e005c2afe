import Foundation

/// The acts of `Wallet`, each with its name and meaning there.
extension LiveWallet {
    /// The code of this moment.
    public func present(ticket: TicketId) async throws -> TicketCode {
        try await read { try $0.present(ticket: ticket) }
    }

    /// The short code of this moment.
    public func presentReference(ticket: TicketId) async throws -> TicketCode {
        try await read { try $0.presentReference(ticket: ticket) }
    }

    /// The digits of this moment as a code.
    public func presentTotp(ticket: TicketId) async throws -> TicketCode {
        try await read { try $0.presentTotp(ticket: ticket) }
    }

    /// The check digits of this moment.
    public func checkDigits(ticket: TicketId) async throws -> String? {
        try await read { try $0.checkDigits(ticket: ticket) }
    }

    /// One ticket.
    public func ticket(_ ticket: TicketId) async throws -> TicketSummary {
        try await read { try $0.ticket(ticket: ticket) }
    }

    /// The code that answers a gate's challenge, after the person said yes.
    public func answer(ticket: TicketId, challenge: Data) async throws -> TicketCode {
        try await read { try $0.answer(ticket: ticket, challenge: challenge) }
    }

    /// Takes a gate's beacon; the codes turn at once.
    public func correct(beacon: Data) async throws -> CorrectOutcome {
        try await change { try $0.correct(beacon: beacon) }
    }

    /// Takes in a ticket file or an event file.
    public func importFile(_ file: Data) async throws -> Imported {
        try await change { try $0.importFile(file: file) }
    }

    /// A request for tickets.
    public func request(count: UInt32 = 1, event: EventId? = nil) async throws -> Data {
        try await read { try $0.request(count: count, event: event) }
    }

    /// The eight characters that two people read to each other.
    public func compareCode(request: Data) async throws -> String {
        try await read { try $0.compareCode(request: request) }
    }

    /// Hands a ticket to the friend who made `request`.
    public func handOver(ticket: TicketId, request: Data, confirmation: Confirmation) async throws -> HandOver {
        try await change { try $0.handOver(ticket: ticket, request: request, confirmation: confirmation) }
    }

    /// The parcel of a ticket that was handed over.
    public func parcel(ticket: TicketId) async throws -> ParcelState {
        try await read { try $0.parcel(ticket: ticket) }
    }

    /// Takes one frame that a friend shows.
    public func readFrame(_ frame: Data) async throws -> FrameRead {
        try await read { try $0.readFrame(frame: frame) }
    }

    /// What a parcel offers.
    public func preview(parcel: Data) async throws -> Preview {
        try await read { try $0.preview(parcel: parcel) }
    }

    /// Takes or declines every ticket of a parcel.
    public func receive(parcel: Data, decision: Decision) async throws -> Received {
        try await change { try $0.receive(parcel: parcel, decision: decision) }
    }

    /// Takes a friend's answer.
    public func settle(answer: Data) async throws -> [Settled] {
        try await change { try $0.settle(answer: answer) }
    }

    /// Keeps a digital stamp.
    public func acceptStamp(_ stamp: Data) async throws -> StampOutcome {
        try await change { try $0.acceptStamp(stamp: stamp) }
    }

    /// Judges the touches of the screen that shows a ticket.
    public func press(ticket: TicketId, dpi: Double, touches: [Touch]) async throws -> PressOutcome {
        try await change { try $0.press(ticket: ticket, dpi: dpi, touches: touches) }
    }

    /// The day before: tries every ticket as at the door.
    public func readiness() async throws -> [Readiness] {
        try await read { try $0.readiness() }
    }

    /// Forgets a ticket for good.
    public func forget(ticket: TicketId, valid: StillValid) async throws -> Erased {
        try await change { try $0.forget(ticket: ticket, valid: valid) }
    }

    /// Forgets every event that is past its purge time.
    public func purge() async throws -> Purged {
        try await change { try $0.purge() }
    }

    /// Destroys this wallet.
    public func wipe() async throws {
        try await change { try $0.wipe() }
    }

    /// Closes the files before the system suspends the app; the next act opens them again.
    public func suspend() async throws {
        try await read { try $0.suspend() }
    }

    /// What a gate's challenge asks, to be shown before the answer.
    public func challengeFace(challenge: Data) async throws -> ChallengeFace {
        try await read { try $0.challengeFace(challenge: challenge) }
    }

    /// The ticket of an id's first characters.
    public func find(prefix: String) async throws -> TicketId {
        try await read { try $0.find(prefix: prefix) }
    }

    /// What this phone's clock is worth.
    public func clock() async throws -> WalletClock {
        try await read { try $0.clock() }
    }

    /// Says where keys in hardware are.
    public func useSigner(_ signer: any HolderSigner) async throws {
        try await read { try $0.useSigner(signer: signer) }
    }

    /// Asks for tickets that are bound to this phone's hardware.
    public func requestHardware(count: UInt32 = 1, event: EventId? = nil) async throws -> Data {
        try await read { try $0.requestHardware(count: count, event: event) }
    }

    /// Which kinds of personal data this wallet held.
    public func exposure() async throws -> [Held] {
        try await read { try $0.exposure() }
    }

    /// To paste into a support ticket.
    public func diagnostics() async throws -> WalletDiagnostics {
        try await read { try $0.diagnostics() }
    }

    /// Whether the folder was put back from an older copy.
    public func rollback() async throws -> Rollback {
        try await read { try $0.rollback() }
    }

    /// The person took note that an older copy was put back: `rollback` is none until it happens again.
    public func dismissRollback() async throws {
        try await read { try $0.dismissRollback() }
    }

    /// Moves to another key of the host.
    public func rotateKey(to vault: any KeyVault) async throws {
        try await read { try $0.rotateKey(to: vault) }
    }
}
