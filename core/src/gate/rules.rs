//! P-10 to P-16 and the notes of P-18, over a code for which P-01 to P-09 hold (protocol §5.1).

use super::Gate;
use super::admit::{Granted, Judged, NameCheck, Objection};
use super::authority::Shift;
use super::digits::{note_of, proves};
use super::journal::{Block, Body, Entry, Evidence, Group, TicketState, WeakCause};
use super::verdict::{First, Note};
use crate::code::{Detail, Door, NameSeen, Presented, Profile, Reason};
use crate::ticket::{EntryRule, Flag, KeyStatus, Time};
use crate::transfer::{Accused, Proof, ProofKind, Weight, find_proof};

/// P-16: how long an admission before a crash is taken for the one that is shown again, in seconds.
const RESUME_SECONDS: u64 = 120;

impl Gate {
    pub(super) fn judge(&mut self, presented: &Presented, check: NameCheck<'_>, shift: Shift) -> Judged {
        let state = self.fold_for(presented);
        let name = self.name_seen(presented, check);
        let rules = self
            .door()
            .check_time(presented)
            .map_err(Objection::from)
            .and_then(|()| self.check_revoked(presented))
            .and_then(|()| Ok(self.door().check_gate(presented)?))
            .and_then(|()| self.check_moment(presented))
            .and_then(|()| Ok(name.check(presented)?))
            .and_then(|()| self.check_handed_on(presented));
        if let Err(objection) = rules {
            return Judged::Object(objection);
        }
        if let Some(at) = self.resumes(presented, &state) {
            return Judged::Resumed(at);
        }
        if let Err(objection) = self.check_state(presented, &state) {
            return Judged::Object(objection);
        }
        let granted = Granted {
            notes: self.notes(presented, &name, shift),
            name: name.shown(),
            detail: self.used_then(&state),
        };
        Self::check_digits_only(presented, Judged::Admit(granted), &name)
    }

    pub(super) fn door(&self) -> Door<'_> {
        Door { documents: &self.documents, gate: self.identity.gate, now: self.now() }
    }

    /// P-11: the list, and every newer credential of this ticket that the journal knows; one under a key that was revoked
    /// since may be a thief's.
    fn check_revoked(&mut self, presented: &Presented) -> Result<(), Objection> {
        self.door().check_listed(presented)?;
        let payload = presented.payload();
        let stands = |known: &Presented| known.key_status() == KeyStatus::Active;
        let known = self.known_chains(payload.ticket);
        if known.iter().any(|known| stands(known) && epoch(known) > payload.epoch) {
            return Err(Reason::Superseded.into());
        }
        Ok(self.door().check_staleness()?)
    }

    /// P-13
    pub(super) fn check_moment(&self, presented: &Presented) -> Result<(), Objection> {
        match presented.profile() {
            Profile::Static | Profile::Card => Ok(()),
            Profile::Interactive if self.is_answered_in_time(presented) => Ok(()),
            Profile::Interactive => Err(Objection::with(Reason::Stale, Detail::ChallengeOver)),
            Profile::Proof | Profile::Reference | Profile::Totp => {
                Ok(self.door().check_step(presented.step().unwrap_or_default())?)
            }
        }
    }

    /// P-15
    fn check_handed_on(&mut self, presented: &Presented) -> Result<(), Objection> {
        let known = self.known_chains(presented.payload().ticket);
        let extended = known.iter().any(|other| presented.chain().is_extended_by(other.chain()));
        if extended { Err(Reason::HandedOn.into()) } else { Ok(()) }
    }

    /// P-16, its first case: the last own admission before an unclean stop, same key, within two minutes, while it
    /// stands.
    fn resumes(&self, presented: &Presented, state: &TicketState) -> Option<Time> {
        let stored = self.journal.get(&self.resumed_after.filter(|entry| state.stands(entry))?)?;
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
        if presented.payload().is_blank() && state.issues().is_empty() {
            return Err(Reason::NotIssued.into());
        }
        let (block, group) = state.block(self.zone());
        let Some(group) = group else {
            self.check_replaced(state)?;
            return self.check_spent(presented, state);
        };
        let first = self.first(group);
        let reason = match block {
            Block::Open => return Ok(()),
            Block::Weak(..) if presented.profile() == Profile::Static || !proves(presented) => {
                Reason::AlreadyUsed
            }
            Block::Weak(_, WeakCause::Unproved) => Reason::UnprovedEntry,
            Block::Weak(_, WeakCause::Disputed) => Reason::CodeDisputed,
            Block::Weak(_, WeakCause::ExitUnclear) => Reason::ExitUnclear,
            Block::Proved(_) => return Err(self.proved_block(presented, state, group, first)),
        };
        Err(Objection { detail: self.used_now(state, first.as_ref()), first, ..reason.into() })
    }

    /// P-16: paper was given out in place of this ticket, and nobody came in with the ticket itself.
    fn check_replaced(&self, state: &TicketState) -> Result<(), Objection> {
        match state.replaced() {
            Some(entry) => Err(Objection { first: self.first_of(&entry), ..Reason::Reissued.into() }),
            None => Ok(()),
        }
    }

    fn proved_block(
        &self,
        presented: &Presented,
        state: &TicketState,
        group: &Group,
        first: Option<First>,
    ) -> Objection {
        let detail = self.used_now(state, first.as_ref());
        let blocker = group.witnesses.first().and_then(|hash| self.presented(hash));
        if blocker.is_some_and(|blocker| epoch(presented) > epoch(&blocker)) {
            return Objection { detail, first, ..Reason::HigherEpoch.into() };
        }
        let standing = state.proved(self.zone()).filter_map(|group| group.witnesses.first());
        let known = standing.filter_map(|hash| self.presented(hash)).filter(|_| proves(presented));
        let proofs = known.filter_map(|known| find_proof(presented, &known).map(|proof| (proof, known)));
        let proofs: Vec<(Proof, Presented)> = proofs.collect();
        let cheated = proofs.iter().find(|(proof, known)| accuses(proof, known));
        let reason = if cheated.is_some() { Reason::BlockerCheated } else { Reason::AlreadyUsed };
        let proof = cheated.or_else(|| proofs.iter().min_by_key(|(proof, _)| proof.kind));
        Objection { detail, first, proof: proof.map(|(proof, _)| proof.kind), ..reason.into() }
    }

    /// P-16, its last case: one code is one presentation, so who comes back shows a fresh one. Paper has no other.
    fn check_spent(&self, presented: &Presented, state: &TicketState) -> Result<(), Objection> {
        match presented.profile() {
            Profile::Proof | Profile::Reference if self.is_spent(presented, state.rule()) => {
                Err(Objection::with(Reason::Stale, Detail::CodeSpent))
            }
            Profile::Static => match state.shown(self.zone(), presented.id()) {
                Some(group) => {
                    let first = self.first(group);
                    Err(Objection { first, ..Reason::AlreadyUsed.into() })
                }
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Whether an entry has this very code already, under the rule "zones" one of this gate's zone.
    pub(super) fn is_spent(&self, presented: &Presented, rule: EntryRule) -> bool {
        let event = self.documents.event();
        let here = |gate: u8| rule != EntryRule::Zones || event.zone_behind(gate) == self.zone();
        self.journal.of_ticket(presented.payload().ticket).any(|stored| {
            let evidence = self.evidence.get(&stored.hash);
            here(stored.entry.gate)
                && !matches!(stored.entry.body, Body::Issue(_))
                && matches!(evidence, Some(Evidence::Holds(facts)) if facts.presentation == presented.id())
        })
    }

    /// The zone that this gate leads into, where a ticket's rule is once in each zone.
    pub(super) fn zone(&self) -> Option<u8> {
        self.documents.event().zone_behind(self.identity.gate)
    }

    /// How far a ticket is used, for who is refused.
    fn used_now(&self, state: &TicketState, first: Option<&First>) -> Detail {
        match state.rule() {
            EntryRule::Single => Detail::None,
            EntryRule::PassOut => first.map_or(Detail::None, |first| Detail::InSince(first.at)),
            EntryRule::Count => self.count_used(state, 0),
            EntryRule::Zones => Detail::InZone(self.zone_word()),
        }
    }

    /// How far a ticket is used once this one is in.
    fn used_then(&self, state: &TicketState) -> Detail {
        match state.rule() {
            EntryRule::Single | EntryRule::PassOut => Detail::None,
            EntryRule::Count => self.count_used(state, 1),
            EntryRule::Zones => Detail::InZone(self.zone_word()),
        }
    }

    fn count_used(&self, state: &TicketState, more: usize) -> Detail {
        let of = self.documents.event().count.max(1);
        let used = state.used(self.zone()).map_or(0, |(used, _)| used) + more;
        Detail::CountUsed { used: u16::try_from(used).unwrap_or(u16::MAX), of }
    }

    fn zone_word(&self) -> String {
        self.zone().map_or_else(|| self.gate_name(), |zone| self.documents.event().zone_name(zone))
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
            (self.is_disk_low(), Note::DiskLow),
        ]
        .into_iter()
        .filter_map(|(set, note)| set.then_some(note))
        .chain(note_of(presented.code()))
        .collect()
    }

    /// The name behind a ticket, as far as this gate can know it, and whether staff compared it.
    fn name_seen(&self, presented: &Presented, check: NameCheck<'_>) -> NameSeen {
        let compared = match check {
            NameCheck::Compared(typed) => Some(typed),
            NameCheck::None => None,
        };
        let opened = self.opened_name(presented);
        NameSeen::of(opened.as_ref(), self.listed_name(presented), compared)
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
