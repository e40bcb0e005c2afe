import Foundation

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
        case .request: messageText(try await friend.request())
        case .answer: try await answer().map(messageText)
        case .parcel: try await given().map(messageText)
        case .ticket, .certificate, .journal: nil
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
        guard let parcel = phone?.send.state.code.flatMap({ messageOf($0.text) }) ?? shared else { return nil }
        return try await friend.take(parcel)
    }

    private func given() async throws -> Data? {
        guard let request = phone?.receive.state.code.flatMap({ messageOf($0.text) }) else { return nil }
        return try await friend.give(request)
    }
}
