package dev.mogiri.demo.android

import android.view.Window
import android.view.WindowManager.LayoutParams

/** A bright screen that stays awake while a code is shown. Whatever ends that, the window is as it was before. */
class ScreenLight(private val window: Window) {
    private var before: Float? = null
    private var isWanted = false

    /** Bright and awake, until [letGo]. */
    fun hold() {
        isWanted = true
        brighten()
    }

    /** As it was. */
    fun letGo() {
        isWanted = false
        restore()
    }

    /** Something else is before the person: their screen, not ours. */
    fun pause() = restore()

    /** Back: the code is still shown. */
    fun resume() {
        if (isWanted) brighten()
    }

    private fun brighten() {
        if (before == null) before = window.attributes.screenBrightness
        window.addFlags(LayoutParams.FLAG_KEEP_SCREEN_ON)
        set(LayoutParams.BRIGHTNESS_OVERRIDE_FULL)
    }

    private fun restore() {
        val was = before ?: return
        before = null
        window.clearFlags(LayoutParams.FLAG_KEEP_SCREEN_ON)
        set(was)
    }

    private fun set(brightness: Float) {
        window.attributes = window.attributes.apply { screenBrightness = brightness }
    }
}
