//! Keys and signatures that a library alone may take: small order, second encodings, `S + L`, high `s` (protocol §2).

#![allow(clippy::wildcard_imports, reason = "one generator in several files")]

use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT as BASE, EIGHT_TORSION};
use curve25519_dalek::{EdwardsPoint, Scalar};
use mogiri::code::{Presentation, ProofCode};
use mogiri::crypto::{Domain, PublicKey, SecretKey, Signature, hash_bytes};
use mogiri::ticket::{Head, Holding};
use mogiri::wire::Envelope;
use sha2::{Digest, Sha512};

use super::super::stage::p256_key;
use super::*;

/// Bytes in a key's place with what signs for them. A part of small order has no secret scalar, so the cofactorless
/// equation holds only where the hash is a multiple of 8.
struct Loose {
    scalar: Scalar,
    key: [u8; 32],
}

impl Loose {
    fn of(scalar: Scalar, torsion: EdwardsPoint) -> Self {
        Self { scalar, key: (scalar * BASE + torsion).compress().to_bytes() }
    }

    fn small(key: [u8; 32]) -> Self {
        Self { scalar: Scalar::ZERO, key }
    }

    fn sign(&self, nonce: Scalar, message: &[u8]) -> Signature {
        let r = (nonce * BASE).compress().to_bytes();
        let s = nonce + self.challenge(&r, message) * self.scalar;
        [r, s.to_bytes()].concat().try_into().expect("64 bytes")
    }

    fn challenge(&self, r: &[u8; 32], message: &[u8]) -> Scalar {
        let wide = Sha512::new().chain_update(r).chain_update(self.key).chain_update(message).finalize();
        Scalar::from_bytes_mod_order_wide(&wide.into())
    }

    /// A signature whose hash is, or is not, a multiple of 8.
    fn sign_where(&self, multiple: Hash8, message: &[u8]) -> Signature {
        let fits = |nonce: &Scalar| {
            let hash = self.challenge(&(nonce * BASE).compress().to_bytes(), message);
            (hash.to_bytes()[0].trailing_zeros() >= 3) == (multiple == Hash8::Multiple)
        };
        let nonce = (1..=u64::from(u8::MAX)).map(Scalar::from).find(fits).expect("one of a few fits");
        self.sign(nonce, message)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Hash8 {
    Multiple,
    Other,
}

/// `S + L`: the same signature to whoever does not look.
fn plus_order(signature: Signature) -> Signature {
    let mut order = (-Scalar::ONE).to_bytes();
    order[0] += 1;
    let (mut sum, mut carry) = (signature, 0);
    for (byte, add) in sum[32..].iter_mut().zip(order) {
        carry += u16::from(*byte) + u16::from(add);
        (*byte, carry) = ((carry & 0xff) as u8, carry >> 8);
    }
    sum
}

/// The one byte that matters at either end of a point's encoding.
fn point(low: u8, rest: u8, high: u8) -> [u8; 32] {
    let mut bytes = [rest; 32];
    (bytes[0], bytes[31]) = (low, high);
    bytes
}

fn sign_p256(message: &[u8]) -> p256::ecdsa::Signature {
    use p256::ecdsa::signature::Signer as _;
    let signature: p256::ecdsa::Signature = p256_key().sign(message);
    signature.normalize_s()
}

fn high(signature: &p256::ecdsa::Signature) -> Signature {
    let high = p256::ecdsa::Signature::from_scalars(*signature.r(), -*signature.s());
    high.expect("the other of the two").to_bytes().into()
}

/// 33 bytes with an x that no point has.
fn off_curve() -> [u8; 33] {
    let candidates = (0..=u8::MAX).map(|n| {
        let mut key = [n; 33];
        key[0] = 2;
        key
    });
    candidates.into_iter().find(|key| PublicKey::from_bytes(key).is_err()).expect("half of them")
}

impl Cases<'_> {
    pub(super) fn signatures(&mut self) {
        self.small_keys();
        self.strict_ed25519();
        self.esp256();
        self.keys_in_chains();
    }

    /// The payload of ticket 10 with these bytes for a holder.
    fn held_by(&self, holder: &[u8]) -> Vec<u8> {
        let (bytes, old) = (self.honest(10).payload.to_bytes(), key(10).public());
        replaced_key(&bytes, old.as_bytes(), holder)
    }

    /// P of a payload as it is.
    pub(super) fn shown(&self, payload: &[u8], sign: impl FnOnce(&[u8]) -> Signature) -> String {
        let issuer = &self.stage.organizer.issuer;
        let signature = issuer.sign(Domain::Credential, payload);
        let credential = Envelope { payload: payload.to_vec(), kid: issuer.public().kid4(), signature };
        let head = Head::from_bytes(hash_bytes("head", payload));
        let presentation = Presentation::proof(self.stage.organizer.event.event, head, step(0)).to_bytes();
        let signature = sign(&presentation);
        let holding = Holding { credential, chain: Vec::new() };
        to_text(&ProofCode { holding, step: step(0), signature }.to_bytes())
    }

    fn small_keys(&mut self) {
        let sign = |loose: &Loose, presentation: &[u8]| {
            loose.sign_where(
                Hash8::Multiple,
                &key(1).public().sig_structure(Domain::Presentation, presentation),
            )
        };
        let mut keys: Vec<(String, [u8; 32])> = EIGHT_TORSION
            .iter()
            .enumerate()
            .map(|(n, point)| (format!("point {n} of small order"), point.compress().to_bytes()))
            .collect();
        keys.push(("the neutral point, its y with p added".to_owned(), point(0xee, 0xff, 0x7f)));
        keys.push(("the neutral point with the sign of an x".to_owned(), point(1, 0, 0x80)));
        keys.push(("y = 0 with p added".to_owned(), point(0xed, 0xff, 0x7f)));
        keys.push(("a good point, its y with p added".to_owned(), second_encoding()));
        keys.push(("y of no point".to_owned(), no_point()));
        for (name, bytes) in keys {
            let payload = self.held_by(&bytes);
            let text = self.shown(&payload, |presentation| sign(&Loose::small(bytes), presentation));
            self.fails(&format!("a holder key: {name}"), HERE, &text, Rule::P05, "NOT_GENUINE");
        }
    }

    fn strict_ed25519(&mut self) {
        let message = |presentation: &[u8]| key(1).public().sig_structure(Domain::Presentation, presentation);
        let whole = Loose::of(Scalar::from(12_345_u64), EdwardsPoint::default());
        let payload = self.held_by(&whole.key);
        let good = |presentation: &[u8]| whole.sign(Scalar::from(9_u64), &message(presentation));
        let text = self.shown(&payload, good);
        self.holds("a holder key and nonce chosen by hand", HERE, &text);
        let text = self.shown(&payload, |presentation| plus_order(good(presentation)));
        self.fails("S + L in the holder's signature", HERE, &text, Rule::P09, "BAD_SIGNATURE");
        let text = self.shown(&payload, |presentation| whole.sign(Scalar::ZERO, &message(presentation)));
        self.fails("R the neutral point", HERE, &text, Rule::P09, "BAD_SIGNATURE");
        let mixed = Loose::of(Scalar::from(12_345_u64), EIGHT_TORSION[1]);
        let payload = self.held_by(&mixed.key);
        let text =
            self.shown(&payload, |presentation| mixed.sign_where(Hash8::Multiple, &message(presentation)));
        self.holds("a holder key with a part of small order, no cofactor needed", HERE, &text);
        let text =
            self.shown(&payload, |presentation| mixed.sign_where(Hash8::Other, &message(presentation)));
        let name = "a holder key with a part of small order, right only with a cofactor";
        self.fails(name, HERE, &text, Rule::P09, "BAD_SIGNATURE");
        let mut code = self.honest(10).code();
        code.holding.credential.signature = plus_order(code.holding.credential.signature);
        let text = to_text(&code.to_bytes());
        self.fails("S + L in the issuer's signature", HERE, &text, Rule::P03, "NOT_GENUINE");
    }

    fn esp256(&mut self) {
        let holder = PublicKey::from_bytes(p256_key().verifying_key().to_sec1_point(true).as_bytes());
        let holder = holder.expect("a P-256 key");
        let message = |presentation: &[u8]| holder.sig_structure(Domain::Presentation, presentation);
        let payload = self.held_by(holder.as_bytes());
        let text = self.shown(&payload, |p| sign_p256(&message(p)).to_bytes().into());
        self.holds("a P-256 holder key", HERE, &text);
        let text = self.shown(&payload, |p| high(&sign_p256(&message(p))));
        self.fails("a P-256 holder key, s above half the order", HERE, &text, Rule::P09, "BAD_SIGNATURE");
        let ed25519 = key(1).public();
        let text = self.shown(&payload, |p| {
            sign_p256(&ed25519.sig_structure(Domain::Presentation, p)).to_bytes().into()
        });
        let name = "a P-256 holder key, signed as if it were Ed25519";
        self.fails(name, HERE, &text, Rule::P09, "BAD_SIGNATURE");
        let mut uncompressed = <[u8; 33]>::try_from(holder.as_bytes()).expect("33 bytes");
        uncompressed[0] = 4;
        for (name, bytes) in [
            ("a P-256 holder key off the curve", off_curve().as_slice()),
            ("a P-256 holder key whose x is no residue", &[&[2_u8][..], &[0xff; 32]].concat()),
            ("33 bytes that begin with 4", &uncompressed),
            ("a holder key of 31 bytes", &[2; 31]),
        ] {
            let payload = self.held_by(bytes);
            let text = self.shown(&payload, |p| sign_p256(&message(p)).to_bytes().into());
            self.fails(name, HERE, &text, Rule::P05, "NOT_GENUINE");
        }
        self.esp256_issuer(&holder);
    }

    fn esp256_issuer(&mut self, issuer: &PublicKey) {
        let honest = self.honest(10).code();
        let message = issuer.sig_structure(Domain::Credential, &honest.holding.credential.payload);
        let low = sign_p256(&message);
        let text = |signature: Signature| {
            let mut code = honest.clone();
            (code.holding.credential.kid, code.holding.credential.signature) = (issuer.kid4(), signature);
            to_text(&code.to_bytes())
        };
        let scene = under("P-256 key");
        self.holds("a P-256 issuer key", scene, &text(low.to_bytes().into()));
        let name = "a P-256 issuer key, s above half the order";
        self.fails(name, scene, &text(high(&low)), Rule::P03, "NOT_GENUINE");
    }

    fn keys_in_chains(&mut self) {
        let (friend, owner) = (key(50).public(), SecretKey::from_seed(&[10; 32]));
        let honest = self.honest(10).forward(&key(50), step(-600)).shown_by(&owner).code().to_bytes();
        for (name, bytes) in [
            ("a forward to the neutral point", point(1, 0, 0).as_slice()),
            ("a forward to a second encoding", &second_encoding()),
            ("a forward to a point off P-256", &off_curve()),
            ("a forward to 31 bytes", &[2; 31]),
        ] {
            let text = to_text(&replaced_key(&honest, friend.as_bytes(), bytes));
            self.fails(name, HERE, &text, Rule::P01, "MALFORMED");
        }
    }
}

/// The first y from 3 on that a point of good order has, with p added.
fn second_encoding() -> [u8; 32] {
    let good = (3..19).find(|y| PublicKey::from_bytes(&point(*y, 0, 0)).is_ok()).expect("one of them");
    point(0xed + good, 0xff, 0x7f)
}

/// The first y that no point has.
fn no_point() -> [u8; 32] {
    let off = (2..=u8::MAX).find(|y| PublicKey::from_bytes(&point(*y, 0, 0)).is_err()).expect("half of them");
    point(off, 0, 0)
}

/// A byte string of 32 bytes in a message, exchanged for another.
fn replaced_key(message: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let at = message.windows(old.len()).position(|window| window == old).expect("the key is in it");
    let head = [0x58, u8::try_from(new.len()).expect("a short key")];
    assert_eq!(message[at - 2..at], [0x58, 32]);
    [&message[..at - 2], &head, new, &message[at + old.len()..]].concat()
}
