package dev.mogiri.demo.android

import android.content.Context
import android.media.AudioAttributes
import android.media.AudioFormat
import android.media.AudioTrack
import android.os.Build
import android.os.VibrationEffect
import android.os.Vibrator
import android.os.VibratorManager
import dev.mogiri.demo.presenter.Tone
import dev.mogiri.demo.tokens.Tokens
import kotlin.math.PI
import kotlin.math.min
import kotlin.math.sin

/** The sound and the pulse of a verdict, as the tokens say: known without a look at the screen. */
class Signals(private val context: Context) {
    private var playing: AudioTrack? = null

    /** Both at once; one that still sounds is cut off. */
    fun signal(tone: Tone) {
        vibrator().vibrate(VibrationEffect.createWaveform(pulses(tone), ONCE))
        play(samples(sound(tone)))
    }

    private fun vibrator(): Vibrator = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) {
        context.getSystemService(VibratorManager::class.java).defaultVibrator
    } else {
        context.getSystemService(Vibrator::class.java)
    }

    /** A phone whose sound is taken by something else still pulses. */
    private fun play(samples: ShortArray) {
        playing?.release()
        playing = AudioTrack.Builder()
            .setAudioAttributes(
                AudioAttributes.Builder()
                    .setUsage(AudioAttributes.USAGE_ASSISTANCE_SONIFICATION)
                    .setContentType(AudioAttributes.CONTENT_TYPE_SONIFICATION)
                    .build(),
            )
            .setAudioFormat(
                AudioFormat.Builder()
                    .setSampleRate(RATE)
                    .setEncoding(AudioFormat.ENCODING_PCM_16BIT)
                    .setChannelMask(AudioFormat.CHANNEL_OUT_MONO)
                    .build(),
            )
            .setTransferMode(AudioTrack.MODE_STATIC)
            .setBufferSizeInBytes(samples.size * Short.SIZE_BYTES)
            .build()
            .apply {
                write(samples, 0, samples.size)
                if (state == AudioTrack.STATE_INITIALIZED) play()
            }
    }

    /** What is played, and what is felt. */
    companion object {
        /** Samples a second. */
        const val RATE = 22_050
        private const val ONCE = -1
        private const val MS = 1_000

        /** Samples in which a tone comes and goes, so that it does not click. */
        private const val SOFT = 220f

        /** Android's waveform: silence, pulse, silence, pulse. It begins with a pulse. */
        fun pulses(tone: Tone): LongArray = longArrayOf(0) + haptic(tone).map(Int::toLong)

        /** The tones one after the other, in 16 bits. */
        fun samples(sound: List<Pair<Int, Int>>): ShortArray =
            sound.flatMap { (hertz, ms) -> tone(hertz, RATE * ms / MS) }.toShortArray()

        private fun tone(hertz: Int, length: Int): List<Short> = List(length) { at ->
            val edge = min(1f, min(at, length - at) / SOFT)
            (sin(2 * PI * hertz * at / RATE) * edge * Short.MAX_VALUE).toInt().toShort()
        }

        private fun sound(tone: Tone) = when (tone) {
            Tone.OK -> Tokens.OK_SOUND
            Tone.CAUTION -> Tokens.CAUTION_SOUND
            Tone.NO -> Tokens.NO_SOUND
            Tone.SAME -> Tokens.SAME_SOUND
        }

        private fun haptic(tone: Tone) = when (tone) {
            Tone.OK -> Tokens.OK_HAPTIC
            Tone.CAUTION -> Tokens.CAUTION_HAPTIC
            Tone.NO -> Tokens.NO_HAPTIC
            Tone.SAME -> Tokens.SAME_HAPTIC
        }
    }
}
