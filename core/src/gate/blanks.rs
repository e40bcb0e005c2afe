//! Blanks of this device: taken in, kept encrypted, sold or given out by an entry of the journal (protocol §4, §8).

use std::collections::HashMap;

use zeroize::Zeroizing;

use super::admit::REPEAT_MS;
use super::documents::{put_parts, read_parts};
use super::journal::{Body, Evidence, Facts, Issue, Kind, Stored, Worth};
use super::own_log::About;
use super::rows::BLANKS;
use super::setup::Updated;
use super::{Gate, GateError};
use crate::code::StaticCode;
use crate::order;
use crate::ports::LogAct;
use crate::store::{Store, StoreError};
use crate::ticket::{Blank, Blanks, CredentialPayload, EntryHash, Millis, Role, TicketId, Time};
use crate::wire::{Envelope, Reader, Wire, Writer, to_text};

/// The word list for blanks: codes, no free text, so no name can enter a journal.
pub const ISSUE_REASONS: [&str; 5] = ["SALE", "DEAD_PHONE", "LOST", "DAMAGED", "TEST"];

/// A blank that lies here, as it was when it was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeptBlank {
    ticket: TicketId,
    zone: u8,
    envelope: Envelope,
}

/// A blank that was sold or given out: what to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedBlank {
    /// The ticket.
    pub ticket: TicketId,
    /// Its number, one for the whole event.
    pub number: u32,
    /// The journal entry, to take it back.
    pub entry: EntryHash,
    /// The text of the static code.
    pub code: String,
    /// The zone's name.
    pub zone: String,
    /// The ticket that it stands for.
    pub replaced: Option<TicketId>,
    /// Why, a word of [`ISSUE_REASONS`].
    pub reason: String,
    /// The gate's name.
    pub gate: String,
    /// When.
    pub at: Time,
}

impl KeptBlank {
    fn read(envelope: &Envelope) -> Result<Self, StoreError> {
        let payload = CredentialPayload::from_bytes(&envelope.payload, CredentialPayload::MAX_BYTES);
        let CredentialPayload { ticket, zone, .. } = payload.map_err(|_| StoreError::Corrupt)?;
        Ok(Self { ticket, zone, envelope: envelope.clone() })
    }

    fn number(&self) -> u32 {
        Blanks::number(self.ticket)
    }
}

impl Gate {
    /// Adopts blanks that were sealed to this device, beside those that are here: all of a message, or none.
    pub(super) fn adopt_blanks(&mut self, message: &[u8]) -> Result<Updated, GateError> {
        let opened = Blanks::open(message, &self.hpke, self.documents.event().event)?;
        let mut kept = self.blanks.clone();
        for envelope in opened.envelopes() {
            let blank = Blank::verify(envelope, &self.documents)?;
            if kept.iter().all(|known| known.ticket != blank.payload().ticket) {
                kept.push(KeptBlank::read(blank.envelope())?);
            }
        }
        if kept.len() == self.blanks.len() {
            return Ok(Updated::Unchanged);
        }
        order::sort_by_key(&mut kept, |blank| (blank.number(), blank.ticket));
        let bytes = kept_bytes(&kept);
        self.store.write(&mut *self.rng, |tables| put_parts(tables, BLANKS, &bytes))?;
        self.blanks = kept;
        Ok(Updated::New)
    }

    /// Sells the blank with the lowest number, or gives it out in place of a ticket (role issue). The entry is durable,
    /// and named by the vault, before this answers: what comes back may be printed, and printed again by [`Gate::issued`]. `zone` may be left
    /// out where all blanks that are left are of one; `replaces` is a ticket id, or a prefix of at least 6 characters
    /// of one that the manifest or the journal has; `reason` is one of [`ISSUE_REASONS`]. The last one for the same
    /// ticket, at most five seconds ago, is the answer again.
    ///
    /// # Errors
    /// [`GateError::NoBlanks`] if none is left of this zone.
    pub fn issue(
        &mut self,
        zone: Option<&str>,
        replaces: Option<&str>,
        reason: &str,
    ) -> Result<IssuedBlank, GateError> {
        self.logged(LogAct::Issue, |gate| {
            let listed = ISSUE_REASONS.iter().find(|listed| listed.eq_ignore_ascii_case(reason));
            let reason = (*listed.ok_or(GateError::UnknownReason)?).to_owned();
            gate.check_role(Role::Issue, gate.now())?;
            let (_, at) = gate.next_place()?;
            gate.check_role(Role::Issue, at.ms.time())?;
            let given_for = replaces.map(|name| gate.find_ticket(name)).transpose()?;
            if let Some(before) = given_for.and_then(|ticket| gate.given_before(ticket)) {
                gate.put_vault_item()?;
                return Ok(before);
            }
            let blank = gate.next_blank(zone)?;
            let code = StaticCode { credential: blank.envelope.clone() }.to_bytes();
            let about = About { ticket: blank.ticket, epoch: Some(0), step: None };
            let draft = gate.draft(Body::Issue(Issue { code, replaced: given_for, reason }), Some(about))?;
            // Another gate would not take it for issued.
            if !matches!(draft.evidence, Evidence::Holds(Facts { worth: Worth::Blank, .. })) {
                return Err(GateError::NoBlanks);
            }
            let session = gate.session;
            let entry = gate.commit(draft, session, |_| Ok(()))?;
            gate.put_vault_item()?;
            gate.told_of(&entry).ok_or(GateError::EntryNotFound)
        })
    }

    /// Who asks twice in one breath for paper in place of one ticket gets one sheet, however the device died in between.
    fn given_before(&self, replaced: TicketId) -> Option<IssuedBlank> {
        let last = self.last_issue(|_| true)?;
        let fresh = last.entry.hlc.ms.distance(Millis(self.now_ms())) <= REPEAT_MS;
        let stands = !self.journal.is_voided(last, &self.documents);
        let told = self.told_of(&last.hash).filter(|_| fresh && stands)?;
        (told.replaced == Some(replaced)).then_some(told)
    }

    fn last_issue(&self, asked: impl Fn(TicketId) -> bool) -> Option<&Stored> {
        let key = self.key.public();
        let issue = |stored: &&Stored| stored.key == key && stored.entry.body.kind() == Kind::Issue;
        let own = self.journal.iter().filter(issue).filter(|s| s.entry.ticket.is_some_and(&asked));
        own.max_by_key(|stored| (stored.entry.hlc, stored.hash))
    }

    /// A blank that this device issued, to be printed again: a ticket id or its first characters, or the last one, for
    /// a device that died before the page was there.
    pub fn issued(&mut self, name: Option<&str>) -> Result<IssuedBlank, GateError> {
        self.put_vault_item()?;
        let ticket = name.map(|name| self.find_ticket(name)).transpose()?;
        let last = self.last_issue(|of| ticket.is_none_or(|ticket| of == ticket));
        last.and_then(|stored| self.told_of(&stored.hash)).ok_or(GateError::EntryNotFound)
    }

    /// How many blanks of each zone are left here, by the zone's name.
    pub fn blanks_left(&self) -> HashMap<String, u64> {
        let mut left = HashMap::new();
        for blank in self.unspent() {
            *left.entry(self.documents.event().zone_name(blank.zone)).or_default() += 1;
        }
        left
    }

    /// No entry issues it, counting or not, and the organizer has not withdrawn it: paper that may be out is not sold
    /// again.
    fn unspent(&self) -> impl Iterator<Item = &KeptBlank> {
        self.blanks.iter().filter(|blank| {
            let revoked = self.documents.revocation().and_then(|list| list.reason(blank.ticket, 0));
            let mut entries = self.journal.of_ticket(blank.ticket);
            revoked.is_none() && !entries.any(|stored| stored.entry.body.kind() == Kind::Issue)
        })
    }

    fn next_blank(&self, zone: Option<&str>) -> Result<KeptBlank, GateError> {
        let wanted = match zone {
            Some(name) => Some(self.documents.event().zone_index(name).ok_or(GateError::UnknownZone)?),
            None => None,
        };
        let mut fits = self.unspent().filter(|blank| wanted.is_none_or(|zone| blank.zone == zone));
        let first = fits.next().ok_or(GateError::NoBlanks)?;
        if fits.any(|other| other.zone != first.zone) {
            return Err(GateError::UnknownZone);
        }
        // The trust list may have moved on since it was taken in.
        Blank::verify(&first.envelope, &self.documents)?;
        Ok(first.clone())
    }

    fn told_of(&self, entry: &EntryHash) -> Option<IssuedBlank> {
        let stored = self.journal.get(entry)?;
        let Body::Issue(Issue { code, replaced, reason }) = &stored.entry.body else { return None };
        let payload = self.presented(entry)?.payload().clone();
        Some(IssuedBlank {
            ticket: payload.ticket,
            number: Blanks::number(payload.ticket),
            entry: *entry,
            code: to_text(code),
            zone: self.documents.event().zone_name(payload.zone),
            replaced: *replaced,
            reason: reason.clone(),
            gate: self.documents.event().gate_name(stored.entry.gate),
            at: stored.entry.hlc.ms.time(),
        })
    }
}

/// The blanks that lie here. They were verified when they came; each is verified again before it is issued.
pub(super) fn read_blanks(store: &Store) -> Result<Vec<KeptBlank>, GateError> {
    read_parts(store, BLANKS)?.map_or(Ok(Vec::new()), |bytes| blanks_of(&bytes))
}

pub(super) fn blanks_of(bytes: &[u8]) -> Result<Vec<KeptBlank>, GateError> {
    let mut r = Reader::new(bytes);
    let read = |r: &mut Reader<'_>| Envelope::decode_within(r, CredentialPayload::MAX_BYTES);
    let envelopes = r.list(1, u64::from(u32::MAX), "blanks", read).map_err(|_| StoreError::Corrupt)?;
    Ok(envelopes.iter().map(KeptBlank::read).collect::<Result<_, _>>()?)
}

fn kept_bytes(kept: &[KeptBlank]) -> Zeroizing<Vec<u8>> {
    let mut w = Writer::new();
    w.list(kept, |w, blank| blank.envelope.encode(w));
    Zeroizing::new(w.into_bytes())
}
