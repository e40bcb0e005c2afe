//! What an entry is worth: J-06 (who wrote it) and J-07 (what it rests on). Pure functions of the entry and the
//! control documents.

use super::{Body, Entry, Stored};
use crate::code::{Presented, ProofCode, RevokedKeys, verify};
use crate::ticket::{Documents, KeyStatus, PresentationId, Role};
use crate::wire::{Reader, Wire, WireError, Writer};

/// What an admission or exit counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Anybody can check that the holder was there.
    Proved,
    /// All holds but the issuer's key, which was revoked.
    Static,
    /// A person with authority let somebody in without a code.
    Unproved,
    /// A note: it moves nobody.
    Nothing,
}

/// Whether the code in an entry holds, remembered beside the entry: checking it costs two signatures and more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// No code.
    Absent,
    /// There is a code and it does not hold.
    Fails,
    /// It holds.
    Holds(Facts),
}

/// What a holding code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The code.
    pub presentation: PresentationId,
    /// The credential's zone.
    pub zone: u8,
    /// Whether the issuer's key stands.
    pub key_status: KeyStatus,
}

/// A code counts when the entry's clock is within this of its step, in milliseconds (J-07).
const MAX_DISTANCE_MS: u64 = 600_000;

impl Evidence {
    /// J-07: P-03 and P-05 to P-09 hold with the gate step of the entry's clock, ticket, epoch and step are the
    /// entry's, and the clock is near the step.
    pub fn of(entry: &Entry, documents: &Documents) -> Self {
        let Some(code) = entry.code() else { return Self::Absent };
        match Self::presented(entry, code, documents) {
            Some(presented) => Self::Holds(Facts {
                presentation: presented.id(),
                zone: presented.credential().payload().zone,
                key_status: presented.key_status(),
            }),
            None => Self::Fails,
        }
    }

    /// The verified code of an entry, for proofs and chains.
    pub fn presented(entry: &Entry, code: &[u8], documents: &Documents) -> Option<Presented> {
        let code = ProofCode::from_code(code).ok()?;
        let near = entry.hlc.ms.0.abs_diff(code.step.begins().seconds() * 1000) <= MAX_DISTANCE_MS;
        let at = entry.hlc.ms.time().step();
        let presented =
            near.then(|| verify(code, documents, at, RevokedKeys::Accept)).and_then(Result::ok)?;
        let payload = presented.credential().payload();
        let same = entry.ticket == Some(payload.ticket)
            && entry.epoch == Some(payload.epoch)
            && entry.step == Some(presented.step());
        same.then_some(presented)
    }
}

impl Wire for Evidence {
    fn encode(&self, w: &mut Writer) {
        match self {
            Self::Absent => w.array(1).uint(0_u8),
            Self::Fails => w.array(1).uint(1_u8),
            Self::Holds(facts) => w
                .array(4)
                .uint(2_u8)
                .value(&facts.presentation)
                .uint(facts.zone)
                .uint(u8::from(facts.key_status == KeyStatus::Revoked)),
        };
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array_between(1, 4, "evidence")?;
        match r.uint(2, "evidence")? {
            0 => Ok(Self::Absent),
            1 => Ok(Self::Fails),
            _ => Ok(Self::Holds(Facts {
                presentation: PresentationId::decode(r)?,
                zone: r.uint8("zone")?,
                key_status: if r.uint(1, "key status")? == 1 {
                    KeyStatus::Revoked
                } else {
                    KeyStatus::Active
                },
            })),
        }
    }
}

/// Whether the writer had authority for more than writing proofs down.
pub(super) struct Authority<'a> {
    stored: &'a Stored,
    documents: &'a Documents,
    above_fork: bool,
}

impl<'a> Authority<'a> {
    pub(super) fn new(stored: &'a Stored, documents: &'a Documents, above_fork: AboveFork) -> Self {
        Self { stored, documents, above_fork: above_fork == AboveFork::Yes }
    }

    /// Inside the shift, the role there, the gate among the certificate's (J-06).
    pub(super) fn has(&self, role: Role) -> bool {
        let grace = match role {
            Role::Scan | Role::Stamp => self.documents.event().grace,
            _ => 0,
        };
        let staff = self.stored.certificate.payload();
        let at = self.stored.entry.hlc.ms.time();
        staff.roles.has(role)
            && at >= staff.not_before
            && at <= staff.not_after.shifted(grace.into())
            && self.stored.certificate.covers_gate(self.stored.entry.gate)
    }

    /// As [`Authority::has`] for void, override, issue and entries without a code: not above a fork, and not under a
    /// revoked serial or a certificate of a revoked key.
    pub(super) fn may(&self, role: Role) -> bool {
        self.has(role) && !self.above_fork && !is_disowned(self.stored, self.documents)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AboveFork {
    Yes,
    No,
}

/// Whether the organizer no longer stands for the certificate of an entry: its serial was withdrawn, or the key that
/// signed it. Who stole that key signs certificates as he likes.
pub(super) fn is_disowned(stored: &Stored, documents: &Documents) -> bool {
    let serial = stored.certificate.payload().serial;
    !stored.certificate.stands() || documents.revocation().is_some_and(|list| list.has_serial(serial))
}

/// The class of an entry (J-06, J-07).
pub(super) fn class(
    stored: &Stored,
    evidence: Evidence,
    documents: &Documents,
    above_fork: AboveFork,
) -> Class {
    let authority = Authority::new(stored, documents, above_fork);
    match (&stored.entry.body, evidence) {
        (Body::Admit(_), Evidence::Holds(Facts { key_status: KeyStatus::Active, .. })) => Class::Proved,
        // Who stole the key makes codes and scanners alike: under it they do not vouch for one another.
        (Body::Admit(_), Evidence::Holds(_)) if authority.has(Role::Scan) && stored.certificate.stands() => {
            Class::Static
        }
        (Body::Admit(_), Evidence::Absent)
            if [Role::Override, Role::Manual, Role::Issue].iter().any(|role| authority.may(*role)) =>
        {
            Class::Unproved
        }
        _ => Class::Nothing,
    }
}
