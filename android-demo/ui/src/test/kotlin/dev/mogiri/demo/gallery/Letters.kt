package dev.mogiri.demo.gallery

import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.platform.Font

/** The letters of the pictures: the same on every machine, with Japanese in them. */
internal val letters = FontFamily(Font(resource = FONT))

internal const val FONT = "fonts/BIZUDPGothic-subset.ttf"
