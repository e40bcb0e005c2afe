import Foundation
import Mogiri

/// Whether this device may scan.
public struct SignInState: Equatable, Sendable {
    /// The event's title.
    public var event = ""
    /// The gate's name.
    public var gate = ""
    /// What the organizer certifies, to be shown to them.
    public var enrolment: CodeFace?
    /// What to do.
    public var told = ""
    /// Whether somebody signed in.
    public var signedIn = false
    /// Whether the sandbox certifies this device, where no organizer stands beside.
    public var canUseSandbox = false
    /// Until when.
    public var shift: String?
    /// What went wrong.
    public var notice: String?
}

/// Who answers an enrolment with a certificate.
public typealias Certifier = @Sendable (_ enrolment: Data) async throws -> Data

/// Signs a member of staff in, by the code of a shift certificate.
public final class SignInPresenter: Presenter<SignInState> {
    private static let scan = "scan"

    private let gate: LiveGate
    private let host: any Host
    private let sandbox: Certifier?

    /// At a gate.
    public init(_ gate: LiveGate, host: any Host, sandbox: Certifier?, _ words: Words) {
        (self.gate, self.host, self.sandbox) = (gate, host, sandbox)
        super.init(words, SignInState(canUseSandbox: sandbox != nil))
        act { [self] in
            // Both at once: a certificate that answers the code on the screen is looked at after this.
            let enrolment = codeFace(try await gate.enrolment(), words.screen("enrolment_label"))
            try await look(enrolment)
        }
    }

    /// Reads the certificate that the organizer shows.
    public func readCertificate() {
        act { [self] in
            guard let certificate = await host.read(.certificate).flatMap(messageIn) else {
                return set { $0.notice = words.tell("nobody") }
            }
            _ = try await gate.update(certificate)
            try await look()
        }
    }

    /// Has the sandbox certify this device: for a demo phone with no organizer beside it.
    public func useSandbox() {
        guard let sandbox else { return }
        act { [self] in
            _ = try await gate.update(sandbox(gate.enrolment()))
            try await look()
        }
    }

    override func failed(_ told: String) {
        set { $0.notice = told }
    }

    private func look(_ enrolment: CodeFace? = nil) async throws {
        let status = try await gate.status()
        let mayScan = status.roles.contains(Self.scan)
        let told = mayScan ? "signed_in" : status.roles.isEmpty ? "sign_in" : "no_role"
        set {
            $0.enrolment = enrolment ?? $0.enrolment
            ($0.event, $0.gate) = (status.event, words.screen("gate_name", status.gate))
            ($0.told, $0.signedIn, $0.notice) = (words.tell(told), mayScan, nil)
            $0.shift = status.shiftEnds.map { words.screen("shift_until", words.clockTime($0)) }
        }
    }
}
