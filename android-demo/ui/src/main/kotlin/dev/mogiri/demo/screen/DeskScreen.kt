package dev.mogiri.demo.screen

import androidx.compose.material3.AlertDialog
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import dev.mogiri.demo.host.Confirmed
import dev.mogiri.demo.host.DeskHost
import dev.mogiri.demo.presenter.DemoPresenter
import dev.mogiri.demo.words.Words

/** The demo on a desk, which asks with a button where a phone looks at a face or a finger. */
@Composable
fun DeskScreen(desk: DeskHost, demo: DemoPresenter, words: Words) {
    val asks by desk.asks.collectAsState()
    DemoScreen(demo, words)
    asks?.let { answer ->
        AlertDialog(
            onDismissRequest = { answer.complete(Confirmed.NO) },
            text = { Text(words.hint("unlock")) },
            confirmButton = { Act(words.screen("unlock")) { answer.complete(Confirmed.YES) } },
            dismissButton = { SideAct(words.screen("cancel")) { answer.complete(Confirmed.NO) } },
        )
    }
}
