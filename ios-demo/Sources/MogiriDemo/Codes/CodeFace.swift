import Foundation
import Mogiri

/// A code on a screen: its picture, what a camera reads in it, and what a screen reader says of it.
public struct CodeFace: Equatable, Sendable {
    /// The library's picture.
    public let picture: QrModules
    /// What a camera reads.
    public let text: String
    /// What a screen reader says. It does not count the seconds.
    public let label: String
}

/// The face of a ticket's code.
func codeFace(_ code: TicketCode, _ label: String) -> CodeFace {
    CodeFace(picture: code.qr, text: code.text, label: label)
}

/// The face of a message; nothing if it is too long to be read from a screen.
func codeFace(_ message: Data, _ label: String) -> CodeFace? {
    (try? messageCode(message: message)).map { CodeFace(picture: $0.qr, text: $0.text, label: label) }
}

/// The message in a text that a camera read; nothing if it is none of ours, damaged, or newer than this app.
func messageIn(_ text: String) -> Data? {
    try? messageOf(text: text)
}
