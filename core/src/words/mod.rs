//! What people are told, in Japanese and English, and what they can do about it: one entry a stable code.
//!
//! A text is named by family and code, `gate.NOT_READY`: the same code can mean two things to two people. The table is
//! made from `words/*.toml`, like the string resources of the platforms.

#[rustfmt::skip]
mod table;

/// What to do about a code. The list is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Nothing: it is as it should be, or nobody can change it.
    None,
    /// Try the same again.
    Retry,
    /// Wait until a time that is told, or for somebody else's turn.
    Wait,
    /// Show or scan it again.
    ShowAgain,
    /// Unlock the device, then try again.
    Unlock,
    /// Update the app.
    UpdateApp,
    /// Get the file or ticket again from whoever made it.
    FetchAgain,
    /// The friend or holder makes a new request.
    NewRequest,
    /// Carry newer documents, or another gate's journal, to this device.
    UpdateLists,
    /// Set the device's clock to automatic.
    SetClock,
    /// Free some space on the device.
    FreeSpace,
    /// What was asked for or typed is wrong: correct it.
    CorrectInput,
    /// An attendee asks the staff.
    AskStaff,
    /// Staff ask their lead.
    AskLead,
    /// Ask the organizer.
    AskOrganizer,
}

impl Action {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Retry => "retry",
            Self::Wait => "wait",
            Self::ShowAgain => "show_again",
            Self::Unlock => "unlock",
            Self::UpdateApp => "update_app",
            Self::FetchAgain => "fetch_again",
            Self::NewRequest => "new_request",
            Self::UpdateLists => "update_lists",
            Self::SetClock => "set_clock",
            Self::FreeSpace => "free_space",
            Self::CorrectInput => "correct_input",
            Self::AskStaff => "ask_staff",
            Self::AskLead => "ask_lead",
            Self::AskOrganizer => "ask_organizer",
        }
    }
}

/// One text in both languages. Names in braces are filled in by [`Text::filled`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// Japanese.
    pub ja: &'static str,
    /// English.
    pub en: &'static str,
}

impl Text {
    /// Japanese and English with the arguments in their places.
    pub fn filled(&self, arguments: &[(&str, &str)]) -> (String, String) {
        let fill = |text: &str| {
            let put =
                |text: String, (name, value): &(&str, &str)| text.replace(&format!("{{{name}}}"), value);
            arguments.iter().fold(text.to_owned(), put)
        };
        (fill(self.ja), fill(self.en))
    }
}

/// What people are told about one code; whom it does not concern is told nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Family and code: `gate.NOT_READY`.
    pub key: &'static str,
    /// Of a reason: the code of its big word, in the family `verdict`.
    pub verdict: Option<&'static str>,
    /// Of a verdict: its shape, which stands beside word and colour.
    pub shape: Option<&'static str>,
    /// A word or two, at most 12 characters in Japanese.
    pub word: Option<Text>,
    /// For staff: one line of what to do.
    pub staff: Option<Text>,
    /// For an attendee: polite sentences.
    pub guest: Option<Text>,
    /// For an organizer.
    pub organizer: Option<Text>,
}

/// What people are told about a code of a family; `None` for one that nobody knows.
pub fn entry(family: &str, code: &str) -> Option<&'static Entry> {
    let key = key(family, code);
    let at = table::ENTRIES.binary_search_by(|entry| entry.key.cmp(&key)).ok()?;
    table::ENTRIES.get(at)
}

/// Whether a code of any family is so called.
#[cfg(any(test, feature = "testing"))]
pub(crate) fn has_code(code: &str) -> bool {
    let codes = table::ACTIONS.iter().filter_map(|(key, _)| key.split_once('.'));
    codes.map(|(_, known)| known).any(|known| known == code)
}

/// What to do about a code of a family. It needs no text, so that a library without words stays small.
pub fn action(family: &str, code: &str) -> Action {
    let key = key(family, code);
    let found = table::ACTIONS.binary_search_by(|(known, _)| (*known).cmp(&*key)).ok();
    let action = found.and_then(|at| table::ACTIONS.get(at)).map(|(_, action)| *action);
    // Every code of the core is in the table: `cargo xtask test` fails otherwise.
    action.unwrap_or(Action::AskOrganizer)
}

fn key(family: &str, code: &str) -> String {
    format!("{family}.{code}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_words_and_what_to_do() {
        let used = entry("reason", "ALREADY_USED").unwrap();
        assert_eq!((used.verdict, action("reason", "ALREADY_USED")), (Some("used"), Action::AskLead));
        assert_eq!(entry("verdict", "used").unwrap().word.unwrap().ja, "使用済み");
        assert_eq!(entry("reason", "used"), None);
    }

    #[test]
    fn the_table_is_in_the_order_that_a_search_needs() {
        assert!(table::ENTRIES.is_sorted_by(|a, b| a.key < b.key));
        assert!(table::ACTIONS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(table::ENTRIES.iter().map(|entry| entry.key).eq(table::ACTIONS.iter().map(|(key, _)| *key)));
    }

    #[test]
    fn arguments_stand_where_each_language_puts_them() {
        let first = entry("detail", "first_here").unwrap().staff.unwrap();
        let (ja, en) = first.filled(&[("gate", "A"), ("time", "18:02")]);
        assert_eq!(
            (ja.as_str(), en.as_str()),
            ("最初の入場: 入口 A、18:02、この端末", "first at gate A, 18:02, this device")
        );
    }
}
