package dev.mogiri.shrunk

import dev.mogiri.LiveWallet
import dev.mogiri.Wallet
import dev.mogiri.WalletException
import dev.mogiri.testkit.BrokenVault
import dev.mogiri.testkit.FixedClock
import dev.mogiri.testkit.MemoryVault
import dev.mogiri.version
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlin.io.path.createTempDirectory

private const val DOORS = 1_797_667_200L

/** A small app: records, callbacks into Kotlin, flows, errors of Rust and of Kotlin on their way through Rust. */
public fun main() {
    val folder = createTempDirectory("mogiri")
    val wallet = Wallet.create(folder.resolve("wallet").toString(), MemoryVault(), FixedClock(DOORS))
    check(wallet.request(2u).isNotEmpty()) { "no request" }
    check(wallet.tickets().isEmpty()) { "a new wallet has tickets" }
    check(fails { wallet.present("none") } is WalletException.TicketNotFound) { "no ticket, and no error that says so" }
    check(live(folder.resolve("live").toString()) == 0) { "a new wallet has a list that is not empty" }
    val broken = fails { Wallet.create(folder.resolve("broken").toString(), BrokenVault()) }
    check(broken is WalletException.VaultBroken) { "the vault's exception came back as $broken" }
    folder.toFile().deleteRecursively()
    println("shrunk, and works: ${version().core}")
}

private fun live(folder: String): Int = runBlocking {
    LiveWallet.create(folder, MemoryVault(), FixedClock(DOORS)).use { it.tickets.first().size }
}

private fun fails(act: () -> Unit): WalletException? = try {
    act()
    null
} catch (error: WalletException) {
    error
}
