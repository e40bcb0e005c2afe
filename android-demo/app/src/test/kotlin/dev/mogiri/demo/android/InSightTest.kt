package dev.mogiri.demo.android

import android.app.Activity
import android.app.Application
import org.junit.Assert.assertEquals
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** When the app is away: a gate is kept in order then, and not while its camera looks for a code. */
@RunWith(RobolectricTestRunner::class)
@Config(application = Application::class)
class InSightTest {
    private var away = 0
    private val inSight = InSight { away += 1 }

    @Test
    fun `the camera's screen before the gate's is not away, another app is`() {
        val gate = Robolectric.buildActivity(Activity::class.java).create()
        val camera = Robolectric.buildActivity(Activity::class.java).create()
        inSight.onActivityStarted(gate.get())
        inSight.onActivityStarted(camera.get())
        inSight.onActivityStopped(gate.get())
        assertEquals(0, away)
        inSight.onActivityStopped(camera.get())
        assertEquals(1, away)
    }
}
