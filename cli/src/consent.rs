//! Asking the person at the terminal before something that cannot be undone.

use std::io::{IsTerminal as _, stderr, stdin};

use crate::error::CliError;
use crate::output::plain;

/// Whether the person was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consent {
    /// By a flag.
    Given,
    /// At the terminal.
    AskNow,
}

impl Consent {
    /// By the flag `--yes`.
    pub(crate) const fn new(yes: bool) -> Self {
        if yes { Self::Given } else { Self::AskNow }
    }

    /// Whether the person says yes; where nobody sits, --yes is needed.
    pub(crate) fn to(self, question: &str) -> Result<bool, CliError> {
        if self == Self::Given {
            return Ok(true);
        }
        if !stdin().is_terminal() || !stderr().is_terminal() {
            return Err(CliError::Usage("nobody is there to ask: give --yes"));
        }
        eprintln!("{} [y/N]", plain(question).replace('\n', " "));
        let mut line = String::new();
        stdin().read_line(&mut line).map_err(|error| CliError::file("-", &error))?;
        Ok(matches!(line.trim(), "y" | "Y" | "yes"))
    }
}
