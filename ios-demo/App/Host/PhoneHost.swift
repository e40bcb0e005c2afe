import Foundation
import MogiriDemo
import SwiftUI
import UIKit

/// What the presenters ask of an iPhone.
@MainActor
final class PhoneHost: ObservableObject, Host {
    /// The sheet that is open.
    @Published var sheet: Sheet?
    /// The language that was chosen; the phone's own until then.
    @Published private(set) var language = Language.of(Locale.preferredLanguages.first ?? "en")

    private let screen = PhoneScreen()
    private let senses = PhoneSenses()
    private let owner = PhoneOwner()

    /// What covers the screen for a moment, and whom it tells when it is gone.
    enum Sheet: Identifiable {
        /// The camera, for whoever listens to it.
        case camera(UUID, AsyncStream<String>.Continuation)
        /// Files that arrived.
        case files(Answer<URL>)
        /// The system's share sheet.
        case share(URL, Answer<Void>)

        var id: String {
            switch self {
            case .camera(let id, _): "camera \(id)"
            case .files: "files"
            case .share: "share"
            }
        }
    }

    func codes(_ looking: Looking) -> AsyncStream<String> {
        let (texts, listener) = AsyncStream.makeStream(of: String.self)
        let id = UUID()
        // Whoever listened may be gone on any thread.
        listener.onTermination = { [weak self] _ in Task { @MainActor in self?.close(id) } }
        sheet = .camera(id, listener)
        return texts
    }

    /// Closes a camera, unless something else is open by now.
    private func close(_ camera: UUID) {
        if case .camera(camera, _) = sheet { sheet = nil }
    }

    func confirm() async -> Confirmed {
        await owner.confirm(Words(language).hint("unlock"))
    }

    func hold() { screen.brighten() }
    func letGo() { screen.restore() }
    func signal(_ tone: Tone) { senses.tell(tone.look) }
    func copy(_ text: String) { UIPasteboard.general.string = text }
    func speak(_ language: Language) { self.language = language }

    func share(_ file: SharedFile) async {
        let place = FileManager.default.temporaryDirectory.appendingPathComponent(file.name)
        // Without room for it there is nothing to share, and the sheet does not come.
        guard (try? file.content.write(to: place, options: .completeFileProtection)) != nil else { return }
        _ = await Answer<Void>.wait { self.sheet = .share(place, $0) }
        try? FileManager.default.removeItem(at: place)
    }

    func open(_ looking: Looking) async -> Data? {
        guard let file = await Answer<URL>.wait({ self.sheet = .files($0) }) else { return nil }
        let isOurs = file.startAccessingSecurityScopedResource()
        defer { if isOurs { file.stopAccessingSecurityScopedResource() } }
        return try? Data(contentsOf: file)
    }
}

/// What somebody waits for who opened a sheet. Only the first answer counts; a sheet that is swiped away is none.
@MainActor
final class Answer<Value: Sendable> {
    private var caller: CheckedContinuation<Value?, Never>?

    private init(_ caller: CheckedContinuation<Value?, Never>) {
        self.caller = caller
    }

    static func wait(_ open: @MainActor (Answer<Value>) -> Void) async -> Value? {
        await withCheckedContinuation { open(Answer($0)) }
    }

    func give(_ value: Value?) {
        caller?.resume(returning: value)
        caller = nil
    }
}
