import Foundation
import Mogiri

/// The phone of a friend who stands beside the owner: takes what is handed over, and gives the own ticket away.
@MainActor
public final class Friend {
    private let phone: LiveWallet
    private let sleeper: any Sleeper
    private var given: Data?

    nonisolated init(_ phone: LiveWallet, _ sleeper: any Sleeper) {
        (self.phone, self.sleeper) = (phone, sleeper)
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

    /// Hands the friend's own ticket to whoever made `request`, and waits with the parcel until it may leave. The same
    /// parcel again, if it did not arrive.
    func give(_ request: Data) async throws -> Data? {
        if given == nil { given = try await handOver(request) }
        return given
    }

    private func handOver(_ request: Data) async throws -> Data? {
        let tickets = try await phone.read { try $0.tickets() }
        guard let ticket = tickets.first(where: { $0.notTransferable == nil }) else { return nil }
        _ = try await phone.handOver(ticket: ticket.id, request: request, confirmation: .camera)
        while true {
            if case .ready(let parcel) = try await phone.parcel(ticket: ticket.id) { return parcel }
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
