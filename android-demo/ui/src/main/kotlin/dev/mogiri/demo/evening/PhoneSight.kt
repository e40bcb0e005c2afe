package dev.mogiri.demo.evening

import dev.mogiri.demo.codes.codeFace
import dev.mogiri.demo.codes.messageIn
import dev.mogiri.demo.host.Looking
import dev.mogiri.demo.host.SharedFile
import dev.mogiri.demo.presenter.AttendeePresenter
import dev.mogiri.demo.presenter.StaffPresenter
import dev.mogiri.messageCode

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
        Looking.ANSWER -> parcel()?.let { friend.take(it) }?.let { messageCode(it).text }
        Looking.PARCEL -> given()?.let { codeFace(it, "") }?.text
        else -> null
    }

    override suspend fun share(file: SharedFile) {
        shared = file.content
    }

    override suspend fun open(looking: Looking): ByteArray? = given()

    /** The friend reads the parcel from the screen, or takes it from the air. */
    private fun parcel(): ByteArray? = phone().send.state.value.code?.let { messageIn(it.text) } ?: shared

    private suspend fun given(): ByteArray? =
        phone().receive.state.value.code?.let { messageIn(it.text) }?.let { friend.give(it) }
}
