package dev.mogiri.demo.gallery

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.padding
import androidx.compose.runtime.Composable
import androidx.compose.ui.ExperimentalComposeUiApi
import androidx.compose.ui.ImageComposeScene
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.Density
import androidx.compose.ui.unit.dp
import dev.mogiri.demo.screen.DemoTheme
import org.jetbrains.skia.EncodedImageFormat
import java.awt.image.BufferedImage
import java.io.ByteArrayInputStream
import javax.imageio.ImageIO

/** How a picture is taken: how many pixels a dp has, how large letters are, light or dark. */
internal data class Stage(
    val width: Int,
    val height: Int,
    val density: Float = 1f,
    val letterScale: Float = 1f,
    val dark: Boolean = false,
) {
    /** A picture of a screen. */
    @OptIn(ExperimentalComposeUiApi::class)
    fun picture(screen: @Composable () -> Unit): BufferedImage {
        val scene = ImageComposeScene(
            (width * density).toInt(),
            (height * density).toInt(),
            Density(density, letterScale),
        ) { DemoTheme(dark, letters) { Box(Modifier.fillMaxSize().padding(12.dp)) { screen() } } }
        try {
            scene.render(0)
            val png = checkNotNull(scene.render(SETTLED_NS).encodeToData(EncodedImageFormat.PNG))
            return ImageIO.read(ByteArrayInputStream(png.bytes))
        } finally {
            scene.close()
        }
    }

    private companion object {
        /** Long enough for what moves into its place. */
        const val SETTLED_NS = 2_000_000_000L
    }
}
