//! Folds: a holder's chain becomes an epoch of its own (protocol §4, "Epochs").

use std::collections::HashMap;

use super::confide::confide;
use super::epoch::{Cause, EpochRecord, Epochs, Force, Located};
use super::facade::Issuer;
use super::{IssuedRevocation, IssuerError};
use crate::code::Reason;
use crate::crypto::PublicKey;
use crate::store::{Table, Writer};
use crate::ticket::{
    Chain, CredentialPayload, Documents, EventId, Head, RevocationReason, RevokedKey, TicketId,
};
use crate::transfer::{Answer, AnswerRow, Fold, ReceiptPayload, Request};
use crate::wire::{Wire, WireError};

impl Issuer {
    /// Folds a chain (message 25): the same ticket for the key that holds it, one epoch higher and without a chain, as
    /// a ticket file for its wallet. The same chain again gives the same credential. Nothing is withdrawn until the
    /// wallet's acknowledgement is here.
    ///
    /// # Errors
    /// [`IssuerError::Holding`] if the message does not hold, [`IssuerError::EpochOver`] if a newer epoch stands
    /// already: somebody else folded, or the ticket was issued again.
    pub fn fold(&mut self, message: &[u8]) -> Result<Vec<u8>, IssuerError> {
        let fold = Fold::from_message(message).map_err(IssuerError::Fold)?;
        let credential = &fold.holding.credential.payload;
        let claimed = CredentialPayload::from_bytes(credential, CredentialPayload::MAX_BYTES);
        let claimed = claimed.map_err(IssuerError::Fold)?;
        let mut ticket = self.locate(&[claimed.ticket])?.pop().ok_or(IssuerError::TicketNotFound)?;
        let event_file = self.event_file(ticket.event)?;
        let documents = Documents::from_event_file(&event_file)?;
        let (chain, request) = fold.verify(&documents).map_err(IssuerError::Holding)?;
        let holder = chain.holder().ok_or(IssuerError::Holding(Reason::WrongForm))?;
        if !ticket.signed(credential) {
            return Err(IssuerError::Holding(Reason::NotGenuine));
        }
        let done = ticket.epochs.rows.iter().find(|row| row.cause == Cause::Fold(chain.head()));
        if let Some(done) = done {
            return Ok(done.ticket_file(event_file));
        }
        self.check_foldable(&ticket, credential, &chain)?;
        let payload = CredentialPayload { holder: Some(holder), ..ticket.next()? };
        let row = EpochRecord {
            cause: Cause::Fold(chain.head()),
            force: Force::Waiting,
            credential: payload.sign(&self.key),
            sealed: request.map(|request| self.seal_digits(&payload, &request)).transpose()?,
        };
        ticket.epochs.rows.push(row.clone());
        self.keep_holder(&ticket.epochs, holder)?;
        Ok(row.ticket_file(event_file))
    }

    /// The new epoch's digits, for the wallet that asked. The name is the buyer's: it went to his wallet alone.
    fn seal_digits(
        &mut self,
        payload: &CredentialPayload,
        request: &Request,
    ) -> Result<Vec<u8>, IssuerError> {
        let write = |w: &mut Writer<'_>| confide(w, payload, None, request);
        let sealed = self.store.write(&mut *self.host.rng, write)?;
        let sealed = sealed.ok().and_then(|confided| confided.sealed);
        sealed.ok_or(IssuerError::Fold(WireError::Bounds { field: "request" }))
    }

    fn check_foldable(&self, ticket: &Located, credential: &[u8], chain: &Chain) -> Result<(), IssuerError> {
        self.check_stands(ticket)?;
        if ticket.newest().payload != credential {
            return Err(IssuerError::EpochOver);
        }
        let latest = self.now().step().plus(Chain::MAX_AHEAD);
        match chain.last_step() {
            None => Err(IssuerError::NothingToFold),
            Some(last) if last > latest => Err(IssuerError::Holding(Reason::ChainAhead)),
            Some(_) => Ok(()),
        }
    }

    /// One transaction: the epochs of a ticket, and whose the key of the newest is.
    pub(super) fn keep_holder(&mut self, epochs: &Epochs, holder: PublicKey) -> Result<(), IssuerError> {
        self.store.write(&mut *self.host.rng, |w| {
            match w.find(Table::Ticket, holder.as_bytes())?.first() {
                Some(row) if row.value.as_slice() != epochs.ticket.as_bytes() => {
                    return Err(IssuerError::KeyReused);
                }
                Some(_) => {}
                None => {
                    w.insert(Table::Ticket, Some(holder.as_bytes()), epochs.ticket.as_bytes())?;
                }
            }
            Ok(epochs.write(w)?)
        })
    }

    /// Takes a wallet's word that a folded ticket is there (type 10), withdraws the epochs before it (`superseded`)
    /// and gives the list for the gates.
    ///
    /// # Errors
    /// [`IssuerError::UnknownFold`] for a word about something else, [`IssuerError::Acknowledgement`] for one that is
    /// not its holder's. Nothing changed then.
    pub fn acknowledge(&mut self, answer: &[u8]) -> Result<IssuedRevocation, IssuerError> {
        let answer = Answer::from_message(answer).map_err(IssuerError::Answer)?;
        let all = self.all_epochs()?;
        let (mut changed, mut keys): (Vec<Epochs>, Vec<RevokedKey>) = (Vec::new(), Vec::new());
        for row in &answer.rows {
            let (epochs, place) = settled(all.values(), row)?;
            keys.extend((0..=place).filter_map(|epoch| older(epochs.ticket, epoch)));
            let mut epochs = epochs.clone();
            if let Some(row) = epochs.rows.get_mut(place).filter(|row| row.force == Force::Waiting) {
                row.force = Force::Stands;
                changed.push(epochs);
            }
        }
        let event = self.event_of(&answer, &all)?;
        self.withdraw(event, keys, RevocationReason::Superseded, &changed)
    }

    fn event_of(&self, answer: &Answer, all: &HashMap<TicketId, Epochs>) -> Result<EventId, IssuerError> {
        let tickets =
            answer.rows.iter().map(|row| settled(all.values(), row).map(|(epochs, _)| epochs.ticket));
        let located = self.locate(&tickets.collect::<Result<Vec<_>, _>>()?)?;
        let event = located.first().ok_or(IssuerError::NoTickets)?.event;
        let same = located.iter().all(|ticket| ticket.event == event);
        if same { Ok(event) } else { Err(IssuerError::DifferentEvents) }
    }
}

/// The row of epoch n + 1 is at n: at its place stands the number of the epoch before it.
fn older(ticket: TicketId, epoch: usize) -> Option<RevokedKey> {
    u16::try_from(epoch).ok().map(|epoch| RevokedKey::of(ticket, epoch))
}

/// The fold that a receipt is about, and its place.
fn settled<'a>(
    all: impl IntoIterator<Item = &'a Epochs>,
    answer: &AnswerRow,
) -> Result<(&'a Epochs, usize), IssuerError> {
    let AnswerRow::Receipt { xid, signature } = answer else { return Err(IssuerError::UnknownFold) };
    let folds = all.into_iter().flat_map(|epochs| {
        let rows = epochs.rows.iter().enumerate();
        rows.filter(|(_, row)| matches!(row.cause, Cause::Fold(_)))
            .map(move |(place, row)| (epochs, place, row))
    });
    for (epochs, place, row) in folds {
        let payload = row.payload()?;
        let head: Head = payload.head();
        if head.xid() == *xid {
            let holds = payload.holder.is_some_and(|key| ReceiptPayload(head).holds(&key, signature));
            return if holds { Ok((epochs, place)) } else { Err(IssuerError::Acknowledgement) };
        }
    }
    Err(IssuerError::UnknownFold)
}
