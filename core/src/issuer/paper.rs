//! Paper: tickets sold at a box office or by post, and twins of tickets on phones (protocol §4, profile S).

use core::fmt;

use super::epoch::{Cause, EpochRecord, Epochs, Force, Located};
use super::facade::Issuer;
use super::order::{Batch, IdSource};
use super::record::TicketRecord;
use super::{IssueRow, IssuedRevocation, IssuerError};
use crate::code::StaticCode;
use crate::ticket::{
    CredentialPayload, EventCore, Flag, Flags, Policy, RevocationReason, RevokedKey, TicketId,
};
use crate::wire::{Envelope, Wire, to_text};

/// One paper ticket, to be printed.
///
/// # PII considerations
/// `name` is the visitor's: it comes onto the page only where the organizer wants it. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct PaperCode {
    /// The ticket.
    pub ticket: TicketId,
    /// Its epoch.
    pub epoch: u16,
    /// The text of the static code.
    pub code: String,
    /// The order number.
    pub order: String,
    /// The row of the order, from 1.
    pub row: usize,
    /// Seat or place.
    pub place: String,
    /// The zone's name.
    pub zone: String,
    /// The gates that admit it; none means any.
    pub gates: Vec<String>,
    /// The visitor's name.
    pub name: String,
}

impl fmt::Debug for PaperCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("PaperCode");
        debug.field("ticket", &self.ticket).field("epoch", &self.epoch).finish_non_exhaustive()
    }
}

/// Twins of tickets on phones, and the list without which the phones still enter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperTwins {
    /// One a ticket, in the order asked for.
    pub codes: Vec<PaperCode>,
    /// Withdraws what the phones show: every gate needs it before the doors.
    pub revocation: IssuedRevocation,
}

impl Issuer {
    /// Issues an order as paper: nobody holds a key for it. The same rows again give the same codes; rows added later
    /// get theirs.
    ///
    /// # Errors
    /// [`super::RowProblem::OnPhone`] for a row whose ticket is on a phone already. The order has index 0.
    /// Its bounds are those of [`Issuer::issue`].
    pub fn issue_paper(
        &mut self,
        event_file: &[u8],
        order: &str,
        rows: &[IssueRow],
    ) -> Result<Vec<PaperCode>, IssuerError> {
        let event = self.own_event(event_file)?;
        let policy = self.event_record(event.event)?.ok_or(IssuerError::ForeignEvent)?.policy;
        let batch = Batch { event: &event, event_file, policy, key: &self.key, now: self.now() };
        let mut ids = IdSource::new(&mut *self.host.rng, rows.len());
        let record =
            self.store.write(&mut *self.host.rng, |w| batch.issue_paper(w, order, rows, &mut ids))?;
        let tickets = record.0.iter().take(rows.len()).zip(1..);
        tickets.map(|(ticket, row)| code(&event, order, row, ticket, &ticket.credential)).collect()
    }

    /// Paper twins of tickets on phones, each its own credential, one epoch higher. From here on the phone's epoch is
    /// withdrawn (`superseded`): whoever holds it is refused at every gate that has the list. The same tickets again
    /// give the same codes, and so does a ticket that is paper already.
    ///
    /// # Errors
    /// [`IssuerError::TwinNotAllowed`] if the policy of one of them has no flag 5; nothing was signed.
    pub fn print_twins(&mut self, tickets: &[TicketId]) -> Result<PaperTwins, IssuerError> {
        let mut located = self.locate(tickets)?;
        let event = located.first().ok_or(IssuerError::NoTickets)?.event;
        if located.iter().any(|ticket| ticket.event != event) {
            return Err(IssuerError::DifferentEvents);
        }
        let mut new = Vec::new();
        for ticket in &mut located {
            self.check_stands(ticket)?;
            new.extend(self.twin(ticket)?);
        }
        let older: Vec<RevokedKey> = located.iter().flat_map(Located::older_keys).collect();
        let revocation = self.withdraw(event, older, RevocationReason::Superseded, &new)?;
        let core = self.event_record(event)?.ok_or(IssuerError::ForeignEvent)?.core()?;
        let codes = located.iter().map(|ticket| ticket.printed(&core)).collect::<Result<_, _>>()?;
        Ok(PaperTwins { codes, revocation })
    }

    /// Signs the twin of a ticket that is not paper yet.
    fn twin(&self, ticket: &mut Located) -> Result<Option<Epochs>, IssuerError> {
        let before = ticket.payload()?;
        if before.holder.is_none() {
            return Ok(None);
        }
        if !before.policy.flags.has(Flag::PaperTwin) {
            return Err(IssuerError::TwinNotAllowed);
        }
        let payload = on_paper(ticket.next()?);
        let credential = payload.sign(&self.key);
        ticket.epochs.rows.push(EpochRecord {
            cause: Cause::Twin,
            force: Force::Stands,
            credential,
            sealed: None,
        });
        Ok(Some(ticket.epochs.clone()))
    }
}

impl Located {
    /// Its newest epoch, to be printed.
    pub(super) fn printed(&self, event: &EventCore) -> Result<PaperCode, IssuerError> {
        code(event, &self.order, self.row, &self.record, self.newest())
    }
}

/// The same fields for a credential that nobody holds.
pub(super) fn on_paper(payload: CredentialPayload) -> CredentialPayload {
    CredentialPayload { holder: None, policy: paper_policy(payload.policy), ..payload }
}

/// What stands on paper enters once and goes nowhere: no hops, no short codes, no stamp, nothing that a phone answers.
/// Its entry rule stays: the walk of one ticket has one.
pub(super) fn paper_policy(policy: Policy) -> Policy {
    const KEPT: [Flag; 4] = [Flag::NameCheck, Flag::Recovered, Flag::StaffNote, Flag::Refundable];
    let kept = KEPT.into_iter().filter(|flag| policy.flags.has(*flag));
    let ruled = Flags::default().with_entry_rule(policy.flags.entry_rule());
    Policy { flags: kept.fold(ruled, Flags::with), hops: 0, deadline: 0 }
}

fn code(
    event: &EventCore,
    order: &str,
    row: usize,
    ticket: &TicketRecord,
    credential: &Envelope,
) -> Result<PaperCode, IssuerError> {
    let payload = CredentialPayload::from_bytes(&credential.payload, CredentialPayload::MAX_BYTES)?;
    let all = event.gates.iter().all(|gate| gate.admits(payload.zone));
    let admits = event.gates.iter().filter(|gate| !all && gate.admits(payload.zone));
    Ok(PaperCode {
        ticket: payload.ticket,
        epoch: payload.epoch,
        code: to_text(&StaticCode { credential: credential.clone() }.to_bytes()),
        order: order.to_owned(),
        row,
        place: payload.place,
        zone: event.zone_name(payload.zone),
        gates: admits.map(|gate| gate.name.clone()).collect(),
        name: ticket.name.clone(),
    })
}
