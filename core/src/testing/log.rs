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
        let closed = word.len() <= 24 && word.chars().all(|c| c.is_ascii_alphabetic() || "_-".contains(c));
        assert!(closed && !word.is_empty(), "a log is told {event:?}");
        assert!(event.count < 1_000_000, "a log is told {event:?}");
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(event);
    }
}
