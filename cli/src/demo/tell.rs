//! What the evening says while it goes on.

use std::time::Duration;

use indicatif::ProgressBar;
use serde_json::{Value, json};

use crate::output::Output;
use crate::progress;

/// Tells scenes as they happen, and keeps them for `--json`.
pub(super) struct Teller {
    output: Output,
    scenes: Vec<Value>,
}

impl Teller {
    pub(super) const fn new(output: Output) -> Self {
        Self { output, scenes: Vec::new() }
    }

    /// A heading.
    pub(super) fn part(&self, ja: &str, en: &str) {
        self.line(&format!("\n■ {ja} · {en}"));
    }

    /// Something that came out as it must.
    pub(super) fn scene(&mut self, code: &str, text: &str) {
        self.scenes.push(json!({ "scene": code, "text": text }));
        self.line(&format!("  ○ {text}"));
    }

    /// More about it.
    pub(super) fn line(&self, text: &str) {
        if self.output == Output::Text {
            println!("{text}");
        }
    }

    pub(super) fn scenes(&self) -> &[Value] {
        &self.scenes
    }

    /// A bar for a long part, drawn where somebody watches.
    pub(super) fn bar(&self, length: usize, what: &'static str) -> ProgressBar {
        if self.output == Output::Json {
            return ProgressBar::hidden();
        }
        progress::bar(length as u64, "    {msg} {bar:40} {pos}/{len} {elapsed}").with_message(what)
    }

    pub(super) fn done(&self, took: Duration) {
        self.line(&format!("\n{:.1} s", took.as_secs_f64()));
    }
}
