//! The control documents of one event: trust list, event core, revocation list (protocol §3, §4).
//!
//! The first adoption pins (root, event). A lower version is refused; the same version with other bytes is refused
//! and reported, the first one stays. A root that the list in force announced may take its place.

use super::adopt::{Candidate, newer_trust};
use super::{
    AdoptError, Adopted, EventCore, EventFile, EventId, KeyStatus, KeyUse, Manifest, Revocation,
    RevocationDelta, RevocationMessage, RootId, Signed, TrustList,
};
use crate::crypto::{Domain, PublicKey};
use crate::wire::{Envelope, MessageType, Wire, WireError};

/// Documents that verify together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Documents {
    trust: TrustList,
    event: SignedEvent,
    revocation: Option<Revocation>,
    manifest: Option<Manifest>,
    /// The roots that handed over to this one, the newest first.
    former: Vec<RootId>,
}

/// The documents in force as they lie on this device's own disk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeptDocuments {
    /// Trust list and event core.
    pub event_file: Vec<u8>,
    /// The newest revocation snapshot.
    pub revocation: Option<Envelope>,
    /// What follows it, oldest first.
    pub deltas: Vec<Envelope>,
    /// The manifest.
    pub manifest: Option<Envelope>,
    /// The roots that handed over, the newest first.
    pub former: Vec<RootId>,
}

/// An event core with the listed key that signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct SignedEvent {
    core: EventCore,
    envelope: Envelope,
    signer: PublicKey,
}

impl SignedEvent {
    /// Signed by a listed key with use 2 and the event in its scope, of the list's root, and content with the list.
    /// What names a former root is older than everything of this one.
    fn verify(envelope: &Envelope, trust: &TrustList, former: &[RootId]) -> Result<Self, AdoptError> {
        let signer = trust.signer(envelope, Domain::Event, KeyUse::Events).ok_or(AdoptError::NotSigned)?;
        let core = EventCore::from_bytes(&envelope.payload, EventCore::MAX_BYTES)?;
        check_root(core.root, trust, former)?;
        if !signer.covers(core.event) {
            return Err(AdoptError::NotSigned);
        }
        if trust.version() < u64::from(core.minimum_trust) {
            return Err(AdoptError::TrustTooOld);
        }
        Ok(Self { core, envelope: envelope.clone(), signer: signer.key })
    }

    fn candidate(&self) -> Candidate<'_> {
        let (version, payload) = (self.core.version, self.envelope.payload.as_slice());
        Candidate { version, payload, signer: self.signer, issued: None }
    }
}

impl Documents {
    /// How many roots before it a device remembers.
    pub const MAX_FORMER: usize = 16;

    /// First adoption: the trust list holds under the root it names, the event core is that root's and signed by an
    /// active key with use 2.
    pub fn from_event_file(bytes: &[u8]) -> Result<Self, AdoptError> {
        let documents = Self::read(bytes)?;
        documents.event.candidate().check_signer(&documents.trust)?;
        Ok(documents)
    }

    /// The documents from this device's own disk: what was adopted stays in force when its key is revoked.
    pub fn reload(kept: &KeptDocuments) -> Result<Self, AdoptError> {
        let mut documents = Self::read(&kept.event_file)?;
        documents.former.clone_from(&kept.former);
        let trust = &documents.trust;
        let list = kept.revocation.as_ref().map(|list| Revocation::reload(list, &kept.deltas, trust));
        let manifest = kept.manifest.as_ref().map(|manifest| Manifest::verify(manifest, trust));
        (documents.revocation, documents.manifest) = (list.transpose()?, manifest.transpose()?);
        Ok(documents)
    }

    fn read(event_file: &[u8]) -> Result<Self, AdoptError> {
        let file = EventFile::from_bytes(event_file, EventFile::MAX_BYTES)?;
        let trust = TrustList::verify(&file.trust)?;
        let event = SignedEvent::verify(&file.event, &trust, &[])?;
        check_details(&file, &trust, event.core.event)?;
        Ok(Self { trust, event, revocation: None, manifest: None, former: Vec::new() })
    }

    /// The trust list in force.
    pub fn trust(&self) -> &TrustList {
        &self.trust
    }

    /// The event core in force.
    pub fn event(&self) -> &EventCore {
        &self.event.core
    }

    /// The revocation list in force.
    pub fn revocation(&self) -> Option<&Revocation> {
        self.revocation.as_ref()
    }

    /// The manifest in force.
    pub fn manifest(&self) -> Option<&Manifest> {
        self.manifest.as_ref()
    }

    /// Takes the manifest out of force: for a gate that forgets it once the event is over.
    pub(crate) fn forget_manifest(&mut self) {
        self.manifest = None;
    }

    /// P-04: whether a credential whose issuer key was revoked passes all the same: its exact payload is a row of the
    /// manifest in force, and that manifest's own key is active.
    pub fn salvages(&self, payload: &[u8]) -> bool {
        let stands = |manifest: &&Manifest| self.trust.status(&manifest.signer()) == Some(KeyStatus::Active);
        self.manifest.as_ref().filter(stands).is_some_and(|manifest| manifest.holds(payload))
    }

    /// The root that everything here hangs on.
    pub fn root(&self) -> RootId {
        self.trust.root()
    }

    /// The roots that handed over to it, the newest first.
    pub fn former(&self) -> &[RootId] {
        &self.former
    }

    /// Whether a root is the one in force or handed over to it.
    pub fn descends_from(&self, root: RootId) -> bool {
        root == self.root() || self.former.contains(&root)
    }

    /// Whether a root is one of these or the one announced: what names it may be of this organizer.
    pub fn knows_root(&self, root: RootId) -> bool {
        self.descends_from(root) || self.trust.next_root() == Some(root)
    }

    /// The documents as an event file, for a friend or another gate.
    pub fn to_event_file(&self) -> Vec<u8> {
        let (trust, event) = (self.trust.signed().clone(), self.event.envelope.clone());
        EventFile { trust, event, details: None }.to_bytes()
    }

    /// Adopts the trust list and event core of a newer event file. The file may be printed before the newest trust
    /// list: its event core is then judged under the newer one. A newer trust list is adopted beside an event core that
    /// gives way to the one in force, or whose key it revokes: a revocation must not wait for a new event core.
    pub fn adopt_event_file(&mut self, bytes: &[u8]) -> Result<Adopted, AdoptError> {
        let file = EventFile::from_bytes(bytes, EventFile::MAX_BYTES)?;
        let mut newer = self.clone();
        let list = TrustList::verify(&file.trust)?;
        if self.trust.next_root() == Some(list.root()) {
            newer.hand_over(list, &file.event)?;
            check_details(&file, &newer.trust, newer.event.core.event)?;
            *self = newer;
            return Ok(Adopted::New);
        }
        let trust = match newer.adopt_trust(&file.trust) {
            Err(AdoptError::Older) => Adopted::Unchanged,
            other => other?,
        };
        let event = match newer.adopt_event(&file.event) {
            Err(AdoptError::Older | AdoptError::KeyRevoked) if trust == Adopted::New => Adopted::Unchanged,
            other => other?,
        };
        check_details(&file, &newer.trust, newer.event.core.event)?;
        *self = newer;
        Ok(if trust == Adopted::New { trust } else { event })
    }

    /// Adopts an event file, trust list, revocation list, delta or manifest, whichever it is.
    pub fn adopt(&mut self, message: &[u8]) -> Result<Adopted, AdoptError> {
        match MessageType::of(message)? {
            MessageType::EventFile => self.adopt_event_file(message),
            MessageType::TrustList => {
                let kind = MessageType::TrustList;
                self.adopt_trust(&Signed::from_message(message, kind, EventFile::MAX_BYTES)?)
            }
            MessageType::Revocation => self.adopt_revocation(&Revocation::envelope_of(message)?),
            MessageType::Manifest => self.adopt_manifest(&Manifest::envelope_of(message)?),
            _ => Err(WireError::WrongType.into()),
        }
    }

    fn adopt_event(&mut self, envelope: &Envelope) -> Result<Adopted, AdoptError> {
        let newer = SignedEvent::verify(envelope, &self.trust, &self.former)?;
        if newer.core.event != self.event.core.event {
            return Err(AdoptError::OtherEvent);
        }
        let adopted = newer.candidate().replaces(Some(&self.event.candidate()), &self.trust)?;
        if adopted == Adopted::New {
            self.event = newer;
        }
        Ok(adopted)
    }

    /// The announced root takes over: its own list and an event core that names it, both newer, or nothing.
    fn hand_over(&mut self, list: TrustList, event: &Envelope) -> Result<(), AdoptError> {
        let before = self.root();
        if list.version() <= self.trust.version() {
            return Err(AdoptError::Older);
        }
        self.adopt_list(list)?;
        self.former.retain(|root| *root != self.trust.root());
        self.former.insert(0, before);
        self.former.truncate(Self::MAX_FORMER);
        self.adopt_event(event).map(drop)
    }

    /// Adopts a newer trust list of the same root. What is in force under a key that it revokes stays in force.
    ///
    /// # Errors
    /// [`AdoptError::KeyDropped`] for a list without a key, or a use of it, that the one in force has for this event:
    /// keys are revoked, not removed.
    pub fn adopt_trust(&mut self, signed: &Signed) -> Result<Adopted, AdoptError> {
        let newer = TrustList::verify(signed)?;
        check_root(newer.root(), &self.trust, &self.former)?;
        self.adopt_list(newer)
    }

    fn adopt_list(&mut self, newer: TrustList) -> Result<Adopted, AdoptError> {
        let adopted = newer_trust(&newer, &self.trust)?;
        if adopted == Adopted::New {
            let event = self.event.core.event;
            if !self.trust.keys().iter().filter(|key| key.covers(event)).all(|key| newer.keeps(key, event)) {
                return Err(AdoptError::KeyDropped);
            }
            // Of the keys of one id four are tried: what is in force must be found signed when it is read again.
            let found = newer.signer(&self.event.envelope, Domain::Event, KeyUse::Events);
            if found.map(|row| row.key) != Some(self.event.signer) {
                return Err(AdoptError::KeyDropped);
            }
            self.trust = newer;
        }
        Ok(adopted)
    }

    /// Adopts a newer revocation list of the same event: a snapshot as it is, a delta on the list that it names.
    ///
    /// # Errors
    /// [`AdoptError::Gap`] for a delta that does not follow the list in force, or follows one whose key was revoked.
    pub fn adopt_revocation(&mut self, envelope: &Envelope) -> Result<Adopted, AdoptError> {
        let message = RevocationMessage::verify(envelope, &self.trust).map_err(unsigned)?;
        if message.event() != self.event.core.event {
            return Err(AdoptError::OtherEvent);
        }
        match message {
            RevocationMessage::Snapshot(newer) => self.adopt_snapshot(newer),
            RevocationMessage::Delta(delta) => self.adopt_delta(&delta),
        }
    }

    fn adopt_snapshot(&mut self, newer: Revocation) -> Result<Adopted, AdoptError> {
        let current = self.revocation.as_ref();
        let before = current.map(Revocation::candidate);
        let adopted = newer.candidate().replaces(before.as_ref(), &self.trust)?;
        // The same list in one piece: others can take it from here whatever they have.
        let shorter = current.is_some_and(|list| list.hash() == newer.hash() && !list.deltas().is_empty());
        let stands = newer.candidate().check_signer(&self.trust).is_ok();
        if adopted == Adopted::Unchanged && !(shorter && stands) {
            return Ok(adopted);
        }
        self.revocation = Some(newer);
        Ok(Adopted::New)
    }

    fn adopt_delta(&mut self, delta: &RevocationDelta) -> Result<Adopted, AdoptError> {
        let needs = delta.version().saturating_sub(1);
        let current = self.revocation.as_ref().ok_or(AdoptError::Gap { have: 0, needs })?;
        let stands = self.trust.status(&current.signer()) == Some(KeyStatus::Active);
        if delta.version() < current.version() && stands {
            return Err(AdoptError::Older);
        }
        if delta.version() == current.version() && delta.is_within(current) {
            return Ok(Adopted::Unchanged);
        }
        delta.candidate().check_signer(&self.trust)?;
        // The new key would vouch for every row of the old one, a thief's among them: a snapshot says which stay.
        if !stands {
            return Err(AdoptError::Gap { have: current.version(), needs });
        }
        if delta.version() == current.version() {
            return Err(AdoptError::Contradicts);
        }
        self.revocation = Some(current.followed_by(delta)?);
        Ok(Adopted::New)
    }

    /// Adopts a newer manifest of the same event.
    pub fn adopt_manifest(&mut self, envelope: &Envelope) -> Result<Adopted, AdoptError> {
        let newer = Manifest::verify(envelope, &self.trust).map_err(unsigned)?;
        if newer.event() != self.event.core.event {
            return Err(AdoptError::OtherEvent);
        }
        let current = self.manifest.as_ref().map(Manifest::candidate);
        let adopted = newer.candidate().replaces(current.as_ref(), &self.trust)?;
        if adopted == Adopted::New {
            self.manifest = Some(newer);
        }
        Ok(adopted)
    }
}

/// Of the root in force. A former root's is not another organizer's, only older.
fn check_root(root: RootId, trust: &TrustList, former: &[RootId]) -> Result<(), AdoptError> {
    match root {
        root if root == trust.root() => Ok(()),
        root if former.contains(&root) => Err(AdoptError::Older),
        _ => Err(AdoptError::OtherRoot),
    }
}

/// Details are signed by a listed key with use 2 and the event in its scope; they come into force nowhere.
fn check_details(file: &EventFile, trust: &TrustList, event: EventId) -> Result<(), AdoptError> {
    let Some(details) = &file.details else { return Ok(()) };
    let signer = trust.signer(details, Domain::Details, KeyUse::Events);
    signer.filter(|signer| signer.covers(event)).map(|_| ()).ok_or(AdoptError::NotSigned)
}

fn unsigned(error: WireError) -> AdoptError {
    match error {
        WireError::Bounds { field: "signature" } => AdoptError::NotSigned,
        other => AdoptError::Wire(other),
    }
}
