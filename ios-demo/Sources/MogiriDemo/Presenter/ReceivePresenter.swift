import Foundation
import Mogiri

/// How far a receiving is.
public enum ReceiveStep: Sendable, CaseIterable {
    /// The request is on the screen.
    case request
    /// A parcel was read; nothing is decided.
    case offer
    /// The receipt, or the return, is on the screen.
    case answer
}

/// A ticket that comes from somebody who stands beside.
public struct ReceiveState: Equatable, Sendable {
    /// How far it is.
    public var step = ReceiveStep.request
    /// The same in a sentence.
    public var told = ""
    /// The request, or the answer, for the sender's camera.
    public var code: CodeFace?
    /// What is offered: title and time, then the places.
    public var title = ""
    /// The seats.
    public var places: [String] = []
    /// How many of the sender's codes were read.
    public var progress: String?
    /// What happened.
    public var notice: String?
}

/// Takes a ticket from a friend, phone to phone.
public final class ReceivePresenter: Presenter<ReceiveState> {
    private let wallet: LiveWallet
    private let host: any Host
    private var parcel: Data?

    /// Into a wallet.
    public init(_ wallet: LiveWallet, host: any Host, _ words: Words) {
        (self.wallet, self.host) = (wallet, host)
        super.init(words, ReceiveState())
    }

    /// Makes a request and shows it.
    public func begin() {
        parcel = nil
        set { $0 = ReceiveState(told: words.hint("receive")) }
        act { [self] in
            let code = codeFace(try await wallet.request(), words.screen("request_label"))
            set { $0.code = code }
        }
    }

    /// Reads the codes that the sender shows in turn, until the parcel is here.
    public func readParcel() {
        act { [self] in try await offer(try await parcelInCodes()) }
    }

    /// Opens the parcel that came from a device nearby.
    public func openParcel() {
        act { [self] in try await offer(await host.open(.parcel)) }
    }

    /// Takes what is offered.
    public func take() { decide(.take) }

    /// Gives it back.
    public func decline() { decide(.decline) }

    override func failed(_ told: String) {
        set { $0.notice = told }
    }

    /// Nothing if the camera was closed before the last code; the others need not be read again.
    private func parcelInCodes() async throws -> Data? {
        for await text in host.codes(.parcel) {
            guard let frame = messageIn(text) else { continue }
            let read = try await wallet.readFrame(frame)
            set { ($0.progress, $0.notice) = (words.screen("codes_read", read.have, read.of), nil) }
            if let file = read.file { return file }
        }
        return nil
    }

    private func offer(_ read: Data?) async throws {
        guard let read else { return set { $0.notice = words.hint("nobody") } }
        switch try await wallet.preview(parcel: read) {
        case .offer(let event, let rows, _):
            parcel = read
            set { $0 = offered(event, rows) }
        case .refused(let refusal): set { $0.notice = words.told(refusal) }
        case .answered: try await answer(read, .take)
        }
    }

    private func offered(_ event: EventFace, _ rows: [PreviewRow]) -> ReceiveState {
        let title = "\(event.title)\n\(words.time(event.doors, event.timezone))"
        return ReceiveState(step: .offer, told: words.hint("offer"), title: title, places: rows.map(\.place))
    }

    private func decide(_ decision: Decision) {
        guard let parcel else { return }
        act { [self] in try await answer(parcel, decision) }
    }

    private func answer(_ parcel: Data, _ decision: Decision) async throws {
        switch try await wallet.receive(parcel: parcel, decision: decision) {
        case .rows(let answer, let rows):
            let code = answer.flatMap { codeFace($0, words.screen("answer_label")) }
            let told = once(rows.map { words.told($0.outcome) } + [words.hint("show_receipt")]).joined(separator: "\n")
            set { ($0.step, $0.told, $0.code, $0.progress) = (.answer, told, code, nil) }
        case .refused(let refusal): set { $0.notice = words.told(refusal) }
        }
    }

    /// Each text where it stands first.
    private func once(_ texts: [String]) -> [String] {
        texts.enumerated().filter { texts.firstIndex(of: $0.element) == $0.offset }.map(\.element)
    }
}
