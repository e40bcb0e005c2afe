//! Withdrawing tickets and staff devices: each list is one version above the last, whole and as what it adds (protocol §4).

use super::IssuerError;
use super::epoch::{Epochs, Located};
use super::facade::Issuer;
use super::record::{only, put};
use crate::store::{Row, StoreError, Table};
use crate::ticket::{
    Enrolment, EventId, Revocation, RevocationDelta, RevocationMessage, RevocationReason, RevokedKey, Serial,
    TicketId,
};

const NEXT_UPDATE_SECONDS: i64 = 7 * 24 * 60 * 60;

/// A revocation list for the gates, in both its forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedRevocation {
    /// The whole list: any gate takes it.
    pub list: Vec<u8>,
    /// What it adds to the list before, for gates that have that one; the whole list where it is the first, or the
    /// first of its key.
    pub delta: Vec<u8>,
}

/// What a list withdraws beyond the one before it.
#[derive(Debug, Default)]
pub(super) struct Withdrawn {
    tickets: Vec<(RevokedKey, RevocationReason)>,
    serials: Vec<Serial>,
}

impl Issuer {
    /// Withdraws tickets of one event and gives the revocation list to carry to the gates, which is durable before it
    /// is given out. Tickets that are withdrawn already keep their reason; if nothing is new, the list is the last one.
    ///
    /// # Errors
    /// [`IssuerError::TooManyTickets`] if the list would be too long for gates to read. Nothing was withdrawn then.
    pub fn revoke(
        &mut self,
        tickets: &[TicketId],
        reason: RevocationReason,
    ) -> Result<IssuedRevocation, IssuerError> {
        let (event, keys) = self.keys_of(tickets)?;
        self.withdraw(event, keys, reason, &[])
    }

    /// Withdraws every certificate of an enrolled device, one that was stolen: with the list no gate takes its voids,
    /// overrides and entries without a code any more, and the device itself only scans (J-06). The proved admissions
    /// that it wrote stay. A certificate for it from then on is a new one.
    ///
    /// # Errors
    /// [`IssuerError::NotCertified`] if it never had one; [`IssuerError::TooManyTickets`] as for [`Issuer::revoke`].
    pub fn revoke_staff(&mut self, enrolment: &[u8]) -> Result<IssuedRevocation, IssuerError> {
        let enrolment = Enrolment::verify(enrolment).map_err(IssuerError::Enrolment)?;
        let serials = self.serials_of(enrolment.event, enrolment.key)?;
        if serials.is_empty() {
            return Err(IssuerError::NotCertified);
        }
        self.publish(enrolment.event, Withdrawn { serials, ..Withdrawn::default() }, &[])
    }

    /// The same as [`Issuer::revoke`], and in the same transaction the new epochs for which the old ones are withdrawn.
    pub(super) fn withdraw(
        &mut self,
        event: EventId,
        keys: Vec<RevokedKey>,
        reason: RevocationReason,
        epochs: &[Epochs],
    ) -> Result<IssuedRevocation, IssuerError> {
        let tickets = keys.into_iter().map(|key| (key, reason)).collect::<Vec<_>>();
        self.publish(event, tickets.into(), epochs)
    }

    /// A list with these in it, if any is new; else the last one.
    fn publish(
        &mut self,
        event: EventId,
        withdrawn: Withdrawn,
        epochs: &[Epochs],
    ) -> Result<IssuedRevocation, IssuerError> {
        let last = self.revocation_of(event)?;
        let new = withdrawn.beyond(last.as_ref());
        if let Some(last) = last.as_ref().filter(|_| new.is_empty()) {
            self.keep_epochs(epochs)?;
            return self.issued_revocation(event, last);
        }
        let (newest, delta) = self.next_list(event, last.as_ref(), new)?;
        let whole = newest.to_message();
        let issued = IssuedRevocation { delta: delta.unwrap_or_else(|| whole.clone()), list: whole };
        self.store.write::<_, StoreError>(&mut *self.host.rng, |w| {
            epochs.iter().try_for_each(|epochs| epochs.write(w))?;
            put(w, Table::Revocation, event.as_bytes(), &issued.list)?;
            put(w, Table::Revocation, &delta_key(event), &issued.delta)
        })?;
        Ok(issued)
    }

    /// The list after the last one, under the key in force, and what it adds to that.
    pub(super) fn next_list(
        &self,
        event: EventId,
        last: Option<&Revocation>,
        new: Withdrawn,
    ) -> Result<(Revocation, Option<Vec<u8>>), IssuerError> {
        let (now, next) = (self.now(), self.now().shifted(NEXT_UPDATE_SECONDS));
        let (mut rows, mut serials) = last
            .map(Revocation::rows)
            .map_or_else(Default::default, |(rows, serials)| (rows.to_vec(), serials.to_vec()));
        rows.extend(new.tickets.iter().copied());
        serials.extend(new.serials.iter().copied());
        let delta = last.map(|last| {
            RevocationDelta::issue(&self.key, last, now, next, new.tickets, new.serials).to_message()
        });
        let version = last.map_or(1, |list| list.version().saturating_add(1));
        let newest = Revocation::issue(&self.key, event, version, now, next, rows, serials);
        self.check_reads(&newest.to_message())?;
        delta.iter().try_for_each(|delta| self.check_reads(delta))?;
        Ok((newest, delta))
    }

    /// What is signed must read back: the bounds are those of the decoder.
    fn check_reads(&self, message: &[u8]) -> Result<(), IssuerError> {
        let envelope = Revocation::envelope_of(message);
        let read = envelope.and_then(|envelope| RevocationMessage::verify(&envelope, &self.trust));
        read.map(drop).map_err(|_| IssuerError::TooManyTickets)
    }

    fn issued_revocation(
        &self,
        event: EventId,
        newest: &Revocation,
    ) -> Result<IssuedRevocation, IssuerError> {
        let list = newest.to_message();
        let delta = self.store.read(|r| only(r, Table::Revocation, &delta_key(event)))?;
        let delta = delta.map_or_else(|| list.clone(), |row| row.value.to_vec());
        Ok(IssuedRevocation { list, delta })
    }

    /// The list in force for an event.
    pub(super) fn revocation_of(&self, event: EventId) -> Result<Option<Revocation>, IssuerError> {
        let row = self.store.read(|r| only(r, Table::Revocation, event.as_bytes()))?;
        row.map(|row| self.read_revocation(&row)).transpose()
    }

    fn read_revocation(&self, row: &Row) -> Result<Revocation, IssuerError> {
        let envelope = Revocation::envelope_of(&row.value)?;
        Ok(Revocation::verify(&envelope, &self.trust)?)
    }

    /// Every epoch of these tickets, blanks among them.
    fn keys_of(&self, tickets: &[TicketId]) -> Result<(EventId, Vec<RevokedKey>), IssuerError> {
        let blanks = self.blanks_among(tickets)?;
        let is_blank = |ticket: &&TicketId| blanks.iter().any(|(blank, _)| blank == *ticket);
        let sold: Vec<TicketId> = tickets.iter().filter(|ticket| !is_blank(ticket)).copied().collect();
        let found = self.locate(&sold)?;
        let events = || found.iter().map(|ticket| ticket.event).chain(blanks.iter().map(|(_, event)| *event));
        let event = events().next().ok_or(IssuerError::NoTickets)?;
        if events().any(|other| other != event) {
            return Err(IssuerError::DifferentEvents);
        }
        let keys = found
            .iter()
            .flat_map(Located::keys)
            .chain(blanks.iter().map(|(blank, _)| RevokedKey::of(*blank, 0)));
        Ok((event, keys.collect()))
    }
}

impl Withdrawn {
    fn is_empty(&self) -> bool {
        self.tickets.is_empty() && self.serials.is_empty()
    }

    /// Less what a list has already.
    fn beyond(mut self, last: Option<&Revocation>) -> Self {
        if let Some(last) = last {
            let (tickets, _) = last.rows();
            self.tickets.retain(|(key, _)| tickets.binary_search_by_key(key, |(key, _)| *key).is_err());
            self.serials.retain(|serial| !last.has_serial(*serial));
        }
        self
    }
}

impl From<Vec<(RevokedKey, RevocationReason)>> for Withdrawn {
    fn from(tickets: Vec<(RevokedKey, RevocationReason)>) -> Self {
        Self { tickets, ..Self::default() }
    }
}

/// Where the newest delta of an event lies, beside its list.
pub(super) fn delta_key(event: EventId) -> Vec<u8> {
    [event.as_bytes().as_slice(), b"delta"].concat()
}
