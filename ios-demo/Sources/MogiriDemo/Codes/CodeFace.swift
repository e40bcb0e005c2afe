import Foundation
import Mogiri

/// A code on a screen: its picture, what a camera reads in it, and what a screen reader says of it.
public struct CodeFace: Equatable, Sendable {
    /// The library's picture of a ticket's code. A message has none: the phone draws it from the text.
    public let picture: QrModules?
    /// What a camera reads.
    public let text: String
    /// What a screen reader says. It does not count the seconds.
    public let label: String
}

/// Characters of the longest text that phones read from a screen at arm's length (docs/protocol.md §2).
private let longest = 1_120

/// The face of a ticket's code: the library draws that itself.
func codeFace(_ code: TicketCode, _ label: String) -> CodeFace {
    CodeFace(picture: code.qr, text: code.text, label: label)
}

/// The face of a message; nothing if it is too long to be read from a screen.
func codeFace(_ message: Data, _ label: String) -> CodeFace? {
    codeFace(messageText(message), label)
}

/// The face of any short text of QR's capital letters; nothing if it is too long to be read from a screen.
func codeFace(_ text: String, _ label: String) -> CodeFace? {
    text.count > longest ? nil : CodeFace(picture: nil, text: text, label: label)
}
