import Foundation
import Testing

/// The SwiftUI screens, which no Linux compiles: read as text.
struct ScreensTests {
    @Test("A screen decides nothing: no `if`, `guard`, `switch`, `??` or `?:` in it")
    func noLogic() throws {
        let screens = try Sources.swift(in: "ios-demo/App/Screens")
        #expect(screens.count >= 7)
        for (file, text) in screens {
            for line in code(text) {
                #expect(
                    line.firstMatch(of: #/\b(if|guard|switch|for|while|case)\b|\?\?|\s\?\s/#) == nil, "\(file): \(line)"
                )
            }
        }
    }

    @Test("A screen has no word of its own: every text comes from the words or the state")
    func noLiterals() throws {
        for (file, text) in try Sources.swift(in: "ios-demo/App/Screens") {
            for line in code(text) {
                let literal = line.firstMatch(of: #/(Text|Button|TextField|Menu|Label|accessibilityLabel)\("[^\\"○ ]/#)
                #expect(literal == nil, "\(file): \(line)")
            }
        }
    }

    @Test("A screen looks at one state record and at nothing of the library")
    func oneState() throws {
        for (file, text) in try Sources.swift(in: "ios-demo/App/Screens") {
            for forbidden in ["LiveWallet", "LiveGate", "TicketState", "Verdict.", "WalletError", "GateError"] {
                #expect(!text.contains(forbidden), "\(file) names \(forbidden)")
            }
            for screen in text.components(separatedBy: "\nstruct ").dropFirst() where screen.contains("let state: ") {
                #expect(screen.components(separatedBy: "let state: ").count == 2, "\(file)")
            }
        }
    }

    @Test("Every code is one element with a label from the words")
    func labels() throws {
        let parts = try Sources.swift(in: "ios-demo/App/Screens").map(\.text).joined()
        #expect(parts.contains("accessibilityLabel(face.label)"))
        #expect(!parts.contains("CodePicture(face: state"), "a picture without its label")
    }

    /// The lines without what is written for people.
    private func code(_ text: String) -> [Substring] {
        text.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }
    }
}
