package dev.mogiri.demo.android

import android.app.Activity
import android.app.KeyguardManager
import android.content.Intent
import android.hardware.biometrics.BiometricManager.Authenticators
import android.hardware.biometrics.BiometricPrompt
import android.os.Build
import android.os.CancellationSignal
import androidx.annotation.RequiresApi
import dev.mogiri.demo.host.Confirmed
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlin.coroutines.resume

/** Asks whose phone it is, as the phone itself does: a face, a finger, or the code of the lock screen. */
class SecondFactor(private val activity: Activity, private val ask: suspend (Intent) -> Int) {
    /** Confirms, with [title] above the question. A phone without a lock screen has no way to ask, and says so. */
    suspend fun confirm(title: String): Confirmed {
        val keyguard = activity.getSystemService(KeyguardManager::class.java)
        return when {
            !keyguard.isDeviceSecure -> Confirmed.NO_LOCK
            Build.VERSION.SDK_INT >= Build.VERSION_CODES.R -> prompt(title)
            else -> byLockScreen(keyguard, title)
        }
    }

    @RequiresApi(Build.VERSION_CODES.R)
    private suspend fun prompt(title: String): Confirmed = suspendCancellableCoroutine { waiting ->
        val away = CancellationSignal()
        waiting.invokeOnCancellation { away.cancel() }
        BiometricPrompt.Builder(activity)
            .setTitle(title)
            .setAllowedAuthenticators(Authenticators.BIOMETRIC_STRONG or Authenticators.DEVICE_CREDENTIAL)
            .build()
            .authenticate(away, activity.mainExecutor, Answer { if (waiting.isActive) waiting.resume(it) })
    }

    /** Before Android 11 the lock screen asks for a finger or a code by itself. */
    @Suppress("DEPRECATION")
    private suspend fun byLockScreen(keyguard: KeyguardManager, title: String): Confirmed {
        val question = keyguard.createConfirmDeviceCredentialIntent(title, null) ?: return Confirmed.NO_LOCK
        return if (ask(question) == Activity.RESULT_OK) Confirmed.YES else Confirmed.NO
    }

    /** A finger that was not known is no answer yet: the prompt goes on by itself. */
    private class Answer(private val told: (Confirmed) -> Unit) : BiometricPrompt.AuthenticationCallback() {
        override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult?) = told(Confirmed.YES)

        override fun onAuthenticationError(errorCode: Int, errString: CharSequence?) = told(Confirmed.NO)
    }
}
