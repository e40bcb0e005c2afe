//! A log that lets nothing through but words of closed lists.

use std::sync::{Arc, Mutex, PoisonError};

use crate::ports::{LogAct, LogEvent, LogSink};

/// Keeps what it is told, and fails on an outcome that is in no closed list: what could be an id, a name, a seat, a key or
/// a payload.
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

/// What a log may be told beside the codes that have words: how an act ended, and the letter of a profile.
const WORDS: [&str; 25] = [
    "ok",
    "new",
    "unchanged",
    "whole",
    "cut",
    "kept",
    "missing",
    "none",
    "gone",
    "needed",
    "admitted",
    "refused",
    "ask",
    "repeat",
    "may-return",
    "asks-lead",
    "unmatched",
    "final",
    "unrecorded",
    "code",
    "word",
    "P",
    "R",
    "I",
    "T",
];

/// Whether a log may be told so: a stable code of [`crate::words`], or a word of how an act ended.
pub fn is_closed(outcome: &str) -> bool {
    WORDS.contains(&outcome) || crate::words::has_code(outcome)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_an_id_a_name_a_seat_a_key_or_a_payload_is_no_word() {
        assert!(["ok", "P", "ALREADY_USED", "may-return"].into_iter().all(is_closed));
        let open =
            ["髙橋 一郎", "Ichiro", "1階 5列 7番", "S", "MG1:A", "01J8X2", "", "ABCDEF", "gate.NOT_READY"];
        assert!(!open.into_iter().any(is_closed));
    }
}
