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
        case .parcel: try await given().map { try messageCode(message: $0).text }
        case .ticket, .certificate, .journal, .vector, .frame, .head: nil
        }
    }

    func share(_ file: SharedFile) {
        shared = file.content
    }

    func open(_ looking: Looking) async throws -> Data? {
        try await given()
    }

    /// The friend reads the parcel from the screen, or takes it from the air.
    private func answer() async throws -> Data? {
        guard let parcel = phone?.send.state.code.flatMap({ messageIn($0.text) }) ?? shared else { return nil }
        return try await friend.take(parcel)
    }

    private func given() async throws -> Data? {
        guard let request = phone?.receive.state.code.flatMap({ messageIn($0.text) }) else { return nil }
        return try await friend.give(request)
    }
}
