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
        /// The camera.
        case camera(Answer<String>)
        /// Files that arrived.
        case files(Answer<URL>)
        /// The system's share sheet.
        case share(URL, Answer<Void>)

        var id: String {
            switch self {
            case .camera: "camera"
            case .files: "files"
            case .share: "share"
            }
        }
    }

    func read(_ looking: Looking) async -> String? {
        let text = await Answer<String>.wait { self.sheet = .camera($0) }
        close(after: looking)
        return text
    }

    /// Codes that take turns are read one after the other: the camera waits a moment for the next question.
    private func close(after looking: Looking) {
        guard looking == .frame, case .camera(let answered) = sheet else { return sheet = nil }
        Task {
            try? await Task.sleep(for: .seconds(1))
            if case .camera(let last) = sheet, last === answered { sheet = nil }
        }
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
