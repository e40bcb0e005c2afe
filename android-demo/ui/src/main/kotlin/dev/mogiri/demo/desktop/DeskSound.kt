package dev.mogiri.demo.desktop

import dev.mogiri.demo.presenter.Tone
import dev.mogiri.demo.tokens.Tokens
import javax.sound.sampled.AudioFormat
import javax.sound.sampled.AudioSystem
import javax.sound.sampled.LineUnavailableException
import kotlin.concurrent.thread
import kotlin.math.PI
import kotlin.math.sin

private const val RATE = 44_100
private const val LOUD = 40.0
private const val MS = 1000

/** The sounds of the tokens on a desk's loudspeaker. */
internal object DeskSound {
    /** Plays the sound of [tone]; a desk without a loudspeaker stays silent. */
    fun play(tone: Tone) {
        thread(isDaemon = true) { sound(samples(tone.sound)) }
    }

    /** One byte for each sample; [tones] are hertz, 0 for silence, and milliseconds. */
    fun samples(tones: List<Pair<Int, Int>>): ByteArray = tones.flatMap { (hertz, ms) ->
        List(RATE * ms / MS) { at -> (sin(2 * PI * hertz * at / RATE) * LOUD).toInt().toByte() }
    }.toByteArray()

    private fun sound(samples: ByteArray) {
        try {
            AudioSystem.getClip().apply {
                open(AudioFormat(RATE.toFloat(), Byte.SIZE_BITS, 1, true, false), samples, 0, samples.size)
                start()
                drain()
            }
        } catch (_: LineUnavailableException) {
            return
        } catch (_: IllegalArgumentException) {
            return
        }
    }
}

private val Tone.sound: List<Pair<Int, Int>>
    get() = when (this) {
        Tone.OK -> Tokens.OK_SOUND
        Tone.CAUTION -> Tokens.CAUTION_SOUND
        Tone.NO -> Tokens.NO_SOUND
        Tone.SAME -> Tokens.SAME_SOUND
    }
