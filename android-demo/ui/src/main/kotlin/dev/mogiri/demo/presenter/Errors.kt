package dev.mogiri.demo.presenter

import dev.mogiri.GateException
import dev.mogiri.WalletException
import dev.mogiri.demo.words.Words

/** What an attendee is told when the wallet cannot act. */
internal fun Words.of(error: WalletException): String = of(error.key(), "guest")

/** What staff are told when the gate cannot act. */
internal fun Words.of(error: GateException): String = of(error.key(), "staff")
