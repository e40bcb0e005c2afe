//! The chain of endorsements: how a ticket came from the credential's key to the one that presents it (protocol §4,
//! P-08).

use super::credential::read_key;
use super::{Credential, Head, Policy, Step};
use crate::crypto::{Domain, PublicKey, SecretKey, Signature, hash_bytes};
use crate::wire::{Reader, Wire, WireError, Writer};

/// What an endorsement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HopKind {
    /// To a friend's key.
    Forward,
    /// Back to the key that forwarded; only right after a forward.
    Return,
}

impl HopKind {
    fn number(self) -> u8 {
        match self {
            Self::Forward => 0,
            Self::Return => 1,
        }
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, WireError> {
        match r.uint(u64::MAX, "endorsement kind")? {
            0 => Ok(Self::Forward),
            1 => Ok(Self::Return),
            // 2 is the claim hop, which this version does not act on yet.
            _ => Err(WireError::Unknown { field: "endorsement kind" }),
        }
    }
}

/// What is signed for one hop: `[head_(i-1), kind, next | null, step]`. It never travels; it is written again from
/// the fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndorsementPayload {
    /// The head before.
    pub parent: Head,
    /// What it does.
    pub kind: HopKind,
    /// The friend's key; `None` for a return.
    pub next: Option<PublicKey>,
    /// When, by the signer's duty (protocol §6).
    pub step: Step,
}

impl EndorsementPayload {
    /// The head after this hop.
    pub fn head(&self) -> Head {
        Head::from_bytes(hash_bytes("head", &self.to_bytes()))
    }

    /// Signs the hop.
    pub fn sign(&self, key: &SecretKey) -> Endorsement {
        let signature = key.sign(Domain::Endorsement, &self.to_bytes());
        Endorsement { kind: self.kind, next: self.next, step: self.step, signature }
    }
}

impl Wire for EndorsementPayload {
    fn encode(&self, w: &mut Writer) {
        w.array(4).value(&self.parent).uint(self.kind.number());
        w.nullable(self.next.as_ref(), |w, key| {
            w.bytes(key.as_bytes());
        });
        w.uint(self.step);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(4, "endorsement")?;
        Ok(Self {
            parent: Head::decode(r)?,
            kind: HopKind::read(r)?,
            next: r.nullable("next key", |r| read_key(r, "next key"))?,
            step: Step::decode(r, "step")?,
        })
    }
}

/// One hop as it travels: `[kind, next | null, step, signature]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endorsement {
    /// What it does.
    pub kind: HopKind,
    /// The friend's key; `None` for a return.
    pub next: Option<PublicKey>,
    /// When.
    pub step: Step,
    /// By the key that held the ticket before.
    pub signature: Signature,
}

impl Endorsement {
    /// The signed payload over a parent head.
    pub fn payload(&self, parent: Head) -> EndorsementPayload {
        EndorsementPayload { parent, kind: self.kind, next: self.next, step: self.step }
    }
}

impl Wire for Endorsement {
    fn encode(&self, w: &mut Writer) {
        w.array(4).uint(self.kind.number());
        w.nullable(self.next.as_ref(), |w, key| {
            w.bytes(key.as_bytes());
        });
        w.uint(self.step).bytes(&self.signature);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(4, "endorsement")?;
        Ok(Self {
            kind: HopKind::read(r)?,
            next: r.nullable("next key", |r| read_key(r, "next key"))?,
            step: Step::decode(r, "step")?,
            signature: r.bytes_exact("signature")?,
        })
    }
}

/// The chain does not hold; the rule it breaks is P-08.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// More than four endorsements, or a fourth that is no return.
    #[error("too many endorsements")]
    TooLong,
    /// A signature does not hold.
    #[error("a hop is not signed by the key that held the ticket")]
    Signature,
    /// More forwards than the policy allows.
    #[error("more hops than allowed")]
    Hops,
    /// A return where none may be.
    #[error("a return where none may be")]
    Return,
    /// A key that was in the chain before, or a forward without one.
    #[error("a key is repeated or missing")]
    Key,
    /// A step below the one before.
    #[error("the steps fall")]
    StepFalls,
    /// A forward after the policy's deadline.
    #[error("handed on after the deadline")]
    Deadline,
    /// A ticket that must not move did (P-07).
    #[error("this ticket cannot be handed on")]
    Bound,
}

/// A chain whose every rule but the clock's was checked against its credential (P-08).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    endorsements: Vec<Endorsement>,
    heads: Vec<Head>,
    holders: Vec<PublicKey>,
}

impl Chain {
    /// The most endorsements of a chain; the fourth is a return.
    pub const MAX: usize = 4;
    /// A forward is signed only while at most this many are there, so that a refusal always fits.
    pub const MAX_BEFORE_FORWARD: usize = 2;
    /// How far ahead of a clock the last step may lie, in steps.
    pub const MAX_AHEAD: u64 = 30;

    /// Checks every endorsement. `moved` is the event core's shift in seconds.
    pub fn verify(
        credential: &Credential,
        endorsements: &[Endorsement],
        moved: i64,
    ) -> Result<Self, ChainError> {
        let holder = credential.payload().holder.ok_or(ChainError::Bound)?;
        let mut chain =
            Self { endorsements: Vec::new(), heads: vec![credential.head()], holders: vec![holder] };
        let deadline = forward_deadline(credential, moved);
        for endorsement in endorsements {
            chain.check(endorsement, credential.payload().policy, deadline)?;
            chain.append(endorsement.clone());
        }
        Ok(chain)
    }

    /// A ticket that was never handed on; paper has no holder.
    pub(crate) fn unmoved(holder: Option<PublicKey>, head: Head) -> Self {
        Self { endorsements: Vec::new(), heads: vec![head], holders: holder.into_iter().collect() }
    }

    /// The head that a presentation covers now.
    pub fn head(&self) -> Head {
        self.heads.last().copied().unwrap_or(Head::from_bytes([0; 32]))
    }

    /// All heads, `head_0` first.
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// The key that holds the ticket now.
    pub fn holder(&self) -> Option<PublicKey> {
        self.holders.last().copied()
    }

    /// The key that held the ticket at `heads()[index]`.
    pub fn holder_at(&self, index: usize) -> Option<PublicKey> {
        self.holders.get(index).copied()
    }

    /// The hops.
    pub fn endorsements(&self) -> &[Endorsement] {
        &self.endorsements
    }

    /// The step of the last hop.
    pub fn last_step(&self) -> Option<Step> {
        self.endorsements.last().map(|e| e.step)
    }

    /// Whether its last hop lies further ahead of a gate's step than clocks differ (P-08).
    pub(crate) fn is_ahead_of(&self, at: Step) -> bool {
        self.last_step().is_some_and(|last| last > at.plus(Self::MAX_AHEAD))
    }

    /// Whether another chain of the same ticket goes on from this one (P-15).
    pub fn is_extended_by(&self, other: &Self) -> bool {
        other.heads.len() > self.heads.len() && other.heads.starts_with(&self.heads)
    }

    /// Whether every key of the chain differs from `key`.
    pub fn is_new_key(&self, key: &PublicKey) -> bool {
        !self.holders.contains(key)
    }

    fn check(&self, hop: &Endorsement, policy: Policy, deadline: u64) -> Result<(), ChainError> {
        let place = self.endorsements.len();
        if place >= Self::MAX || (place == Self::MAX - 1 && hop.kind != HopKind::Return) {
            return Err(ChainError::TooLong);
        }
        if self.last_step().is_some_and(|last| hop.step < last) {
            return Err(ChainError::StepFalls);
        }
        match hop.kind {
            HopKind::Forward => self.check_forward(hop, policy, deadline)?,
            HopKind::Return => self.check_return(hop)?,
        }
        if self.is_signed(hop) { Ok(()) } else { Err(ChainError::Signature) }
    }

    /// Whether who holds the ticket signed this hop over its head.
    pub(crate) fn is_signed(&self, hop: &Endorsement) -> bool {
        let payload = hop.payload(self.head()).to_bytes();
        let holds = |signer: PublicKey| signer.verify(Domain::Endorsement, &payload, &hop.signature).is_ok();
        self.holder().is_some_and(holds)
    }

    fn check_forward(&self, hop: &Endorsement, policy: Policy, deadline: u64) -> Result<(), ChainError> {
        if self.hops() >= usize::from(policy.hops) {
            return Err(ChainError::Hops);
        }
        if !hop.next.is_some_and(|key| self.is_new_key(&key)) {
            return Err(ChainError::Key);
        }
        if hop.step.begins().seconds() >= deadline { Err(ChainError::Deadline) } else { Ok(()) }
    }

    fn check_return(&self, hop: &Endorsement) -> Result<(), ChainError> {
        let after_forward = self.endorsements.last().is_some_and(|last| last.kind == HopKind::Forward);
        if after_forward && hop.next.is_none() { Ok(()) } else { Err(ChainError::Return) }
    }

    /// Forwards less returns.
    fn hops(&self) -> usize {
        let returns = self.endorsements.iter().filter(|e| e.kind == HopKind::Return).count();
        self.endorsements.len() - 2 * returns
    }

    fn append(&mut self, hop: Endorsement) {
        let holder = match hop.kind {
            HopKind::Forward => hop.next,
            HopKind::Return => self.holders.iter().rev().nth(1).copied(),
        };
        self.heads.push(hop.payload(self.head()).head());
        self.holders.extend(holder);
        self.endorsements.push(hop);
    }
}

/// The second from which nothing is handed on: `from + moved + 60 × (minutes − deadline)`.
pub(crate) fn forward_deadline(credential: &Credential, moved: i64) -> u64 {
    let payload = credential.payload();
    let minutes = payload.minutes.saturating_sub(payload.policy.deadline);
    payload.from.shifted(moved).seconds() + u64::from(minutes) * 60
}
