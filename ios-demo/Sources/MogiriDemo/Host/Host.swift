import Foundation

/// What the presenters ask of the device that they run on. A phone has each of these; so has the demo's desk.
@MainActor
public protocol Host: AnyObject {
    /// Opens the camera, which gives one text after the other until whoever listens stops: then it closes. The person may
    /// close it before, and the texts end.
    func codes(_ looking: Looking) -> AsyncStream<String>

    /// Asks the person to confirm that the phone is theirs, as the phone does: a face, a finger, a passcode.
    func confirm() async -> Confirmed

    /// Makes the screen bright and keeps it awake, until `letGo`.
    func hold()

    /// Gives the screen back as it was.
    func letGo()

    /// The sound and the pulse of a verdict.
    func signal(_ tone: Tone)

    /// Sends a file to a device nearby.
    func share(_ file: SharedFile) async

    /// The file that came from a device nearby; nothing if none did.
    func open(_ looking: Looking) async -> Data?

    /// Puts a text where it can be pasted.
    func copy(_ text: String)

    /// From now on in another language.
    func speak(_ language: Language)
}

extension Host {
    /// Reads the next code that comes before the camera; nothing if nobody held one there.
    public func read(_ looking: Looking) async -> String? {
        for await text in codes(looking) { return text }
        return nil
    }
}

/// What a presenter waits for: the demo's simulated camera finds it, a real one reads whatever it sees.
public enum Looking: Sendable, CaseIterable {
    /// A ticket's code.
    case ticket
    /// A gate's digital stamp.
    case stamp
    /// A friend's request.
    case request
    /// The codes that take turns on a friend's screen: a ticket that is handed over.
    case parcel
    /// A friend's receipt, or what came back.
    case answer
    /// A shift certificate.
    case certificate
    /// Another gate's journal.
    case journal
    /// What another gate has.
    case vector
    /// The codes that take turns on another gate's screen.
    case frame
    /// The last head of a gate that closed.
    case head
}

/// What the person did when the phone asked.
public enum Confirmed: Sendable {
    /// They confirmed that the phone is theirs.
    case yes
    /// They did not.
    case no
    /// The phone has no passcode, so it can ask nobody: whoever holds it may be anybody.
    case noLock
}

/// A file for a device nearby.
public struct SharedFile: Equatable, Sendable {
    /// How it is called.
    public let name: String
    /// What is in it.
    public let content: Data

    init(name: String, content: Data) {
        (self.name, self.content) = (name, content)
    }
}
