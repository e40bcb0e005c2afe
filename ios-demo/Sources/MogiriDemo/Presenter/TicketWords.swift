import Mogiri

extension Words {
    /// The heading over a ticket.
    func word(_ state: TicketState) -> String { of("state", state, "word") }

    /// Where a ticket stands, in a sentence.
    func told(_ state: TicketState) -> String { of("state", state, "guest") }

    /// Why a ticket cannot be handed on, said before anybody tries.
    func told(_ reason: NotTransferable) -> String { of("why_not", reason, "guest") }

    /// What became of the stamp that a gate showed.
    func told(_ outcome: StampOutcome) -> String { of("stamp", outcome, "guest") }
}
