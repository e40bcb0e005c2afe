package dev.mogiri.testkit

import dev.mogiri.Clock
import dev.mogiri.Gate
import dev.mogiri.Verdict
import dev.mogiri.organizer.Sample
import dev.mogiri.organizer.Sandbox
import java.nio.file.Path
import kotlin.io.path.ExperimentalPathApi
import kotlin.io.path.createTempDirectory
import kotlin.io.path.deleteRecursively

/**
 * A staff device of the sandbox's event, certified and ready: the real [gate], in a folder that goes with this object.
 *
 * [name] is `A`, which takes all zones, or `B`, which takes zone R. [clock] should tell the sandbox's time; without one
 * the system's counts.
 */
public class SimulatedGate(sandbox: Sandbox, name: String = "A", clock: Clock? = null) : AutoCloseable {
    private val folder: Path = createTempDirectory("mogiri")

    /** What decides, with every role. */
    public val gate: Gate =
        Gate.create(folder.resolve("gate").toString(), sandbox.eventFile(), name, "", MemoryVault(), clock)

    init {
        gate.update(sandbox.certify(gate.enrolment()))
    }

    /** What it says of the text of a code. */
    public fun admit(text: String): Verdict = gate.admit(text)

    /** What it says of [sample], which is made for a gate of this name, after all that the sample wants done before. */
    public fun admit(sample: Sample): Verdict {
        sample.documents.forEach(gate::update)
        sample.before.forEach(gate::admit)
        return gate.admit(sample.text)
    }

    /** Ends the session and deletes the folder. */
    @OptIn(ExperimentalPathApi::class)
    override fun close() {
        gate.release()
        gate.close()
        folder.deleteRecursively()
    }
}
