import Mogiri

extension Words {
    /// The heading over a ticket.
    func word(_ state: TicketState) -> String { of("state.\(Self.code(state))", "word") }

    /// Where a ticket stands, in a sentence.
    func told(_ state: TicketState) -> String { of("state.\(Self.code(state))", "guest") }

    /// That an older copy was put back, and what that means; nothing where none was.
    func told(_ rollback: Rollback) -> String? {
        switch rollback {
        case .none: nil
        case .detected: of("rollback.ROLLED_BACK", "guest")
        }
    }

    /// Why a ticket cannot be handed on, said before anybody tries.
    func told(_ reason: NotTransferable) -> String { of("why_not.\(Self.code(reason))", "guest") }

    /// What became of the stamp that a gate showed.
    func told(_ outcome: StampOutcome) -> String { of("stamp.\(Self.code(outcome))", "guest") }

    /// What became of a physical stamp.
    func told(_ outcome: PressOutcome) -> String { of("press.\(Self.code(outcome))", "guest") }

    /// What a friend's answer did.
    func told(_ outcome: SettleOutcome) -> String {
        switch outcome {
        case .unknown: of("settled.UNKNOWN_HAND_OVER", "guest")
        default: of("settled.\(Self.code(outcome))", "guest")
        }
    }

    /// Why a parcel is not taken.
    func told(_ refusal: ParcelRefusal) -> String { of("parcel.\(Self.code(refusal))", "guest") }

    /// What became of one ticket of a parcel.
    func told(_ outcome: RowOutcome) -> String { of("received.\(Self.code(outcome))", "guest") }
}
