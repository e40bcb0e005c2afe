//! P-10 to P-16 and the notes of P-18, over a code for which P-01 to P-09 hold (protocol §5.1).

use super::Gate;
use super::admit::{Judged, NameCheck, Objection};
use super::authority::Shift;
use super::digits::{note_of, proves};
use super::journal::{Block, Entry, Evidence, Group, TicketState, WeakCause};
use super::verdict::{First, Note};
use crate::code::{Asked, Detail, Door, Presented, Profile, Reason, asked_of};
use crate::ticket::{Flag, PersonName, Time};
use crate::transfer::{Accused, Proof, ProofKind, Weight, find_proof};

/// P-16: how long an admission before a crash is taken for the one that is shown again, in seconds.
const RESUME_SECONDS: u64 = 120;

/// What is known of the holder's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NameSeen {
    /// Staff compared it, and it is the ticket's.
    Verified(PersonName),
    /// The phone opened it; staff compare it now.
    Opened(PersonName),
    /// It stands in the guest list; staff compare it first.
    Listed(PersonName),
    /// Nobody here knows it.
    Unknown,
}

impl NameSeen {
    fn shown(&self) -> Option<PersonName> {
        match self {
            Self::Verified(name) | Self::Opened(name) => Some(name.clone()),
            Self::Listed(_) | Self::Unknown => None,
        }
    }

    /// Paper shows no living code, and an opened name no face: somebody looks.
    fn is_to_compare(&self, presented: &Presented) -> bool {
        match self {
            Self::Verified(_) => false,
            Self::Opened(_) => true,
            Self::Listed(_) | Self::Unknown => presented.profile() == Profile::Static,
        }
    }
}

impl Gate {
    pub(super) fn judge(&mut self, presented: &Presented, check: NameCheck<'_>, shift: Shift) -> Judged {
        let state = self.fold(presented.payload().ticket);
        let name = self.name_seen(presented, check);
        let rules = self
            .door()
            .check_time(presented)
            .map_err(Objection::from)
            .and_then(|()| self.check_revoked(presented))
            .and_then(|()| Ok(self.door().check_gate(presented)?))
            .and_then(|()| self.check_moment(presented))
            .and_then(|()| Self::check_asked(presented, &name))
            .and_then(|()| self.check_handed_on(presented));
        if let Err(objection) = rules {
            return Judged::Object(objection);
        }
        if let Some(at) = self.resumes(presented) {
            return Judged::Resumed(at);
        }
        if let Err(objection) = self.check_state(presented, &state) {
            return Judged::Object(objection);
        }
        let notes = self.notes(presented, &name, shift);
        Self::check_digits_only(presented, Judged::Admit(notes, name.shown()), &name)
    }

    pub(super) fn door(&self) -> Door<'_> {
        Door { documents: &self.documents, gate: self.identity.gate, now: self.now() }
    }

    /// P-11: the list, and every newer credential of this ticket that the journal knows.
    fn check_revoked(&mut self, presented: &Presented) -> Result<(), Objection> {
        self.door().check_listed(presented)?;
        let payload = presented.payload();
        if self.known_chains(payload.ticket).iter().any(|known| epoch(known) > payload.epoch) {
            return Err(Reason::Superseded.into());
        }
        Ok(self.door().check_staleness()?)
    }

    /// P-13
    fn check_moment(&self, presented: &Presented) -> Result<(), Objection> {
        match presented.profile() {
            Profile::Static => Ok(()),
            Profile::Interactive if self.is_answered_in_time(presented) => Ok(()),
            Profile::Interactive => Err(Objection::with(Reason::Stale, Detail::ChallengeOver)),
            Profile::Proof | Profile::Reference | Profile::Totp => {
                Ok(self.door().check_step(presented.step().unwrap_or_default())?)
            }
        }
    }

    /// P-14
    fn check_asked(presented: &Presented, name: &NameSeen) -> Result<(), Objection> {
        match (asked_of(presented), name) {
            (Asked::Nothing, _) | (Asked::Name, NameSeen::Verified(_) | NameSeen::Opened(_)) => Ok(()),
            (Asked::Name, NameSeen::Listed(name)) => {
                Err(Objection::with(Reason::NeedName, Detail::NameOnList(name.clone())))
            }
            (Asked::Name, NameSeen::Unknown) => Err(Reason::NeedName.into()),
            (Asked::Challenge, _) => Err(Reason::NeedChallenge.into()),
        }
    }

    /// P-15
    fn check_handed_on(&mut self, presented: &Presented) -> Result<(), Objection> {
        let known = self.known_chains(presented.payload().ticket);
        let extended = known.iter().any(|other| presented.chain().is_extended_by(other.chain()));
        if extended { Err(Reason::HandedOn.into()) } else { Ok(()) }
    }

    /// P-16, its first case: the last own admission before an unclean stop, same key, within two minutes.
    fn resumes(&self, presented: &Presented) -> Option<Time> {
        let stored = self.journal.get(&self.resumed_after?)?;
        if !proves(presented) {
            return self.resumes_digits(presented, &stored.entry);
        }
        let (before, _) = Evidence::presented(&stored.entry, &stored.key, &self.documents)?;
        let same = before.chain().head() == presented.chain().head();
        let at = stored.entry.hlc.ms.time();
        (same && at.distance(self.now()) <= RESUME_SECONDS).then_some(at)
    }

    /// The same for digits, whose entry has no code to compare.
    fn resumes_digits(&self, presented: &Presented, entry: &Entry) -> Option<Time> {
        let payload = presented.payload();
        let same = entry.code().is_none()
            && (entry.ticket, entry.epoch) == (Some(payload.ticket), Some(payload.epoch));
        let at = entry.hlc.ms.time();
        (same && at.distance(self.now()) <= RESUME_SECONDS).then_some(at)
    }

    /// P-16
    fn check_state(&self, presented: &Presented, state: &TicketState) -> Result<(), Objection> {
        let (block, group) = state.block();
        let Some(group) = group else { return Ok(()) };
        let first = self.first(group);
        let reason = match block {
            Block::Open => return Ok(()),
            Block::Weak(..) if presented.profile() == Profile::Static || !proves(presented) => {
                Reason::AlreadyUsed
            }
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
        let proof = find_proof(presented, &blocker).filter(|_| proves(presented));
        let cheated = proof.filter(|proof| accuses(proof, &blocker));
        let reason = if cheated.is_some() { Reason::BlockerCheated } else { Reason::AlreadyUsed };
        Objection { first, proof: proof.map(|proof| proof.kind), ..reason.into() }
    }

    /// P-18
    fn notes(&mut self, presented: &Presented, name: &NameSeen, shift: Shift) -> Vec<Note> {
        let known = self.known_chains(presented.payload().ticket);
        let forked = proves(presented)
            && known
                .iter()
                .any(|other| find_proof(presented, other).is_some_and(|proof| proof.kind == ProofKind::Fork));
        let staff_note = presented.payload().policy.flags.has(Flag::StaffNote);
        [
            (self.door().is_list_old(), Note::ListOld),
            (forked, Note::ForkSeen),
            (staff_note, Note::StaffNote),
            (name.is_to_compare(presented), Note::CheckName),
            (shift == Shift::InGrace, Note::InGrace),
            (self.is_certificate_disowned(), Note::CertificateKeyRevoked),
            (self.is_clock_skewed(), Note::ClockSkewed),
        ]
        .into_iter()
        .filter_map(|(set, note)| set.then_some(note))
        .chain(note_of(presented.code()))
        .collect()
    }

    /// The name behind a ticket, as far as this gate can know it, and whether staff compared it.
    fn name_seen(&self, presented: &Presented, check: NameCheck<'_>) -> NameSeen {
        let opened = self.opened_name(presented);
        let Some(known) = opened.as_ref().or_else(|| self.listed_name(presented)) else {
            return NameSeen::Unknown;
        };
        let name = known.name().clone();
        match check {
            NameCheck::Compared(typed) if known.is_named(typed) => NameSeen::Verified(name),
            _ if opened.is_some() => NameSeen::Opened(name),
            _ => NameSeen::Listed(name),
        }
    }
}

pub(super) fn epoch(presented: &Presented) -> u16 {
    presented.payload().epoch
}

/// Whether a proof names the key that was let in.
fn accuses(proof: &Proof, blocker: &Presented) -> bool {
    let named = match proof.accused {
        Accused::Holder(key) => Some(key),
        Accused::Issuer(_) | Accused::Nobody => None,
    };
    proof.weight == Weight::Proof && named.is_some() && named == blocker.chain().holder()
}
