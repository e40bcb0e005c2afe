//! A log that lets nothing through but words of closed lists.

use std::sync::{Arc, Mutex, PoisonError};

use crate::ports::{LogAct, LogEvent, LogSink};

/// Keeps what it is told, and fails on what could be an id, a name, a seat, a key or a payload: those have digits, other
/// letters, or more of them.
#[derive(Debug, Default)]
pub struct StrictLog(Mutex<Vec<LogEvent>>);

impl StrictLog {
    /// An empty one.
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// What it was told, act and outcome.
    pub fn told(&self) -> Vec<(LogAct, &'static str)> {
        let events = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        events.iter().map(|event| (event.act, event.outcome)).collect()
    }
}

impl LogSink for StrictLog {
    fn log(&self, event: LogEvent) {
        let word = event.outcome;
        assert!(is_closed(word) && event.count < 1_000_000, "a log is told {event:?}");
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(event);
    }
}

/// Whether a log may be told so: a word, or the letter of a profile. A zone and a gate are one letter too.
pub fn is_closed(word: &str) -> bool {
    let letters = word.chars().all(|c| c.is_ascii_alphabetic() || "_-".contains(c));
    match word.len() {
        0 => false,
        1 => "PRIT".contains(word),
        length => letters && length <= 24,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_an_id_a_name_a_seat_a_key_or_a_payload_is_no_word() {
        assert!(["ok", "P", "ALREADY_USED", "pass-out"].into_iter().all(is_closed));
        let open = ["髙橋 一郎", "1階 5列 7番", "S", "MG1:A", "01J8X2", "", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
        assert!(!open.into_iter().any(is_closed));
    }
}
