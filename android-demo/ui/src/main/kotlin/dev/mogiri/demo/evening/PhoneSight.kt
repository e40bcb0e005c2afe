package dev.mogiri.demo.evening

import dev.mogiri.demo.codes.messageIn
import dev.mogiri.demo.host.Looking
import dev.mogiri.demo.host.SharedFile
import dev.mogiri.demo.presenter.AttendeePresenter
import dev.mogiri.demo.presenter.StaffPresenter
import dev.mogiri.messageCode
import kotlinx.coroutines.flow.filterNotNull
import kotlinx.coroutines.flow.firstOrNull
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.takeWhile

/** What the phone sees: the friend's screen, and the gate's. */
class PhoneSight(
    private val friend: Friend,
    private val phone: () -> AttendeePresenter,
    private val gate: () -> StaffPresenter,
) : Sight {
    private var shared: ByteArray? = null

    override suspend fun read(looking: Looking): String? = when (looking) {
        Looking.STAMP -> gate().scan.state.value.stamp?.text
        Looking.REQUEST -> messageCode(friend.request()).text
        Looking.ANSWER -> answer()?.let { messageCode(it).text }
        Looking.PARCEL -> request()?.let { friend.frame(it) }
        else -> null
    }

    override suspend fun share(file: SharedFile) {
        shared = file.content
    }

    override suspend fun open(looking: Looking): ByteArray? = request()?.let { friend.give(it) }?.parcel

    /** The friend takes the parcel from the air, once, or reads its codes on the screen. */
    private suspend fun answer(): ByteArray? {
        val parcel = shared ?: parcelInCodes()
        shared = null
        return parcel?.let { friend.take(it) }
    }

    /** Looks on while the codes take turns, until all were read or none is there. */
    private suspend fun parcelInCodes(): ByteArray? {
        val frames = phone().send.state.map { screen -> screen.code?.let { messageIn(it.text) } }
        return frames.takeWhile { it != null }.filterNotNull().map { friend.read(it) }.firstOrNull { it != null }
    }

    private fun request(): ByteArray? = phone().receive.state.value.code?.let { messageIn(it.text) }
}
