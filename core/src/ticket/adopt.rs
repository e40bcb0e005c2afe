//! When a newer control document takes the place of the one in force (protocol §3).

use core::cmp::Ordering;

use super::{KeyStatus, Time, TrustList};
use crate::crypto::PublicKey;
use crate::wire::WireError;

/// Why a document was not adopted. What was there stays in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AdoptError {
    /// Not readable, or of a newer version.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// The signature is not by a key that may sign this.
    #[error("not signed by a key that may sign this")]
    NotSigned,
    /// The key that signed it has been revoked: ask the organizer for the newest one.
    #[error("signed by a key that was revoked: ask the organizer for the newest one")]
    KeyRevoked,
    /// The trust list drops a key that was listed: keys are revoked, not removed.
    #[error("the trust list drops a key that the one in force has")]
    KeyDropped,
    /// Another organizer's.
    #[error("of another organizer")]
    OtherRoot,
    /// For another event.
    #[error("for another event")]
    OtherEvent,
    /// A newer one is in force.
    #[error("older than the one in force")]
    Older,
    /// Same version, other bytes: report it to the organizer.
    #[error("another document of the same version")]
    Contradicts,
    /// The event core asks for a newer trust list than the one that came with it.
    #[error("the trust list is older than the event asks for")]
    TrustTooOld,
    /// A revocation delta that does not follow the list in force; 0 stands for no list. A snapshot heals it.
    #[error("follows revocation list {needs}, the one in force is {have}: fetch the snapshot")]
    Gap {
        /// Version in force.
        have: u32,
        /// Version that the delta follows.
        needs: u32,
    },
}

impl AdoptError {
    /// The stable code, the same in vectors, at gates and in documents.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Wire(WireError::Unknown { .. }) => "UPDATE_APP",
            Self::Wire(_) => "MALFORMED",
            Self::NotSigned => "NOT_GENUINE",
            Self::KeyRevoked => "KEY_REVOKED",
            Self::KeyDropped => "KEY_DROPPED",
            Self::OtherRoot => "OTHER_ORGANIZER",
            Self::OtherEvent => "WRONG_EVENT",
            Self::Older => "OLDER",
            Self::Contradicts => "CONTRADICTS",
            Self::TrustTooOld => "TRUST_TOO_OLD",
            Self::Gap { .. } => "GAP",
        }
    }
}

/// What adopting a document did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Adopted {
    /// It is in force now.
    New,
    /// It was in force already.
    Unchanged,
}

/// What a choice between two verified documents of one kind looks at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate<'a> {
    pub(super) version: u32,
    pub(super) payload: &'a [u8],
    /// The listed key that signed it.
    pub(super) signer: PublicKey,
    /// When it was made, where it says so.
    pub(super) issued: Option<Time>,
}

impl Candidate<'_> {
    /// Whether it comes into force in place of `current`: newly adopted only under an active key and within its
    /// validity; one whose key has been revoked gives way to one of an active key, whatever the versions.
    pub(super) fn replaces(
        &self,
        current: Option<&Candidate<'_>>,
        trust: &TrustList,
    ) -> Result<Adopted, AdoptError> {
        let stands = |document: &Candidate<'_>| trust.status(&document.signer) == Some(KeyStatus::Active);
        if let Some(current) = current {
            if self.payload == current.payload && (stands(current) || !stands(self)) {
                return Ok(Adopted::Unchanged);
            }
            if self.version < current.version && stands(current) {
                return Err(AdoptError::Older);
            }
        }
        self.check_signer(trust)?;
        match current.filter(|current| stands(current)) {
            Some(current) if self.version == current.version => Err(AdoptError::Contradicts),
            _ => Ok(Adopted::New),
        }
    }

    /// Signed by a key that is active and, where the document has a time, was valid then.
    pub(super) fn check_signer(&self, trust: &TrustList) -> Result<(), AdoptError> {
        let signer = trust.key(&self.signer).ok_or(AdoptError::NotSigned)?;
        if signer.status == KeyStatus::Revoked {
            return Err(AdoptError::KeyRevoked);
        }
        let in_time = self.issued.is_none_or(|issued| signer.is_valid_at(issued));
        if in_time { Ok(()) } else { Err(AdoptError::NotSigned) }
    }
}

/// Anti-rollback of trust lists, which the root signs itself.
pub(super) fn newer_trust(newer: &TrustList, current: &TrustList) -> Result<Adopted, AdoptError> {
    match newer.version().cmp(&current.version()) {
        Ordering::Less => Err(AdoptError::Older),
        Ordering::Greater => Ok(Adopted::New),
        Ordering::Equal if newer.signed().payload == current.signed().payload => Ok(Adopted::Unchanged),
        Ordering::Equal => Err(AdoptError::Contradicts),
    }
}
