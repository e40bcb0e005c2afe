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
    /// Until when.
    public var shift: String?
    /// What went wrong.
    public var notice: String?
}

/// Signs a member of staff in, by the code of a shift certificate.
public final class SignInPresenter: Presenter<SignInState> {
    private static let scan = "scan"

    private let gate: LiveGate
    private let host: any Host

    /// At a gate.
    public init(_ gate: LiveGate, host: any Host, _ words: Words) {
        (self.gate, self.host) = (gate, host)
        super.init(words, SignInState())
        act { [self] in
            let enrolment = codeFace(try await gate.enrolment(), words.screen("enrolment_label"))
            set { $0.enrolment = enrolment }
            try await look()
        }
    }

    /// Reads the certificate that the organizer shows.
    public func readCertificate() {
        act { [self] in
            guard let certificate = await host.read(.certificate).flatMap(messageOf) else {
                return set { $0.notice = words.tell("nobody") }
            }
            _ = try await gate.update(certificate)
            try await look()
        }
    }

    override func failed(_ told: String) {
        set { $0.notice = told }
    }

    private func look() async throws {
        let status = try await gate.status()
        let mayScan = status.roles.contains(Self.scan)
        let told = mayScan ? "signed_in" : status.roles.isEmpty ? "sign_in" : "no_role"
        set {
            ($0.event, $0.gate) = (status.event, words.screen("gate_name", status.gate))
            ($0.told, $0.signedIn, $0.notice) = (words.tell(told), mayScan, nil)
            $0.shift = status.shiftEnds.map { words.screen("shift_until", words.clockTime($0)) }
        }
    }
}
