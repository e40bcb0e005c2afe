package dev.mogiri

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

class VersionTest {
    @Test
    fun `the library names the versions it was built from`() {
        val versions = version()
        assertEquals("0.1.0", versions.core)
        assertEquals(versions.core, versions.ffi)
        assertEquals(1u, versions.wire)
        assertEquals(1u, versions.walletSchema)
        assertEquals(1u, versions.gateSchema)
    }
}
