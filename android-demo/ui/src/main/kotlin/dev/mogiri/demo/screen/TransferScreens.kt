package dev.mogiri.demo.screen

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import dev.mogiri.demo.presenter.ReceivePresenter
import dev.mogiri.demo.presenter.ReceiveState
import dev.mogiri.demo.presenter.ReceiveStep
import dev.mogiri.demo.presenter.SendPresenter
import dev.mogiri.demo.presenter.SendState
import dev.mogiri.demo.presenter.SendStep
import dev.mogiri.demo.words.Words

/** A ticket on its way to a friend. */
@Composable
fun SendScreen(state: SendState, words: Words, send: SendPresenter, onBack: () -> Unit) {
    Page {
        Heading(state.title, words.screen("back"), onBack)
        Text(state.place, style = MaterialTheme.typography.titleMedium)
        Notice(state.told)
        state.seconds?.let { Text(it) }
        state.code?.let { QrPicture(it) }
        state.page?.let { Text(it) }
        Notice(state.notice)
        Acts { SendActs(state.step, words, send, onBack) }
    }
}

@Composable
private fun SendActs(step: SendStep, words: Words, send: SendPresenter, onBack: () -> Unit) = when (step) {
    SendStep.ASK -> Act(words.screen("read_request"), onClick = send::readRequest)

    SendStep.SURE -> {
        Act(words.screen("confirm"), onClick = send::confirm)
        SideAct(words.screen("cancel"), onClick = onBack)
    }

    SendStep.WAITING -> Unit

    SendStep.READY -> {
        Act(words.screen("read_answer"), onClick = send::readAnswer)
        SideAct(words.screen("share_parcel"), onClick = send::share)
    }

    SendStep.DONE, SendStep.RETURNED -> Unit
}

/** A ticket that comes from a friend. */
@Composable
fun ReceiveScreen(state: ReceiveState, words: Words, receive: ReceivePresenter, onBack: () -> Unit) {
    Page {
        Heading(words.screen("receive"), words.screen("back"), onBack)
        Notice(state.told)
        state.code?.let { QrPicture(it) }
        Text(state.title, style = MaterialTheme.typography.titleMedium)
        state.places.forEach { Text(it, style = MaterialTheme.typography.titleMedium) }
        Notice(state.progress)
        Notice(state.notice)
        Acts { ReceiveActs(state.step, words, receive) }
    }
}

@Composable
private fun ReceiveActs(step: ReceiveStep, words: Words, receive: ReceivePresenter) = when (step) {
    ReceiveStep.REQUEST -> {
        Act(words.screen("read_parcel"), onClick = receive::readParcel)
        SideAct(words.screen("open_parcel"), onClick = receive::openParcel)
    }

    ReceiveStep.OFFER -> {
        Act(words.screen("take"), onClick = receive::take)
        SideAct(words.screen("decline"), onClick = receive::decline)
    }

    ReceiveStep.ANSWER -> Unit
}
