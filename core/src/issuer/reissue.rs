//! Recovery: a ticket whose key is gone is issued again, to a new key or on paper (protocol §4, "Epochs").

use super::confide::confide;
use super::epoch::{Cause, EpochRecord, Force, Located};
use super::facade::Issuer;
use super::order::accepts;
use super::paper::on_paper;
use super::{IssuedRevocation, IssuerError, PaperTwins, RowProblem};
use crate::crypto::PublicKey;
use crate::store::{Table, Writer};
use crate::ticket::{CredentialPayload, Flag, Policy, RevocationReason, RevokedKey, TicketId};
use crate::transfer::Request;

/// A ticket that was issued again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reissued {
    /// For the holder's new wallet.
    pub ticket_file: Vec<u8>,
    /// Withdraws what the lost key shows (`recovered`): every gate needs it before the doors.
    pub revocation: IssuedRevocation,
}

impl Issuer {
    /// Issues a ticket again, to a fresh key of a request: for a holder who lost the old one. It moves no more (hops 0),
    /// and gates ask for its holder's name or challenge. The epochs before are withdrawn. The same request again gives
    /// the same ticket.
    ///
    /// # Errors
    /// [`IssuerError::NoNewKey`] if every key of the request holds a ticket, [`IssuerError::EpochOver`] if the ticket
    /// was issued again since.
    pub fn reissue(&mut self, ticket: TicketId, request: &Request) -> Result<Reissued, IssuerError> {
        let mut ticket = self.locate(&[ticket])?.pop().ok_or(IssuerError::TicketNotFound)?;
        let event_file = self.event_file(ticket.event)?;
        let cause = Cause::Reissue(request.digest());
        let done = ticket.epochs.rows.iter().rposition(|row| row.cause == cause);
        if done.is_some_and(|place| place.saturating_add(1) < ticket.epochs.rows.len()) {
            return Err(IssuerError::EpochOver);
        }
        self.check_stands(&ticket)?;
        if done.is_none() {
            self.check_request(&ticket, request)?;
            let holder = self.new_key(request)?;
            let payload = recovered(&ticket)?;
            if !accepts(payload.policy, &holder) {
                return Err(IssuerError::KeyKind);
            }
            let payload = CredentialPayload { holder: Some(holder), ..payload };
            let sealed = self.seal_again(&ticket, &payload, request)?;
            self.push(&mut ticket, cause, &payload, Some(sealed));
            self.check_room(&ticket)?;
            self.keep_holder(&ticket.epochs, holder)?;
        }
        let row = ticket.epochs.rows.last().ok_or(IssuerError::TicketNotFound)?;
        let ticket_file = row.ticket_file(event_file);
        Ok(Reissued { ticket_file, revocation: self.withdraw_older(&ticket)? })
    }

    /// The same on paper: nobody has to ask for it. Again gives the same code.
    pub fn reissue_on_paper(&mut self, ticket: TicketId) -> Result<PaperTwins, IssuerError> {
        let mut ticket = self.locate(&[ticket])?.pop().ok_or(IssuerError::TicketNotFound)?;
        self.check_stands(&ticket)?;
        if ticket.epochs.rows.last().is_none_or(|row| row.cause != Cause::PaperReissue) {
            let payload = on_paper(recovered(&ticket)?);
            self.push(&mut ticket, Cause::PaperReissue, &payload, None);
            self.check_room(&ticket)?;
            self.keep_epochs(std::slice::from_ref(&ticket.epochs))?;
        }
        let revocation = self.withdraw_older(&ticket)?;
        let core = self.event_record(ticket.event)?.ok_or(IssuerError::ForeignEvent)?.core()?;
        Ok(PaperTwins { codes: vec![ticket.printed(&core)?], revocation })
    }

    /// The name and the new epoch's digits, for the new wallet.
    fn seal_again(
        &mut self,
        ticket: &Located,
        payload: &CredentialPayload,
        request: &Request,
    ) -> Result<Vec<u8>, IssuerError> {
        let opening = ticket.record.confided.as_ref().and_then(|confided| confided.opening.clone());
        let write = |w: &mut Writer<'_>| confide(w, payload, opening, request);
        let sealed = self.store.write(&mut *self.host.rng, write)?;
        let sealed = sealed.ok().and_then(|confided| confided.sealed);
        sealed.ok_or(IssuerError::Row { order: 0, row: ticket.row, problem: RowProblem::RequestKey })
    }

    fn push(&self, ticket: &mut Located, cause: Cause, payload: &CredentialPayload, sealed: Option<Vec<u8>>) {
        let credential = payload.sign(&self.key);
        ticket.epochs.rows.push(EpochRecord { cause, force: Force::Stands, credential, sealed });
    }

    /// Asked before a new epoch is kept: it must not stand beside older ones that no list can withdraw.
    fn check_room(&self, ticket: &Located) -> Result<(), IssuerError> {
        let last = self.revocation_of(ticket.event)?;
        let older: Vec<_> = ticket.older_keys().map(|key| (key, RevocationReason::Recovered)).collect();
        self.next_list(ticket.event, last.as_ref(), older.into()).map(drop)
    }

    fn withdraw_older(&mut self, ticket: &Located) -> Result<IssuedRevocation, IssuerError> {
        let older: Vec<RevokedKey> = ticket.older_keys().collect();
        self.withdraw(ticket.event, older, RevocationReason::Recovered, &[])
    }

    fn check_request(&self, ticket: &Located, request: &Request) -> Result<(), IssuerError> {
        let refuse = |error| IssuerError::Request { order: 0, error };
        request.check_expiry(self.now()).map_err(refuse)?;
        match request.payload().event {
            Some(event) if event != ticket.event => Err(IssuerError::RequestEvent { order: 0 }),
            _ => Ok(()),
        }
    }

    fn new_key(&self, request: &Request) -> Result<PublicKey, IssuerError> {
        for key in &request.payload().keys {
            if self.store.read(|r| r.find(Table::Ticket, key.as_bytes()))?.is_empty() {
                return Ok(*key);
            }
        }
        Err(IssuerError::NoNewKey)
    }
}

/// The next epoch of a ticket whose key is gone.
fn recovered(ticket: &Located) -> Result<CredentialPayload, IssuerError> {
    let payload = ticket.next()?;
    let flags = payload.policy.flags.with(Flag::Recovered);
    Ok(CredentialPayload { policy: Policy { flags, hops: 0, ..payload.policy }, ..payload })
}
