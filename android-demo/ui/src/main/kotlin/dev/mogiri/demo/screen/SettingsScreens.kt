package dev.mogiri.demo.screen

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import dev.mogiri.demo.presenter.AttendeePresenter
import dev.mogiri.demo.presenter.ErasePresenter
import dev.mogiri.demo.presenter.EraseState
import dev.mogiri.demo.presenter.EraseStep
import dev.mogiri.demo.presenter.SettingsPresenter
import dev.mogiri.demo.presenter.SettingsState
import dev.mogiri.demo.words.Language
import dev.mogiri.demo.words.Words

/** Diagnostics, language, licences, and the way to erase everything. */
@Composable
fun SettingsScreen(state: SettingsState, words: Words, settings: SettingsPresenter, attendee: AttendeePresenter) {
    Page {
        Heading(words.screen("settings"), words.screen("back"), attendee::list)
        Text(state.version)
        Title(words.screen("language"))
        Acts {
            SideAct(words.screen("japanese")) { settings.speak(Language.JAPANESE) }
            SideAct(words.screen("english")) { settings.speak(Language.ENGLISH) }
        }
        Title(words.screen("diagnostics"))
        Text(state.diagnostics, style = MaterialTheme.typography.bodySmall)
        Acts {
            SideAct(words.screen("copy"), onClick = settings::copy)
            SideAct(words.screen("licences")) { settings.licences() }
            SideAct(words.screen("wipe"), onClick = attendee::wipe)
        }
        Notice(state.notice)
        state.licences.forEach { Text(it, style = MaterialTheme.typography.bodySmall) }
    }
}

/** Nothing is erased without a yes. */
@Composable
fun EraseScreen(state: EraseState, words: Words, erase: ErasePresenter, onBack: () -> Unit) {
    Page {
        Heading(state.title, words.screen("back"), onBack)
        Notice(state.told)
        Notice(state.notice)
        if (state.step != EraseStep.DONE) {
            Acts {
                Act(words.screen("sure")) { erase.sure() }
                SideAct(words.screen("cancel"), onClick = onBack)
            }
        }
    }
}
