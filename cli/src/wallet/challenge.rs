//! `mogiri wallet answer`: the answer to a gate's challenge.

use std::path::Path;

use mogiri::wallet::{AsksFor, ChallengeFace};

use super::{open, show};
use crate::args::Picture;
use crate::clock::CliClock;
use crate::consent::Consent;
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
    if !question.consent.to(&asked(&face))? {
        wallet.close()?;
        return Err(CliError::Usage("not answered"));
    }
    let code = wallet.answer(ticket, &challenge)?;
    wallet.close()?;
    show::tell(picture, ticket, (&code, None), output)
}

fn asked(face: &ChallengeFace) -> String {
    let name = if face.asks == AsksFor::Name { " and your name" } else { "" };
    format!("{} at gate {} asks for your ticket{name}. Answer?", face.title, face.gate)
}
