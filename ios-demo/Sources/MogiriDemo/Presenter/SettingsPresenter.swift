import Mogiri

/// Settings: what a supporter asks for, whose software this is, and in which language it speaks.
public struct SettingsState: Equatable, Sendable {
    /// The library's release.
    public var version = ""
    /// Counts and states, about nobody: safe to paste.
    public var diagnostics = ""
    /// The notices of the software of others, a paragraph each.
    public var licences: [String] = []
    /// Whether they are open.
    public var showsLicences = false
    /// What happened.
    public var notice: String?
}

/// The settings.
public final class SettingsPresenter: Presenter<SettingsState> {
    private let wallet: LiveWallet
    private let host: any Host

    /// Of a wallet.
    public init(_ wallet: LiveWallet, host: any Host, _ words: Words) {
        (self.wallet, self.host) = (wallet, host)
        super.init(words, SettingsState())
    }

    /// Looks again.
    public func begin() {
        set { $0 = SettingsState(version: words.screen("version", version().core)) }
        act { [self] in
            let diagnostics = lines(try await wallet.read { try $0.diagnostics() })
            set { $0.diagnostics = diagnostics }
        }
    }

    /// Puts the diagnostics where they can be pasted.
    public func copy() {
        host.copy(state.diagnostics)
        set { $0.notice = words.screen("copied") }
    }

    /// Opens the notices of the software of others, or closes them.
    public func licences() {
        let paragraphs = licenses().components(separatedBy: "\n\n")
        set { ($0.licences, $0.showsLicences) = ($0.showsLicences ? [] : paragraphs, !$0.showsLicences) }
    }

    /// From now on in another language.
    public func speak(_ language: Language) {
        host.speak(language)
    }

    override func failed(_ told: String) {
        set { $0.notice = told }
    }

    /// One line each.
    private func lines(_ diagnostics: WalletDiagnostics) -> String {
        let named: [(String, any CustomStringConvertible)] = [
            ("library", diagnostics.library), ("wire", diagnostics.wire), ("schema", diagnostics.schema),
            ("store", diagnostics.store), ("changes", diagnostics.changes), ("events", diagnostics.events),
            ("tickets", diagnostics.tickets), ("held", diagnostics.held), ("requests", diagnostics.requests),
            ("clock", clock(diagnostics.clock)), ("rollback", rollback(diagnostics.rollback)),
        ]
        return named.map { "\($0) \($1)" }.joined(separator: "\n")
    }

    private func clock(_ clock: WalletClock) -> String {
        switch clock {
        case .fine: "fine"
        case .corrected(let seconds): "corrected \(seconds) s"
        case .behind(let seconds): "behind \(seconds) s"
        }
    }

    private func rollback(_ rollback: Rollback) -> String {
        switch rollback {
        case .none: "none"
        case .detected(let missing): "detected \(missing)"
        }
    }
}
