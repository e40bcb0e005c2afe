import Foundation
import Testing

@testable import Mogiri

/// What a person is told of an error stands in the catalogue.
struct WordsTests {
    private static let wallet: [WalletError] = [
        .NoWallet, .AlreadyExists, .Busy, .ChangedElsewhere, .KeyLost, .VaultUnavailable, .NoHardware,
        .HardwareUnavailable, .HardwareKeyLost, .HardwareRefused, .VaultDamaged, .VaultFull, .Corrupt,
        .TooNew(found: 2, known: 1), .DiskFull, .FolderUnusable, .TicketNotFound, .AmbiguousTicket, .PrefixTooShort,
        .HandedOn, .BadChallenge, .NoSuchProfile, .BadFile(code: "MALFORMED"), .BadTicket(reason: .badSignature),
        .NotForThisWallet, .BadCount, .TooManyRequests, .BadRequest(code: "OWN_REQUEST"),
        .CannotHandOn(reason: .noHopsLeft), .CannotForget(reason: .stillValid(until: Date())),
        .ClockTurnedBack(from: Date()), .CompareCode, .NoMemory, .NoParcel, .RolledBack, .BadAnswer(code: "MALFORMED"),
        .NothingToFold, .NotFolded,
    ]

    private static let gate: [GateError] = [
        .NotReady(missing: .certificate), .NotYourGate, .ShiftOver(at: Date()), .ShiftNotBegun(at: Date()),
        .UnknownGate, .NotAllowed, .TooLateToUndo, .EntryNotFound, .NotVoidable, .UnknownReason,
        .CodeRefused(code: "STALE"), .TicketNotFound, .LogLimit, .NothingStale, .ClockUnconfirmed,
        .ClockSkewed(seconds: 90), .BadTime, .NotDue(due: Date()), .TimeUnproven(due: Date(), known: Date()),
        .BadDocument(code: "OLDER"), .OtherDevice, .OtherEvent, .NoGate, .AlreadyExists, .Busy, .ChangedElsewhere,
        .DiskFull, .Corrupt, .RolledBack, .TooNew(found: 2, known: 1), .KeyLost, .VaultUnavailable,
        .CannotDecide(code: "IO"),
    ]

    @Test("Every error that a person can do something about has its words in the catalogue")
    func complete() throws {
        let known = try Self.catalogue()
        for error in Self.wallet {
            let words = try #require(error.words, "\(error)")
            #expect(known.contains("mogiri_\(words)_guest"), "\(error)")
        }
        for error in Self.gate {
            let words = try #require(error.words, "\(error)")
            #expect(known.contains("mogiri_\(words)_staff"), "\(error)")
        }
    }

    @Test("An error that only a developer can mend tells a person nothing of its own")
    func developer() {
        #expect(WalletError.Released.words == nil && GateError.Released.words == nil)
        #expect(WalletError.HandedOn.errorDescription != nil)
    }

    private static func catalogue() throws -> Set<String> {
        let path = "../../../Sources/Mogiri/Resources/Mogiri.xcstrings"
        let file = URL(fileURLWithPath: #filePath).appendingPathComponent(path).standardizedFileURL
        return Set(try JSONDecoder().decode(Catalogue.self, from: Data(contentsOf: file)).strings.keys)
    }

    private struct Catalogue: Decodable {
        let strings: [String: Entry]

        struct Entry: Decodable {}
    }
}
