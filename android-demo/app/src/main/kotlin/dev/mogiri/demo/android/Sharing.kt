package dev.mogiri.demo.android

import android.content.ClipData
import android.content.Context
import android.content.Intent
import android.net.Uri
import androidx.core.content.FileProvider
import dev.mogiri.demo.host.SharedFile
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.IOException
import java.io.InputStream

/** Files between devices nearby, by whatever the phone shares with. */
class Sharing(private val context: Context) {
    /** The share sheet for [file]. Who is chosen there may read that one file, and nobody else any. */
    fun sheet(file: SharedFile): Intent {
        val uri = offer(file)
        val send = Intent(Intent.ACTION_SEND)
            .setType(TYPE)
            .putExtra(Intent.EXTRA_STREAM, uri)
            .addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION)
        send.clipData = ClipData.newRawUri(file.name, uri)
        return Intent.createChooser(send, null)
    }

    /** What came with [intent], if it brought a file. */
    @Suppress("DEPRECATION") // What came instead is not in Android 8.
    fun brought(intent: Intent): ByteArray? = when (intent.action) {
        Intent.ACTION_VIEW -> intent.data?.let(::read)
        Intent.ACTION_SEND -> intent.getParcelableExtra<Uri>(Intent.EXTRA_STREAM)?.let(::read)
        else -> null
    }

    /** The content of a file that the person chose; nothing if it is gone, or longer than any of ours. */
    fun read(uri: Uri): ByteArray? = try {
        context.contentResolver.openInputStream(uri)?.use(::whole)
    } catch (_: IOException) {
        null
    } catch (_: SecurityException) {
        null
    }

    private fun whole(stream: InputStream): ByteArray? {
        val content = ByteArrayOutputStream()
        val piece = ByteArray(DEFAULT_BUFFER_SIZE)
        while (content.size() <= LONGEST) {
            val read = stream.read(piece)
            if (read < 0) return content.toByteArray()
            content.write(piece, 0, read)
        }
        return null
    }

    /** Replaces what was offered before: nothing of it stays on the phone. */
    private fun offer(file: SharedFile): Uri {
        val folder = File(context.cacheDir, FOLDER)
        folder.deleteRecursively()
        folder.mkdirs()
        val offered = File(folder, file.name)
        offered.writeBytes(file.content)
        return FileProvider.getUriForFile(context, context.packageName + AUTHORITY, offered)
    }

    /** What kind of file. */
    companion object {
        /** Of a file of ours. */
        const val TYPE = "application/octet-stream"
        private const val FOLDER = "shared"
        private const val AUTHORITY = ".files"
        private const val LONGEST = 64 * 1_024 * 1_024
    }
}
