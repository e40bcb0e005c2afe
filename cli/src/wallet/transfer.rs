//! Handing over, receiving, settling.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use data_encoding::HEXLOWER;
use mogiri::ports::Clock as _;
use mogiri::ticket::{TicketId, Time, Xid};
use mogiri::wallet::{Confirmation, ParcelState, Received, ReceivedRow, RowOutcome, SettleOutcome, Settled};
use serde_json::{Value, json};

use super::{REFUSED, open};
use crate::clock::{CliClock, utc};
use crate::error::CliError;
use crate::output::Output;
use crate::{files, progress};

/// A code shown before is still alive: the same verb gives the parcel later.
const NOT_YET: u8 = 4;

/// What goes to whom.
pub(super) struct Offer<'a> {
    pub(super) ticket: &'a str,
    pub(super) request: &'a [u8],
    pub(super) compare: Option<String>,
    pub(super) out: &'a Path,
}

/// Commits at once. The folder is free while the parcel waits, so that the wallet's other tickets can be shown.
pub(super) fn hand_over(
    dir: &Path,
    offer: &Offer<'_>,
    clock: CliClock,
    output: Output,
) -> Result<ExitCode, CliError> {
    let confirmed = offer.compare.clone().map_or(Confirmation::Camera, Confirmation::CompareCode);
    let mut wallet = open(dir, clock, output)?;
    let ticket = wallet.find(offer.ticket)?;
    let handed = wallet.hand_over(ticket, offer.request, &confirmed)?;
    let mut state = wallet.parcel(ticket)?;
    wallet.close()?;
    while let ParcelState::Wait { ready_at } = state {
        if matches!(clock, CliClock::Fixed(_)) {
            tell_wait(ticket, handed.xid, ready_at, output)?;
            return Ok(ExitCode::from(NOT_YET));
        }
        count_down(ready_at, clock);
        let mut wallet = open(dir, clock, output)?;
        state = wallet.parcel(ticket)?;
        wallet.close()?;
    }
    if let ParcelState::Ready { parcel, .. } = &state {
        files::write(offer.out, parcel)?;
    }
    let value = json!({
        "ticket": ticket.to_string(),
        "hand_over": name(handed.xid),
        "ready_at": handed.ready_at.seconds(),
        "file": offer.out.to_string_lossy(),
    });
    output.say_beside(offer.out, &value, || offer.out.display().to_string())?;
    Ok(ExitCode::SUCCESS)
}

fn tell_wait(ticket: TicketId, xid: Xid, ready_at: Time, output: Output) -> Result<(), CliError> {
    let value = json!({
        "ticket": ticket.to_string(),
        "hand_over": name(xid),
        "ready_at": ready_at.seconds(),
        "file": null,
    });
    output.say(&value, || format!("handed over; run this again from {} for the parcel", utc(ready_at)))
}

/// Waits by the system's clock, a second at a time: it may be set meanwhile.
fn count_down(ready_at: Time, clock: CliClock) {
    let left = || ready_at.seconds().saturating_sub(Time::from_clock_ms(clock.now_ms()).seconds());
    let bar = progress::bar(left(), "the last code shown dies in {len} s  {bar:30}");
    while left() > 0 {
        bar.set_length(left());
        std::thread::sleep(Duration::from_millis(500));
    }
    bar.finish_and_clear();
}

/// What became of a parcel.
pub(super) fn received(received: &Received, out: &Path, output: Output) -> Result<ExitCode, CliError> {
    let (reason, answer, rows) = match received {
        Received::Refused(refusal) => (Some(refusal.code()), None, &[][..]),
        Received::Rows { answer, rows } => (None, answer.as_deref(), rows.as_slice()),
    };
    if let Some(answer) = answer {
        files::write(out, answer)?;
    }
    let value = json!({
        "outcome": if answer.is_some() { "answered" } else { "refused" },
        "reason": reason.or_else(|| first_refusal(rows)),
        "rows": rows.iter().map(|row| row_value(row.xid, row.ticket, row.outcome.code())).collect::<Vec<_>>(),
        "file": answer.map(|_| out.to_string_lossy()),
    });
    let lines = rows.iter().map(|row| row_text(row.ticket, row.outcome.code()));
    let text = reason.map(|reason| format!("refused  {reason}")).into_iter().chain(lines);
    output.say_beside(out, &value, || text.collect::<Vec<_>>().join("\n"))?;
    let refused = reason.is_some() || first_refusal(rows).is_some();
    Ok(if refused { ExitCode::from(REFUSED) } else { ExitCode::SUCCESS })
}

fn first_refusal(rows: &[ReceivedRow]) -> Option<&'static str> {
    let good = |outcome| matches!(outcome, RowOutcome::Taken | RowOutcome::Returned | RowOutcome::Repeat);
    rows.iter().map(|row| row.outcome).find(|outcome| !good(*outcome)).map(RowOutcome::code)
}

/// What an answer did.
pub(super) fn settled(settled: &[Settled], output: Output) -> Result<ExitCode, CliError> {
    let good =
        |outcome| matches!(outcome, SettleOutcome::Taken | SettleOutcome::Returned | SettleOutcome::Repeat);
    let bad = settled.iter().map(|row| row.outcome).find(|outcome| !good(*outcome));
    let value = json!({
        "outcome": if bad.is_some() { "refused" } else { "settled" },
        "reason": bad.map(SettleOutcome::code),
        "rows": settled.iter().map(|row| row_value(row.xid, row.ticket, row.outcome.code())).collect::<Vec<_>>(),
    });
    let lines = settled.iter().map(|row| row_text(row.ticket, row.outcome.code()));
    output.say(&value, || lines.collect::<Vec<_>>().join("\n"))?;
    Ok(if bad.is_some() { ExitCode::from(REFUSED) } else { ExitCode::SUCCESS })
}

fn row_value(xid: Xid, ticket: Option<TicketId>, outcome: &str) -> Value {
    json!({ "hand_over": name(xid), "ticket": ticket.map(|ticket| ticket.to_string()), "outcome": outcome })
}

fn row_text(ticket: Option<TicketId>, outcome: &str) -> String {
    format!("{outcome}  {}", ticket.map(|ticket| ticket.to_string()).unwrap_or_default())
}

fn name(xid: Xid) -> String {
    HEXLOWER.encode(xid.as_bytes())
}
