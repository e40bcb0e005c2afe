package dev.mogiri.demo.presenter

import dev.mogiri.LiveGate
import dev.mogiri.demo.codes.CodeFace
import dev.mogiri.demo.codes.codeFace
import dev.mogiri.demo.codes.messageIn
import dev.mogiri.demo.host.Host
import dev.mogiri.demo.host.Looking
import dev.mogiri.demo.host.read
import dev.mogiri.demo.words.Words
import dev.mogiri.enrolment
import dev.mogiri.status
import dev.mogiri.update
import kotlinx.coroutines.CoroutineScope

/** Whether this device may scan. */
data class SignInState(
    val event: String = "",
    val gate: String = "",
    /** What the organizer certifies, to be shown to them. */
    val enrolment: CodeFace? = null,
    val told: String = "",
    val signedIn: Boolean = false,
    /** Whether the sandbox certifies this device, where no organizer stands beside. */
    val canUseSandbox: Boolean = false,
    val shift: String? = null,
    val notice: String? = null,
)

/** Who answers an enrolment with a certificate. */
typealias Certifier = suspend (enrolment: ByteArray) -> ByteArray

/** Signs a member of staff in, by the code of a shift certificate. */
class SignInPresenter(
    private val gate: LiveGate,
    private val host: Host,
    private val sandbox: Certifier?,
    scope: CoroutineScope,
    words: Words,
) : Presenter<SignInState>(scope, words, SignInState(canUseSandbox = sandbox != null)) {
    init {
        act {
            // Both at once: a certificate that answers the code on the screen is looked at after this.
            look(codeFace(gate.enrolment(), words.screen("enrolment_label")))
        }
    }

    /** Reads the certificate that the organizer shows. */
    fun readCertificate() = act {
        val certificate = host.read(Looking.CERTIFICATE)?.let(::messageIn)
        if (certificate == null) {
            set { it.copy(notice = words.tell("nobody")) }
        } else {
            gate.update(certificate)
            look()
        }
    }

    /** Has the sandbox certify this device: for a demo phone with no organizer beside it. */
    fun useSandbox() = act {
        val certify = sandbox ?: return@act
        gate.update(certify(gate.enrolment()))
        look()
    }

    override fun failed(told: String) = set { it.copy(notice = told) }

    private suspend fun look(enrolment: CodeFace? = null) {
        val status = gate.status()
        val told = when {
            SCAN in status.roles -> "signed_in"
            status.roles.isEmpty() -> "sign_in"
            else -> "no_role"
        }
        set {
            it.copy(
                enrolment = enrolment ?: it.enrolment,
                event = status.event,
                gate = words.screen("gate_name", status.gate),
                told = words.tell(told),
                signedIn = SCAN in status.roles,
                shift = status.shiftEnds?.let { end -> words.screen("shift_until", words.clockTime(end)) },
                notice = null,
            )
        }
    }

    private companion object {
        const val SCAN = "scan"
    }
}
