//! What staff may do beyond scanning: the shift (G-01..G-03), digital stamps, taking an entry back (J-08).

use super::journal::{Body, Hlc, Stored, is_voidable, is_withdrawn};
use super::own_log::About;
use super::{Gate, GateError, Missing};
use crate::code::Presented;
use crate::ports::LogAct;
use crate::stamp::{DigitalStamp, StampPayload};
use crate::ticket::{Certificate, EntryHash, LogId, Role, TicketId, Time};
use crate::wire::Wire;

/// The word list for taking an entry back: codes, no free text, so no name can enter a journal.
pub const VOID_REASONS: [&str; 5] = ["MISTAKE", "WRONG_PERSON", "WRONG_TICKET", "LEFT", "TEST"];

/// J-08: how long an own entry can be taken back, in milliseconds.
const OWN_UNDO_MS: u64 = 600_000;

/// An entry that was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Voided {
    /// The entry that no longer counts.
    pub target: EntryHash,
    /// The entry that says so.
    pub entry: EntryHash,
    /// The ticket it was about.
    pub ticket: Option<TicketId>,
}

/// Where in the shift now lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shift {
    InHours,
    InGrace,
}

impl Gate {
    /// G-01 to G-03.
    pub(super) fn check_shift(&self) -> Result<Shift, GateError> {
        let certificate = self.certificate()?;
        if !certificate.payload().roles.has(Role::Scan) {
            return Err(GateError::NotReady { missing: Missing::ScanRole });
        }
        self.shift_of(certificate, self.now())
    }

    pub(super) fn certificate(&self) -> Result<&Certificate, GateError> {
        self.certificate.as_ref().ok_or(GateError::NotReady { missing: Missing::Certificate })
    }

    fn shift_of(&self, certificate: &Certificate, now: Time) -> Result<Shift, GateError> {
        if !certificate.covers_gate(self.identity.gate) {
            return Err(GateError::NotYourGate);
        }
        let staff = certificate.payload();
        let closing = staff.not_after.shifted(self.documents.event().grace.into());
        if now < staff.not_before {
            return Err(GateError::ShiftNotBegun { at: staff.not_before });
        }
        if now > closing {
            return Err(GateError::ShiftOver { at: closing });
        }
        Ok(if now > staff.not_after { Shift::InGrace } else { Shift::InHours })
    }

    /// The key that signed the certificate was revoked: the device goes on scanning, and does nothing else.
    pub(super) fn is_certificate_disowned(&self) -> bool {
        self.certificate.as_ref().is_some_and(|certificate| !certificate.stands())
    }

    /// A device whose certificate was withdrawn does nothing but scan: nobody would count on what else it says (J-06).
    pub(super) fn check_role(&self, role: Role, at: Time) -> Result<(), GateError> {
        let certificate = self.certificate()?;
        if role != Role::Scan && is_withdrawn(certificate, &self.documents) {
            return Err(GateError::NotAllowed);
        }
        let shift = self.shift_of(certificate, at)?;
        let in_time = shift == Shift::InHours || matches!(role, Role::Scan | Role::Stamp);
        if certificate.payload().roles.has(role) && in_time { Ok(()) } else { Err(GateError::NotAllowed) }
    }

    /// The digital stamp of an own admission that stands, to show to the guest (protocol §7, level S2). Asking again
    /// gives the same bytes, until the stamp is taken back: then it is stamped anew. The vault names it before it leaves.
    pub fn stamp(&mut self, entry: &EntryHash) -> Result<Vec<u8>, GateError> {
        self.check_role(Role::Stamp, self.now())?;
        let stored = self.journal.get(entry).ok_or(GateError::EntryNotFound)?;
        let own = stored.key == self.key.public();
        let admits = matches!(stored.entry.body, Body::Admit(_) | Body::Override(_));
        let (gate, presented) = (stored.entry.gate, self.presented(entry).filter(|_| own && admits));
        let presented = presented.ok_or(GateError::NotVoidable)?;
        let ticket = presented.payload().ticket;
        if !self.fold(ticket).groups().any(|group| group.witnesses.contains(entry)) {
            return Err(GateError::NotVoidable);
        }
        let (level, time) = match self.stamped(entry) {
            Some(before) => before,
            None => self.journal_stamp(*entry, &presented)?,
        };
        self.put_vault_item()?;
        let payload = StampPayload { presentation: presented.id(), gate, time, level, entry: entry.short() };
        let stamp = DigitalStamp::sign(&payload, &self.key, self.certificate()?);
        Ok(stamp.to_bytes())
    }

    fn stamped(&self, admit: &EntryHash) -> Option<(u8, Time)> {
        let ticket = self.journal.get(admit)?.entry.ticket?;
        // Its own words alone: what it signs for the guest no peer chooses.
        let own = self.journal.of_ticket(ticket).filter(|stored| stored.key == self.key.public());
        let mut stamps = own.filter(|stored| !self.journal.is_voided(stored, &self.documents));
        stamps.find_map(|stored| match stored.entry.body {
            Body::Stamp { admit: target, level, time } if target == *admit => Some((level, time)),
            _ => None,
        })
    }

    fn journal_stamp(&mut self, admit: EntryHash, presented: &Presented) -> Result<(u8, Time), GateError> {
        const SCANNED: u8 = 2;
        const CHALLENGED: u8 = 3;
        let level = if presented.challenge().is_some() { CHALLENGED } else { SCANNED };
        let time = self.now();
        self.append(Body::Stamp { admit, level, time }, Some(About::code(presented)))?;
        Ok((level, time))
    }

    /// Takes an entry back. `name` is at least six characters of the entry's hash, or of a ticket's id: then it is
    /// that ticket's last admission. `reason` is one of the words of the list for taking back.
    ///
    /// Of a ticket it is the last admission that stands. Nothing is deleted: the undo is an entry of its own (J-08).
    pub fn void(&mut self, name: &str, reason: &str) -> Result<Voided, GateError> {
        self.logged(LogAct::Void, |gate| {
            let reason = VOID_REASONS
                .iter()
                .find(|r| r.eq_ignore_ascii_case(reason))
                .ok_or(GateError::UnknownReason)?;
            let target = gate.find_entry(name)?;
            let (log, at) = gate.next_place()?;
            let stored = gate.journal.get(&target).ok_or(GateError::EntryNotFound)?;
            gate.check_void(stored, log, at)?;
            let entry = &stored.entry;
            let about = entry.ticket.map(|ticket| About { ticket, epoch: entry.epoch, step: entry.step });
            let ticket = stored.entry.ticket;
            let entry = gate.append(Body::Void { target, reason: (*reason).to_owned() }, about)?;
            Ok(Voided { target, entry, ticket })
        })
    }

    /// By the log and the instant that the undo itself will have: by these other gates judge it (J-06, J-08), and the
    /// log's clock may be ahead of the device's.
    fn check_void(&self, target: &Stored, log: LogId, at: Hlc) -> Result<(), GateError> {
        if !is_voidable(&target.entry.body) {
            return Err(GateError::NotVoidable);
        }
        if self.check_role(Role::Supervise, at.ms.time()).is_ok() {
            return Ok(());
        }
        self.check_role(Role::Void, at.ms.time())?;
        if target.entry.log != log {
            return Err(GateError::NotAllowed);
        }
        let age = at.ms.0.saturating_sub(target.entry.hlc.ms.0);
        if age > OWN_UNDO_MS { Err(GateError::TooLateToUndo) } else { Ok(()) }
    }

    fn find_entry(&mut self, name: &str) -> Result<EntryHash, GateError> {
        const MIN_PREFIX: usize = 6;
        let name = name.trim();
        if name.len() < MIN_PREFIX {
            return Err(GateError::EntryNotFound);
        }
        let lower = name.to_ascii_lowercase();
        let entries: Vec<_> =
            self.journal.iter().map(|s| s.hash).filter(|h| h.to_string().starts_with(&lower)).collect();
        let tickets: Vec<_> = self.journal.tickets().filter(|t| t.has_prefix(name)).collect();
        match (entries.as_slice(), tickets.as_slice()) {
            ([entry], []) => Ok(*entry),
            ([], [ticket]) => self.last_admission(*ticket).ok_or(GateError::EntryNotFound),
            _ => Err(GateError::EntryNotFound),
        }
    }

    /// This device's admission of a ticket, if it stands: what to stamp when a code is repeated because the first
    /// answer, or its stamp, was lost in a crash.
    pub fn admission_of(&mut self, ticket: TicketId) -> Option<EntryHash> {
        let key = self.key.public();
        self.last_admission(ticket).filter(|entry| self.journal.get(entry).is_some_and(|s| s.key == key))
    }

    fn last_admission(&mut self, ticket: TicketId) -> Option<EntryHash> {
        let state = self.fold(ticket);
        state.counted().last().and_then(|group| group.witnesses.first().copied())
    }
}
