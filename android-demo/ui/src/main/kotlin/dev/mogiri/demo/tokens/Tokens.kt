package dev.mogiri.demo.tokens

// Made by `cargo xtask tokens` from tokens/tokens.toml: change that.

/** How verdicts look, sound and feel. */
object Tokens {
    const val CAUTION_BACK: Long = 0xFFFFD60A
    const val CAUTION_TEXT: Long = 0xFF000000
    const val NO_BACK: Long = 0xFF7A0019
    const val NO_TEXT: Long = 0xFFFFFFFF
    const val OK_BACK: Long = 0xFF14A38B
    const val OK_TEXT: Long = 0xFF000000
    const val SAME_BACK: Long = 0xFF5B6770
    const val SAME_TEXT: Long = 0xFFFFFFFF
    val CAUTION_SOUND: List<Pair<Int, Int>> = listOf(660 to 180)
    val NO_SOUND: List<Pair<Int, Int>> = listOf(330 to 160, 0 to 60, 330 to 260)
    val OK_SOUND: List<Pair<Int, Int>> = listOf(1320 to 120)
    val SAME_SOUND: List<Pair<Int, Int>> = listOf(880 to 60, 0 to 60, 880 to 60)
    val CAUTION_HAPTIC: List<Int> = listOf(60, 60, 60)
    val NO_HAPTIC: List<Int> = listOf(250)
    val OK_HAPTIC: List<Int> = listOf(40)
    val SAME_HAPTIC: List<Int> = listOf(20)
}
