package dev.mogiri.testkit

import dev.mogiri.Phase
import dev.mogiri.PressOutcome
import dev.mogiri.TicketId
import dev.mogiri.Touch
import dev.mogiri.Wallet
import dev.mogiri.organizer.Sandbox
import dev.mogiri.organizer.SimulatedPress
import dev.mogiri.organizer.SimulatedTouch
import dev.mogiri.organizer.TouchEnd

/** Stamp 1, 2 or 3 of the sandbox's event, in somebody's hand. */
public class SimulatedStamp(private val sandbox: Sandbox, private val number: UByte = 1u) {
    /** What a screen tells of one press, noise included. The same press gives the same touches. */
    public fun touches(press: SimulatedPress = SimulatedPress()): List<Touch> =
        sandbox.press(number, press).map(SimulatedTouch::touch)

    /** Presses it on the screen that shows [ticket]. */
    public fun press(wallet: Wallet, ticket: TicketId, press: SimulatedPress = SimulatedPress()): PressOutcome =
        wallet.press(ticket, press.dpi, touches(press))
}

private fun SimulatedTouch.touch() =
    Touch(id = id, xPx = xPx, yPx = yPx, tMs = tMs, phase = if (end == TouchEnd.DOWN) Phase.BEGAN else Phase.ENDED)
