import Foundation
import Mogiri

/// The phone of a friend who stands beside the owner: takes what is handed over, and gives the own ticket away.
@MainActor
public final class Friend {
    private let phone: LiveWallet
    private let sleeper: any Sleeper
    private var given: Parcel?
    private var shown = 0

    /// A ticket on its way, whole and as the codes that take turns on the friend's screen.
    struct Parcel {
        let whole: Data
        let frames: [Data]
    }

    nonisolated init(_ phone: LiveWallet, _ sleeper: any Sleeper) {
        (self.phone, self.sleeper) = (phone, sleeper)
    }

    /// The request on the friend's screen.
    func request() async throws -> Data {
        try await phone.request()
    }

    /// Reads one of the codes that take turns on the owner's screen; the parcel once all were read.
    func read(_ frame: Data) async throws -> Data? {
        try await phone.readFrame(frame).file
    }

    /// Takes the parcel; the answer goes back to the owner.
    func take(_ parcel: Data) async throws -> Data? {
        let received = try await phone.receive(parcel: parcel, decision: .take)
        if case .rows(let answer, _) = received { return answer }
        return nil
    }

    /// Hands the friend's own ticket to whoever made `request`, and waits with the parcel until it may leave. The same
    /// parcel again, if it did not arrive.
    func give(_ request: Data) async throws -> Parcel? {
        if given == nil { given = try await handOver(request) }
        return given
    }

    /// The next of the codes that take turns on the friend's screen.
    func frame(_ request: Data) async throws -> String? {
        guard let frames = try await give(request)?.frames, !frames.isEmpty else { return nil }
        shown += 1
        return try messageCode(message: frames[shown % frames.count]).text
    }

    private func handOver(_ request: Data) async throws -> Parcel? {
        let tickets = try await phone.read { try $0.tickets() }
        guard let ticket = tickets.first(where: { $0.notTransferable == nil }) else { return nil }
        _ = try await phone.handOver(ticket: ticket.id, request: request, confirmation: .camera)
        while true {
            if case .ready(let parcel, let frames) = try await phone.parcel(ticket: ticket.id) {
                return Parcel(whole: parcel, frames: frames)
            }
            try await sleeper.sleep(seconds: 0.5)
        }
    }

    func suspend() async throws {
        try await phone.suspend()
    }

    func release() async throws {
        try await phone.release()
    }
}
