import Foundation
import Testing

@testable import Mogiri

/// What a person is told of an error, and what an app is, stands in the catalogue.
struct WordsTests {
    private static let wallet: [WalletError] = [
        .NoWallet, .AlreadyExists, .Busy, .ChangedElsewhere, .KeyLost, .VaultUnavailable, .VaultBroken, .NoHardware,
        .HardwareUnavailable, .HardwareKeyLost, .HardwareRefused, .HardwareBroken, .VaultDamaged, .VaultFull, .Corrupt,
        .TooNew(found: 2, known: 1), .DiskFull, .ReadOnly, .FolderUnusable, .TicketNotFound, .AmbiguousTicket,
        .PrefixTooShort, .HandedOn, .BadChallenge, .NoSuchProfile, .BadFile(code: "MALFORMED"),
        .BadDocuments(code: "OLDER"),
        .BadSecrets, .BadTicket(reason: .badSignature),
        .NotForThisWallet, .BadCount, .TooManyRequests, .BadRequest(code: "OWN_REQUEST"),
        .CannotHandOn(reason: .noHopsLeft), .CannotForget(reason: .stillValid(until: Date())),
        .ClockTurnedBack(from: Date()), .CompareCode, .NoMemory, .NoParcel, .RolledBack, .BadAnswer(code: "MALFORMED"),
        .NothingToFold, .NotFolded, .Released, .NoPicture, .UnknownEvent,
    ]

    private static let gate: [GateError] = [
        .NotReady(missing: .certificate), .NotYourGate, .ShiftOver(at: Date()), .ShiftNotBegun(at: Date()),
        .UnknownGate, .NotAllowed, .TooLateToUndo, .EntryNotFound, .NotVoidable, .UnknownReason,
        .CodeRefused(reason: .stale), .TicketNotFound, .LogLimit, .NothingStale, .ClockUnconfirmed,
        .ClockSkewed(seconds: 90), .BadTime, .NotDue(due: Date()), .TimeUnproven(due: Date(), known: Date()),
        .BadDocument(code: "OLDER"), .OtherDevice, .OtherEvent, .NoGate, .AlreadyExists, .Busy, .ChangedElsewhere,
        .DiskFull, .Corrupt, .RolledBack, .TooNew(found: 2, known: 1), .KeyLost, .VaultUnavailable, .VaultBroken,
        .ReadOnly, .CannotDecide, .Released,
    ]

    @Test("Every error has its words in the catalogue")
    func complete() throws {
        let known = try Self.catalogue()
        for error in Self.wallet {
            #expect(known.contains(Words.name(of: error.key(), for: "guest")), "\(error)")
        }
        for error in Self.gate {
            #expect(known.contains(Words.name(of: error.key(), for: "staff")), "\(error)")
        }
    }

    @Test("An error has a stable code, a key and something to do about it, of whichever family its words are")
    func told() {
        let kept = WalletError.CannotHandOn(reason: .noHopsLeft)
        #expect(kept.code() == "NO_HOPS_LEFT" && kept.key() == "why_not.NO_HOPS_LEFT")
        #expect(WalletError.BadDocuments(code: "OLDER").key() == "document.OLDER")
        #expect(GateError.CodeRefused(reason: .stale).key() == "reason.STALE")
        #expect(WalletError.Released.key() == "door.RELEASED")
        #expect(GateError.VaultUnavailable.action() == .unlock && GateError.DiskFull.action() == .freeSpace)
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
