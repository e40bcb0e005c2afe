package dev.mogiri.demo.android

import android.app.Application
import android.content.Context
import dev.mogiri.Touch
import dev.mogiri.demo.evening.DemoOrganizer
import dev.mogiri.demo.evening.Device
import dev.mogiri.demo.evening.Evening
import dev.mogiri.demo.words.Language
import dev.mogiri.demo.words.Words
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.MainScope
import kotlinx.coroutines.async
import kotlinx.coroutines.flow.SharingStarted
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.stateIn
import java.io.File
import java.time.Instant
import java.util.concurrent.atomic.AtomicInteger

/**
 * The app's process: one evening, begun when somebody first looks, over when the process ends.
 *
 * A shipped app opens the folder that it has (`LiveWallet.open`). This one begins anew, because the sandbox's organizer
 * and its keys are new each time.
 */
class DemoApplication : Application() {
    /** Presenters outlive activities, which the system makes again as it likes. */
    val scope: CoroutineScope = MainScope()

    /** This phone. */
    val host: PhoneHost by lazy { PhoneHost(this, spoken()) }

    /** The words in the language that is spoken now. */
    val words: Words get() = Words(host.language.value)

    /** The presenters in the language that is spoken now; nothing until the evening's tickets were issued. */
    val presenters: StateFlow<PhoneDemo?> by lazy {
        val evening = scope.async(Dispatchers.IO) { begin() }
        host.language.map { PhoneDemo(evening.await(), host, scope, Words(it)) }
            .stateIn(scope, SharingStarted.Eagerly, null)
    }

    /** A stamp was pressed on the glass. */
    fun pressed(dpi: Double, touches: List<Touch>) = presenters.value?.pressed(dpi, touches)

    override fun onCreate() {
        super.onCreate()
        registerActivityLifecycleCallbacks(InSight { presenters.value?.away() })
    }

    private suspend fun begin(): Evening {
        val folder = File(noBackupFilesDir, FOLDER)
        folder.deleteRecursively()
        folder.mkdirs()
        forgetKeys()
        val strongBox = StrongBox.of(packageManager)
        val vaults = AtomicInteger()
        return Evening.begin(
            DemoOrganizer(Instant.now()),
            Device(folder.toPath(), PhoneClock, Dispatchers.IO) {
                val name = "$ALIAS${vaults.incrementAndGet()}"
                KeystoreVault(name, File(folder, "$name.item"), strongBox)
            },
        )
    }

    /** Of the evening before. */
    private fun forgetKeys() {
        val store = store()
        store.aliases().toList().filter { it.startsWith(ALIAS) }.forEach(store::deleteEntry)
    }

    private fun spoken(): Language {
        val spoken = resources.configuration.locales[0].language
        return Language.entries.find { it.tag == spoken } ?: Language.ENGLISH
    }

    private companion object {
        const val FOLDER = "evening"
        const val ALIAS = "mogiri.vault."
    }
}

/** The process of this context. */
internal val Context.demo: DemoApplication get() = applicationContext as DemoApplication
