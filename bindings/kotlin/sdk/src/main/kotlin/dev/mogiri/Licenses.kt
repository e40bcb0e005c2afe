package dev.mogiri

/** The notices of the software of others that is inside this library, in English, for an app's settings screen. */
public fun licenses(): String {
    val notices = Wallet::class.java.getResourceAsStream("/dev/mogiri/licenses.txt")
    return checkNotNull(notices) { "the package lacks its notices" }.use { it.readBytes().decodeToString() }
}
