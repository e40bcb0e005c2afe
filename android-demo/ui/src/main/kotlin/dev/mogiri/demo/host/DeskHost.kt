package dev.mogiri.demo.host

import dev.mogiri.demo.presenter.Tone
import dev.mogiri.demo.words.Language
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.emptyFlow

/**
 * A desk without a face sensor or a screen to brighten: it asks by a button, and remembers what it would have done.
 * What it sees is the demo's simulated camera. [sound], [paste] and [language] are the desk's own.
 */
class DeskHost(
    private val sound: (Tone) -> Unit,
    private val paste: (String) -> Unit,
    private val language: (Language) -> Unit,
) : Host {
    private val question = MutableStateFlow<CompletableDeferred<Confirmed>?>(null)
    private val brightness = MutableStateFlow(false)

    /** Whether somebody has to confirm that the phone is theirs, and how to answer. */
    val asks: StateFlow<CompletableDeferred<Confirmed>?> = question.asStateFlow()

    /** Whether the screen would be bright and awake. */
    val bright: StateFlow<Boolean> = brightness.asStateFlow()

    override fun codes(looking: Looking): Flow<String> = emptyFlow()

    override suspend fun confirm(): Confirmed {
        val answer = CompletableDeferred<Confirmed>()
        question.value = answer
        try {
            return answer.await()
        } finally {
            question.value = null
        }
    }

    override fun hold() {
        brightness.value = true
    }

    override fun letGo() {
        brightness.value = false
    }

    override fun signal(tone: Tone) = sound(tone)

    override suspend fun share(file: SharedFile) = Unit

    override suspend fun open(looking: Looking): ByteArray? = null

    override fun copy(text: String) = paste(text)

    override fun speak(language: Language) = this.language(language)
}
