package dev.mogiri.demo.android

import android.security.keystore.KeyGenParameterSpec
import java.io.InputStream
import java.io.OutputStream
import java.security.Key
import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.KeyPairGeneratorSpi
import java.security.KeyStoreException
import java.security.KeyStoreSpi
import java.security.Provider
import java.security.SecureRandom
import java.security.Security
import java.security.cert.Certificate
import java.security.spec.AlgorithmParameterSpec
import java.util.Collections
import java.util.Date
import java.util.Enumeration
import javax.crypto.KeyGenerator
import javax.crypto.KeyGeneratorSpi
import javax.crypto.SecretKey

/**
 * Stands where the phone's Keystore does, which a JVM has not: real AES and real P-256 in memory, and what was asked
 * for each key.
 */
class FakeKeystore : Provider(ANDROID_KEYSTORE, "1", "keys in memory") {
    init {
        put("KeyStore.$ANDROID_KEYSTORE", Store::class.java.name)
        put("KeyGenerator.AES", Aes::class.java.name)
        put("KeyPairGenerator.EC", Ec::class.java.name)
    }

    companion object {
        private val keys = Collections.synchronizedMap(mutableMapOf<String, Key>())

        /** What was asked for the key of an alias. */
        val specs: MutableMap<String, KeyGenParameterSpec> = Collections.synchronizedMap(mutableMapOf())

        /** A phone of which nothing is known. */
        fun install() {
            keys.clear()
            specs.clear()
            Security.removeProvider(ANDROID_KEYSTORE)
            Security.addProvider(FakeKeystore())
        }

        private fun keep(spec: KeyGenParameterSpec, key: Key) {
            keys[spec.keystoreAlias] = key
            specs[spec.keystoreAlias] = spec
        }
    }

    class Store : KeyStoreSpi() {
        override fun engineGetKey(alias: String, password: CharArray?): Key? = keys[alias]

        override fun engineDeleteEntry(alias: String) {
            keys -= alias
        }

        override fun engineAliases(): Enumeration<String> = Collections.enumeration(keys.keys.toList())

        override fun engineContainsAlias(alias: String): Boolean = alias in keys

        override fun engineSize(): Int = keys.size

        override fun engineIsKeyEntry(alias: String): Boolean = alias in keys

        override fun engineLoad(stream: InputStream?, password: CharArray?) = Unit

        override fun engineIsCertificateEntry(alias: String): Boolean = false

        override fun engineGetCertificate(alias: String): Certificate? = null

        override fun engineGetCertificateChain(alias: String): Array<Certificate>? = null

        override fun engineGetCreationDate(alias: String): Date? = null

        override fun engineGetCertificateAlias(certificate: Certificate): String? = null

        override fun engineStore(stream: OutputStream?, password: CharArray?) = throw KeyStoreException()

        override fun engineSetCertificateEntry(alias: String, certificate: Certificate) = throw KeyStoreException()

        override fun engineSetKeyEntry(alias: String, key: ByteArray, chain: Array<Certificate>?) =
            throw KeyStoreException()

        override fun engineSetKeyEntry(alias: String, key: Key, password: CharArray?, chain: Array<Certificate>?) =
            throw KeyStoreException()
    }

    class Aes : KeyGeneratorSpi() {
        private val real = others("KeyGenerator", "AES") { KeyGenerator.getInstance("AES", it) }
        private lateinit var spec: KeyGenParameterSpec

        override fun engineInit(params: AlgorithmParameterSpec, random: SecureRandom?) {
            spec = params as KeyGenParameterSpec
            real.init(spec.keySize)
        }

        override fun engineInit(random: SecureRandom?) = throw UnsupportedOperationException()

        override fun engineInit(size: Int, random: SecureRandom?) = throw UnsupportedOperationException()

        override fun engineGenerateKey(): SecretKey = real.generateKey().also { keep(spec, it) }
    }

    class Ec : KeyPairGeneratorSpi() {
        private val real = others("KeyPairGenerator", "EC") { KeyPairGenerator.getInstance("EC", it) }
        private lateinit var spec: KeyGenParameterSpec

        override fun initialize(params: AlgorithmParameterSpec, random: SecureRandom?) {
            spec = params as KeyGenParameterSpec
            real.initialize(spec.algorithmParameterSpec)
        }

        override fun initialize(size: Int, random: SecureRandom?) = throw UnsupportedOperationException()

        override fun generateKeyPair(): KeyPair = real.generateKeyPair().also { keep(spec, it.private) }
    }
}

private fun <T> others(service: String, algorithm: String, make: (Provider) -> T): T =
    make(Security.getProviders("$service.$algorithm").first { it.name != ANDROID_KEYSTORE })
