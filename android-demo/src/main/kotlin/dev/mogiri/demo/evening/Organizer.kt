package dev.mogiri.demo.evening

/** Whoever sells the tickets of the demo's evening. */
interface Organizer : AutoCloseable {
    /** The signed event. */
    val eventFile: ByteArray

    /** The ticket file that answers a wallet's request. */
    fun tickets(request: ByteArray): ByteArray

    /** The certificate that answers a gate's enrolment. */
    fun certify(enrolment: ByteArray): ByteArray
}
