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
import androidx.activity.result.contract.ActivityResultContracts.RequestPermission
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.ui.Modifier
import androidx.compose.ui.viewinterop.AndroidView
import androidx.lifecycle.lifecycleScope
import dev.mogiri.demo.screen.DemoTheme
import dev.mogiri.demo.screen.GAP
import dev.mogiri.demo.screen.Page
import dev.mogiri.demo.screen.SideAct
import dev.mogiri.demo.screen.Title
import kotlinx.coroutines.launch

/** Reads one code after the other while somebody listens. Left, or without a camera, it reads no more. */
class ScanActivity : ComponentActivity() {
    private val scanning get() = demo.host.scanning
    private val number by lazy { intent.getIntExtra(NUMBER, 0) }
    private var camera: Camera? = null
    private var preview: Surface? = null
    private val permission = registerForActivityResult(RequestPermission()) { if (it) begin() else finish() }

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        val words = demo.words
        lifecycleScope.launch {
            scanning.left(number)
            finish()
        }
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

    override fun onDestroy() {
        if (isFinishing) scanning.ended(number)
        super.onDestroy()
    }

    /** What the camera read. */
    internal fun found(text: String) = scanning.read(number, text)

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

    /** How it comes. */
    internal companion object {
        private const val NUMBER = "number"

        /** For one listening of [Scanning]. */
        fun intent(context: Context, number: Int): Intent =
            Intent(context, ScanActivity::class.java).putExtra(NUMBER, number)
    }
}
