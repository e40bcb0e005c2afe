//! The owner's rules O-01, O-02 and O-04, as functions of what is on the table. No store, no clock.

use super::present::SignedSteps;
use super::ticket::Ticket;
use super::{BadRequest, NotTransferable, WalletError};
use crate::crypto::PublicKey;
use crate::ticket::{
    Chain, Credential, Endorsement, EndorsementPayload, EventId, Flag, HopKind, Step, Time, forward_deadline,
};
use crate::transfer::{AnswerRow, ReceiptPayload, Request};

/// O-01: the key that takes the ticket. `used` are the request's keys that have a ticket of this wallet's already.
pub(super) fn choose_key(
    request: &Request,
    chain: &Chain,
    event: EventId,
    used: &[PublicKey],
    now: Time,
) -> Result<PublicKey, BadRequest> {
    request.check_expiry(now)?;
    let payload = request.payload();
    if payload.event.is_some_and(|expected| expected != event) {
        return Err(BadRequest::OtherEvent);
    }
    if !payload.keys.iter().all(|key| chain.is_new_key(key)) {
        return Err(BadRequest::KeyInChain);
    }
    let key = payload.keys.iter().find(|key| !used.contains(key)).ok_or(BadRequest::UsedUp)?;
    // A key in hardware stands for a ticket that does not move; nobody here can hold one with hops.
    if matches!(key, PublicKey::P256(_)) { Err(BadRequest::KeyType) } else { Ok(*key) }
}

/// The signer's duty: `max(own step, step of the last endorsement, last step signed for this ticket + 1)`, above the
/// ceiling.
pub(super) fn endorsement_step(own: Step, last: Option<Step>, signed: Option<SignedSteps>) -> Step {
    let above = signed.map(|signed| signed.ceiling.plus(1));
    own.max(last.unwrap_or_default()).max(above.unwrap_or_default())
}

/// O-02: a clock behind what was signed would make a chain that nobody takes.
pub(super) fn check_clock(
    own: Step,
    last: Option<Step>,
    signed: Option<SignedSteps>,
) -> Result<(), WalletError> {
    let endorsed = last.map(|last| last.minus(Chain::MAX_AHEAD));
    match endorsed.max(signed.map(|signed| signed.at_least)) {
        Some(needed) if needed > own => Err(WalletError::ClockTurnedBack { from: needed.begins() }),
        _ => Ok(()),
    }
}

/// O-02 less the clock: what the policy, the chain and the stamps say of an endorsement at `step`.
pub(super) fn transferable(ticket: &Ticket, moved: i64, step: Step) -> Result<(), NotTransferable> {
    let policy = ticket.credential.payload().policy;
    if policy.hops == 0 || policy.flags.has(Flag::HardwareBound) {
        return Err(NotTransferable::NotAllowed);
    }
    if hops_left(&ticket.credential, &ticket.chain) == 0 {
        return Err(NotTransferable::NoHopsLeft);
    }
    if ticket.chain.endorsements().len() > Chain::MAX_BEFORE_FORWARD {
        return Err(NotTransferable::ChainFull);
    }
    if !ticket.row.stamps.is_empty() && !policy.flags.has(Flag::HandOverAfterUse) {
        return Err(NotTransferable::Stamped);
    }
    let answered = ticket.row.answered.iter().any(|answered| answered.head == ticket.head());
    if answered && !policy.flags.has(Flag::HandOverAfterUse) {
        return Err(NotTransferable::Answered);
    }
    match Time::from_seconds(forward_deadline(&ticket.credential, moved)) {
        Some(at) if step.begins() >= at => Err(NotTransferable::DeadlinePassed { at }),
        _ => Ok(()),
    }
}

/// Hops allowed less forwards that were not returned.
pub(super) fn hops_left(credential: &Credential, chain: &Chain) -> u8 {
    let count = |kind| chain.endorsements().iter().filter(|hop| hop.kind == kind).count();
    let used = count(HopKind::Forward).saturating_sub(count(HopKind::Return));
    credential.payload().policy.hops.saturating_sub(u8::try_from(used).unwrap_or(u8::MAX))
}

/// What an answer does to a ticket that is HANDED (O-04).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Settlement {
    /// The friend has it.
    Gone,
    /// It is back, over this chain.
    Back(Vec<Endorsement>),
    /// Dated ahead of this clock; the same answer works later.
    Wait,
    /// It does not extend what was sent.
    Breaks,
}

/// O-04: judges one answer row against the chain that was sent: `ticket` and its last `hop`.
pub(super) fn settle(ticket: &Ticket, hop: &Endorsement, answer: &AnswerRow, own: Step) -> Settlement {
    let sent = hop.payload(ticket.head());
    match (answer, answer.endorsement()) {
        (AnswerRow::Receipt { signature, .. }, _) => {
            let holds = sent.next.is_some_and(|key| ReceiptPayload(sent.head()).holds(&key, signature));
            if holds { Settlement::Gone } else { Settlement::Breaks }
        }
        (AnswerRow::Return { .. }, Some(back)) => settle_return(ticket, hop, back, own),
        (AnswerRow::Return { .. }, None) => Settlement::Breaks,
    }
}

fn settle_return(ticket: &Ticket, hop: &Endorsement, back: Endorsement, own: Step) -> Settlement {
    let mut hops = ticket.chain.endorsements().to_vec();
    hops.extend([hop.clone(), back]);
    match Chain::verify(&ticket.credential, &hops, super::ticket::NO_DEADLINE) {
        Err(_) => Settlement::Breaks,
        Ok(chain) if chain.is_ahead_of(own) => Settlement::Wait,
        Ok(_) => Settlement::Back(hops),
    }
}

/// The forward that is signed once O-01 and O-02 hold.
pub(super) fn forward(ticket: &Ticket, next: PublicKey, step: Step) -> EndorsementPayload {
    EndorsementPayload { parent: ticket.head(), kind: HopKind::Forward, next: Some(next), step }
}
