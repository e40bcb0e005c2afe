import Mogiri
import MogiriOrganizer

/// Stamp 1, 2 or 3 of the sandbox's event, in somebody's hand.
public struct SimulatedStamp: Sendable {
    private let sandbox: Sandbox
    private let number: UInt8

    /// The stamp with this number.
    public init(_ sandbox: Sandbox, number: UInt8 = 1) {
        (self.sandbox, self.number) = (sandbox, number)
    }

    /// What a screen tells of one press, noise included. The same press gives the same touches.
    public func touches(_ press: SimulatedPress = SimulatedPress()) throws -> [Touch] {
        try sandbox.press(stamp: number, press: press).map(Touch.init)
    }

    /// Presses it on the screen that shows the ticket.
    public func press(
        _ wallet: Wallet, ticket: TicketId, press: SimulatedPress = SimulatedPress()
    ) throws -> PressOutcome {
        try wallet.press(ticket: ticket, dpi: press.dpi, touches: touches(press))
    }
}

extension Touch {
    fileprivate init(_ touch: SimulatedTouch) {
        self.init(
            id: touch.id, xPx: touch.xPx, yPx: touch.yPx, tMs: touch.tMs, phase: touch.end == .down ? .began : .ended)
    }
}
