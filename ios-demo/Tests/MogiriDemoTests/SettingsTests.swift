import Foundation
import Mogiri
import Testing

@testable import MogiriDemo

/// What a supporter asks for.
@MainActor
@Suite(.timeLimit(.minutes(10)))
struct SettingsTests {
    let stage: Stage

    init() async throws {
        stage = try await Stage(.english)
    }

    @Test("Diagnostics are counts about nobody, and can be pasted")
    func diagnostics() async throws {
        stage.attendee.openSettings()
        let state = try await stage.shown(stage.attendee.settings) { !$0.diagnostics.isEmpty }
        #expect(state.version == stage.words.screen("version", version().core))
        #expect(state.diagnostics.contains("tickets 3") && state.diagnostics.contains("clock fine"))
        for personal in ["花子", "5列", "もぎり"] { #expect(!state.diagnostics.contains(personal)) }
        stage.attendee.settings.copy()
        #expect(stage.host.pasted == state.diagnostics)
        #expect(stage.attendee.settings.state.notice == stage.words.screen("copied"))
    }

    @Test("The notices of the software of others are opened and closed")
    func licences() async throws {
        stage.attendee.openSettings()
        stage.attendee.settings.licences()
        #expect(stage.attendee.settings.state.licences.count > 10)
        stage.attendee.settings.licences()
        #expect(!stage.attendee.settings.state.showsLicences)
    }

    @Test("The language is the phone's business")
    func language() {
        stage.attendee.settings.speak(.japanese)
        #expect(stage.host.language == .japanese)
    }

    @Test("The ways in begin at the choice, and going back leaves no code on the screen")
    func ways() async throws {
        #expect(stage.demo.state.way == .choice)
        stage.demo.go(.twoPhones)
        try await stage.showFirst()
        stage.demo.go(.choice)
        #expect(stage.attendee.show.state.code == nil && !stage.host.isBright && stage.demo.state.way == .choice)
    }
}
