package dev.mogiri.demo.android

import android.app.KeyguardManager
import android.content.Intent
import android.os.VibratorManager
import android.view.WindowManager.LayoutParams
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.junit4.createEmptyComposeRule
import androidx.compose.ui.test.performScrollTo
import androidx.lifecycle.Lifecycle
import androidx.test.core.app.ApplicationProvider
import dev.mogiri.demo.presenter.Tone
import dev.mogiri.messageCode
import dev.mogiri.messageOf
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** The app on Android 14: its activities, its screens, the phone's own parts, and the real library below. */
@RunWith(RobolectricTestRunner::class)
@Config(qualifiers = "ja-w480dp-h960dp-xhdpi")
class PhoneTest {
    @get:Rule
    val compose = createEmptyComposeRule()
    private val phone by lazy { Phone(compose) }

    @Before
    fun aNewPhone() = FakeKeystore.install()

    @After
    fun putAway() = phone.close()

    @Test
    fun `it starts in the phone's language, with the three ways in`() {
        val words = listOf("title", "attendee", "staff", "two_phones").map { phone.words.screen(it) }
        words.forEach { phone.sees(it).assertIsDisplayed() }
        assertEquals("もぎり", phone.inActivity { it.applicationInfo.loadLabel(it.packageManager) })
    }

    @Test
    fun `a ticket is shown out of the Keystore, bright and awake, and the screen is given back when it is left`() {
        phone.tap("attendee")
        phone.tap("show")
        phone.seesCode("code_label").performScrollTo().assertIsDisplayed()
        assertEquals(BRIGHT, light())
        assertTrue(FakeKeystore.specs.keys.any { it.startsWith("mogiri.vault.") })
        phone.tap("back")
        phone.sees(phone.words.screen("show"))
        assertEquals(AS_BEFORE, light())
    }

    @Test
    fun `an app before it has the screen as it was, and the code is bright again afterwards`() {
        phone.tap("attendee")
        phone.tap("show")
        phone.seesCode("code_label")
        phone.scenario.moveToState(Lifecycle.State.STARTED)
        assertEquals(AS_BEFORE, light())
        phone.scenario.moveToState(Lifecycle.State.RESUMED)
        assertEquals(BRIGHT, light())
    }

    @Test
    fun `a phone with a lock shows no code before its owner was asked`() {
        val keyguard = app().getSystemService(KeyguardManager::class.java)
        shadowOf(keyguard).setIsDeviceSecure(true)
        phone.tap("attendee")
        phone.tap("show")
        phone.sees(phone.words.hint("unlock"))
        assertTrue(phone.doesNotSeeCode("code_label"))
        assertEquals(AS_BEFORE, light())
    }

    @Test
    fun `three fingers on the glass are judged by the library, in the words of the app`() {
        phone.tap("attendee")
        phone.tap("show")
        phone.seesCode("code_label")
        phone.inActivity { activity ->
            fingers(listOf(100f to 700f, 180f to 700f, 140f to 790f)).forEach(activity::dispatchTouchEvent)
        }
        phone.sees(phone.words.of("press.NO_MATCH", "guest"))
    }

    @Test
    fun `staff sign in, and what the camera's screen read is judged, told and felt`() {
        phone.tap("staff")
        phone.tap("use_sandbox")
        phone.tap("scan")
        phone.reads("MG1:NOT A TICKET")
        phone.sees("△")
        val vibrator = app().getSystemService(VibratorManager::class.java).defaultVibrator
        assertEquals(Signals.pulses(Tone.CAUTION).toList(), shadowOf(vibrator).pattern.toList())
    }

    @Test
    fun `the certificate comes by the camera, as the answer to the enrolment on the screen`() {
        phone.tap("staff")
        phone.seesCode("enrolment_label")
        val answer = runBlocking { certificate() }
        phone.tap("read_certificate")
        phone.reads(answer)
        phone.sees(phone.words.screen("history"))
    }

    @Test
    fun `what is no certificate signs nobody in`() {
        phone.tap("staff")
        phone.tap("read_certificate")
        phone.reads("https://example.com")
        phone.sees(phone.words.tell("nobody"))
        phone.sees(phone.words.screen("use_sandbox"))
    }

    @Test
    fun `a camera that nobody held a code before read nothing`() {
        phone.tap("staff")
        phone.tap("use_sandbox")
        phone.tap("scan")
        phone.closes(phone.camera())
        phone.sees(phone.words.tell("nobody"))
    }

    @Test
    fun `a ticket in several codes is read by one camera, and one that was closed half way goes on`() {
        val frames = runBlocking { framesFor() }
        phone.tap("read_parcel")
        val closed = phone.camera()
        closed.get().found(frames.last())
        phone.sees(phone.words.screen("codes_read", 1, frames.size))
        phone.closes(closed)
        phone.sees(phone.words.hint("nobody"))
        phone.tap("read_parcel")
        phone.reads(*frames.dropLast(1).toTypedArray())
        phone.sees(phone.words.screen("take"))
    }

    @Test
    fun `a camera's screen that is made again reads on, and one that nobody listens to goes`() {
        phone.tap("staff")
        phone.tap("use_sandbox")
        phone.tap("scan")
        val camera = phone.camera()
        camera.recreate()
        camera.get().found("MG1:NOT A TICKET")
        phone.sees("△")
        phone.tap("scan")
        phone.reads("MG1:NOT A TICKET")
        assertTrue(camera.get().isFinishing)
    }

    @Test
    fun `two phones in one - shown, scanned, admitted, on Compose for Android`() {
        phone.tap("two_phones")
        phone.seesCode("enrolment_label")
        phone.tap("read_certificate")
        phone.tap("show")
        phone.seesCode("code_label")
        phone.tap("scan")
        phone.sees("○")
    }

    @Test
    fun `a journal goes as a file that only who was chosen may read, and one that came is taken in`() {
        phone.tap("staff")
        phone.tap("use_sandbox")
        phone.tap("merge")
        phone.tap("share_journal")
        phone.sees(phone.words.tell("shared"))
        val chooser = checkNotNull(phone.next())
        assertEquals(Intent.ACTION_CHOOSER, chooser.action)
        val send = checkNotNull(chooser.getParcelableExtra(Intent.EXTRA_INTENT, Intent::class.java))
        assertTrue(send.flags and Intent.FLAG_GRANT_READ_URI_PERMISSION != 0)
        assertTrue(checkNotNull(Sharing(app()).brought(send)).isNotEmpty())
        phone.inActivity { it.onNewIntent(send) }
        phone.tap("open_journal")
        phone.sees(phone.words.tell("merged", 0))
    }

    private fun light() = phone.inActivity {
        val attributes = it.window.attributes
        attributes.screenBrightness to (attributes.flags and LayoutParams.FLAG_KEEP_SCREEN_ON != 0)
    }

    /** What an organizer answers to the code on the gate's screen. */
    private suspend fun certificate(): String {
        val demo = checkNotNull(app().presenters.value)
        val shown = checkNotNull(demo.staff.signIn.state.value.enrolment)
        return messageCode(demo.evening.organizer.certify(messageOf(shown.text))).text
    }

    /** What the evening's friend shows to the attendee who asked for a ticket. */
    private suspend fun framesFor(): List<String> {
        phone.tap("attendee")
        phone.tap("receive")
        phone.seesCode("request_label")
        val demo = checkNotNull(app().presenters.value)
        val request = messageOf(checkNotNull(demo.attendee.receive.state.value.code).text)
        return checkNotNull(demo.evening.friend.give(request)).frames.map { messageCode(it).text }
    }

    private fun app(): DemoApplication = ApplicationProvider.getApplicationContext()

    private companion object {
        val BRIGHT = LayoutParams.BRIGHTNESS_OVERRIDE_FULL to true
        val AS_BEFORE = LayoutParams.BRIGHTNESS_OVERRIDE_NONE to false
    }
}
