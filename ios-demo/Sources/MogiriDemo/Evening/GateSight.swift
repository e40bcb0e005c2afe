import Foundation
import Mogiri

/// What the gate sees: the phone that is held under its camera, else one guest after the other.
final class GateSight: Sight {
    private static let enters: Set<TicketState> = [.ready, .stamped]

    private let evening: Evening
    private weak var phone: AttendeePresenter?
    private var guests = 0

    init(_ evening: Evening) {
        self.evening = evening
    }

    func look(at phone: AttendeePresenter, _ gate: StaffPresenter) {
        self.phone = phone
    }

    func read(_ looking: Looking) async throws -> String? {
        switch looking {
        case .ticket: if let text = phone?.show.state.code?.text { text } else { try await nextGuest() }
        case .certificate: try messageCode(message: evening.certificate).text
        case .vector: try await evening.neighbour.vector()
        case .frame: try evening.neighbour.frame()
        case .head: try await evening.neighbour.head()
        case .stamp, .request, .parcel, .answer, .journal: nil
        }
    }

    func share(_ file: SharedFile) async throws {
        _ = try await evening.otherGate.merge(file.content)
    }

    func open(_ looking: Looking) async throws -> Data? {
        try await evening.otherGate.export()
    }

    /// Somebody with one of the phone's tickets, and nobody who looks at its screen.
    private func nextGuest() async throws -> String? {
        let ready = try await evening.phone.read { try $0.tickets() }.filter { Self.enters.contains($0.state) }
        guard !ready.isEmpty else { return nil }
        guests += 1
        return try await evening.phone.present(ticket: ready[(guests - 1) % ready.count].id).text
    }
}
