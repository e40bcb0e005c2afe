package dev.mogiri.demo.gallery

import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.MultiFormatReader
import com.google.zxing.NotFoundException
import com.google.zxing.RGBLuminanceSource
import com.google.zxing.common.HybridBinarizer
import dev.mogiri.demo.OneEvening
import dev.mogiri.demo.host.Confirmed
import dev.mogiri.demo.presenter.DemoPresenter
import dev.mogiri.demo.presenter.Tone
import dev.mogiri.demo.screen.ShowScreen
import dev.mogiri.demo.words.Language
import dev.mogiri.demo.words.Words
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import java.awt.Color
import java.awt.geom.AffineTransform
import java.awt.image.AffineTransformOp
import java.awt.image.BufferedImage
import java.awt.image.ConvolveOp
import java.awt.image.Kernel
import java.awt.image.RescaleOp
import java.util.Random

/** A staff phone photographs an attendee's screen: not sharp, not straight, not bright. */
class PhotographTest {
    private val words = Words(Language.JAPANESE)

    @Test
    fun `a photograph of the attendee's screen opens the door`() = OneEvening().use { one ->
        val demo = one.demo(words)
        runBlocking {
            withTimeout(PATIENCE_MS) {
                begin(demo, one)
                demo.staff.scan.scanned(filmed(screen(demo, dark = false)))
                val face = checkNotNull(demo.staff.scan.state.first { it.face != null }.face)
                assertEquals(Tone.OK to "1階 5列 7番", face.tone to face.place)
            }
        }
    }

    @Test
    fun `in the dark theme the code is black on white, its quiet zone too`() = OneEvening().use { one ->
        val demo = one.demo(words)
        runBlocking { withTimeout(PATIENCE_MS) { begin(demo, one) } }
        val picture = screen(demo, dark = true)
        val code = checkNotNull(demo.attendee.show.state.value.code)
        assertEquals(code.text, filmed(picture))
        val square = white(picture)
        val side = code.picture.size.toInt() + 2 * QUIET
        val module = (square.last - square.first + 1) / side
        val middle = picture.height.let { _ -> firstWhiteRow(picture) }
        for (y in middle until middle + QUIET * module) {
            for (x in square) assertEquals("$x $y", Color.WHITE.rgb, picture.getRGB(x, y))
        }
    }

    private suspend fun begin(demo: DemoPresenter, one: OneEvening) {
        demo.staff.signIn.state.first { it.enrolment != null }
        demo.staff.signIn.readCertificate()
        demo.staff.signIn.state.first { it.signedIn }
        val ticket = demo.attendee.tickets.state.first { it.rows.isNotEmpty() }.rows.first().id
        demo.attendee.show(ticket)
        checkNotNull(one.desk.asks.first { it != null }).complete(Confirmed.YES)
        demo.attendee.show.state.first { it.code != null }
    }

    private fun screen(demo: DemoPresenter, dark: Boolean): BufferedImage {
        val state = demo.attendee.show.state.value
        return Stage(WIDTH, HEIGHT, DENSITY, dark = dark).picture { ShowScreen(state, words, demo.attendee.show) {} }
    }

    /**
     * What is read out of the first frame that can be read, as a camera goes on until it can. The code is another one
     * in each run, and this reader fails on one still in a hundred.
     */
    private fun filmed(screen: BufferedImage): String =
        checkNotNull(TILTS_DEGREES.firstNotNullOfOrNull { tilt -> read(photograph(screen, tilt)) })

    private fun photograph(screen: BufferedImage, tilt: Double): BufferedImage {
        val still = rgb(screen)
        val soft = ConvolveOp(Kernel(BLUR, BLUR, FloatArray(BLUR * BLUR) { 1f / (BLUR * BLUR) })).filter(still, null)
        return noisy(dim(tilted(soft, tilt)))
    }

    private fun rgb(picture: BufferedImage) = BufferedImage(picture.width, picture.height, BufferedImage.TYPE_INT_RGB)
        .also { it.graphics.drawImage(picture, 0, 0, null) }

    private fun tilted(picture: BufferedImage, degrees: Double): BufferedImage {
        val large = BufferedImage(picture.width, picture.height, BufferedImage.TYPE_INT_RGB)
        val transform = AffineTransform.getScaleInstance(FAR, FAR)
        transform.translate(picture.width / 3.0, picture.height / 4.0)
        transform.rotate(Math.toRadians(degrees), picture.width / 2.0, picture.height / 2.0)
        transform.shear(SHEAR, 0.0)
        return AffineTransformOp(transform, AffineTransformOp.TYPE_BILINEAR).filter(picture, large)
    }

    private fun dim(picture: BufferedImage) = RescaleOp(DIM, 0f, null).filter(picture, null)

    private fun noisy(picture: BufferedImage): BufferedImage {
        val random = Random(1)
        for (y in 0 until picture.height) {
            for (x in 0 until picture.width) {
                val noise = (random.nextGaussian() * NOISE).toInt()
                val colour = Color(picture.getRGB(x, y))
                val parts = listOf(colour.red, colour.green, colour.blue).map { (it + noise).coerceIn(0, 255) }
                picture.setRGB(x, y, Color(parts[0], parts[1], parts[2]).rgb)
            }
        }
        return picture
    }

    private fun read(picture: BufferedImage): String? {
        val pixels = picture.getRGB(0, 0, picture.width, picture.height, null, 0, picture.width)
        val bitmap = BinaryBitmap(HybridBinarizer(RGBLuminanceSource(picture.width, picture.height, pixels)))
        return try {
            MultiFormatReader().decode(bitmap, mapOf(DecodeHintType.TRY_HARDER to true)).text
        } catch (_: NotFoundException) {
            null
        }
    }

    private fun firstWhiteRow(picture: BufferedImage) =
        (0 until picture.height).first { y -> runs(picture, y) > picture.width / 2 }

    private fun white(picture: BufferedImage): IntRange {
        val y = firstWhiteRow(picture)
        val columns = (0 until picture.width).filter { picture.getRGB(it, y) == Color.WHITE.rgb }
        assertTrue(columns.zipWithNext().all { (one, next) -> next == one + 1 })
        return columns.first()..columns.last()
    }

    private fun runs(picture: BufferedImage, y: Int) = (0 until picture.width).count {
        picture.getRGB(it, y) ==
            Color.WHITE.rgb
    }

    private companion object {
        const val WIDTH = 360
        const val HEIGHT = 700
        const val DENSITY = 3f
        const val QUIET = 4
        const val BLUR = 7
        const val FAR = 0.5
        val TILTS_DEGREES = listOf(9.0, -6.0, 12.0, 3.0)
        const val SHEAR = 0.06
        const val DIM = 0.45f
        const val NOISE = 4.0
        const val PATIENCE_MS = 60_000L
    }
}
