//! This device's own log: opening it (J-01), appending to it, signing its head.

use super::journal::{Body, Entry, Evidence, HeadPayload, Hlc, SignedHead, Stored};
use super::rows::{EntryRow, Session, VaultItem};
use super::setup::{put_entry, put_session};
use super::trace::Trace;
use super::{Gate, GateError, Missing};
use crate::code::Presented;
use crate::crypto::hash_bytes;
use crate::store::{Rollback, StoreError, Table, Writer as Tables};
use crate::ticket::{EntryHash, LogId, Step, TicketId};
use crate::wire::Wire;

/// What an entry is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct About {
    pub(super) ticket: TicketId,
    pub(super) epoch: Option<u16>,
    pub(super) step: Option<Step>,
}

impl About {
    pub(super) fn code(presented: &Presented) -> Self {
        let payload = presented.payload();
        Self { ticket: payload.ticket, epoch: Some(payload.epoch), step: presented.code().step() }
    }
}

/// An entry that is ready to be written, and the hash it will have.
pub(super) struct Draft {
    pub(super) entry: Entry,
    pub(super) hash: EntryHash,
    pub(super) evidence: Evidence,
    /// Of the scan that it stands for, if it does.
    pub(super) trace: Option<Trace>,
}

impl Gate {
    /// J-01: goes on in a log only if the vault's item names it and the stored entries reach that head; a generation
    /// behind the vault's is a folder put back.
    pub(super) fn check_vault(&mut self) -> Result<(), GateError> {
        let item = match self.vault.get()? {
            Some(bytes) => VaultItem::from_bytes(&bytes, 4096).ok(),
            None => None,
        };
        let generation = item.map_or(0, |item| item.generation);
        let head = item.map(|item| HeadPayload { log: item.log, seq: item.seq, entry: item.entry });
        self.rollback = Rollback::of(generation.saturating_sub(self.store.generation()));
        (self.vault_generation, self.vault_head) = (generation, head);
        let goes_on = self.rollback == Rollback::None && head.is_some_and(|head| self.goes_on_from(&head));
        if goes_on || self.session.log.is_none() { Ok(()) } else { self.leave_log() }
    }

    fn goes_on_from(&self, head: &HeadPayload) -> bool {
        let reached = self.journal.get(&head.entry);
        Some(head.log) == self.session.log
            && reached.is_some_and(|s| s.entry.log == head.log && s.entry.seq == head.seq)
    }

    /// For good: refusals alone bring the generation up to the vault's again, and after a restart nothing else would
    /// tell that the folder was put back.
    fn leave_log(&mut self) -> Result<(), GateError> {
        let session = Session { log: None, ..self.session };
        self.store.write(&mut *self.rng, |tables| put_session(tables, &session))?;
        self.session = session;
        Ok(())
    }

    /// The log and the instant of the next entry. A log is opened first where there is none to go on in.
    pub(super) fn next_place(&mut self) -> Result<(LogId, Hlc), GateError> {
        let log = self.ensure_log()?;
        let tip = self.own_tip(log).ok_or(StoreError::Corrupt)?;
        Ok((log, tip.entry.hlc.max(self.floor()).next(self.now_ms())))
    }

    /// The peers' clock as far as it may move this one. It was let in by the clock of then, which may have been ahead
    /// (J-04).
    pub(super) fn floor(&self) -> Hlc {
        let floor = self.session.floor;
        if floor.may_pull(self.now_ms()) { floor } else { Hlc::default() }
    }

    /// The next entry of the own log.
    pub(super) fn draft(&mut self, body: Body, about: Option<About>) -> Result<Draft, GateError> {
        let entry = self.next_entry(body, about)?;
        let evidence = Evidence::of(&entry, &self.key.public(), &self.documents);
        Ok(Draft { hash: entry.hash(), entry, evidence, trace: None })
    }

    /// The next entry, with a code that was verified under the documents in force.
    pub(super) fn draft_verified(&mut self, body: Body, presented: &Presented) -> Result<Draft, GateError> {
        let entry = self.next_entry(body, Some(About::code(presented)))?;
        let evidence = Evidence::of_verified(&entry, &self.key.public(), &self.documents, presented);
        Ok(Draft { hash: entry.hash(), entry, evidence, trace: None })
    }

    fn next_entry(&mut self, body: Body, about: Option<About>) -> Result<Entry, GateError> {
        let (log, hlc) = self.next_place()?;
        let tip = self.own_tip(log).ok_or(StoreError::Corrupt)?;
        Ok(Entry {
            log,
            seq: tip.entry.seq + 1,
            prev: tip.hash,
            hlc,
            ticket: about.map(|a| a.ticket),
            epoch: about.and_then(|a| a.epoch),
            gate: self.identity.gate,
            step: about.and_then(|a| a.step),
            body,
        })
    }

    /// Writes one entry, with what else belongs into the same transaction.
    pub(super) fn commit(
        &mut self,
        draft: Draft,
        session: Session,
        also: impl FnOnce(&mut Tables<'_>) -> Result<(), StoreError>,
    ) -> Result<EntryHash, GateError> {
        let Draft { entry, hash, evidence, trace } = draft;
        let row = EntryRow { payload: entry.to_bytes(), evidence, under: self.under, trace };
        // The last admission is read from the entries.
        let changed = Session { last_admission: self.session.last_admission, ..session } != self.session;
        self.store.write(&mut *self.rng, |tables| {
            put_entry(tables, &hash, &row)?;
            if changed {
                put_session(tables, &session)?;
            }
            also(tables)
        })?;
        self.session = session;
        self.evidence.insert(hash, evidence);
        self.journal.append_own(entry, &self.documents).ok_or(GateError::Corrupt)
    }

    /// Drafts and writes one entry that stands alone.
    pub(super) fn append(&mut self, body: Body, about: Option<About>) -> Result<EntryHash, GateError> {
        let draft = self.draft(body, about)?;
        let session = self.session;
        self.commit(draft, session, |_| Ok(()))
    }

    /// The log to write in: the current one, unless it was closed or its clock runs too far ahead of the
    /// device's (J-04).
    fn ensure_log(&mut self) -> Result<LogId, GateError> {
        let now = Hlc::at(self.now_ms());
        if let Some(log) = self.session.log {
            let ahead = self.own_tip(log).map_or(0, |tip| tip.entry.hlc.ms.0.saturating_sub(now.ms.0));
            if ahead <= Hlc::MAX_AHEAD_MS && !self.is_closed(log) {
                // It may have failed when the log was opened. A log that the vault does not name is left at the next
                // start, and whoever was let in under it would be unknown to other gates for ever.
                if self.vault_head.is_none_or(|head| head.log != log) {
                    self.put_vault_item()?;
                }
                return Ok(log);
            }
            // The clock was set back, or the log closed. What stands in the log must still reach the other gates.
            self.sign_own_head()?;
        }
        self.open_log(now)
    }

    fn open_log(&mut self, now: Hlc) -> Result<LogId, GateError> {
        let certificate =
            self.certificate.as_ref().ok_or(GateError::NotReady { missing: Missing::Certificate })?;
        if !self.journal.has_room_for_log(&self.key.public()) {
            return Err(GateError::LogLimit);
        }
        let mut random = [0; 16];
        self.rng.fill_bytes(&mut random);
        let certificate = certificate.envelope().clone();
        let digest = hash_bytes("log", &[certificate.payload.as_slice(), &random].concat());
        let mut log = [0; 16];
        log.copy_from_slice(digest.split_at(16).0);
        let log = LogId::from_bytes(log);
        let entry = Entry {
            log,
            seq: 0,
            prev: EntryHash::from_bytes([0; 32]),
            hlc: now,
            ticket: None,
            epoch: None,
            gate: self.identity.gate,
            step: None,
            body: Body::Open { certificate, random },
        };
        let draft = Draft { hash: entry.hash(), entry, evidence: Evidence::Absent, trace: None };
        let session = Session { log: Some(log), floor: Hlc::default(), ..self.session };
        self.commit(draft, session, |_| Ok(()))?;
        self.put_vault_item()?;
        Ok(log)
    }

    /// The last entry of a log of this device.
    pub(super) fn own_tip(&self, log: LogId) -> Option<&Stored> {
        let (_, tips) = self.journal.tips().find(|(id, _)| **id == log)?;
        let tip = tips.iter().max_by_key(|tip| tip.seq)?;
        self.journal.get(&tip.entry)
    }

    /// Signs the head of the current log: vault first, then the head may leave (J-01, protocol §9).
    pub(super) fn sign_own_head(&mut self) -> Result<(), GateError> {
        let Some(tip) = self.session.log.and_then(|log| self.own_tip(log)) else { return Ok(()) };
        let payload = HeadPayload { log: tip.entry.log, seq: tip.entry.seq, entry: tip.hash };
        if self.journal.signed(&payload).is_some() {
            // A kill may have come between the row and the vault: the head does not leave before the vault knows it.
            return self.put_vault_item();
        }
        let head = SignedHead::sign(payload, &self.key);
        self.store.write(&mut *self.rng, |tables| {
            tables.insert(Table::Head, Some(payload.log.as_bytes()), &head.to_bytes()).map(drop)
        })?;
        self.put_item(payload)?;
        self.journal.keep_head(head);
        Ok(())
    }

    /// Puts the newest generation beside the last signed head, so that a folder put back is noticed.
    pub(super) fn put_vault_item(&mut self) -> Result<(), GateError> {
        let Some(log) = self.session.log else { return Ok(()) };
        let signed = self.journal.last_signed(&log).map(|head| head.payload);
        let named = self.vault_head.filter(|head| head.log == log);
        let Some(head) = signed.or(named).or_else(|| self.journal.chain_start(log)) else { return Ok(()) };
        let known = self.vault_generation == self.store.generation() && self.vault_head == Some(head);
        if known { Ok(()) } else { self.put_item(head) }
    }

    fn put_item(&mut self, head: HeadPayload) -> Result<(), GateError> {
        // Another object may have changed a suspended folder, and the vault names what this one does not know.
        self.store.read(|_| Ok::<_, StoreError>(()))?;
        let generation = self.store.generation();
        let item = VaultItem { log: head.log, seq: head.seq, entry: head.entry, generation };
        self.vault.put(&item.to_bytes())?;
        (self.vault_generation, self.vault_head) = (generation, Some(head));
        Ok(())
    }
}
