//! Somebody goes out (protocol §5.5). Nobody is ever kept in: an exit that proves nothing is only not written down.

use super::admit::{Objection, journaled};
use super::journal::{Block, Body, Passage, TicketState};
use super::verdict::Note;
use super::{Gate, GateError};
use crate::code::{Detail, Presented, Profile, Reason, RevokedKeys, scan};
use crate::crypto::hash_bytes;
use crate::ports::LogAct;
use crate::ticket::{EntryHash, EntryRule, PresentationId, TicketId, Time};
use crate::wire::trimmed;

/// What an exit did for the ticket. The guest goes in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExitEffect {
    /// The ticket is open again.
    MayReturn,
    /// Written down; whether it opens the ticket a person has to say (`EXIT_UNCLEAR`).
    AsksLead,
    /// Written down; no admission that is known here belongs to it. Merge with the other gates.
    Unmatched,
    /// Written down; this ticket does not come back in.
    Final,
    /// The same code again within five seconds: no new entry.
    Repeat,
    /// Not written down: the code does not prove who went out. The reason says why.
    Unrecorded,
}

/// Somebody was let out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exit {
    /// What it did for the ticket.
    pub effect: ExitEffect,
    /// The journal entry, to take it back; none for a repeat and for what was not written down.
    pub entry: Option<EntryHash>,
    /// Why it was not written down.
    pub reason: Option<Reason>,
    /// More about that.
    pub detail: Detail,
    /// The ticket, once the organizer's and the holder's signatures hold.
    pub ticket: Option<TicketId>,
    /// The seat as the organizer signed it.
    pub place: Option<String>,
    /// The gate's name.
    pub gate: String,
    /// When.
    pub at: Time,
    /// The code, if the gate may show a beacon for it (STALE): the phone's clock is wrong.
    pub beacon_for: Option<PresentationId>,
    /// What to look at.
    pub notes: Vec<Note>,
}

impl ExitEffect {
    /// The stable word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::MayReturn => "may-return",
            Self::AsksLead => "asks-lead",
            Self::Unmatched => "unmatched",
            Self::Final => "final",
            Self::Repeat => "repeat",
            Self::Unrecorded => "unrecorded",
        }
    }
}

impl Gate {
    /// Lets somebody out. The guest goes in any case: no answer here is a reason to hold anybody back. Where the code
    /// proves who it is, the entry is on disk when this returns, and a pass-out ticket is open again.
    ///
    /// E-01 to E-05. Role scan, in the grace of the shift too.
    pub fn exit(&mut self, text: &str) -> Result<Exit, GateError> {
        self.logged(LogAct::Exit, |gate| {
            gate.check_shift()?;
            let digest = hash_bytes("left", trimmed(text).as_bytes());
            if let Some(repeat) = gate.repeat_of(&digest) {
                return Ok(Exit { ticket: repeat.ticket, ..gate.let_out(ExitEffect::Repeat, None) });
            }
            match scan(text).and_then(|code| gate.verify(code, RevokedKeys::AskLead)) {
                Err(reason) => Ok(gate.unrecorded(None, reason.into())),
                Ok(presented) => gate.go_out(digest, &presented),
            }
        })
    }

    fn go_out(&mut self, digest: [u8; 32], presented: &Presented) -> Result<Exit, GateError> {
        let state = self.see(presented).fold_for(presented);
        if let Err(objection) = self.check_exit(presented, state.rule()) {
            let exit = self.unrecorded(Some(presented), objection);
            let watch = self.watch.clone();
            self.store.write(&mut *self.rng, |tables| watch.put(tables))?;
            return Ok(exit);
        }
        let passage = Passage {
            code: journaled(presented.code()),
            challenge: self.challenge_item(presented),
            notes: Vec::new(),
        };
        let draft = self.draft_verified(Body::Exit(passage), presented)?;
        let at = draft.entry.hlc.ms.time();
        let entry = self.commit_passage(draft, self.session, digest, Some(presented))?;
        let effect = self.effect(&state, presented);
        Ok(Exit { entry: Some(entry), at, ..self.let_out(effect, Some(presented)) })
    }

    /// E-01 to E-03, over a code for which P-01 to P-09 hold.
    fn check_exit(&self, presented: &Presented, rule: EntryRule) -> Result<(), Objection> {
        match presented.profile() {
            Profile::Static | Profile::Totp | Profile::Card => return Err(Reason::NeedProof.into()),
            Profile::Proof | Profile::Reference | Profile::Interactive => self.check_moment(presented)?,
        }
        if self.is_spent(presented, rule) {
            return Err(Objection::with(Reason::Stale, Detail::CodeSpent));
        }
        Ok(())
    }

    /// E-05
    fn effect(&mut self, before: &TicketState, presented: &Presented) -> ExitEffect {
        let after = self.fold_for(presented);
        let zone = self.zone();
        match (before.block(zone).0, after.block(zone).0) {
            _ if after.rule() != EntryRule::PassOut => ExitEffect::Final,
            (Block::Open, _) | (_, Block::Proved(_)) => ExitEffect::Unmatched,
            (_, Block::Open) if after.replaced().is_none() => ExitEffect::MayReturn,
            (_, Block::Open | Block::Weak(..)) => ExitEffect::AsksLead,
        }
    }

    fn unrecorded(&mut self, presented: Option<&Presented>, objection: Objection) -> Exit {
        let beacon_for = self.note_stale(presented, &objection.detail);
        Exit {
            reason: Some(objection.reason),
            detail: objection.detail,
            beacon_for,
            ..self.let_out(ExitEffect::Unrecorded, presented)
        }
    }

    fn let_out(&self, effect: ExitEffect, presented: Option<&Presented>) -> Exit {
        let payload = presented.map(Presented::payload);
        Exit {
            effect,
            entry: None,
            reason: None,
            detail: Detail::None,
            ticket: payload.map(|p| p.ticket),
            place: payload.map(|p| p.place.clone()),
            gate: self.gate_name(),
            at: self.now(),
            beacon_for: None,
            notes: if self.is_clock_skewed() { vec![Note::ClockSkewed] } else { Vec::new() },
        }
    }
}
