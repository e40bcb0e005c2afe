//! RFC 9052: the 64 bytes that travel are the signature of a `COSE_Sign1` that any COSE library can check.

use coset::{CborSerializable, CoseSign1, CoseSign1Builder, HeaderBuilder, iana};
use mogiri::crypto::{Domain, PublicKey, SecretKey, Signature};
use mogiri_tests::signed::Cast;
use p256::ecdsa::signature::{Signer as _, Verifier as _};

fn aad(domain: Domain) -> Vec<u8> {
    [b"mogiri/1/", domain.label().as_bytes()].concat()
}

/// As `docs/protocol.md` §2 says: the algorithm by the key's length, nothing else in the headers.
fn builder(key: &PublicKey, payload: &[u8]) -> CoseSign1Builder {
    let algorithm = match key {
        PublicKey::Ed25519(_) => iana::Algorithm::Ed25519,
        PublicKey::P256(_) => iana::Algorithm::ESP256,
    };
    let protected = HeaderBuilder::new().algorithm(algorithm).build();
    CoseSign1Builder::new().protected(protected).payload(payload.to_vec())
}

/// Written and read again by coset, so that what is checked is a `COSE_Sign1` in bytes.
fn expanded(key: &PublicKey, payload: &[u8], signature: &Signature) -> CoseSign1 {
    let message = builder(key, payload).signature(signature.to_vec()).build();
    CoseSign1::from_slice(&message.to_vec().unwrap()).unwrap()
}

/// Checks with nothing of ours.
fn check(key: &PublicKey, message: &CoseSign1, domain: Domain) -> bool {
    let verified = message.verify_signature(&aad(domain), |signature, data| match key {
        PublicKey::Ed25519(key) => {
            let key = ed25519_dalek::VerifyingKey::from_bytes(key.as_bytes()).unwrap();
            key.verify_strict(data, &signature.try_into().unwrap()).map_err(drop)
        }
        PublicKey::P256(raw) => {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(raw).unwrap();
            key.verify(data, &p256::ecdsa::Signature::from_slice(signature).unwrap()).map_err(drop)
        }
    });
    verified.is_ok()
}

#[test]
fn every_signed_message_expands_to_a_cose_sign1() {
    let messages = Cast::default().messages();
    for message in &messages {
        let key = message.key.public();
        let cose = expanded(&key, &message.payload, &message.signature(message.domain));
        assert_eq!(cose.tbs_data(&aad(message.domain)), key.sig_structure(message.domain, &message.payload));
        for domain in Domain::ALL {
            let holds = check(&key, &cose, domain);
            assert_eq!(holds, domain == message.domain, "{message:?} under {domain:?}");
        }
    }
    assert!(messages.len() >= 20, "{messages:?}");
}

#[test]
fn a_signature_of_ours_under_any_domain_holds_for_coset() {
    let key = SecretKey::from_seed(&[3; 32]);
    for domain in Domain::ALL {
        let signature = key.sign(domain, b"payload");
        assert!(check(&key.public(), &expanded(&key.public(), b"payload", &signature), domain), "{domain:?}");
    }
}

#[test]
fn a_signature_that_coset_makes_holds_for_us() {
    let (ed25519, es256) = other_keys();
    let first = PublicKey::from_bytes(ed25519.verifying_key().as_bytes()).unwrap();
    let second = PublicKey::from_bytes(es256.verifying_key().to_sec1_point(true).as_bytes()).unwrap();
    for domain in Domain::ALL {
        let by_first = builder(&first, b"payload")
            .create_signature(&aad(domain), |data| {
                ed25519_dalek::Signer::sign(&ed25519, data).to_bytes().to_vec()
            })
            .build();
        let by_second = builder(&second, b"payload")
            .create_signature(&aad(domain), |data| low(&es256.sign(data)).to_bytes().to_vec())
            .build();
        for (key, message) in [(first, by_first), (second, by_second)] {
            let signature = Signature::try_from(message.signature.as_slice()).unwrap();
            assert_eq!(key.verify(domain, b"payload", &signature), Ok(()), "{key:?} {domain:?}");
            assert!(key.verify(domain, b"payloae", &signature).is_err());
        }
    }
}

fn other_keys() -> (ed25519_dalek::SigningKey, p256::ecdsa::SigningKey) {
    (ed25519_dalek::SigningKey::from_bytes(&[4; 32]), p256::ecdsa::SigningKey::from_slice(&[4; 32]).unwrap())
}

fn low(signature: &p256::ecdsa::Signature) -> p256::ecdsa::Signature {
    signature.normalize_s()
}
