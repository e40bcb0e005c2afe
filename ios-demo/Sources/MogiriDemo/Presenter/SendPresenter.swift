import Foundation
import Mogiri

/// How far a hand-over is.
public enum SendStep: Sendable, CaseIterable {
    /// The friend's request was not read yet.
    case ask
    /// It was read; nothing is signed.
    case sure
    /// Signed over; no code shown before may be alive when the parcel leaves.
    case waiting
    /// The codes of the parcel take turns on the screen; one too large for codes is to be shared.
    case ready
    /// The friend took it.
    case done
    /// The friend gave it back.
    case returned
}

/// A ticket on its way to a friend who stands beside.
public struct SendState: Equatable, Sendable {
    /// The ticket.
    public var id: TicketId?
    /// The event's title.
    public var title = ""
    /// The seat.
    public var place = ""
    /// How far it is.
    public var step = SendStep.ask
    /// The same in a sentence.
    public var told = ""
    /// When the parcel may leave.
    public var seconds: String?
    /// One of the parcel's codes, for the friend's camera.
    public var code: CodeFace?
    /// Which of the codes that take turns is shown; nothing while there is one.
    public var page: String?
    /// What happened.
    public var notice: String?
}

/// Hands a ticket to a friend, phone to phone.
public final class SendPresenter: Presenter<SendState> {
    private static let end: [SettleOutcome: SendStep] = [.taken: .done, .returned: .returned]

    private let wallet: LiveWallet
    private let clock: any Mogiri.Clock
    private let sleeper: any Sleeper
    private let host: any Host
    private var delivering: Task<Void, Never>?
    private var request: Data?
    private var parcel: Data?

    /// For the tickets of a wallet.
    public init(
        _ wallet: LiveWallet, clock: any Mogiri.Clock, sleeper: any Sleeper, host: any Host, _ words: Words
    ) {
        (self.wallet, self.clock, self.sleeper, self.host) = (wallet, clock, sleeper, host)
        super.init(words, SendState())
    }

    /// Begins with a ticket, or goes on where a hand-over of it was left.
    public func begin(_ ticket: TicketId) {
        leave()
        set { $0 = SendState(id: ticket, told: words.hint("send")) }
        act { [self] in
            let summary = try await wallet.ticket(ticket)
            // What the person did meanwhile stays.
            guard state.id == ticket else { return }
            set { ($0.title, $0.place) = (summary.title, summary.place) }
            if summary.state == .handingOver { deliver(ticket) }
        }
    }

    /// Reads the request on the friend's screen.
    public func readRequest() {
        act { [self] in
            request = await host.read(.request).flatMap(messageIn)
            guard request != nil else { return nobody() }
            set { ($0.step, $0.told, $0.notice) = (.sure, words.hint("request_read"), nil) }
        }
    }

    /// Signs the ticket over. There is no way back from here but the friend's.
    public func confirm() {
        guard let ticket = state.id, let request else { return }
        act { [self] in
            _ = try await wallet.handOver(ticket: ticket, request: request, confirmation: .camera)
            deliver(ticket)
        }
    }

    /// Sends the parcel to the friend's phone nearby.
    public func share() {
        guard let parcel else { return }
        act { [self] in await host.share(SharedFile(name: "ticket.mogiri", content: parcel)) }
    }

    /// Reads the receipt, or the return, on the friend's screen.
    public func readAnswer() {
        act { [self] in
            guard let answer = await host.read(.answer).flatMap(messageIn) else { return nobody() }
            let rows = try await wallet.settle(answer: answer)
            guard let row = rows.first(where: { $0.ticket == state.id }) ?? rows.first else { return nobody() }
            settled(row)
        }
    }

    /// Leaves; what is on its way stays on its way.
    public func leave() {
        delivering?.cancel()
        (request, parcel) = (nil, nil)
        set { $0 = SendState() }
    }

    override func failed(_ told: String) {
        set { $0.notice = told }
    }

    private func nobody() {
        set { $0.notice = words.hint("nobody") }
    }

    /// An answer to another hand-over is told, and this one goes on.
    private func settled(_ row: Settled) {
        let told = words.told(row.outcome)
        guard row.ticket == state.id, let step = Self.end[row.outcome] else { return set { $0.notice = told } }
        delivering?.cancel()
        set { ($0.step, $0.told, $0.code, $0.page, $0.notice) = (step, told, nil, nil, nil) }
    }

    private func deliver(_ ticket: TicketId) {
        delivering?.cancel()
        delivering = act { [self] in
            set { ($0.step, $0.told, $0.notice) = (.waiting, words.told(TicketState.handingOver), nil) }
            let ready = try await whenReady(ticket)
            parcel = ready.parcel
            let codes = ready.frames.compactMap { codeFace($0, words.screen("parcel_label")) }
            let told = words.hint(codes.isEmpty ? "share_parcel" : "show_parcel")
            // With the first code: whoever sees that it is ready may look at it.
            set {
                ($0.step, $0.told, $0.seconds) = (.ready, told, nil)
                show(codes.first, 1, codes.count, on: &$0)
            }
            try await inTurn(codes, sleeper) { code, at in set { show(code, at, codes.count, on: &$0) } }
        }
    }

    private func show(_ code: CodeFace?, _ at: Int, _ count: Int, on state: inout SendState) {
        (state.code, state.page) = (code, count > 1 ? words.screen("page_of_codes", at, count) : nil)
    }

    private func whenReady(_ ticket: TicketId) async throws -> (parcel: Data, frames: [Data]) {
        while true {
            let state = try await wallet.parcel(ticket: ticket)
            try Task.checkCancellation()
            switch state {
            case .ready(let parcel, let frames): return (parcel, frames)
            case .wait(let readyAt):
                let left = try readyAt.timeIntervalSince1970 - Double(clock.nowMs()) / 1000
                set { $0.seconds = words.screen("waits", max(Int(left.rounded(.up)), 0)) }
            }
            try await sleeper.sleep(seconds: 1)
        }
    }
}
