//! The control documents of one event: trust list, event core, revocation list (protocol §3, §4).
//!
//! The first adoption pins (root, event). A lower version is refused; the same version with other bytes is refused
//! and reported, the first one stays.

use super::{EventCore, EventFile, KeyUse, Revocation, RootId, Signed, TrustList};
use crate::crypto::Domain;
use crate::wire::{Envelope, Wire, WireError};

/// Why a document was not adopted. What was there stays in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AdoptError {
    /// Not readable, or of a newer version.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// The signature is not by a key that may sign this.
    #[error("not signed by a key that may sign this")]
    NotSigned,
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
}

/// What adopting did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Adopted {
    /// It is in force now.
    New,
    /// It was in force already.
    Unchanged,
}

/// Documents that verify together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Documents {
    trust: TrustList,
    event: EventCore,
    event_envelope: Envelope,
    revocation: Option<Revocation>,
}

impl Documents {
    /// First adoption: the trust list holds under the root it names, the event core is that root's and signed by a
    /// listed key with use 2.
    pub fn from_event_file(bytes: &[u8]) -> Result<Self, AdoptError> {
        let file = EventFile::from_bytes(bytes, EventFile::MAX_BYTES)?;
        let trust = TrustList::verify(&file.trust)?;
        let event = verify_event(&file.event, &trust)?;
        if let Some(details) = &file.details {
            trust.signer(details, Domain::Details, KeyUse::Events).ok_or(AdoptError::NotSigned)?;
        }
        Ok(Self { trust, event, event_envelope: file.event, revocation: None })
    }

    /// The trust list in force.
    pub fn trust(&self) -> &TrustList {
        &self.trust
    }

    /// The event core in force.
    pub fn event(&self) -> &EventCore {
        &self.event
    }

    /// The revocation list in force.
    pub fn revocation(&self) -> Option<&Revocation> {
        self.revocation.as_ref()
    }

    /// The root that everything here hangs on.
    pub fn root(&self) -> RootId {
        self.trust.root()
    }

    /// The documents as an event file, for a friend or another gate.
    pub fn to_event_file(&self) -> Vec<u8> {
        EventFile { trust: self.trust.signed().clone(), event: self.event_envelope.clone(), details: None }
            .to_bytes()
    }

    /// Adopts the trust list and event core of a newer event file. The file may be printed before the newest trust
    /// list: its event core is then judged under the newer one.
    pub fn adopt_event_file(&mut self, bytes: &[u8]) -> Result<Adopted, AdoptError> {
        let file = EventFile::from_bytes(bytes, EventFile::MAX_BYTES)?;
        let mut newer = self.clone();
        let trust = match newer.adopt_trust(&file.trust) {
            Err(AdoptError::Older) => Adopted::Unchanged,
            other => other?,
        };
        let core = verify_event(&file.event, &newer.trust)?;
        if core.event != self.event.event {
            return Err(AdoptError::OtherEvent);
        }
        let same = core.digest() == self.event.digest();
        let event = decide(core.version.into(), self.event.version.into(), same)?;
        if event == Adopted::New {
            (newer.event, newer.event_envelope) = (core, file.event);
        }
        *self = newer;
        Ok(if trust == Adopted::New { trust } else { event })
    }

    /// Adopts a newer trust list of the same root. One that drops a key on which a document in force hangs is
    /// refused: keys are revoked, not removed.
    pub fn adopt_trust(&mut self, signed: &Signed) -> Result<Adopted, AdoptError> {
        let newer = TrustList::verify(signed)?;
        if newer.root() != self.root() {
            return Err(AdoptError::OtherRoot);
        }
        let same = newer.signed().payload == self.trust.signed().payload;
        let adopted = decide(newer.version(), self.trust.version(), same)?;
        if adopted == Adopted::New {
            verify_event(&self.event_envelope, &newer)?;
            if let Some(list) = &self.revocation {
                Revocation::verify(list.envelope(), &newer).map_err(|_| AdoptError::NotSigned)?;
            }
            self.trust = newer;
        }
        Ok(adopted)
    }

    /// Adopts a newer revocation list of the same event.
    pub fn adopt_revocation(&mut self, envelope: &Envelope) -> Result<Adopted, AdoptError> {
        let newer = Revocation::verify(envelope, &self.trust).map_err(|e| match e {
            WireError::Bounds { field: "signature" } => AdoptError::NotSigned,
            other => AdoptError::Wire(other),
        })?;
        if newer.event() != self.event.event {
            return Err(AdoptError::OtherEvent);
        }
        if let Some(current) = &self.revocation {
            let same = current.envelope().payload == newer.envelope().payload;
            let adopted = decide(newer.version().into(), current.version().into(), same)?;
            if adopted == Adopted::Unchanged {
                return Ok(adopted);
            }
        }
        self.revocation = Some(newer);
        Ok(Adopted::New)
    }
}

fn verify_event(envelope: &Envelope, trust: &TrustList) -> Result<EventCore, AdoptError> {
    let signer = trust.signer(envelope, Domain::Event, KeyUse::Events).ok_or(AdoptError::NotSigned)?;
    let event = EventCore::from_bytes(&envelope.payload, EventCore::MAX_BYTES)?;
    if event.root != trust.root() {
        return Err(AdoptError::OtherRoot);
    }
    if !signer.covers(event.event) {
        return Err(AdoptError::NotSigned);
    }
    if trust.version() < u64::from(event.minimum_trust) { Err(AdoptError::TrustTooOld) } else { Ok(event) }
}

fn decide(newer: u64, current: u64, same: impl Into<Sameness>) -> Result<Adopted, AdoptError> {
    match (newer.cmp(&current), same.into()) {
        (core::cmp::Ordering::Less, _) => Err(AdoptError::Older),
        (core::cmp::Ordering::Greater, _) => Ok(Adopted::New),
        (core::cmp::Ordering::Equal, Sameness::Same) => Ok(Adopted::Unchanged),
        (core::cmp::Ordering::Equal, Sameness::Other) => Err(AdoptError::Contradicts),
    }
}

enum Sameness {
    Same,
    Other,
}

impl From<bool> for Sameness {
    fn from(same: bool) -> Self {
        if same { Self::Same } else { Self::Other }
    }
}
