import Foundation

/// Whoever sells the tickets of the demo's evening.
public protocol Organizer: Sendable {
    /// Tonight's event.
    var eventFile: Data { get }

    /// A stamp of tonight, pressed once.
    var stamp: StampPress { get throws }

    /// Two seats of tonight for a wallet's request.
    func tickets(_ request: Data) throws -> Data

    /// One seat of tonight for somebody else.
    func friendsTicket(_ request: Data) throws -> Data

    /// One seat of tonight for a guest who came in early.
    func guestsTicket(_ request: Data) throws -> Data

    /// One seat of an event in a week that may not be handed on.
    func laterTicket(_ request: Data) throws -> Data

    /// The certificate for a gate's enrolment: every role, for the evening.
    func certify(_ enrolment: Data) throws -> Data

    /// What a gate needs for short codes and for check digits: the tickets of the event, and names sealed to this gate.
    func lists(_ enrolment: Data) throws -> [Data]
}
