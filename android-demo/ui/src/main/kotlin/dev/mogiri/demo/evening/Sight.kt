package dev.mogiri.demo.evening

import dev.mogiri.demo.host.Host
import dev.mogiri.demo.host.Looking
import dev.mogiri.demo.host.SharedFile
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.yield

/** What is before the simulated camera of a device, and on the air around it. */
interface Sight {
    /** The text of the code that the camera sees now. */
    suspend fun read(looking: Looking): String?

    /** Takes a file to whoever is near. */
    suspend fun share(file: SharedFile)

    /** What came from whoever is near. */
    suspend fun open(looking: Looking): ByteArray?
}

/** A device whose camera and whose neighbours are simulated; everything else is [device]'s. */
class SimulatedHost(device: Host, private val sight: Sight) : Host by device {
    override fun codes(looking: Looking): Flow<String> = flow {
        while (true) {
            emit(sight.read(looking) ?: break)
            // Whoever listens may read on without a pause: others have a turn between two codes.
            yield()
        }
    }

    override suspend fun share(file: SharedFile) = sight.share(file)

    override suspend fun open(looking: Looking): ByteArray? = sight.open(looking)
}
