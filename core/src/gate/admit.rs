//! Table P at the gate: G-01 to G-04, P-00, then P-10 to P-18 over what P-01 to P-09 left (protocol §5.1).

use super::authority::Shift;
use super::challenge::put_challenges;
use super::digits::locator_of;
use super::journal::{Body, Class, Evidence, Group, Passage, RuleSaid, TicketState};
use super::own_log::{About, Draft};
use super::rows::{RECENT, Recent, RecentList, Session};
use super::setup::replace;
use super::verdict::{Admission, Device, First, Note, Refusal, Repeat, RepeatOf, Verdict};
use super::{Gate, GateError};
use crate::code::{Against, Code, Detail, Finding, Presented, Reason, ReasonKind, RevokedKeys, scan, verify};
use crate::crypto::{hash_bytes, sha256};
use crate::ports::LogAct;
use crate::store::{StoreError, Table, Writer as Tables};
use crate::ticket::{EntryHash, PersonName, TicketId, Time};
use crate::transfer::ProofKind;
use crate::wire::{Wire, trimmed};

/// P-00: the same bytes within this many milliseconds are one person.
pub(super) const REPEAT_MS: u64 = 5_000;

/// Whether staff compared a name with the person before the code was scanned.
#[derive(Clone, Copy)]
pub(super) enum NameCheck<'a> {
    None,
    /// As staff read it on a document, or picked it from the list.
    Compared(&'a str),
}

/// A cause with what is known beside it.
pub(super) struct Objection {
    pub(super) reason: Reason,
    pub(super) detail: Detail,
    pub(super) first: Option<First>,
    pub(super) proof: Option<ProofKind>,
}

impl From<Reason> for Objection {
    fn from(reason: Reason) -> Self {
        Self { reason, detail: Detail::None, first: None, proof: None }
    }
}

impl From<Finding> for Objection {
    fn from(finding: Finding) -> Self {
        Self::with(finding.reason, finding.detail)
    }
}

impl Objection {
    pub(super) fn with(reason: Reason, detail: Detail) -> Self {
        Self { detail, ..reason.into() }
    }
}

/// What is told of somebody who is let in.
pub(super) struct Granted {
    pub(super) notes: Vec<Note>,
    pub(super) name: Option<PersonName>,
    /// How far the ticket is used then (J-09).
    pub(super) detail: Detail,
}

pub(super) enum Judged {
    Admit(Granted),
    /// The admission before an unclean stop, shown again (P-16).
    Resumed(Time),
    Object(Objection),
}

impl Gate {
    /// Judges the text of a code. When this returns, the verdict is on disk (P-17).
    pub fn admit(&mut self, text: &str) -> Result<Verdict, GateError> {
        self.logged(LogAct::Admit, |gate| gate.admit_checked(text, NameCheck::None))
    }

    /// As [`Gate::admit`], after staff compared the person's document: `name` as it stands there (P-14).
    pub fn admit_named(&mut self, text: &str, name: &str) -> Result<Verdict, GateError> {
        self.logged(LogAct::Admit, |gate| gate.admit_checked(text, NameCheck::Compared(name)))
    }

    fn admit_checked(&mut self, text: &str, check: NameCheck<'_>) -> Result<Verdict, GateError> {
        let shift = self.check_shift()?;
        let digest = digest(text, check);
        if let Some(repeat) = self.repeat_of(&digest) {
            return Ok(Verdict::Repeat(repeat));
        }
        let code = scan(text);
        let totp = code.as_ref().ok().and_then(locator_of);
        if let Some(from) = totp.and_then(|locator| self.locked_until(locator)) {
            let objection = Objection::with(Reason::TooManyTries, Detail::TryAgainFrom(from));
            return self.refuse(digest, None, objection);
        }
        match code.and_then(|code| self.verify(code, RevokedKeys::AskLead)) {
            Err(Reason::BadSignature) if totp.is_some() => {
                self.refuse_typed(digest, Reason::BadSignature.into(), totp)
            }
            Err(reason) => self.refuse(digest, None, reason.into()),
            Ok(presented) => self.conclude(digest, &presented, check, shift),
        }
    }

    /// P-10 to P-18, and what they come to.
    pub(super) fn conclude(
        &mut self,
        digest: [u8; 32],
        presented: &Presented,
        check: NameCheck<'_>,
        shift: Shift,
    ) -> Result<Verdict, GateError> {
        match self.see(presented).judge(presented, check, shift) {
            Judged::Admit(granted) => self.let_in(digest, presented, granted),
            Judged::Resumed(first_at) => Ok(Verdict::Repeat(self.resumed(presented, first_at))),
            Judged::Object(objection) => self.refuse(digest, Some(presented), objection),
        }
    }

    /// P-02 to P-09 as this gate asks them.
    pub(super) fn verify(&self, code: Code, revoked: RevokedKeys) -> Result<Presented, Reason> {
        let challenges = self.asked();
        let at = self.now().step();
        let zones = match &self.guests {
            Some(guests) if self.judges_digits() => guests.zones(),
            _ => &[],
        };
        let against = Against { challenges: &challenges, zones, ..Against::gate(&self.documents, at) };
        verify(code, &Against { revoked, ..against })
    }

    /// P-00, absolute: a clock set back does not make a repeated code a new one.
    pub(super) fn repeat_of(&self, digest: &[u8; 32]) -> Option<Repeat> {
        let now = self.now_ms();
        let recent =
            self.recent.iter().find(|r| r.digest == *digest && r.at_ms.abs_diff(now) <= REPEAT_MS)?;
        Some(Repeat {
            of: recent.of,
            ticket: recent.ticket,
            gate: self.gate_name(),
            at: self.now(),
            first_at: Time::from_clock_ms(recent.at_ms),
        })
    }

    fn resumed(&self, presented: &Presented, first_at: Time) -> Repeat {
        Repeat {
            of: RepeatOf::Admitted,
            ticket: Some(presented.payload().ticket),
            gate: self.gate_name(),
            at: self.now(),
            first_at,
        }
    }

    fn let_in(
        &mut self,
        digest: [u8; 32],
        presented: &Presented,
        granted: Granted,
    ) -> Result<Verdict, GateError> {
        let Granted { notes, name, detail } = granted;
        let passage = Passage {
            code: journaled(presented.code()),
            challenge: self.challenge_item(presented),
            notes: notes.iter().map(|note| note.code().to_owned()).collect(),
        };
        let draft = self.draft_verified(Body::Admit(passage), presented)?;
        let (entry, at) = (draft.hash, draft.entry.hlc.ms.time());
        let payload = presented.payload();
        let session = self.session.after(entry);
        self.commit_passage(draft, session, digest, Some(presented))?;
        Ok(Verdict::Admitted(Admission {
            ticket: payload.ticket,
            entry,
            gate: self.gate_name(),
            at,
            place: payload.place.clone(),
            zone: self.documents.event().zone_name(payload.zone),
            notes,
            name,
            detail,
        }))
    }

    /// Writes somebody's way in or out, with what this device remembers of the code (P-00, P-13): one row.
    pub(super) fn commit_passage(
        &mut self,
        mut draft: Draft,
        session: Session,
        digest: [u8; 32],
        presented: Option<&Presented>,
    ) -> Result<EntryHash, GateError> {
        let recent = self.remember(digest, RepeatOf::Admitted, draft.entry.ticket);
        draft.trace = Some(self.trace(&draft.entry, digest));
        let answered = presented.filter(|presented| presented.challenge().is_some());
        let challenges = answered.map(|presented| self.spent_by(presented));
        let resumed = session == self.session;
        let entry = self.commit(draft, session, |tables| {
            challenges.as_deref().map_or(Ok(()), |challenges| put_challenges(tables, challenges))
        })?;
        self.recent = recent;
        self.challenges = challenges.unwrap_or_else(|| core::mem::take(&mut self.challenges));
        if !resumed {
            self.resumed_after = None;
        }
        self.name_changes();
        Ok(entry)
    }

    /// Counts a refusal, and journals it once a (ticket, reason, minute) where the holder's signature held.
    fn refuse(
        &mut self,
        digest: [u8; 32],
        presented: Option<&Presented>,
        objection: Objection,
    ) -> Result<Verdict, GateError> {
        self.refuse_beside(digest, presented, objection, |_| Ok(()))
    }

    /// As [`Gate::refuse`], with what else belongs into the same transaction.
    pub(super) fn refuse_beside(
        &mut self,
        digest: [u8; 32],
        presented: Option<&Presented>,
        objection: Objection,
        also: impl FnOnce(&mut Tables<'_>) -> Result<(), StoreError>,
    ) -> Result<Verdict, GateError> {
        let payload = presented.map(Presented::payload);
        let ticket = payload.map(|p| p.ticket);
        let reason = objection.reason;
        let beacon_for = self.note_stale(presented, &objection.detail);
        let recent = self.remember(digest, RepeatOf::NotAdmitted(reason), ticket);
        let watch = self.watch.clone();
        let count = |tables: &mut Tables<'_>| {
            put_recent(tables, &recent)?;
            if presented.is_some() {
                watch.put(tables)?;
            }
            also(tables)?;
            count_refusal(tables, reason)
        };
        let fresh = presented.filter(|p| !self.is_journaled(p, reason));
        match fresh {
            Some(presented) => {
                let body =
                    Body::Refuse { reason: reason.code().to_owned(), presentation: Some(presented.id()) };
                let draft = self.draft(body, Some(About::code(presented)))?;
                let session = self.session;
                self.commit(draft, session, count)?;
            }
            None => self.store.write(&mut *self.rng, count)?,
        }
        let refusal = Refusal {
            reason,
            detail: objection.detail,
            ticket,
            place: payload.map(|p| p.place.clone()),
            gate: self.gate_name(),
            at: self.now(),
            first: objection.first,
            proof: objection.proof,
            beacon_for,
            notes: if self.is_clock_skewed() { vec![Note::ClockSkewed] } else { Vec::new() },
        };
        self.recent = recent;
        self.name_changes();
        Ok(match reason.kind() {
            ReasonKind::Refuse => Verdict::Refused(refusal),
            ReasonKind::Ask => Verdict::Ask(refusal),
        })
    }

    fn is_journaled(&self, presented: &Presented, reason: Reason) -> bool {
        let minute = self.now().seconds() / 60;
        let ticket = presented.payload().ticket;
        self.journal.of_ticket(ticket).any(|stored| {
            matches!(&stored.entry.body, Body::Refuse { reason: r, .. } if r == reason.code())
                && Some(stored.entry.log) == self.session.log
                && stored.entry.hlc.ms.time().seconds() / 60 == minute
        })
    }

    /// The list of recent codes with one more; what is over five seconds old goes.
    fn remember(&self, digest: [u8; 32], of: RepeatOf, ticket: Option<TicketId>) -> Vec<Recent> {
        let at_ms = self.now_ms();
        let mut recent = vec![Recent { digest, at_ms, of, ticket }];
        recent.extend(self.recent.iter().filter(|r| r.at_ms.abs_diff(at_ms) <= REPEAT_MS));
        recent.truncate(RecentList::MAX);
        recent
    }

    /// The state of a ticket over everything this device knows.
    pub(super) fn fold(&mut self, ticket: TicketId) -> TicketState {
        self.fold_beside(ticket, None)
    }

    /// The state that a code meets, by the rule that it says (P-16).
    pub(super) fn fold_for(&mut self, presented: &Presented) -> TicketState {
        let payload = presented.payload();
        self.fold_beside(payload.ticket, Some(RuleSaid::by(payload)))
    }

    fn fold_beside(&mut self, ticket: TicketId, shown: Option<RuleSaid>) -> TicketState {
        let (documents, evidence) = (&self.documents, &mut self.evidence);
        self.journal.fold(ticket, documents, shown, |stored| {
            *evidence
                .entry(stored.hash)
                .or_insert_with(|| Evidence::of(&stored.entry, &stored.key, documents))
        })
    }

    /// Every holding code of a ticket that any entry carries.
    pub(super) fn known_chains(&mut self, ticket: TicketId) -> Vec<Presented> {
        let hashes: Vec<_> = self.journal.of_ticket(ticket).map(|stored| stored.hash).collect();
        hashes.iter().filter_map(|hash| self.presented(hash)).collect()
    }

    /// The verified code of an entry.
    pub(super) fn presented(&self, hash: &EntryHash) -> Option<Presented> {
        let stored = self.journal.get(hash)?;
        Evidence::presented(&stored.entry, &stored.key, &self.documents).map(|(presented, _)| presented)
    }

    /// Who was first, for the screen.
    pub(super) fn first(&self, group: &Group) -> Option<First> {
        debug_assert!(group.class != Class::Nothing);
        self.first_of(group.witnesses.first()?)
    }

    pub(super) fn first_of(&self, entry: &EntryHash) -> Option<First> {
        let stored = self.journal.get(entry)?;
        let own = stored.key == self.key.public();
        Some(First {
            gate: self.documents.event().gate_name(stored.entry.gate),
            at: stored.entry.hlc.ms.time(),
            device: if own { Device::This } else { Device::Other },
        })
    }
}

/// P-00 knows a code by its bytes and by the name that was compared with it.
fn digest(text: &str, check: NameCheck<'_>) -> [u8; 32] {
    match check {
        NameCheck::None => sha256(trimmed(text).as_bytes()),
        NameCheck::Compared(name) => {
            hash_bytes("judged", &[trimmed(text).as_bytes(), &[0], name.as_bytes()].concat())
        }
    }
}

/// The code as the journal keeps it. Digits and cards are none: they prove nothing to anybody.
pub(super) fn journaled(code: &Code) -> Option<Vec<u8>> {
    match code {
        Code::Interactive(code) => Some(code.without_opening().to_bytes()),
        Code::Totp(_) | Code::Card(_) => None,
        other => Some(other.to_bytes()),
    }
}

fn put_recent(tables: &mut Tables<'_>, recent: &[Recent]) -> Result<(), StoreError> {
    replace(tables, Table::Judged, RECENT, &RecentList(recent.to_vec()).to_bytes())
}

fn count_refusal(tables: &mut Tables<'_>, reason: Reason) -> Result<(), StoreError> {
    let key = reason.code().as_bytes();
    let before = match tables.find(Table::Refused, key)?.pop() {
        Some(row) => u64::from_be_bytes(row.value.as_slice().try_into().map_err(|_| StoreError::Corrupt)?),
        None => 0,
    };
    replace(tables, Table::Refused, key, &before.saturating_add(1).to_be_bytes())
}
