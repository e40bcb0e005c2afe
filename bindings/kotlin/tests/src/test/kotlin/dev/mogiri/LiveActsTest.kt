package dev.mogiri

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** Nobody who embeds a live object has to know which acts it left out. */
class LiveActsTest {
    @Test
    fun `every act of a gate is one of the live gate`() {
        assertEquals(acts(GateInterface::class.java) - setOf("report"), live("LiveGateActsKt"))
    }

    @Test
    fun `every act of a wallet is one of the live wallet`() {
        assertEquals(acts(WalletInterface::class.java) - setOf("tickets"), live("LiveWalletActsKt"))
    }

    /** What flows has no act of its own, and closing releases. */
    private fun acts(of: Class<*>): Set<String> = names(of).filterNot { it == "Companion" }.toSet() - setOf("release")

    private fun live(file: String): Set<String> = names(Class.forName("dev.mogiri.$file"))

    /** A number without a sign leaves a mark behind a name; a default value and a lambda have names with a dollar. */
    private fun names(of: Class<*>): Set<String> =
        of.declaredMethods.map { it.name.substringBefore('-') }.filterNot { '$' in it }.toSet()
}
