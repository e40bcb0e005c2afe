package dev.mogiri.demo.host

import dev.mogiri.demo.presenter.Tone
import dev.mogiri.demo.words.Language
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.firstOrNull

/** What the presenters ask of the device that they run on. A phone has each of these; so has the demo's desk. */
interface Host {
    /**
     * Opens the camera, which gives one text after the other until whoever listens stops: then it closes. The person
     * may close it before, and the texts end.
     */
    fun codes(looking: Looking): Flow<String>

    /** Asks the person to confirm that the phone is theirs, as the phone does: a face, a finger, a PIN. */
    suspend fun confirm(): Confirmed

    /** Makes the screen bright and keeps it awake, until [letGo]. */
    fun hold()

    /** Gives the screen back as it was. */
    fun letGo()

    /** The sound and the pulse of a verdict. */
    fun signal(tone: Tone)

    /** Sends a file to a device nearby. */
    suspend fun share(file: SharedFile)

    /** The file that came from a device nearby; nothing if none did. */
    suspend fun open(looking: Looking): ByteArray?

    /** Puts a text where it can be pasted. */
    fun copy(text: String)

    /** From now on in another language. */
    fun speak(language: Language)
}

/** Reads the next code that comes before the camera; nothing if nobody held one there. */
suspend fun Host.read(looking: Looking): String? = codes(looking).firstOrNull()

/** What a presenter waits for: the demo's simulated camera finds it, a real one reads whatever it sees. */
enum class Looking { TICKET, STAMP, REQUEST, PARCEL, ANSWER, CERTIFICATE, JOURNAL, VECTOR, FRAME, HEAD }

/** What the person did when the phone asked. */
enum class Confirmed {
    /** They confirmed that the phone is theirs. */
    YES,

    /** They did not. */
    NO,

    /** The phone has no lock, so it can ask nobody: whoever holds it may be anybody. */
    NO_LOCK,
}

/** A file for a device nearby. */
class SharedFile(val name: String, val content: ByteArray)
