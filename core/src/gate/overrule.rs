//! A person with authority lets somebody in whom the rules would not (protocol §5.6): recorded, never prevented.

use super::admit::{REPEAT_MS, journaled};
use super::journal::{Body, Evidence, Override};
use super::own_log::{About, Draft};
use super::verdict::First;
use super::{Gate, GateError};
use crate::code::{Presented, RevokedKeys, scan};
use crate::crypto::{hash_bytes, sha256};
use crate::order;
use crate::ports::LogAct;
use crate::ticket::{CredentialPayload, EntryHash, Role, TicketId, Time};
use crate::wire::trimmed;

/// The word list for overrides: codes, no free text, so no name can enter a journal.
pub const OVERRIDE_REASONS: [&str; 8] = [
    "DEAD_PHONE",
    "ON_THE_LIST",
    "SAME_PERSON",
    "HANDED_RECORD",
    "WRONG_CLOCK",
    "GATE_FAULT",
    "GOODWILL",
    "TEST",
];

/// What an override rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rests {
    /// A code that holds: it counts as if it had been scanned.
    Code,
    /// Only a person's word: it counts as unproved.
    Word,
}

/// Somebody was let in by a person with authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overridden {
    /// The ticket.
    pub ticket: TicketId,
    /// The journal entry, to take it back.
    pub entry: EntryHash,
    /// What it rests on.
    pub rests: Rests,
    /// The entry that stood against it.
    pub over: Option<OverruledEntry>,
    /// The seat as the organizer signed it, where a code or the manifest says it.
    pub place: Option<String>,
    /// The gate's name.
    pub gate: String,
    /// When.
    pub at: Time,
}

/// The entry that an override went over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverruledEntry {
    /// The entry.
    pub entry: EntryHash,
    /// What is known of it.
    pub first: First,
}

impl Rests {
    /// The stable word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Word => "word",
        }
    }
}

/// Whom an override is about.
struct Subject<'a> {
    about: About,
    presented: Option<&'a Presented>,
    place: Option<String>,
    digest: [u8; 32],
}

impl Gate {
    /// Lets in whoever shows this code, over whatever stands against it (role override). `reason` is one of the words of
    /// the list for overrides. A code that does not hold is an error: name the ticket instead.
    ///
    /// P-10 to P-16 may fail; P-01 to P-09 hold, but for a revoked issuer key. The list is [`OVERRIDE_REASONS`].
    ///
    /// # Errors
    /// [`GateError::CodeRefused`] for a code that does not hold.
    pub fn override_code(&mut self, text: &str, reason: &str) -> Result<Overridden, GateError> {
        self.logged(LogAct::Override, |gate| {
            let reason = gate.check_override(reason)?;
            let presented = scan(text)
                .and_then(|code| gate.verify(code, RevokedKeys::Accept))
                .map_err(GateError::CodeRefused)?;
            let subject = Subject {
                about: About::code(&presented),
                place: Some(presented.payload().place.clone()),
                digest: sha256(trimmed(text).as_bytes()),
                presented: Some(&presented),
            };
            gate.overrule(&subject, reason)
        })
    }

    /// Lets in whoever has this ticket, without a code (role override). `name` is at least six characters of a ticket
    /// that the manifest or the journal has, or a whole id. `reason` is one of the words of the list for overrides.
    ///
    /// The list is [`OVERRIDE_REASONS`].
    pub fn override_ticket(&mut self, name: &str, reason: &str) -> Result<Overridden, GateError> {
        self.logged(LogAct::Override, |gate| {
            let reason = gate.check_override(reason)?;
            let ticket = gate.find_ticket(name)?;
            let listed = gate.listed(ticket);
            let subject = Subject {
                about: About { ticket, epoch: listed.as_ref().map(|payload| payload.epoch), step: None },
                place: listed.map(|payload| payload.place),
                digest: hash_bytes("named", ticket.as_bytes()),
                presented: None,
            };
            gate.overrule(&subject, reason)
        })
    }

    /// L-01, L-02: by the instant that the entry will have, as other gates judge it (J-06).
    fn check_override(&mut self, reason: &str) -> Result<&'static str, GateError> {
        let listed = OVERRIDE_REASONS.iter().find(|r| r.eq_ignore_ascii_case(reason));
        let listed = listed.ok_or(GateError::UnknownReason)?;
        self.check_role(Role::Override, self.now())?;
        let (_, at) = self.next_place()?;
        self.check_role(Role::Override, at.ms.time())?;
        Ok(listed)
    }

    fn overrule(&mut self, subject: &Subject<'_>, reason: &str) -> Result<Overridden, GateError> {
        if let Some(before) = self.overruled_before(subject, reason) {
            return Ok(before);
        }
        let state = match subject.presented {
            Some(presented) => self.fold_for(presented),
            None => self.fold(subject.about.ticket),
        };
        let (_, group) = state.block(self.zone());
        let blocker = group.and_then(|group| group.witnesses.first().copied()).or(state.replaced());
        let over = blocker.and_then(|entry| Some(OverruledEntry { entry, first: self.first_of(&entry)? }));
        let spent = subject.presented.is_some_and(|shown| self.is_spent(shown, state.rule()));
        let act = |code| Override {
            blocker: over.as_ref().map(|over| over.entry),
            reason: reason.to_owned(),
            code,
            challenge: None,
        };
        let with_code = subject.presented.filter(|_| !spent).and_then(|shown| journaled(shown.code()));
        let challenge = subject.presented.and_then(|shown| self.challenge_item(shown));
        let by_code = match with_code {
            Some(code) => {
                let body = Body::Override(Override { challenge, ..act(Some(code)) });
                Some(self.draft(body, Some(subject.about))?).filter(holds)
            }
            None => None,
        };
        let rests = if by_code.is_some() { Rests::Code } else { Rests::Word };
        let draft = match by_code {
            Some(draft) => draft,
            None => self.draft(Body::Override(act(None)), Some(subject.about))?,
        };
        let (at, session) = (draft.entry.hlc.ms.time(), self.session.after(draft.hash));
        let entry = self.commit_passage(draft, session, subject.digest, subject.presented)?;
        let (ticket, place) = (subject.about.ticket, subject.place.clone());
        Ok(Overridden { ticket, entry, rests, over, place, gate: self.gate_name(), at })
    }

    /// L-00: asked again within five seconds, after a crash perhaps, it is the same act.
    fn overruled_before(&self, subject: &Subject<'_>, reason: &str) -> Option<Overridden> {
        let stored = self.journal.get(&self.session.last_admission?)?;
        let Body::Override(act) = &stored.entry.body else { return None };
        let again = stored.entry.ticket == Some(subject.about.ticket)
            && act.reason == reason
            && stored.entry.hlc.ms.0.abs_diff(self.now_ms()) <= REPEAT_MS
            && self.journal.voids_of(&stored.hash).next().is_none();
        let blocker =
            act.blocker.and_then(|entry| Some(OverruledEntry { entry, first: self.first_of(&entry)? }));
        again.then(|| Overridden {
            ticket: subject.about.ticket,
            entry: stored.hash,
            rests: if act.code.is_some() { Rests::Code } else { Rests::Word },
            over: blocker,
            place: subject.place.clone(),
            gate: self.gate_name(),
            at: stored.entry.hlc.ms.time(),
        })
    }

    /// The only ticket of that name.
    pub(super) fn find_ticket(&self, name: &str) -> Result<TicketId, GateError> {
        const MIN_PREFIX: usize = 6;
        let name = name.trim();
        if let Ok(ticket) = name.parse() {
            return Ok(ticket);
        }
        let listed = self.documents.manifest().into_iter().flat_map(|m| m.rows().map(|(ticket, _)| ticket));
        let known = listed.chain(self.journal.tickets()).filter(|ticket| ticket.has_prefix(name));
        let known: order::Set<TicketId> = order::gathered(known);
        match known.first() {
            Some(ticket) if known.len() == 1 && name.chars().count() >= MIN_PREFIX => Ok(*ticket),
            _ => Err(GateError::TicketNotFound),
        }
    }

    pub(super) fn listed(&self, ticket: TicketId) -> Option<CredentialPayload> {
        self.documents.manifest()?.payload(ticket)?.ok()
    }
}

/// J-07: whether other gates will find the code in an entry to hold.
fn holds(draft: &Draft) -> bool {
    matches!(draft.evidence, Evidence::Holds(_))
}
