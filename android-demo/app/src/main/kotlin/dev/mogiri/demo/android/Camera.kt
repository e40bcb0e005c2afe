package dev.mogiri.demo.android

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.ImageFormat
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.media.Image
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.util.Size
import android.view.Surface
import kotlin.math.abs

/**
 * The camera at the back, until it is closed.
 *
 * Pictures are looked at on a thread of its own, the newest only. [onCode] comes on that thread, for each code that is
 * not the one before; [onTrouble] too, when another app took the camera or there is none.
 */
class Camera(context: Context, private val onCode: (String) -> Unit, private val onTrouble: () -> Unit) :
    AutoCloseable {
    private val manager = context.getSystemService(CameraManager::class.java)
    private val thread = HandlerThread("camera").apply { start() }
    private val handler = Handler(thread.looper)
    private val reader = CodeReader()
    private var device: CameraDevice? = null
    private var pictures: ImageReader? = null

    /** The size of the pictures that [open] asks for; nothing where there is no camera. */
    val size: Size? = back()?.let(::fitting)

    /** Shows what it sees on [preview] and looks for a code. The app must have the permission. */
    @SuppressLint("MissingPermission")
    fun open(preview: Surface) {
        val camera = back()
        if (camera == null || size == null) {
            onTrouble()
            return
        }
        val images = ImageReader.newInstance(size.width, size.height, ImageFormat.YUV_420_888, PICTURES)
        images.setOnImageAvailableListener({ source -> source.acquireLatestImage()?.use(::look) }, handler)
        pictures = images
        trying { manager.openCamera(camera, Opened(listOf(preview, images.surface)), handler) }
    }

    override fun close() {
        device?.close()
        pictures?.close()
        thread.quitSafely()
    }

    private fun look(image: Image) {
        reader.readNext(light(image))?.let(onCode)
    }

    /** Phones with lenses at the front only scan with those. */
    private fun back(): String? {
        val cameras = manager.cameraIdList
        return cameras.find { facing(it) == CameraCharacteristics.LENS_FACING_BACK } ?: cameras.firstOrNull()
    }

    private fun facing(camera: String): Int? =
        manager.getCameraCharacteristics(camera).get(CameraCharacteristics.LENS_FACING)

    /** A code of 1,120 characters is read from about a megapixel, and more only takes longer. */
    private fun fitting(camera: String): Size? {
        val map = manager.getCameraCharacteristics(camera).get(CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP)
        return map?.getOutputSizes(ImageFormat.YUV_420_888)?.minByOrNull { abs(it.width * it.height - PIXELS) }
    }

    private fun trying(act: () -> Unit) = try {
        act()
    } catch (_: CameraAccessException) {
        onTrouble()
    } catch (_: SecurityException) {
        onTrouble()
    }

    private inner class Opened(private val targets: List<Surface>) : CameraDevice.StateCallback() {
        override fun onOpened(camera: CameraDevice) {
            device = camera
            @Suppress("DEPRECATION") // What came instead is not in Android 8.
            trying { camera.createCaptureSession(targets, Configured(targets), handler) }
        }

        override fun onDisconnected(camera: CameraDevice) {
            camera.close()
            onTrouble()
        }

        override fun onError(camera: CameraDevice, error: Int) {
            camera.close()
            onTrouble()
        }
    }

    private inner class Configured(private val targets: List<Surface>) : CameraCaptureSession.StateCallback() {
        override fun onConfigured(session: CameraCaptureSession) = trying {
            val request = session.device.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW)
            targets.forEach(request::addTarget)
            request.set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
            session.setRepeatingRequest(request.build(), null, handler)
        }

        override fun onConfigureFailed(session: CameraCaptureSession) = onTrouble()
    }

    private companion object {
        const val PICTURES = 2
        const val PIXELS = 1_280 * 960

        /** The light comes first of the three planes, a byte a pixel. */
        fun light(image: Image): Luminance {
            val plane = image.planes[0]
            val bytes = ByteArray(plane.rowStride * image.height)
            plane.buffer.get(bytes, 0, minOf(bytes.size, plane.buffer.remaining()))
            return Luminance(bytes, image.width, image.height, plane.rowStride)
        }
    }
}
