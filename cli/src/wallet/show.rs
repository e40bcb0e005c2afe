//! `mogiri wallet show`: the code of this moment.

use mogiri::code::CheckDigits;
use mogiri::code::qr::{ModulePixels, Purpose, QrCode};
use mogiri::ticket::TicketId;
use mogiri::wallet::{PresentedCode, TicketState, Wallet, WalletError};
use serde_json::json;

use super::open;
use crate::args::{Picture, ShowProfile, ShowVerb};
use crate::clock::{CliClock, utc};
use crate::error::CliError;
use crate::files;
use crate::output::Output;

/// Shows one ticket, or every one that can be shown.
pub(super) fn run(verb: &ShowVerb, clock: CliClock, output: Output) -> Result<(), CliError> {
    let mut wallet = open(&verb.dir, clock, output)?;
    let shown = present(&mut wallet, verb)?;
    wallet.close()?;
    for Shown { ticket, code, digits } in &shown {
        tell(&verb.picture, *ticket, (code, *digits), output)?;
    }
    Ok(())
}

/// A code, and the check digits under it.
struct Shown {
    ticket: TicketId,
    code: PresentedCode,
    digits: Option<CheckDigits>,
}

fn present(wallet: &mut Wallet, verb: &ShowVerb) -> Result<Vec<Shown>, WalletError> {
    let tickets = match &verb.ticket {
        Some(prefix) => vec![wallet.find(prefix)?],
        None => showable(wallet)?,
    };
    let show = |ticket| {
        let code = one(wallet, ticket, verb.profile)?;
        Ok(Shown { ticket, code, digits: wallet.check_digits(ticket)? })
    };
    tickets.into_iter().map(show).collect()
}

fn one(wallet: &mut Wallet, ticket: TicketId, profile: ShowProfile) -> Result<PresentedCode, WalletError> {
    match profile {
        ShowProfile::P => wallet.present(ticket),
        ShowProfile::R => wallet.present_reference(ticket),
        ShowProfile::T => wallet.present_totp(ticket),
    }
}

/// Tickets that are still this wallet's.
fn showable(wallet: &Wallet) -> Result<Vec<TicketId>, WalletError> {
    let gone = [TicketState::HandingOver, TicketState::HandedOn, TicketState::Returned];
    let here = wallet.tickets()?.into_iter().filter(|ticket| !gone.contains(&ticket.state));
    Ok(here.map(|ticket| ticket.id).collect())
}

/// A code in the forms that were asked for.
pub(super) fn tell(
    verb: &Picture,
    ticket: TicketId,
    (code, digits): (&PresentedCode, Option<CheckDigits>),
    output: Output,
) -> Result<(), CliError> {
    let qr = QrCode::new(&code.text, Purpose::Screen)?;
    if let Some(path) = &verb.png {
        files::write(path, &qr.to_png(ModulePixels::new(verb.pixels).unwrap_or_default())?)?;
    }
    if let Some(path) = &verb.svg {
        files::write(path, qr.to_svg().as_bytes())?;
    }
    let value = json!({
        "ticket": ticket.to_string(),
        "text": code.text,
        "profile": code.profile.code(),
        "step": code.step.number(),
        "valid_until": code.valid_until.seconds(),
        "bytes": code.bytes,
        "qr_version": qr.version(),
        "check_digits": digits.map(|digits| digits.to_string()),
    });
    let read_out = digits.map_or(String::new(), |digits| format!("\ncheck digits {digits}"));
    let elsewhere = verb.text || verb.png.is_some() || verb.svg.is_some();
    let picture = if elsewhere { String::new() } else { format!("{}\n", qr.to_terminal()) };
    let told = || format!("{ticket} until {}{read_out}", utc(code.valid_until));
    output.draw(&value, &picture, || if verb.text { code.text.clone() } else { told() })
}
