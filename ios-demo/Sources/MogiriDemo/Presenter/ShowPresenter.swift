import Foundation
import Mogiri

/// One ticket as it is held under a camera.
public struct ShowState: Equatable, Sendable {
    /// The ticket.
    public var id: TicketId?
    /// The event's title.
    public var title = ""
    /// The seat.
    public var place = ""
    /// The code, black on white with four light modules around it.
    public var picture: QrModules?
    /// What a screen reader says of the picture. It does not count the seconds.
    public var label = ""
    /// What a camera reads in the picture.
    public var text: String?
    /// How long this code is good.
    public var seconds = ""
    /// The check digits, to be read out where no camera helps.
    public var digits: String?
    /// The stamp's name and time.
    public var stamped: String?
    /// What happened.
    public var notice: String?
}

/// The code that turns, and the stamp that ends it.
public final class ShowPresenter: Presenter<ShowState> {
    private let wallet: LiveWallet
    private let clock: any Mogiri.Clock
    private let sleeper: any Sleeper
    private var showing: Task<Void, Never>?
    private var counting: Task<Void, Never>?

    /// For the tickets of a wallet.
    public init(_ wallet: LiveWallet, clock: any Mogiri.Clock, sleeper: any Sleeper, _ words: Words) {
        (self.wallet, self.clock, self.sleeper) = (wallet, clock, sleeper)
        super.init(words, ShowState())
    }

    /// Shows a ticket until `leave`.
    public func show(_ ticket: TicketId) {
        leave()
        showing = act { [weak self, wallet] in
            let summary = try await wallet.ticket(ticket)
            self?.face(summary)
            for try await code in wallet.codes(ticket: ticket) {
                try await self?.turn(ticket, code)
            }
        }
    }

    /// Stops turning.
    public func leave() {
        showing?.cancel()
        counting?.cancel()
        set { $0 = ShowState() }
    }

    /// Takes the stamp that a gate shows.
    public func takeStamp(_ stamp: Data) {
        act { [self] in
            let told = words.told(try await wallet.acceptStamp(stamp))
            guard let ticket = state.id else { return }
            let summary = try await wallet.ticket(ticket)
            set { ($0.notice, $0.stamped) = (told, mark(summary)) }
        }
    }

    override func failed(_ told: String) {
        counting?.cancel()
        set { ($0.picture, $0.text, $0.seconds, $0.notice) = (nil, nil, "", told) }
    }

    private func turn(_ ticket: TicketId, _ code: TicketCode) async throws {
        let digits = try await wallet.checkDigits(ticket: ticket)
        set { ($0.picture, $0.text, $0.digits) = (code.qr, code.text, digits) }
        counting?.cancel()
        counting = act { [weak self, sleeper] in
            while !Task.isCancelled {
                self?.count(until: code.validUntil)
                try await sleeper.sleep(seconds: 1)
            }
        }
    }

    private func count(until turn: Date) {
        let now = (try? Double(clock.nowMs()) / 1000) ?? turn.timeIntervalSince1970
        let left = Int((turn.timeIntervalSince1970 - now).rounded(.up))
        set { $0.seconds = words("mogiri_screen_turns_in_word", String(max(left, 0))) }
    }

    private func face(_ ticket: TicketSummary) {
        set {
            ($0.id, $0.title, $0.place, $0.stamped) = (ticket.id, ticket.title, ticket.place, mark(ticket))
            $0.label = words("mogiri_screen_code_label_word")
        }
    }

    private func mark(_ ticket: TicketSummary) -> String? {
        ticket.stamp.map { "\($0.name) \(words.time($0.time, of: ticket))" }
    }
}
