package dev.mogiri.bench

import dev.mogiri.Wallet
import dev.mogiri.bare.openAndRead
import dev.mogiri.organizer.Sandbox
import java.nio.file.Path
import java.time.Instant

/** What `cargo xtask bench` runs on a JVM of its own: the first word says what, the second where. */
fun main(words: Array<String>) {
    val folder = Path.of(words[1])
    when (val what = words[0]) {
        "make" -> make(folder)
        "calls" -> println(Calls(folder).ratio())
        "mogiri" -> println(firstCode(folder).length)
        "bare" -> println(openAndRead(folder.resolve("bare.db").toString()))
        else -> error("no such work: $what")
    }
}

/** A wallet with one ticket, and the database of the other side. */
private fun make(folder: Path) {
    val wallet = Wallet.create(folder.resolve("wallet").toString(), FileVault(folder))
    Sandbox(Instant.now()).use { wallet.importFile(it.tickets(wallet.request())) }
    wallet.release()
    openAndRead(folder.resolve("bare.db").toString())
}

private fun firstCode(folder: Path): String {
    val wallet = Wallet.open(folder.resolve("wallet").toString(), FileVault(folder))
    return wallet.present(wallet.tickets()[0].id).text
}
