import Foundation
import Mogiri
import Testing

@testable import MogiriDemo

/// What is told, and what is drawn.
struct WordsTests {
    @Test("Both languages have the same texts, with the same arguments")
    func languages() {
        let (japanese, english) = (Words(.japanese), Words(.english))
        #expect(japanese.names == english.names && japanese.names.count > 400)
        for name in japanese.names {
            #expect(arguments(japanese[name]) == arguments(english[name]), "\(name)")
        }
    }

    @Test("Every text that the sources ask for is there")
    func used() throws {
        let families = ["screen": "word", "hint": "guest", "tell": "staff"]
        let names = Words(.japanese).names
        for (file, text) in try Sources.swift(in: "ios-demo/Sources") + Sources.swift(in: "ios-demo/App") {
            for match in text.matches(of: /\b(screen|hint|tell)\("([a-z_]+)"/) {
                let (family, code) = (String(match.1), match.2)
                let reader = families[family] ?? ""
                #expect(names.contains("mogiri_\(family)_\(code)_\(reader)"), "\(file): \(family) \(code)")
            }
        }
    }

    @Test("Every code of the library that a screen tells has its text")
    func codes() {
        let words = Words(.english)
        let states: [TicketState] = [.ready, .notYet, .handingOver, .handedOn, .stamped, .expired, .returned]
        let settled: [SettleOutcome] = [.taken, .returned, .repeat, .clockDiffers, .badAnswer, .unknown]
        let refusals: [ParcelRefusal] = [.malformed, .updateApp, .notForMe, .pendingTrust]
        let whyNot: [NotTransferable] = [
            .handedOn, .notAllowed, .noHopsLeft, .chainFull, .stamped, .answered, .tooLarge, .folding,
            .deadlinePassed(at: .distantPast),
        ]
        let rows: [RowOutcome] = [
            .taken, .returned, .repeat, .keyTaken, .keyErased, .clockDiffers, .answeredBefore, .badTicket(.expired),
        ]
        let stamps: [StampOutcome] = [.badStamp, .notForMe, .updateApp, .repeat(ticket: ""), .levelTooLow(ticket: "")]
        let errors: [any Error] = [WalletError.HandedOn, WalletError.Corrupt, GateError.NotReady(missing: .scanRole)]
        var told: [String] = []
        told += states.map { words.told($0) }
        told += states.map { words.word($0) }
        told += settled.map { words.told($0) }
        told += refusals.map { words.told($0) }
        told += whyNot.map { words.told($0) }
        told += rows.map { words.told($0) }
        told += stamps.map { words.told($0) }
        told += errors.map { words.of($0) }
        for text in told { #expect(!text.hasPrefix("mogiri_")) }
    }

    @Test("What is no text of ours is no message, and what no code can hold has no face")
    func noMessage() {
        for wrong in ["", "BB8", "https://example.com", "MG1:::", "MG1:a"] {
            #expect(messageIn(wrong) == nil, "\(wrong)")
        }
        #expect(codeFace(Data(repeating: 7, count: 4_000), "") == nil)
    }

    @Test("No two verdicts look, sound or feel alike")
    func looks() {
        let looks = Tone.allCases.map(\.look)
        #expect(Set(looks.map(\.back)).count == 4 && Set(looks.map(\.haptic)).count == 4)
        #expect(Tone.ok.look.back == 0x14A38B && Tone.caution.look.back == 0xFFD60A && Tone.no.look.back == 0x7A0019)
        #expect(Set(looks.map { $0.sound.map(\.milliseconds) }).count == 4)
    }

    private func arguments(_ text: String) -> Set<Substring> {
        Set(text.matches(of: /%[0-9]+\$@/).map { $0.0 })
    }
}
