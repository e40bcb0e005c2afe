package dev.mogiri.demo.gallery

import com.github.romankh3.image.comparison.ImageComparison
import com.github.romankh3.image.comparison.model.ImageComparisonState
import dev.mogiri.demo.OneEvening
import dev.mogiri.demo.words.Language
import dev.mogiri.demo.words.Words
import org.junit.AfterClass
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.BeforeClass
import org.junit.Test
import java.awt.Font
import java.awt.image.BufferedImage
import java.awt.image.DataBuffer
import java.awt.image.IndexColorModel
import java.io.File
import javax.imageio.ImageIO

/** A picture of each screen in two languages, light and dark, letters small and large, beside the one that is kept. */
class GalleryTest {
    @Test
    fun `every screen looks as its picture in the gallery`() {
        val differ = variants().flatMap { (variant, stage) ->
            val words = Words(variant.language)
            Scenes(words, evening.demo(words)).all.map { (name, screen) ->
                val width = if (name == "two-phones") 2 * WIDTH else WIDTH
                "${variant.folder}/$name" to fitted(stage.copy(width = width).picture(screen))
            }
        }.filterNot { (name, picture) -> isKept(name, picture) }.map { (name, _) -> name }
        assertEquals("beside the kept ones in target/gallery", emptyList<String>(), differ)
    }

    @Test
    fun `a picture that differs in half a percent of its points does not pass`() {
        val one = BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB)
        val other = BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB)
        for (at in 0 until SIDE * SIDE / 100) other.setRGB(at % SIDE, at / SIDE, -1)
        assertTrue(alike(one, one))
        assertTrue(!alike(one, other))
    }

    @Test
    fun `no letter of the words is an empty box`() {
        val font = checkNotNull(javaClass.getResourceAsStream("/$FONT")).use { Font.createFont(Font.TRUETYPE_FONT, it) }
        for (language in Language.entries) {
            val texts = Words(language).all() + Scenes.TEXTS
            val missing = texts.flatMap { it.toList() }.filterNot { it == '\n' || font.canDisplay(it) }
            assertEquals(language.name, emptySet<Char>(), missing.toSet())
        }
    }

    private data class Variant(val language: Language, val look: String, val percent: Int) {
        val folder = "${language.tag}-$look-$percent"
    }

    private fun variants(): Map<Variant, Stage> = Language.entries.flatMap { language ->
        listOf(true, false).flatMap { dark ->
            listOf(100 to HEIGHT, 200 to TALL).map { (percent, height) ->
                val look = if (dark) "dark" else "light"
                Variant(language, look, percent) to Stage(WIDTH, height, 1f, percent / 100f, dark)
            }
        }
    }.toMap()

    private fun isKept(name: String, picture: BufferedImage): Boolean {
        val kept = File(System.getProperty("mogiri.gallery"), "$name.png")
        if (System.getProperty("mogiri.gallery.keep") == "true") write(picture, kept)
        val same = kept.isFile && alike(ImageIO.read(kept), picture)
        if (!same) keepBoth(name, kept, picture)
        return same
    }

    private fun keepBoth(name: String, kept: File, picture: BufferedImage) {
        write(picture, File("target/gallery/$name-now.png"))
        if (kept.isFile) kept.copyTo(File("target/gallery/$name-kept.png"), overwrite = true)
    }

    private fun alike(kept: BufferedImage, picture: BufferedImage): Boolean {
        val comparison = ImageComparison(rgb(kept), rgb(picture)).setAllowingPercentOfDifferentPixels(ALLOWED)
        return comparison.compareImages().imageComparisonState == ImageComparisonState.MATCH
    }

    private fun rgb(picture: BufferedImage) = BufferedImage(picture.width, picture.height, BufferedImage.TYPE_INT_RGB)
        .also { it.graphics.drawImage(picture, 0, 0, null) }

    /** Without the empty rows below, in 16 steps of each colour, as a palette where so few are left: small files. */
    private fun fitted(picture: BufferedImage): BufferedImage {
        val bottom = picture.getRGB(0, picture.height - 1)
        val last = (picture.height - 1 downTo 0).first { y ->
            (0 until picture.width).any {
                picture.getRGB(it, y) !=
                    bottom
            }
        }
        return small(rgb(picture.getSubimage(0, 0, picture.width, (last + MARGIN).coerceAtMost(picture.height))))
    }

    private fun small(picture: BufferedImage): BufferedImage {
        val all = picture.getRGB(0, 0, picture.width, picture.height, null, 0, picture.width)
        val pixels = IntArray(all.size) { all[it] and ROUGH or (all[it] and ROUGH shr ROUGH_BITS and ROUGH.inv()) }
        val colours = pixels.toSortedSet().toIntArray()
        if (colours.size > PALETTE) return picture
        val palette = IndexColorModel(Byte.SIZE_BITS, colours.size, colours, 0, false, -1, DataBuffer.TYPE_BYTE)
        val indexed = BufferedImage(picture.width, picture.height, BufferedImage.TYPE_BYTE_INDEXED, palette)
        val places = IntArray(pixels.size) { colours.binarySearch(pixels[it]) }
        indexed.raster.setPixels(0, 0, picture.width, picture.height, places)
        return indexed
    }

    private fun write(picture: BufferedImage, file: File) {
        file.parentFile.mkdirs()
        ImageIO.write(picture, "png", file)
    }

    companion object {
        private const val WIDTH = 360
        private const val HEIGHT = 900
        private const val TALL = 1_800
        private const val MARGIN = 13
        private const val PALETTE = 256
        private const val ROUGH = 0xFFF0F0F0.toInt()
        private const val ROUGH_BITS = 4
        private const val SIDE = 100
        private const val ALLOWED = 0.5
        private lateinit var evening: OneEvening

        @BeforeClass
        @JvmStatic
        fun begin() {
            evening = OneEvening()
        }

        @AfterClass
        @JvmStatic
        fun end() = evening.close()
    }
}
