import Foundation
import Mogiri

/// The stamp on a ticket: the word, and when and where.
public struct StampedFace: Equatable, Sendable {
    /// That somebody came in.
    public let word: String
    /// The stamp's name and time.
    public let told: String
}

/// One ticket as it is held under a camera.
public struct ShowState: Equatable, Sendable {
    /// The ticket.
    public var id: TicketId?
    /// The event's title.
    public var title = ""
    /// The seat.
    public var place = ""
    /// Which one of how many.
    public var page = ""
    /// Whether there is one behind it.
    public var hasNext = false
    /// Whether there is one before it.
    public var hasPrevious = false
    /// The code of this moment. Its label does not count the seconds.
    public var code: CodeFace?
    /// How long this code is good.
    public var seconds = ""
    /// The check digits, to be read out where no camera helps.
    public var digits: String?
    /// The stamp.
    public var stamped: StampedFace?
    /// What happened.
    public var notice: String?
}

/// The code that turns, and the stamp that ends it.
public final class ShowPresenter: Presenter<ShowState> {
    private let wallet: LiveWallet
    private let clock: any Mogiri.Clock
    private let sleeper: any Sleeper
    private let host: any Host
    private var showing: Task<Void, Never>?
    private var counting: Task<Void, Never>?
    private var tickets: [TicketId] = []
    private var at = 0
    /// That this phone cannot know whose hand it is in, in words; nothing where it asked.
    private var noLock: String?

    /// For the tickets of a wallet.
    public init(
        _ wallet: LiveWallet, clock: any Mogiri.Clock, sleeper: any Sleeper, host: any Host, _ words: Words
    ) {
        (self.wallet, self.clock, self.sleeper, self.host) = (wallet, clock, sleeper, host)
        super.init(words, ShowState())
    }

    /// Shows the first of `tickets`, once the person confirmed that the phone is theirs, until `leave`.
    public func show(_ tickets: [TicketId]) {
        leave()
        self.tickets = tickets
        set { $0.notice = words.hint("unlock") }
        showing = act { [self] in
            let confirmed = await host.confirm()
            try Task.checkCancellation()
            switch confirmed {
            case .yes: try await begin(nil)
            case .noLock: try await begin(words.hint("no_lock"))
            case .no: set { $0.notice = words.hint("not_unlocked") }
            }
        }
    }

    /// Turns to the next ticket of the group.
    public func next() { turnTo(at + 1) }

    /// Turns to the ticket before.
    public func previous() { turnTo(at - 1) }

    /// Stops showing and gives the screen back as it was.
    public func leave() {
        stop()
        host.letGo()
        at = 0
        set { $0 = ShowState() }
    }

    /// Reads the stamp that a gate shows.
    public func readStamp() {
        act { [self] in
            guard let stamp = await host.read(.stamp).flatMap(messageIn) else {
                return set { $0.notice = words.hint("nobody") }
            }
            try await stamped(words.told(try await wallet.acceptStamp(stamp)))
        }
    }

    /// Judges a physical stamp that was pressed on the glass; `dpi` is the screen's.
    public func press(dpi: Double, touches: [Touch]) {
        act { [self] in
            guard let ticket = state.id else { return }
            try await stamped(words.told(try await wallet.press(ticket: ticket, dpi: dpi, touches: touches)))
        }
    }

    override func failed(_ told: String) {
        counting?.cancel()
        set { ($0.code, $0.seconds, $0.digits, $0.notice) = (nil, "", nil, told) }
    }

    private func stamped(_ told: String) async throws {
        guard let ticket = state.id else { return }
        let summary = try await wallet.ticket(ticket)
        set { ($0.notice, $0.stamped) = (told, stamped(summary)) }
    }

    private func turnTo(_ place: Int) {
        guard tickets.indices.contains(place), state.id != nil else { return }
        stop()
        showing = act { [self] in try await turn(place) }
    }

    private func stop() {
        showing?.cancel()
        counting?.cancel()
    }

    private func begin(_ noLock: String?) async throws {
        self.noLock = noLock
        host.hold()
        try await turn(0)
    }

    private func turn(_ place: Int) async throws {
        at = place
        let ticket = try await wallet.ticket(tickets[place])
        try Task.checkCancellation()
        set { $0 = face(ticket) }
        for try await code in wallet.codes(ticket: ticket.id) {
            // The wallet's clock may be a gate's by now: only how long is left is the same by this phone's.
            let turns = try clock.monotonicMs() + code.turnsInMs
            let digits = try await wallet.checkDigits(ticket: ticket.id)
            try Task.checkCancellation()
            let label = "\(words.screen("code_label")) \(state.page)"
            set { ($0.code, $0.digits) = (codeFace(code, label), digits) }
            count(until: turns)
        }
    }

    private func count(until turns: UInt64) {
        counting?.cancel()
        counting = act { [self] in
            while !Task.isCancelled {
                let left = try (Double(turns) - Double(clock.monotonicMs())) / 1000
                set { $0.seconds = words.screen("turns_in", max(Int(left.rounded(.up)), 0)) }
                try await sleeper.sleep(seconds: 1)
            }
        }
    }

    private func face(_ ticket: TicketSummary) -> ShowState {
        ShowState(
            id: ticket.id, title: ticket.title, place: ticket.place,
            page: words.screen("page", at + 1, tickets.count), hasNext: tickets.indices.contains(at + 1),
            hasPrevious: tickets.indices.contains(at - 1), stamped: stamped(ticket), notice: noLock)
    }

    private func stamped(_ ticket: TicketSummary) -> StampedFace? {
        ticket.stamp.map { stamp in
            let told = "\(stamp.name)  \(words.time(stamp.time, ticket.timezone))"
            return StampedFace(word: words.screen("stamped"), told: told)
        }
    }
}
