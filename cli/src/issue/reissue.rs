//! `mogiri issuer reissue`: a ticket whose phone is lost.

use mogiri::issuer::IssuerError;
use mogiri::ticket::Documents;
use mogiri::transfer::Request;
use serde_json::json;

use super::paper::{Page, print, told, try_pages};
use crate::args::ReissueVerb;
use crate::clock::CliClock;
use crate::error::CliError;
use crate::output::Output;
use crate::{files, issuer};

/// Runs the verb.
pub(crate) fn run(verb: &ReissueVerb, clock: CliClock, output: Output) -> Result<(), CliError> {
    let event = files::read(&verb.event)?;
    let core = Documents::from_event_file(&event).map_err(IssuerError::EventFile)?.event().clone();
    let request = verb.request.as_ref().map(|path| files::read(path)).transpose()?;
    let request = request.map(|bytes| Request::verify(&bytes)).transpose();
    let request = request.map_err(|error| IssuerError::Request { order: 0, error })?;
    let mut issuer = issuer::open(&verb.folder, clock)?;
    let ticket = issuer.find(&verb.ticket)?;
    let paper = if let Some(request) = request {
        let reissued = issuer.reissue(ticket, &request)?;
        files::write(&verb.revoked, &reissued.revocation.list)?;
        files::write(&verb.out, &reissued.ticket_file)?;
        None
    } else {
        try_pages(&issuer, &[ticket], &core)?;
        let twins = issuer.reissue_on_paper(ticket)?;
        files::write(&verb.revoked, &twins.revocation.list)?;
        print(&twins.codes, &Page { out: &verb.out, names: verb.names }, &core)?;
        twins.codes.first().map(told)
    };
    let value = json!({
        "ticket": ticket.to_string(),
        "file": verb.out.to_string_lossy(),
        "revoked": verb.revoked.to_string_lossy(),
        "paper": paper,
    });
    output.say_beside(&verb.out, &value, || {
        format!("{}\n{}: every gate needs it before the doors", verb.out.display(), verb.revoked.display())
    })
}
