import Foundation
import Mogiri

/// What the phone sees: the friend's screen, and the gate's.
final class PhoneSight: Sight {
    private let friend: Friend
    private weak var phone: AttendeePresenter?
    private weak var gate: StaffPresenter?
    private var shared: Data?

    init(_ friend: Friend) {
        self.friend = friend
    }

    func look(at phone: AttendeePresenter, _ gate: StaffPresenter) {
        (self.phone, self.gate) = (phone, gate)
    }

    func read(_ looking: Looking) async throws -> String? {
        switch looking {
        case .stamp: gate?.scan.state.stamp?.text
        case .request: try messageCode(message: await friend.request()).text
        case .answer: try await answer().map { try messageCode(message: $0).text }
        case .parcel: if let request { try await friend.frame(request) } else { nil }
        case .ticket, .certificate, .journal, .vector, .frame, .head: nil
        }
    }

    func share(_ file: SharedFile) {
        shared = file.content
    }

    func open(_ looking: Looking) async throws -> Data? {
        guard let request else { return nil }
        return try await friend.give(request)?.whole
    }

    /// The friend takes the parcel from the air, once, or reads its codes on the screen.
    private func answer() async throws -> Data? {
        defer { shared = nil }
        let parcel: Data? = if let shared { shared } else { try await parcelInCodes() }
        guard let parcel else { return nil }
        return try await friend.take(parcel)
    }

    /// Looks on while the codes take turns, until all were read or none is there.
    private func parcelInCodes() async throws -> Data? {
        guard let send = phone?.send else { return nil }
        for await screen in send.states() {
            guard let frame = screen.code.flatMap({ messageIn($0.text) }) else { return nil }
            if let parcel = try await friend.read(frame) { return parcel }
        }
        return nil
    }

    private var request: Data? {
        phone?.receive.state.code.flatMap { messageIn($0.text) }
    }
}
