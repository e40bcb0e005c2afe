package dev.mogiri.demo.presenter

import dev.mogiri.LiveWallet
import dev.mogiri.Rollback
import dev.mogiri.WalletClock
import dev.mogiri.WalletDiagnostics
import dev.mogiri.demo.host.Host
import dev.mogiri.demo.words.Language
import dev.mogiri.demo.words.Words
import dev.mogiri.licenses
import dev.mogiri.version
import kotlinx.coroutines.CoroutineScope

/** Settings: what a supporter asks for, whose software this is, and in which language it speaks. */
data class SettingsState(
    val version: String = "",
    /** Counts and states, about nobody: safe to paste. */
    val diagnostics: String = "",
    val licences: List<String> = emptyList(),
    val showsLicences: Boolean = false,
    val notice: String? = null,
)

/** The settings. */
class SettingsPresenter(private val wallet: LiveWallet, private val host: Host, scope: CoroutineScope, words: Words) :
    Presenter<SettingsState>(scope, words, SettingsState()) {
    /** Looks again. */
    fun begin() {
        val version = version()
        set { SettingsState(version = words.screen("version", version.core)) }
        act {
            val diagnostics = wallet.read { it.diagnostics() }
            set { it.copy(diagnostics = lines(diagnostics)) }
        }
    }

    /** Puts the diagnostics where they can be pasted. */
    fun copy() {
        host.copy(state.value.diagnostics)
        set { it.copy(notice = words.screen("copied")) }
    }

    /** Opens the notices of the software of others, or closes them. */
    fun licences() = act {
        val paragraphs = licenses().split("\n\n")
        set { it.copy(licences = paragraphs, showsLicences = !it.showsLicences) }
    }

    /** From now on in another language. */
    fun speak(language: Language) = host.speak(language)

    override fun failed(told: String) = set { it.copy(notice = told) }

    /** One line each. */
    private fun lines(diagnostics: WalletDiagnostics): String = listOf(
        "library" to diagnostics.library,
        "wire" to diagnostics.wire,
        "schema" to diagnostics.schema,
        "store" to diagnostics.store,
        "changes" to diagnostics.changes,
        "events" to diagnostics.events,
        "tickets" to diagnostics.tickets,
        "held" to diagnostics.held,
        "requests" to diagnostics.requests,
        "clock" to clock(diagnostics.clock),
        "rollback" to rollback(diagnostics.rollback),
    ).joinToString("\n") { (name, value) -> "$name $value" }

    private fun clock(clock: WalletClock): String = when (clock) {
        WalletClock.Fine -> "fine"
        is WalletClock.Corrected -> "corrected ${clock.seconds} s"
        is WalletClock.Behind -> "behind ${clock.seconds} s"
    }

    private fun rollback(rollback: Rollback): String = when (rollback) {
        Rollback.None -> "none"
        is Rollback.Detected -> "detected ${rollback.missing}"
    }
}
