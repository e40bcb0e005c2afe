//! The sandbox's keys, which everybody has: tickets to try an app with, refused by name at every real door (P-04).

use std::sync::LazyLock;

use super::RootId;
use crate::crypto::{Domain, PublicKey, SecretKey, hash_bytes};
use crate::wire::Envelope;

/// The sandbox's root.
pub fn sandbox_root() -> SecretKey {
    SecretKey::from_seed(&hash_bytes("sandbox", b"root"))
}

/// The key that signs the sandbox's tickets.
pub fn sandbox_issuer() -> SecretKey {
    SecretKey::from_seed(&hash_bytes("sandbox", b"issuer"))
}

/// Whether a root is the sandbox's.
pub(super) fn is_sandbox_root(root: RootId) -> bool {
    static ROOT: LazyLock<PublicKey> = LazyLock::new(|| sandbox_root().public());
    ROOT.as_bytes() == root.as_bytes()
}

/// Whether a credential is the sandbox's and the door is not.
pub(crate) fn is_sandbox_ticket(envelope: &Envelope, door: RootId) -> bool {
    static ISSUER: LazyLock<(PublicKey, [u8; 4])> = LazyLock::new(|| {
        let key = sandbox_issuer().public();
        (key, key.kid4())
    });
    let (issuer, kid) = &*ISSUER;
    *kid == envelope.kid
        && !is_sandbox_root(door)
        && issuer.verify(Domain::Credential, &envelope.payload, &envelope.signature).is_ok()
}
