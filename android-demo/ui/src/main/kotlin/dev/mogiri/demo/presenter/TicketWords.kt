package dev.mogiri.demo.presenter

import dev.mogiri.NotTransferable
import dev.mogiri.ParcelRefusal
import dev.mogiri.PressOutcome
import dev.mogiri.Reason
import dev.mogiri.Rollback
import dev.mogiri.RowOutcome
import dev.mogiri.SettleOutcome
import dev.mogiri.StampOutcome
import dev.mogiri.TicketState
import dev.mogiri.demo.words.Words

/** The heading over a ticket. */
internal fun Words.word(state: TicketState): String = of("state.${state.name}", "word")

/** Where a ticket stands, in a sentence. */
internal fun Words.told(state: TicketState): String = of("state.${state.name}", "guest")

/** That an older copy was put back, and what that means; nothing where none was. */
internal fun Words.told(rollback: Rollback): String? = when (rollback) {
    Rollback.None -> null
    is Rollback.Detected -> of("rollback.ROLLED_BACK", "guest")
}

/** Why a ticket cannot be handed on, said before anybody tries. */
internal fun Words.told(reason: NotTransferable): String = when (reason) {
    is NotTransferable.DeadlinePassed -> of("why_not.DEADLINE_PASSED", "guest")
    NotTransferable.HandedOn -> of("why_not.HANDED_ON", "guest")
    NotTransferable.NotAllowed -> of("why_not.NOT_ALLOWED", "guest")
    NotTransferable.NoHopsLeft -> of("why_not.NO_HOPS_LEFT", "guest")
    NotTransferable.ChainFull -> of("why_not.CHAIN_FULL", "guest")
    NotTransferable.Stamped -> of("why_not.STAMPED", "guest")
    NotTransferable.Answered -> of("why_not.ANSWERED", "guest")
    NotTransferable.TooLarge -> of("why_not.TOO_LARGE", "guest")
    NotTransferable.Folding -> of("why_not.FOLDING", "guest")
}

/** What became of the stamp that a gate showed. */
internal fun Words.told(outcome: StampOutcome): String = when (outcome) {
    is StampOutcome.Stamped -> of("stamp.STAMPED", "guest")
    is StampOutcome.Repeat -> of("stamp.REPEAT", "guest")
    is StampOutcome.Second -> of("stamp.SECOND", "guest")
    is StampOutcome.LevelTooLow -> of("stamp.LEVEL_TOO_LOW", "guest")
    StampOutcome.BadStamp -> of("stamp.BAD_STAMP", "guest")
    StampOutcome.NotForMe -> of("stamp.NOT_FOR_ME", "guest")
    StampOutcome.UpdateApp -> of("stamp.UPDATE_APP", "guest")
}

/** What became of a physical stamp. */
internal fun Words.told(outcome: PressOutcome): String = when (outcome) {
    is PressOutcome.Stamped -> of("press.STAMPED", "guest")
    is PressOutcome.Repeat -> of("press.REPEAT", "guest")
    PressOutcome.NoMatch -> of("press.NO_MATCH", "guest")
    PressOutcome.Ambiguous -> of("press.AMBIGUOUS", "guest")
    PressOutcome.NotArmed -> of("press.NOT_ARMED", "guest")
    PressOutcome.NoStamps -> of("press.NO_STAMPS", "guest")
    is PressOutcome.NoPress -> of("press.NO_PRESS", "guest")
}

/** What a friend's answer did. */
internal fun Words.told(outcome: SettleOutcome): String = when (outcome) {
    SettleOutcome.UNKNOWN -> of("settled.UNKNOWN_HAND_OVER", "guest")
    else -> of("settled.${outcome.name}", "guest")
}

/** Why a parcel is not taken. */
internal fun Words.told(refusal: ParcelRefusal): String = of("parcel.${refusal.name}", "guest")

/** What became of one ticket of a parcel. */
internal fun Words.told(outcome: RowOutcome): String = when (outcome) {
    RowOutcome.Taken -> of("received.TAKEN", "guest")
    RowOutcome.Returned -> of("received.RETURNED", "guest")
    RowOutcome.Repeat -> of("received.REPEAT", "guest")
    is RowOutcome.BadTicket -> of("received.BAD_TICKET", "guest")
    RowOutcome.KeyTaken -> of("received.KEY_TAKEN", "guest")
    RowOutcome.KeyErased -> of("received.KEY_ERASED", "guest")
    RowOutcome.ClockDiffers -> of("received.CLOCK_DIFFERS", "guest")
    RowOutcome.AnsweredBefore -> of("received.ANSWERED_BEFORE", "guest")
}
