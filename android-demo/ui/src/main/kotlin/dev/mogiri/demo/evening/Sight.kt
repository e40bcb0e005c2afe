package dev.mogiri.demo.evening

import dev.mogiri.demo.host.Host
import dev.mogiri.demo.host.Looking
import dev.mogiri.demo.host.SharedFile

/** What is before the simulated camera of a device, and on the air around it. */
interface Sight {
    /** The text of the code that the camera sees. */
    suspend fun read(looking: Looking): String?

    /** Takes a file to whoever is near. */
    suspend fun share(file: SharedFile)

    /** What came from whoever is near. */
    suspend fun open(looking: Looking): ByteArray?
}

/** A device whose camera and whose neighbours are simulated; everything else is [device]'s. */
class SimulatedHost(device: Host, private val sight: Sight) : Host by device {
    override suspend fun read(looking: Looking): String? = sight.read(looking)

    override suspend fun share(file: SharedFile) = sight.share(file)

    override suspend fun open(looking: Looking): ByteArray? = sight.open(looking)
}
