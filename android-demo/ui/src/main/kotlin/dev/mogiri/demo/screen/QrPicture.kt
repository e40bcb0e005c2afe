package dev.mogiri.demo.screen

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.widthIn
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.role
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dev.mogiri.QrModules
import dev.mogiri.demo.codes.CodeFace
import kotlin.math.floor

/** Light modules on each side, without which cameras do not find the code. */
private const val QUIET = 4

private val WIDEST = 380.dp

/** A code as a picture: one element for a screen reader, black on white in every theme. */
@Composable
fun QrPicture(code: CodeFace, modifier: Modifier = Modifier) {
    val named = Modifier.semantics {
        contentDescription = code.label
        role = Role.Image
    }
    Canvas(modifier.widthIn(max = WIDEST).fillMaxWidth().aspectRatio(1f).then(named)) { draw(code.picture) }
}

/** Whole pixels for each module, so that no edge is grey. */
private fun DrawScope.draw(qr: QrModules) {
    val side = qr.size.toInt()
    val pixel = floor(size.minDimension / (side + 2 * QUIET)).coerceAtLeast(1f)
    val edge = floor((size.minDimension - pixel * side) / 2)
    drawRect(Color.White)
    qr.modules.forEachIndexed { at, dark ->
        if (dark != 0.toByte()) {
            val corner = Offset(edge + at % side * pixel, edge + at / side * pixel)
            drawRect(Color.Black, corner, Size(pixel, pixel))
        }
    }
}
