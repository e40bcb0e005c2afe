//! The trust list: which keys the root stands for, and for what (protocol §3, §4.1).

use super::credential::read_key;
use super::file::Signed;
use super::sandbox::is_sandbox_root;
use super::{CredentialError, EventId, RootId, Time};
use crate::crypto::{Domain, PublicKey, SecretKey};
use crate::order;
use crate::wire::{Envelope, Kid4, MessageType, Reader, Wire, WireError, Writer};

/// What a key may sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum KeyUse {
    /// Credentials.
    Credentials = 1,
    /// Event core, details and manifest.
    Events = 2,
    /// Staff certificates.
    Staff = 4,
    /// Revocation lists.
    Revocation = 8,
}

/// A set of [`KeyUse`], 1 to 15.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyUses(u8);

impl KeyUses {
    /// Every use.
    pub const ALL: Self = Self(15);

    /// `None` unless 1 to 15.
    pub const fn from_bits(bits: u8) -> Option<Self> {
        if bits >= 1 && bits <= 15 { Some(Self(bits)) } else { None }
    }

    /// Whether a use is among them.
    pub const fn allows(self, key_use: KeyUse) -> bool {
        self.0 & key_use as u8 != 0
    }
}

/// Whether a key still stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyStatus {
    /// It stands.
    Active,
    /// Only salvaged credentials under it pass (P-04).
    Revoked,
}

/// One row of the trust list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedKey {
    /// The key.
    pub key: PublicKey,
    /// What it may sign.
    pub uses: KeyUses,
    /// Whether it still stands.
    pub status: KeyStatus,
    /// First second of its validity.
    pub from: Time,
    /// Last second of its validity.
    pub until: Time,
    /// The events it may sign for; `None` for all of this root.
    pub events: Option<Vec<EventId>>,
}

impl TrustedKey {
    const MAX_EVENTS: u64 = 64;

    /// Whether a document made at this time is within the key's validity.
    pub fn is_valid_at(&self, time: Time) -> bool {
        (self.from..=self.until).contains(&time)
    }

    /// Whether the event is in the key's scope.
    pub fn covers(&self, event: EventId) -> bool {
        self.events.as_ref().is_none_or(|events| events.contains(&event))
    }
}

impl Wire for TrustedKey {
    fn encode(&self, w: &mut Writer) {
        w.array(6).bytes(self.key.as_bytes()).uint(self.uses.0);
        w.uint(u8::from(self.status == KeyStatus::Revoked)).uint(self.from).uint(self.until);
        w.nullable(self.events.as_deref(), |w, events| {
            w.list(events, |w, event| event.encode(w));
        });
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(6, "trusted key")?;
        Ok(Self {
            key: read_key(r, "key")?,
            uses: KeyUses::from_bits(r.uint8("uses")?).ok_or(WireError::Bounds { field: "uses" })?,
            status: if r.uint(1, "status")? == 1 { KeyStatus::Revoked } else { KeyStatus::Active },
            from: Time::decode(r, "from")?,
            until: Time::decode(r, "until")?,
            events: r.nullable("events", |r| r.list(1, Self::MAX_EVENTS, "events", EventId::decode))?,
        })
    }
}

/// The fields of a trust list, before or after their signature was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
struct TrustPayload {
    root: PublicKey,
    version: u64,
    issued: Time,
    next_update: Time,
    next_root: Option<PublicKey>,
    keys: Vec<TrustedKey>,
}

impl TrustPayload {
    const MAX_BYTES: usize = 64 * 1024;
    const MAX_KEYS: u64 = 256;
    const MAX_VERSION: u64 = u32::MAX as u64;
}

impl Wire for TrustPayload {
    fn encode(&self, w: &mut Writer) {
        w.array(6).bytes(self.root.as_bytes()).uint(self.version).uint(self.issued).uint(self.next_update);
        w.nullable(self.next_root.as_ref(), |w, key| {
            w.bytes(key.as_bytes());
        });
        w.list(&self.keys, |w, key| key.encode(w));
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(6, "trust list")?;
        let root = read_key(r, "root")?;
        if !matches!(root, PublicKey::Ed25519(_)) {
            return Err(WireError::Bounds { field: "root" });
        }
        let payload = Self {
            root,
            version: r.uint(Self::MAX_VERSION, "version")?,
            issued: Time::decode(r, "issued")?,
            next_update: Time::decode(r, "next update")?,
            next_root: r.nullable("next root", |r| read_key(r, "next root"))?,
            keys: r.list(0, Self::MAX_KEYS, "keys", TrustedKey::decode)?,
        };
        let ordered = payload.keys.windows(2).all(|pair| match pair {
            [a, b] => a.key.as_bytes() < b.key.as_bytes(),
            _ => true,
        });
        if ordered { Ok(payload) } else { Err(WireError::NotDeterministic) }
    }
}

/// A trust list whose signature by the root it names was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustList {
    payload: TrustPayload,
    signed: Signed,
}

impl TrustList {
    /// Makes and signs a list of one version. Keys are ordered here.
    pub fn issue(
        root: &SecretKey,
        version: u32,
        issued: Time,
        next_update: Time,
        keys: Vec<TrustedKey>,
    ) -> Self {
        Self::announce(root, version, issued, next_update, keys, None)
    }

    /// As [`TrustList::issue`], naming the root that may take over (§3.1).
    pub fn announce(
        root: &SecretKey,
        version: u32,
        issued: Time,
        next_update: Time,
        mut keys: Vec<TrustedKey>,
        next_root: Option<PublicKey>,
    ) -> Self {
        order::sort_by(&mut keys, |a, b| a.key.as_bytes().cmp(b.key.as_bytes()));
        let payload = TrustPayload {
            root: root.public(),
            version: version.into(),
            issued,
            next_update,
            next_root,
            keys,
        };
        let bytes = payload.to_bytes();
        let signature = root.sign(Domain::Trust, &bytes);
        Self { payload, signed: Signed { payload: bytes, signature } }
    }

    /// Reads a list and checks the signature of the root it names. Whether that root is *ours* is the caller's
    /// question.
    pub fn verify(signed: &Signed) -> Result<Self, WireError> {
        let payload = TrustPayload::from_bytes(&signed.payload, TrustPayload::MAX_BYTES)?;
        payload
            .root
            .verify(Domain::Trust, &signed.payload, &signed.signature)
            .map_err(|_| WireError::Bounds { field: "signature" })?;
        Ok(Self { payload, signed: signed.clone() })
    }

    /// Reads the message `[21, payload, signature]`.
    pub fn from_message(bytes: &[u8]) -> Result<Self, WireError> {
        Self::verify(&Signed::from_message(bytes, MessageType::TrustList, TrustPayload::MAX_BYTES)?)
    }

    /// The message `[21, payload, signature]`.
    pub fn to_message(&self) -> Vec<u8> {
        self.signed.to_message(MessageType::TrustList)
    }

    /// The signed bytes.
    pub fn signed(&self) -> &Signed {
        &self.signed
    }

    /// The root that signed it.
    pub fn root(&self) -> RootId {
        root_id(&self.payload.root).unwrap_or_else(|| RootId::from_bytes([0; 32]))
    }

    /// The key named as the next root, whatever it is worth.
    pub fn next_root_key(&self) -> Option<&PublicKey> {
        self.payload.next_root.as_ref()
    }

    /// The root that may take over from this one. A P-256 key, this root itself and the sandbox's announce nobody, and
    /// the sandbox's list announces nobody: anybody could sign either side.
    pub fn next_root(&self) -> Option<RootId> {
        let next = root_id(self.payload.next_root.as_ref()?)?;
        let real = |root: RootId| !is_sandbox_root(root);
        (next != self.root() && real(next) && real(self.root())).then_some(next)
    }

    /// First 8 bytes of the root's SHA-256, as requests name known roots.
    pub fn root_kid(&self) -> [u8; 8] {
        self.payload.root.kid()
    }

    /// Rises with each list.
    pub fn version(&self) -> u64 {
        self.payload.version
    }

    /// When the root signed it.
    pub fn issued(&self) -> Time {
        self.payload.issued
    }

    /// Past this time verdicts carry a note, never a refusal by itself.
    pub fn next_update(&self) -> Time {
        self.payload.next_update
    }

    /// Every row, ordered by key.
    pub fn keys(&self) -> &[TrustedKey] {
        &self.payload.keys
    }

    /// Whether a key of an older list is still here, with its uses and this event: revoked perhaps, not removed.
    pub fn keeps(&self, older: &TrustedKey, event: EventId) -> bool {
        self.key(&older.key).is_some_and(|row| row.covers(event) && row.uses.0 & older.uses.0 == older.uses.0)
    }

    /// How a key stands; `None` if it is not listed.
    pub fn status(&self, key: &PublicKey) -> Option<KeyStatus> {
        self.key(key).map(|row| row.status)
    }

    /// The row of a key.
    pub fn key(&self, key: &PublicKey) -> Option<&TrustedKey> {
        self.payload.keys.iter().find(|row| row.key == *key)
    }

    /// The listed key that verifies an envelope under a domain and has the use, whatever its status; at most 4 keys of
    /// one id are tried. Whether a document under it may be adopted is [`super::Documents`]'s question.
    pub fn signer(&self, envelope: &Envelope, domain: Domain, key_use: KeyUse) -> Option<&TrustedKey> {
        self.candidates(envelope, key_use)
            .find(|row| row.key.verify(domain, &envelope.payload, &envelope.signature).is_ok())
    }

    /// As [`TrustList::signer`] for credentials, telling an unknown key from a broken signature (P-03).
    pub fn signer_of_credential(&self, envelope: &Envelope) -> Result<&TrustedKey, CredentialError> {
        if self.candidates(envelope, KeyUse::Credentials).next().is_none() {
            return Err(CredentialError::UnknownIssuer);
        }
        self.signer(envelope, Domain::Credential, KeyUse::Credentials).ok_or(CredentialError::NotGenuine)
    }

    fn candidates(&self, envelope: &Envelope, key_use: KeyUse) -> impl Iterator<Item = &TrustedKey> {
        matches(&self.payload.keys, envelope.kid, key_use, PublicKey::kid4)
    }
}

fn root_id(key: &PublicKey) -> Option<RootId> {
    match key {
        PublicKey::Ed25519(key) => Some(RootId::from_bytes(*key.as_bytes())),
        PublicKey::P256(_) => None,
    }
}

/// The keys of one id that have the use. An id is a hint: the first four are tried.
fn matches(
    keys: &[TrustedKey],
    kid: Kid4,
    key_use: KeyUse,
    kid_of: impl Fn(&PublicKey) -> Kid4,
) -> impl Iterator<Item = &TrustedKey> {
    const MAX_MATCHES: usize = 4;
    keys.iter().filter(move |row| row.uses.allows(key_use) && kid_of(&row.key) == kid).take(MAX_MATCHES)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(seed: u8, uses: KeyUses) -> TrustedKey {
        let key = SecretKey::from_seed(&[seed; 32]).public();
        let until = Time::default().shifted(i64::MAX);
        TrustedKey { key, uses, status: KeyStatus::Active, from: Time::default(), until, events: None }
    }

    #[test]
    fn of_five_keys_of_one_id_the_first_four_that_have_the_use_are_tried() {
        let staff = KeyUses(KeyUse::Staff as u8);
        let keys: Vec<_> = (1..=6).map(|n| row(n, if n == 1 { staff } else { KeyUses::ALL })).collect();
        let tried =
            |key_use| -> Vec<_> { matches(&keys, [0; 4], key_use, |_| [0; 4]).map(|row| row.key).collect() };
        let of = |range: core::ops::Range<usize>| keys[range].iter().map(|row| row.key).collect::<Vec<_>>();
        assert_eq!(tried(KeyUse::Credentials), of(1..5));
        assert_eq!(tried(KeyUse::Staff), of(0..4));
        assert_eq!(matches(&keys, [1; 4], KeyUse::Staff, |_| [0; 4]).count(), 0);
    }
}
