//! `mogiri wallet answer`: the answer to a gate's challenge.

use std::io::{IsTerminal as _, stderr, stdin};
use std::path::Path;

use mogiri::wallet::{AsksFor, ChallengeFace};

use super::{open, show};
use crate::args::Picture;
use crate::clock::CliClock;
use crate::error::CliError;
use crate::message;
use crate::output::Output;

/// What is answered, with which ticket.
pub(super) struct Question<'a> {
    pub(super) dir: &'a Path,
    pub(super) ticket: &'a str,
    pub(super) challenge: &'a str,
    pub(super) consent: Consent,
}

/// Whether the person was asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Consent {
    Given,
    AskNow,
}

pub(super) fn run(
    question: &Question<'_>,
    picture: &Picture,
    clock: CliClock,
    output: Output,
) -> Result<(), CliError> {
    let challenge = message::read(question.challenge)?;
    let mut wallet = open(question.dir, clock, output)?;
    let ticket = wallet.find(question.ticket)?;
    let face = wallet.challenge_face(&challenge)?;
    if question.consent == Consent::AskNow && !agreed(&face)? {
        wallet.close()?;
        return Err(CliError::Usage("not answered"));
    }
    let code = wallet.answer(ticket, &challenge)?;
    wallet.close()?;
    show::tell(picture, ticket, (&code, None), output)
}

/// Asks the person at the terminal; where nobody sits, --yes is needed.
fn agreed(face: &ChallengeFace) -> Result<bool, CliError> {
    if !stdin().is_terminal() || !stderr().is_terminal() {
        return Err(CliError::Usage("nobody is there to ask: give --yes"));
    }
    let name = if face.asks == AsksFor::Name { " and your name" } else { "" };
    eprintln!("{} at gate {} asks for your ticket{name}. Answer? [y/N]", face.title, face.gate);
    let mut line = String::new();
    stdin().read_line(&mut line).map_err(|error| CliError::file("-", &error))?;
    Ok(matches!(line.trim(), "y" | "Y" | "yes"))
}
