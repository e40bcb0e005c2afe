package dev.mogiri.demo.android

import android.security.keystore.KeyProperties
import dev.mogiri.LiveWallet
import dev.mogiri.SignerException
import dev.mogiri.VaultException
import dev.mogiri.Wallet
import dev.mogiri.WalletException
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import java.io.File
import java.security.spec.ECGenParameterSpec

/** Wallets whose keys are the phone's own. */
@RunWith(RobolectricTestRunner::class)
@Config(application = android.app.Application::class)
class KeystoreTest {
    @get:Rule
    val folder = TemporaryFolder()
    private val item by lazy { File(folder.root, "item") }
    private val vault by lazy { KeystoreVault(ALIAS, item, StrongBox.NONE) }

    @Before
    fun aNewPhone() = FakeKeystore.install()

    @Test
    fun `what was sealed opens again, and nothing of it is in the item's file`() {
        val sealed = vault.seal(SECRET)
        assertArrayEquals(SECRET, vault.openSealed(sealed))
        vault.put(SECRET)
        assertArrayEquals(SECRET, vault.get())
        assertFalse(String(item.readBytes(), Charsets.ISO_8859_1).contains(String(SECRET)))
    }

    @Test
    fun `the key is AES-GCM with 256 bits, for encryption and nothing else, asked of the Keystore`() {
        vault.seal(SECRET)
        val spec = FakeKeystore.specs.getValue(ALIAS)
        assertEquals(256, spec.keySize)
        assertEquals(KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT, spec.purposes)
        assertArrayEquals(arrayOf(KeyProperties.BLOCK_MODE_GCM), spec.blockModes)
        assertArrayEquals(arrayOf(KeyProperties.ENCRYPTION_PADDING_NONE), spec.encryptionPaddings)
        assertTrue(spec.isRandomizedEncryptionRequired)
        assertFalse(spec.isStrongBoxBacked)
    }

    @Test
    fun `a phone with a chip for keys is asked for a key in it`() {
        KeystoreVault(ALIAS, item, StrongBox.PRESENT).seal(SECRET)
        assertTrue(FakeKeystore.specs.getValue(ALIAS).isStrongBoxBacked)
    }

    @Test
    fun `without its key a vault says that it is lost, and what is no item of it too`() {
        val sealed = vault.seal(SECRET)
        for (changed in listOf(byteArrayOf(), byteArrayOf(12), sealed.dropLast(1).toByteArray())) {
            assertThrows(VaultException.KeyLost::class.java) { vault.openSealed(changed) }
        }
        vault.put(SECRET)
        FakeKeystore.install()
        assertThrows(VaultException.KeyLost::class.java) { vault.openSealed(sealed) }
        assertThrows(VaultException.KeyLost::class.java) { vault.get() }
    }

    @Test
    fun `a vault that was deleted has neither key nor item`() {
        vault.put(SECRET)
        vault.delete()
        assertNull(vault.get())
        assertFalse(item.exists())
        assertFalse(store().containsAlias(ALIAS))
    }

    @Test
    fun `a wallet of the real library is opened again with the same Keystore, and with no other`() {
        val path = File(folder.root, "wallet").path
        runBlocking { LiveWallet.create(path, vault).close() }
        runBlocking { LiveWallet.open(path, vault).use { assertTrue(it.tickets.first().isEmpty()) } }
        val other = KeystoreVault("other", File(folder.root, "other"), StrongBox.NONE)
        assertThrows(WalletException.KeyLost::class.java) { Wallet.open(path, other) }
    }

    @Test
    fun `a wallet asks for a ticket with a key of the Keystore, and the library checked its signature`() {
        Wallet.create(File(folder.root, "wallet").path, vault).use { wallet ->
            wallet.useSigner(KeystoreSigner(SIGNER, StrongBox.NONE))
            assertTrue(wallet.requestHardware().isNotEmpty())
        }
        val spec = FakeKeystore.specs.entries.single { it.key.startsWith(SIGNER) }.value
        assertEquals(KeyProperties.PURPOSE_SIGN, spec.purposes)
        assertArrayEquals(arrayOf(KeyProperties.DIGEST_SHA256), spec.digests)
        assertEquals("secp256r1", (spec.algorithmParameterSpec as ECGenParameterSpec).name)
    }

    @Test
    fun `a signer forgets its keys and touches no other`() {
        val signer = KeystoreSigner(SIGNER, StrongBox.NONE)
        val key = signer.createKey()
        assertEquals(33, key.public.size)
        vault.seal(SECRET)
        assertThrows(SignerException.KeyLost::class.java) { signer.deleteKey(ALIAS.toByteArray()) }
        signer.deleteKey(key.handle)
        assertThrows(SignerException.KeyLost::class.java) { signer.sign(key.handle, SECRET) }
        assertTrue(store().containsAlias(ALIAS))
    }

    private companion object {
        const val ALIAS = "mogiri.vault.test"
        const val SIGNER = "mogiri.holder."
        val SECRET = "the store's key".toByteArray()
    }
}
