//! Proofs that anyone can check: who signed two things that one honest key never signs (protocol §6.3).

use crate::code::Presented;
use crate::crypto::PublicKey;
use crate::ticket::{Chain, Credential, CredentialPayload, Flag, HopKind};

/// What two codes of one ticket prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProofKind {
    /// Two endorsements by one key over one state of the ticket.
    Fork,
    /// A code shown after the ticket was handed on.
    AfterHandOver,
    /// A code shown, then the ticket handed on.
    UsedThenHanded,
    /// A code shown by a key that gave the ticket back.
    ReturnedUsed,
    /// Two credentials of one ticket and epoch.
    IssuerDouble,
    /// Two codes over one state of the ticket: nobody is named.
    SameHeadTwice,
}

impl ProofKind {
    /// The protocol's word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fork => "FORK",
            Self::AfterHandOver => "AFTER-HAND-OVER",
            Self::UsedThenHanded => "USED-THEN-HANDED",
            Self::ReturnedUsed => "RETURNED-USED",
            Self::IssuerDouble => "ISSUER-DOUBLE",
            Self::SameHeadTwice => "SAME-HEAD-TWICE",
        }
    }
}

/// How much it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Weight {
    /// The accused key broke the rules.
    Proof,
    /// A relayed code leaves the same bytes: to look into, never to punish.
    Evidence,
}

/// Whom it names. A key is a person only if the issuer knows the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accused {
    /// A holder's key.
    Holder(PublicKey),
    /// The issuer's key.
    Issuer(PublicKey),
    /// Nobody.
    Nobody,
}

/// What two verified codes of one ticket say about each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    /// Which.
    pub kind: ProofKind,
    /// How much it says.
    pub weight: Weight,
    /// Whom it names.
    pub accused: Accused,
}

/// What a code, a ticket file or another message shows of one ticket, for which P-03 and P-05..P-08 hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exhibit {
    /// A code: its holder signed over the chain's head (P-09).
    Shown(Presented),
    /// A credential and its chain alone.
    Held(Credential, Chain),
}

/// An exhibit's parts.
#[derive(Clone, Copy)]
struct View<'a> {
    payload: &'a CredentialPayload,
    issuer: PublicKey,
    chain: &'a Chain,
    shown: Option<&'a Presented>,
}

impl Exhibit {
    fn view(&self) -> View<'_> {
        match self {
            Self::Shown(shown) => View::of(shown),
            Self::Held(credential, chain) => {
                let (payload, issuer) = (credential.payload(), credential.issuer());
                View { payload, issuer, chain, shown: None }
            }
        }
    }
}

impl<'a> View<'a> {
    fn of(shown: &'a Presented) -> Self {
        let (payload, issuer, chain) = (shown.payload(), shown.issuer(), shown.chain());
        Self { payload, issuer, chain, shown: Some(shown) }
    }
}

/// Compares two codes for which P-03, P-05..P-09 hold. Complete within an epoch: two chains of one credential are the
/// same, one a prefix of the other, or part at one key that signed two payloads on one head. `None` for two tickets
/// or epochs, or for one code twice.
pub fn find_proof(a: &Presented, b: &Presented) -> Option<Proof> {
    compare(View::of(a), View::of(b))
}

/// The same for whatever two files show. Where a chain was not presented only FORK and ISSUER-DOUBLE can come of it, and
/// what the other one's presentation says.
pub fn find_proof_between(a: &Exhibit, b: &Exhibit) -> Option<Proof> {
    compare(a.view(), b.view())
}

fn compare(a: View<'_>, b: View<'_>) -> Option<Proof> {
    let one_code = a.shown.zip(b.shown).is_some_and(|(a, b)| a.id() == b.id());
    if a.payload.ticket != b.payload.ticket || a.payload.epoch != b.payload.epoch || one_code {
        return None;
    }
    if a.chain.heads().first() != b.chain.heads().first() {
        return Some(Proof {
            kind: ProofKind::IssuerDouble,
            weight: Weight::Proof,
            accused: Accused::Issuer(a.issuer),
        });
    }
    let common = a.chain.heads().iter().zip(b.chain.heads()).take_while(|(x, y)| x == y).count();
    match (a.chain.heads().len() == common, b.chain.heads().len() == common) {
        (true, true) => a.shown.zip(b.shown).map(|_| Proof {
            kind: ProofKind::SameHeadTwice,
            weight: Weight::Proof,
            accused: Accused::Nobody,
        }),
        (true, false) => shown_and_handed(a.shown?, b.chain, common),
        (false, true) => shown_and_handed(b.shown?, a.chain, common),
        (false, false) => by_holder(ProofKind::Fork, Weight::Proof, a.chain.holder_at(common - 1)),
    }
}

/// `shown` was presented over the head on which the chain of `handed` goes on.
fn shown_and_handed(shown: &Presented, handed: &Chain, common: usize) -> Option<Proof> {
    let hop = handed.endorsements().get(common - 1)?;
    let key = shown.chain().holder();
    if hop.kind == HopKind::Return {
        return by_holder(ProofKind::ReturnedUsed, Weight::Proof, key);
    }
    if shown.step().is_some_and(|step| step >= hop.step) {
        return by_holder(ProofKind::AfterHandOver, Weight::Proof, key);
    }
    let reuse = shown.payload().policy.flags.has(Flag::HandOverAfterUse);
    // A relay leaves the same bytes, but not over a challenge.
    let weight = if shown.challenge().is_some() { Weight::Proof } else { Weight::Evidence };
    if reuse { None } else { by_holder(ProofKind::UsedThenHanded, weight, key) }
}

fn by_holder(kind: ProofKind, weight: Weight, key: Option<PublicKey>) -> Option<Proof> {
    key.map(|key| Proof { kind, weight, accused: Accused::Holder(key) })
}
