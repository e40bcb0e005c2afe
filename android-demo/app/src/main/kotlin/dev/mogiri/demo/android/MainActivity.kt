package dev.mogiri.demo.android

import android.content.Intent
import android.os.Bundle
import android.view.MotionEvent
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.activity.result.contract.ActivityResultContracts.OpenDocument
import androidx.activity.result.contract.ActivityResultContracts.StartActivityForResult
import dev.mogiri.demo.host.Confirmed

/** The three ways in, and what only an activity can do for them. */
class MainActivity :
    ComponentActivity(),
    Front {
    override val light: ScreenLight by lazy { ScreenLight(window) }
    private val host by lazy { demo.host }
    private val file = registerForActivityResult(OpenDocument()) { host.file.answer(it) }
    private val lock = registerForActivityResult(StartActivityForResult()) { host.lock.answer(it.resultCode) }
    private val secondFactor = SecondFactor(this) { question -> host.lock.by { lock.launch(question) } }
    private val touches = Touches { demo.pressed(resources.displayMetrics.xdpi.toDouble(), it) }

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        host.front = this
        host.take(intent)
        setContent { PhoneScreen(demo) }
    }

    public override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        host.take(intent)
    }

    override fun onResume() {
        super.onResume()
        light.resume()
    }

    override fun onPause() {
        light.pause()
        super.onPause()
    }

    override fun onDestroy() {
        if (host.front === this) host.front = null
        super.onDestroy()
    }

    /** A stamp touches the glass wherever it is pressed, buttons or not: so before any view. */
    override fun dispatchTouchEvent(event: MotionEvent): Boolean {
        touches.take(event)
        return super.dispatchTouchEvent(event)
    }

    override suspend fun confirm(): Confirmed = secondFactor.confirm(demo.words.hint("unlock"))

    override suspend fun chooseFile(): ByteArray? =
        host.file.by { file.launch(arrayOf("*/*")) }?.let { Sharing(this).read(it) }

    override fun start(intent: Intent) = startActivity(intent)
}
