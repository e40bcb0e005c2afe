//! The friend's rules H-05 to H-08, as functions of what is on the table. No store, no clock.

use super::ticket::closes;
use crate::code::{Reason, verify_holding};
use crate::crypto::{PublicKey, SecretKey};
use crate::ticket::{Chain, Credential, Documents, EndorsementPayload, Holding, HopKind, Step, Time, Xid};
use crate::transfer::{AnswerRow, ReceiptPayload};

/// A holding that may be taken, or given back.
#[derive(Debug, Clone)]
pub(super) struct Offered {
    pub(super) credential: Credential,
    pub(super) chain: Chain,
    /// The key of the request that it came to.
    pub(super) key: PublicKey,
}

/// Why nothing is signed for a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rejected {
    /// It does not hold. No tombstone: a bad clock may have said so.
    Bad(Reason),
    /// Dated ahead of this clock; the same parcel works later.
    ClockDiffers,
}

/// H-05, H-06 and H-08 of one row of a parcel, for one of the request's `keys`.
pub(super) fn judge(
    holding: &Holding,
    xid: Xid,
    keys: &[PublicKey],
    documents: &Documents,
    now: Time,
) -> Result<Offered, Rejected> {
    let (credential, chain) = verify_holding(holding, documents).map_err(Rejected::Bad)?;
    if now >= closes(&credential, documents) {
        return Err(Rejected::Bad(Reason::Expired));
    }
    let last = chain.endorsements().last();
    let forwarded = last.filter(|hop| hop.kind == HopKind::Forward).and_then(|hop| hop.next);
    let key = forwarded.filter(|key| keys.contains(key) && chain.head().xid() == xid);
    let key = key.ok_or(Rejected::Bad(Reason::BadChain))?;
    if chain.is_ahead_of(now.step()) {
        return Err(Rejected::ClockDiffers);
    }
    Ok(Offered { credential, chain, key })
}

/// What may be signed for a row that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    /// Receipt or return, as the person says.
    Either,
    /// H-07: the key has taken another chain.
    ReturnOnly,
    /// H-02 after a rollback: it was answered, and no refusal can have been signed.
    TakeOnly,
    /// H-02 after a rollback: it was refused, or handed on since.
    Neither,
}

/// H-02 and H-07. `other` says whether the key has another chain; `answered` and `endorsed` are the vault's word.
pub(super) fn choose(other: Known, answered: Known, endorsed: Known) -> Choice {
    match (other, answered, endorsed) {
        (_, _, Known::Yes) | (Known::Yes, Known::Yes, _) => Choice::Neither,
        (Known::Yes, Known::No, Known::No) => Choice::ReturnOnly,
        (Known::No, Known::Yes, Known::No) => Choice::TakeOnly,
        (Known::No, Known::No, Known::No) => Choice::Either,
    }
}

/// What rows or the vault's item say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    Yes,
    No,
}

impl From<bool> for Known {
    fn from(known: bool) -> Self {
        if known { Self::Yes } else { Self::No }
    }
}

/// The yes: a receipt over the head that was sent.
pub(super) fn receipt(chain: &Chain, key: &SecretKey) -> AnswerRow {
    let head = chain.head();
    AnswerRow::Receipt { xid: head.xid(), signature: ReceiptPayload(head).sign(key) }
}

/// The no: a return endorsement, by the signer's duty not before the forward.
pub(super) fn give_back(chain: &Chain, key: &SecretKey, own: Step) -> AnswerRow {
    let (parent, step) = (chain.head(), own.max(chain.last_step().unwrap_or_default()));
    let payload = EndorsementPayload { parent, kind: HopKind::Return, next: None, step };
    AnswerRow::Return { xid: parent.xid(), step, signature: payload.sign(key).signature }
}
