package dev.mogiri.demo.android

import kotlinx.coroutines.CompletableDeferred

/** A question to another screen. Its answer finds who asked, even if the activity was made again meanwhile. */
class Asked<T> {
    private var waiting: CompletableDeferred<T>? = null

    /** Asks by [question] and waits. Whoever asked before waits no longer. */
    suspend fun by(question: () -> Unit): T {
        waiting?.cancel()
        val answer = CompletableDeferred<T>()
        waiting = answer
        question()
        return answer.await()
    }

    /** What came back. */
    fun answer(answer: T) {
        waiting?.complete(answer)
        waiting = null
    }
}
