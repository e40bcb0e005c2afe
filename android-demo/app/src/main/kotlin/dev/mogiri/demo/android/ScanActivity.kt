package dev.mogiri.demo.android

import android.Manifest
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.graphics.SurfaceTexture
import android.os.Bundle
import android.view.Surface
import android.view.TextureView
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.activity.result.contract.ActivityResultContract
import androidx.activity.result.contract.ActivityResultContracts.RequestPermission
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.ui.Modifier
import androidx.compose.ui.viewinterop.AndroidView
import dev.mogiri.demo.screen.DemoTheme
import dev.mogiri.demo.screen.GAP
import dev.mogiri.demo.screen.Page
import dev.mogiri.demo.screen.SideAct
import dev.mogiri.demo.screen.Title

/** Reads one code and is gone. Cancelled, or without a camera, it read nothing. */
class ScanActivity : ComponentActivity() {
    private var camera: Camera? = null
    private var preview: Surface? = null
    private val permission = registerForActivityResult(RequestPermission()) { if (it) begin() else finish() }

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        val words = demo.words
        setContent {
            DemoTheme {
                Page(Modifier.fillMaxSize().padding(GAP)) {
                    Title(words.screen("scan"))
                    SideAct(words.screen("cancel"), Modifier.fillMaxWidth()) { finish() }
                    AndroidView(::finder, Modifier.weight(1f).fillMaxWidth())
                }
            }
        }
    }

    override fun onResume() {
        super.onResume()
        begin()
    }

    override fun onPause() {
        end()
        super.onPause()
    }

    /** What the camera read: the way out of this activity. */
    internal fun found(text: String) {
        setResult(RESULT_OK, Intent().putExtra(TEXT, text))
        finish()
    }

    /** Needs the permission, and a surface to show what it sees. */
    private fun begin() {
        val surface = preview
        if (surface == null || camera != null) return
        if (checkSelfPermission(Manifest.permission.CAMERA) == PackageManager.PERMISSION_GRANTED) {
            camera = Camera(this, { onMain { found(it) } }, { onMain { finish() } }).also { it.open(surface) }
        } else {
            permission.launch(Manifest.permission.CAMERA)
        }
    }

    private fun onMain(act: () -> Unit) = runOnUiThread(act)

    private fun end() {
        camera?.close()
        camera = null
    }

    private fun finder(context: Context) = TextureView(context).apply {
        surfaceTextureListener = Finder()
    }

    private inner class Finder : TextureView.SurfaceTextureListener {
        override fun onSurfaceTextureAvailable(texture: SurfaceTexture, width: Int, height: Int) {
            preview = Surface(texture)
            begin()
        }

        override fun onSurfaceTextureSizeChanged(texture: SurfaceTexture, width: Int, height: Int) = Unit

        override fun onSurfaceTextureUpdated(texture: SurfaceTexture) = Unit

        override fun onSurfaceTextureDestroyed(texture: SurfaceTexture): Boolean {
            end()
            preview?.release()
            preview = null
            return true
        }
    }

    /** How another activity has a code read. */
    class Read : ActivityResultContract<Unit, String?>() {
        override fun createIntent(context: Context, input: Unit) = Intent(context, ScanActivity::class.java)

        override fun parseResult(resultCode: Int, intent: Intent?): String? = intent?.getStringExtra(TEXT)
    }

    private companion object {
        const val TEXT = "text"
    }
}
