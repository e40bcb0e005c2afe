//! Table P at the gate: G-01 to G-04, P-00, then P-10 to P-18 over what P-01 to P-09 left (protocol §5.1).

use super::authority::Shift;
use super::journal::{Block, Body, Class, Evidence, Group, Passage, TicketState, WeakCause};
use super::own_log::About;
use super::rows::{RECENT, Recent, RecentList, Stop};
use super::setup::replace;
use super::verdict::{Admission, Detail, Device, First, Note, Refusal, Repeat, RepeatOf, Verdict};
use super::{Gate, GateError};
use crate::code::{Presented, Reason, ReasonKind, RevokedKeys, scan, verify};
use crate::crypto::sha256;
use crate::store::{StoreError, Table, Writer as Tables};
use crate::ticket::{EntryHash, Flag, RevocationReason, Staleness, Step, TicketId, Time};
use crate::transfer::{Accused, Proof, ProofKind, Weight, find_proof};
use crate::wire::Wire;

/// P-00: the same bytes within this many milliseconds are one person.
const REPEAT_MS: u64 = 5_000;
/// P-13: how many steps a code may differ from the gate's.
const WINDOW: u64 = 2;
/// P-16: how long an admission before a crash is taken for the one that is shown again, in seconds.
const RESUME_SECONDS: u64 = 120;

/// A cause with what is known beside it.
struct Objection {
    reason: Reason,
    detail: Detail,
    first: Option<First>,
    proof: Option<ProofKind>,
}

impl From<Reason> for Objection {
    fn from(reason: Reason) -> Self {
        Self { reason, detail: Detail::None, first: None, proof: None }
    }
}

impl Objection {
    fn with(reason: Reason, detail: Detail) -> Self {
        Self { detail, ..reason.into() }
    }
}

enum Judged {
    Admit(Vec<Note>),
    /// The admission before an unclean stop, shown again (P-16).
    Resumed(Time),
    Object(Objection),
}

impl Gate {
    /// Judges a scanned text and, if it lets somebody in, writes the entry before it answers (P-17).
    pub fn admit(&mut self, text: &str) -> Result<Verdict, GateError> {
        let shift = self.check_shift()?;
        let digest = sha256(text.trim().as_bytes());
        if let Some(repeat) = self.repeat_of(&digest) {
            return Ok(Verdict::Repeat(repeat));
        }
        let at = self.now().step();
        let presented = scan(text).and_then(|code| verify(code, &self.documents, at, RevokedKeys::AskLead));
        match presented {
            Err(reason) => self.refuse(digest, None, reason.into()),
            Ok(presented) => match self.judge(&presented, shift) {
                Judged::Admit(notes) => self.let_in(digest, &presented, notes),
                Judged::Resumed(first_at) => Ok(Verdict::Repeat(self.resumed(&presented, first_at))),
                Judged::Object(objection) => self.refuse(digest, Some(&presented), objection),
            },
        }
    }

    /// P-00, absolute: a clock set back does not make a repeated code a new one.
    fn repeat_of(&self, digest: &[u8; 32]) -> Option<Repeat> {
        let now = self.clock.now_ms();
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
            ticket: Some(presented.credential().payload().ticket),
            gate: self.gate_name(),
            at: self.now(),
            first_at,
        }
    }

    fn judge(&mut self, presented: &Presented, shift: Shift) -> Judged {
        let state = self.fold(presented.credential().payload().ticket);
        let rules = self
            .check_time(presented)
            .and_then(|()| self.check_revoked(presented))
            .and_then(|()| self.check_gate(presented))
            .and_then(|()| self.check_step(presented.step()))
            .and_then(|()| self.check_handed_on(presented));
        if let Err(objection) = rules {
            return Judged::Object(objection);
        }
        if let Some(at) = self.resumes(presented) {
            return Judged::Resumed(at);
        }
        match self.check_state(presented, &state) {
            Err(objection) => Judged::Object(objection),
            Ok(()) => Judged::Admit(self.notes(presented, shift)),
        }
    }

    /// P-10
    fn check_time(&self, presented: &Presented) -> Result<(), Objection> {
        let event = self.documents.event();
        let payload = presented.credential().payload();
        let opens = payload.from.shifted(event.moved).shifted(-i64::from(event.early));
        let closes = payload.end().shifted(event.moved).shifted(event.late.into());
        let now = self.now();
        if now < opens {
            return Err(Objection::with(Reason::NotYet, Detail::ValidFrom(opens)));
        }
        if now >= closes { Err(Objection::with(Reason::Expired, Detail::ValidUntil(closes))) } else { Ok(()) }
    }

    /// P-11
    fn check_revoked(&mut self, presented: &Presented) -> Result<(), Objection> {
        let payload = presented.credential().payload();
        let listed = self.documents.revocation().and_then(|list| list.reason(payload.ticket, payload.epoch));
        let handed = !presented.chain().endorsements().is_empty();
        match listed {
            Some(RevocationReason::Recovered) if handed => return Err(Reason::RecoveredChain.into()),
            Some(RevocationReason::Superseded) => return Err(Reason::Superseded.into()),
            Some(_) => return Err(Reason::Revoked.into()),
            None => {}
        }
        if self.known_chains(payload.ticket).iter().any(|known| epoch(known) > payload.epoch) {
            return Err(Reason::Superseded.into());
        }
        let hard = self.documents.event().staleness == Staleness::AskLead;
        if hard && self.is_list_old() { Err(Reason::ListOldHard.into()) } else { Ok(()) }
    }

    /// P-12
    fn check_gate(&self, presented: &Presented) -> Result<(), Objection> {
        let event = self.documents.event();
        let zone = presented.credential().payload().zone;
        if event.gate(self.identity.gate).is_some_and(|gate| gate.admits(zone)) {
            return Ok(());
        }
        let others = event.gates.iter().filter(|gate| gate.admits(zone)).map(|gate| gate.name.clone());
        Err(Objection::with(Reason::WrongGate, Detail::OtherGates(others.collect())))
    }

    /// P-13
    fn check_step(&self, step: Step) -> Result<(), Objection> {
        let own = self.now().step();
        let seconds = own.begins().distance(step.begins());
        if own.distance(step) <= WINDOW {
            return Ok(());
        }
        let detail = if step < own { Detail::CodeBehind(seconds) } else { Detail::CodeAhead(seconds) };
        Err(Objection::with(Reason::Stale, detail))
    }

    /// P-15
    fn check_handed_on(&mut self, presented: &Presented) -> Result<(), Objection> {
        let known = self.known_chains(presented.credential().payload().ticket);
        let extended = known.iter().any(|other| presented.chain().is_extended_by(other.chain()));
        if extended { Err(Reason::HandedOn.into()) } else { Ok(()) }
    }

    /// P-16, its first case: the last own admission before an unclean stop, same key, within two minutes.
    fn resumes(&self, presented: &Presented) -> Option<Time> {
        let stored = self.journal.get(&self.resumed_after?)?;
        let before = Evidence::presented(&stored.entry, stored.entry.code()?, &self.documents)?;
        let same = before.chain().head() == presented.chain().head();
        let at = stored.entry.hlc.ms.time();
        (same && at.distance(self.now()) <= RESUME_SECONDS).then_some(at)
    }

    /// P-16
    fn check_state(&self, presented: &Presented, state: &TicketState) -> Result<(), Objection> {
        let (block, group) = state.block();
        let Some(group) = group else { return Ok(()) };
        let first = self.first(group);
        let reason = match block {
            Block::Open => return Ok(()),
            Block::Weak(_, WeakCause::Unproved) => Reason::UnprovedEntry,
            Block::Weak(_, WeakCause::Disputed) => Reason::CodeDisputed,
            Block::Proved(_) => return Err(self.proved_block(presented, group, first)),
        };
        Err(Objection { first, ..reason.into() })
    }

    fn proved_block(&self, presented: &Presented, group: &Group, first: Option<First>) -> Objection {
        let blocker = group.witnesses.first().and_then(|hash| self.presented(hash));
        let Some(blocker) = blocker else { return Objection { first, ..Reason::AlreadyUsed.into() } };
        if epoch(presented) > epoch(&blocker) {
            return Objection { first, ..Reason::HigherEpoch.into() };
        }
        let proof = find_proof(presented, &blocker);
        let cheated = proof.filter(|proof| accuses(proof, &blocker));
        let reason = if cheated.is_some() { Reason::BlockerCheated } else { Reason::AlreadyUsed };
        Objection { first, proof: proof.map(|proof| proof.kind), ..reason.into() }
    }

    /// P-18
    fn notes(&mut self, presented: &Presented, shift: Shift) -> Vec<Note> {
        let known = self.known_chains(presented.credential().payload().ticket);
        let forked = known
            .iter()
            .any(|other| find_proof(presented, other).is_some_and(|proof| proof.kind == ProofKind::Fork));
        let staff_note = presented.credential().payload().policy.flags.has(Flag::StaffNote);
        [
            (self.is_list_old(), Note::ListOld),
            (forked, Note::ForkSeen),
            (staff_note, Note::StaffNote),
            (shift == Shift::InGrace, Note::InGrace),
            (self.is_certificate_disowned(), Note::CertificateKeyRevoked),
        ]
        .into_iter()
        .filter_map(|(set, note)| set.then_some(note))
        .collect()
    }

    /// Old data is a note, never a closed door (protocol §4).
    fn is_list_old(&self) -> bool {
        let (now, event) = (self.now(), self.documents.event());
        let trust_old = now > self.documents.trust().next_update();
        let revocation_old = match self.documents.revocation() {
            Some(list) => now > list.next_update() || list.version() < event.minimum_revocation,
            None => event.minimum_revocation > 0,
        };
        trust_old || revocation_old
    }

    fn let_in(
        &mut self,
        digest: [u8; 32],
        presented: &Presented,
        notes: Vec<Note>,
    ) -> Result<Verdict, GateError> {
        let passage = Passage {
            code: Some(presented.code().to_bytes()),
            challenge: None,
            notes: notes.iter().map(|note| note.code().to_owned()).collect(),
        };
        let draft = self.draft(Body::Admit(passage), Some(About::code(presented)))?;
        let (entry, at) = (draft.hash, draft.entry.hlc.ms.time());
        let mut session = self.session;
        (session.stop, session.last_admission) = (Stop::Unclean, Some(entry));
        let payload = presented.credential().payload();
        let recent = self.remember(digest, RepeatOf::Admitted, Some(payload.ticket));
        self.commit(draft, session, |tables| put_recent(tables, &recent))?;
        self.recent = recent;
        self.resumed_after = None;
        Ok(Verdict::Admitted(Admission {
            ticket: payload.ticket,
            entry,
            gate: self.gate_name(),
            at,
            place: payload.place.clone(),
            zone: self.documents.event().zone_name(payload.zone),
            notes,
        }))
    }

    /// Counts a refusal, and journals it once a (ticket, reason, minute) where the holder's signature held.
    fn refuse(
        &mut self,
        digest: [u8; 32],
        presented: Option<&Presented>,
        objection: Objection,
    ) -> Result<Verdict, GateError> {
        let payload = presented.map(|p| p.credential().payload());
        let ticket = payload.map(|p| p.ticket);
        let reason = objection.reason;
        let recent = self.remember(digest, RepeatOf::NotAdmitted(reason), ticket);
        let count = |tables: &mut Tables<'_>| {
            put_recent(tables, &recent)?;
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
        };
        self.recent = recent;
        Ok(match reason.kind() {
            ReasonKind::Refuse => Verdict::Refused(refusal),
            ReasonKind::Ask => Verdict::Ask(refusal),
        })
    }

    fn is_journaled(&self, presented: &Presented, reason: Reason) -> bool {
        let minute = self.now().seconds() / 60;
        let ticket = presented.credential().payload().ticket;
        self.journal.of_ticket(ticket).any(|stored| {
            matches!(&stored.entry.body, Body::Refuse { reason: r, .. } if r == reason.code())
                && Some(stored.entry.log) == self.session.log
                && stored.entry.hlc.ms.time().seconds() / 60 == minute
        })
    }

    /// The list of recent codes with one more; what is over five seconds old goes.
    fn remember(&self, digest: [u8; 32], of: RepeatOf, ticket: Option<TicketId>) -> Vec<Recent> {
        let at_ms = self.clock.now_ms();
        let mut recent = vec![Recent { digest, at_ms, of, ticket }];
        recent.extend(self.recent.iter().filter(|r| r.at_ms.abs_diff(at_ms) <= REPEAT_MS));
        recent.truncate(RecentList::MAX);
        recent
    }

    /// The state of a ticket over everything this device knows.
    pub(super) fn fold(&mut self, ticket: TicketId) -> TicketState {
        let (documents, evidence) = (&self.documents, &mut self.evidence);
        self.journal.fold(ticket, documents, |stored| {
            *evidence.entry(stored.hash).or_insert_with(|| Evidence::of(&stored.entry, documents))
        })
    }

    /// Every holding code of a ticket that any entry carries.
    fn known_chains(&mut self, ticket: TicketId) -> Vec<Presented> {
        let hashes: Vec<_> = self.journal.of_ticket(ticket).map(|stored| stored.hash).collect();
        hashes.iter().filter_map(|hash| self.presented(hash)).collect()
    }

    /// The verified code of an entry.
    pub(super) fn presented(&self, hash: &EntryHash) -> Option<Presented> {
        let stored = self.journal.get(hash)?;
        Evidence::presented(&stored.entry, stored.entry.code()?, &self.documents)
    }

    /// Who was first, for the screen.
    fn first(&self, group: &Group) -> Option<First> {
        debug_assert!(group.class != Class::Nothing);
        let stored = self.journal.get(group.witnesses.first()?)?;
        let own = stored.key == self.key.public();
        Some(First {
            gate: self.documents.event().gate_name(stored.entry.gate),
            at: stored.entry.hlc.ms.time(),
            device: if own { Device::This } else { Device::Other },
        })
    }
}

fn epoch(presented: &Presented) -> u16 {
    presented.credential().payload().epoch
}

/// Whether a proof names the key that was let in.
fn accuses(proof: &Proof, blocker: &Presented) -> bool {
    let named = match proof.accused {
        Accused::Holder(key) => Some(key),
        Accused::Issuer(_) | Accused::Nobody => None,
    };
    proof.weight == Weight::Proof && named.is_some() && named == blocker.chain().holder()
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
