package dev.mogiri.demo.android

import kotlinx.coroutines.channels.SendChannel
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.channelFlow
import kotlinx.coroutines.flow.first

/**
 * Brings what the camera's screen reads to whoever listens. That screen is made again as the system likes, and goes
 * later than the listener: each listening has a number, and what is told of another one is nobody's.
 */
class Scanning {
    private class Listener(val number: Int, val texts: SendChannel<String>)

    private val listener = MutableStateFlow<Listener?>(null)
    private var listeners = 0

    /** One text after the other, from the screen that [open] opens. Who listened before hears no more. */
    fun codes(open: (Int) -> Unit): Flow<String> = channelFlow {
        listeners += 1
        val own = Listener(listeners, channel)
        listener.value?.texts?.close()
        listener.value = own
        open(own.number)
        awaitClose { listener.compareAndSet(own, null) }
    }

    /** The camera read a text. */
    fun read(number: Int, text: String) {
        find(number)?.texts?.trySend(text)
    }

    /** The camera's screen was left, or there is no camera. */
    fun ended(number: Int) {
        find(number)?.texts?.close()
    }

    /** Waits until nobody listens any more. */
    suspend fun left(number: Int) {
        listener.first { it?.number != number }
    }

    private fun find(number: Int): Listener? = listener.value?.takeIf { it.number == number }
}
