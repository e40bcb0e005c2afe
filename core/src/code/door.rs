//! P-10 to P-14 over a code for which P-01 to P-09 hold: what a door asks that has the control documents, a clock and
//! no memory (protocol §5.1). Pure; a gate adds what its journal knows.

use super::{ChallengePayload, Presented, Profile, Reason};
use crate::ticket::{Documents, Flag, PersonName, RevocationReason, Staleness, Step, Time};

/// P-13: how many steps a code may differ from the gate's.
pub(super) const WINDOW: u64 = 2;
/// P-14: a ticket of this stamp level answers a challenge.
const MAX_STAMP_LEVEL: u8 = 3;

/// More about a cause.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Detail {
    /// The cause says it all.
    #[default]
    None,
    /// Valid from this second (`NOT_YET`).
    ValidFrom(Time),
    /// Was valid until this second (EXPIRED).
    ValidUntil(Time),
    /// These gates admit the ticket (`WRONG_GATE`).
    OtherGates(Vec<String>),
    /// The code is older than this gate's clock by so many seconds: a picture, or the phone's clock is slow (STALE).
    CodeBehind(u64),
    /// The code is ahead of this gate's clock by so many seconds: one of the two clocks is wrong (STALE).
    CodeAhead(u64),
    /// The challenge it answers is spent, over, or another gate's (STALE).
    ChallengeOver,
    /// The name in the guest list, to be compared with a document (`NEED_NAME`).
    NameOnList(PersonName),
    /// Digits are tried again from this second on (`TOO_MANY_TRIES`).
    TryAgainFrom(Time),
    /// This very code let somebody in or out before: the phone shows the next one within seconds (STALE).
    CodeSpent,
    /// Of a pass-out ticket: in the hall since.
    InSince(Time),
    /// Of a ticket that lets in so many times: how many are used.
    CountUsed {
        /// Admissions that stand; of who was let in, this one too.
        used: u16,
        /// How often the ticket lets in.
        of: u16,
    },
    /// Of a ticket that lets in once in each zone: the zone behind this gate.
    InZone(String),
}

/// A rule that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The cause.
    pub reason: Reason,
    /// What is known beside it.
    pub detail: Detail,
}

impl From<Reason> for Finding {
    fn from(reason: Reason) -> Self {
        Self { reason, detail: Detail::None }
    }
}

/// One gate of an event at one moment.
#[derive(Debug, Clone, Copy)]
pub struct Door<'a> {
    /// The control documents.
    pub documents: &'a Documents,
    /// Index of the gate.
    pub gate: u8,
    /// The gate's clock.
    pub now: Time,
}

impl Door<'_> {
    /// P-10
    pub fn check_time(&self, presented: &Presented) -> Result<(), Finding> {
        let event = self.documents.event();
        let payload = presented.payload();
        let opens = payload.from.shifted(event.moved).shifted(-i64::from(event.early));
        let closes = payload.end().shifted(event.moved).shifted(event.late.into());
        if self.now < opens {
            return Err(Finding { reason: Reason::NotYet, detail: Detail::ValidFrom(opens) });
        }
        let over = Finding { reason: Reason::Expired, detail: Detail::ValidUntil(closes) };
        if self.now >= closes { Err(over) } else { Ok(()) }
    }

    /// P-11 as far as the list says.
    pub fn check_listed(&self, presented: &Presented) -> Result<(), Finding> {
        let payload = presented.payload();
        let listed = self.documents.revocation().and_then(|list| list.reason(payload.ticket, payload.epoch));
        let handed = !presented.chain().endorsements().is_empty();
        match listed {
            Some(RevocationReason::Recovered) if handed => Err(Reason::RecoveredChain.into()),
            Some(RevocationReason::Superseded) => Err(Reason::Superseded.into()),
            Some(_) => Err(Reason::Revoked.into()),
            None => Ok(()),
        }
    }

    /// P-11: where the event asks the lead if a list is old.
    pub fn check_staleness(&self) -> Result<(), Finding> {
        let hard = self.documents.event().staleness == Staleness::AskLead;
        if hard && self.is_list_old() { Err(Reason::ListOldHard.into()) } else { Ok(()) }
    }

    /// Old data is a note, never a closed door (protocol §4).
    pub fn is_list_old(&self) -> bool {
        let (now, event) = (self.now, self.documents.event());
        let trust_old = now > self.documents.trust().next_update();
        let revocation_old = match self.documents.revocation() {
            Some(list) => now > list.next_update() || list.version() < event.minimum_revocation,
            None => event.minimum_revocation > 0,
        };
        trust_old || revocation_old
    }

    /// P-12
    pub fn check_gate(&self, presented: &Presented) -> Result<(), Finding> {
        let event = self.documents.event();
        let zone = presented.payload().zone;
        if event.gate(self.gate).is_some_and(|gate| gate.admits(zone)) {
            return Ok(());
        }
        let others = event.gates.iter().filter(|gate| gate.admits(zone)).map(|gate| gate.name.clone());
        Err(Finding { reason: Reason::WrongGate, detail: Detail::OtherGates(others.collect()) })
    }

    /// P-13 for a code that turns with the clock.
    pub fn check_step(&self, step: Step) -> Result<(), Finding> {
        let own = self.now.step();
        let seconds = own.begins().distance(step.begins());
        if own.distance(step) <= WINDOW {
            return Ok(());
        }
        let detail = if step < own { Detail::CodeBehind(seconds) } else { Detail::CodeAhead(seconds) };
        Err(Finding { reason: Reason::Stale, detail })
    }

    /// P-13 for an answer: the challenge is this gate's and in time. Whether it was used before, the gate knows.
    pub fn is_open(&self, challenge: &ChallengePayload) -> bool {
        let event = self.documents.event().event;
        challenge.event == event && challenge.gate == self.gate && challenge.is_open_at(self.now)
    }
}

/// P-14: what the policy asks for beside the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Nothing.
    Nothing,
    /// A verified name.
    Name,
    /// A challenge.
    Challenge,
}

/// P-14: what this code still lacks.
pub fn asked_of(presented: &Presented) -> Asked {
    let (payload, flags) = (presented.payload(), presented.payload().policy.flags);
    let (recovered, has_name) = (flags.has(Flag::Recovered), payload.name.is_some());
    let strict =
        flags.has(Flag::HardwareBound) || (recovered && !has_name) || flags.stamp_level() == MAX_STAMP_LEVEL;
    let answered = presented.challenge().is_some() || presented.profile() == Profile::Static;
    if strict && !answered {
        return Asked::Challenge;
    }
    let named = has_name && (flags.has(Flag::NameCheck) || recovered);
    if named { Asked::Name } else { Asked::Nothing }
}
