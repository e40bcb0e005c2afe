package dev.mogiri.demo.presenter

import dev.mogiri.GateException
import dev.mogiri.WalletException
import dev.mogiri.demo.words.Words

/** What an attendee is told when the wallet cannot act. */
internal fun Words.of(error: WalletException): String = when (error) {
    is WalletException.CannotHandOn -> told(error.reason)
    is WalletException.HandedOn -> of("wallet", "HANDED_ON", "guest")
    is WalletException.Busy -> of("wallet", "BUSY", "guest")
    is WalletException.VaultUnavailable -> of("wallet", "VAULT_UNAVAILABLE", "guest")
    is WalletException.KeyLost -> of("wallet", "KEY_LOST", "guest")
    is WalletException.VaultFull -> of("wallet", "VAULT_FULL", "guest")
    is WalletException.DiskFull -> of("wallet", "DISK_FULL", "guest")
    is WalletException.ClockTurnedBack -> of("wallet", "CLOCK_TURNED_BACK", "guest")
    is WalletException.NoParcel -> of("wallet", "NO_PARCEL", "guest")
    is WalletException.TicketNotFound -> of("wallet", "TICKET_NOT_FOUND", "guest")
    is WalletException.Corrupt -> of("wallet", "STORE_CORRUPT", "guest")
    else -> of("wallet", "IO", "guest")
}

/** What staff are told when the gate cannot act. */
internal fun Words.of(error: GateException): String = when (error) {
    is GateException.NotReady -> of("gate", "NOT_READY", "staff")
    is GateException.ShiftOver -> of("gate", "SHIFT_OVER", "staff")
    is GateException.ShiftNotBegun -> of("gate", "SHIFT_NOT_BEGUN", "staff")
    is GateException.NotAllowed -> of("gate", "NOT_ALLOWED", "staff")
    is GateException.TooLateToUndo -> of("gate", "TOO_LATE_TO_UNDO", "staff")
    is GateException.EntryNotFound -> of("gate", "ENTRY_NOT_FOUND", "staff")
    is GateException.NotVoidable -> of("gate", "NOT_VOIDABLE", "staff")
    is GateException.Busy -> of("gate", "BUSY", "staff")
    is GateException.KeyLost -> of("gate", "KEY_LOST", "staff")
    is GateException.VaultUnavailable -> of("gate", "VAULT_UNAVAILABLE", "staff")
    else -> of("gate", "CANNOT_DECIDE", "staff")
}
