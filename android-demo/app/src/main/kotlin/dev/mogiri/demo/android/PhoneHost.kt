package dev.mogiri.demo.android

import android.content.ClipData
import android.content.ClipboardManager
import android.content.Context
import android.content.Intent
import android.net.Uri
import dev.mogiri.demo.host.Confirmed
import dev.mogiri.demo.host.Host
import dev.mogiri.demo.host.Looking
import dev.mogiri.demo.host.SharedFile
import dev.mogiri.demo.presenter.Tone
import dev.mogiri.demo.words.Language
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow

/** What only an activity can do: it comes and goes, while presenters stay. */
interface Front {
    /** The window's light. */
    val light: ScreenLight

    /** Whose phone it is. */
    suspend fun confirm(): Confirmed

    /** A file that the person chooses. */
    suspend fun chooseFile(): ByteArray?

    /** Goes to another app. */
    fun start(intent: Intent)
}

/** This phone, as presenters ask for it. */
class PhoneHost(private val context: Context, first: Language) : Host {
    private val sharing = Sharing(context)
    private val signals = Signals(context)
    private val languages = MutableStateFlow(first)
    private var arrived: ByteArray? = null

    /** The activity before the person's eyes, while there is one. */
    var front: Front? = null

    /** What the camera's screen reads. */
    val scanning: Scanning = Scanning()

    /** Answers from other activities: a file, the lock screen's. */
    val file: Asked<Uri?> = Asked()
    val lock: Asked<Int> = Asked()

    /** The language that the person chose. */
    val language: StateFlow<Language> = languages.asStateFlow()

    /** Takes the file that another app or phone sent: the next [open] finds it. */
    fun take(intent: Intent) {
        sharing.brought(intent)?.let { arrived = it }
    }

    override fun codes(looking: Looking): Flow<String> = scanning.codes { number ->
        front?.start(ScanActivity.intent(context, number)) ?: scanning.ended(number)
    }

    override suspend fun confirm(): Confirmed = front?.confirm() ?: Confirmed.NO

    override fun hold() {
        front?.light?.hold()
    }

    override fun letGo() {
        front?.light?.letGo()
    }

    override fun signal(tone: Tone) = signals.signal(tone)

    override suspend fun share(file: SharedFile) {
        front?.start(sharing.sheet(file))
    }

    override suspend fun open(looking: Looking): ByteArray? {
        val file = arrived ?: front?.chooseFile()
        arrived = null
        return file
    }

    override fun copy(text: String) {
        context.getSystemService(ClipboardManager::class.java).setPrimaryClip(ClipData.newPlainText(null, text))
    }

    override fun speak(language: Language) {
        languages.value = language
    }
}
