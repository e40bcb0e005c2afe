//! Profile I: profile P over a gate's challenge (protocol §5). No picture taken before and no wrong clock decides.

use zeroize::Zeroizing;

use super::{ChallengeHash, ChallengePayload, Presentation};
use crate::crypto::{Domain, HpkeError, HpkeSecretKey, Sealed, SecretKey, Signature, Signs, sure};
use crate::ticket::{Chain, Credential, CredentialPayload, Endorsement, Head, Holding, NameOpening, Step};
use crate::wire::{Envelope, MessageType, Reader, Wire, WireError, Writer};

/// A code as it travels, nothing checked: `[3, env, chain, step, signature, opening | null]`. Which challenge it
/// answers, the gate finds among its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InteractiveCode {
    /// Credential and chain.
    pub holding: Holding,
    /// The phone's step, which is not judged.
    pub step: Step,
    /// The holder's signature over the presentation with the challenge's hash.
    pub signature: Signature,
    /// The name, sealed to the challenge's key.
    pub opening: Option<SealedOpening>,
}

/// A name's opening that only the challenge's gate can open: `enc 32 || ciphertext`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedOpening(Vec<u8>);

impl InteractiveCode {
    /// Signs the answer to a challenge. A pure function; what must be durable before is the caller's duty (protocol
    /// §6).
    pub fn answer(
        credential: &Credential,
        chain: &Chain,
        key: &SecretKey,
        step: Step,
        challenge: ChallengeHash,
        opening: Option<SealedOpening>,
    ) -> Self {
        sure(Self::answer_by(credential, chain, key, step, challenge, opening))
    }

    /// The same with a key that may be in hardware.
    ///
    /// # Errors
    /// Those of the key.
    pub fn answer_by<K: Signs>(
        credential: &Credential,
        chain: &Chain,
        key: &K,
        step: Step,
        challenge: ChallengeHash,
        opening: Option<SealedOpening>,
    ) -> Result<Self, K::Error> {
        let presentation =
            Presentation::interactive(credential.payload().event, chain.head(), step, challenge);
        let holding =
            Holding { credential: credential.envelope().clone(), chain: chain.endorsements().to_vec() };
        let signature = key.sign(Domain::Presentation, &presentation.to_bytes())?;
        Ok(Self { holding, step, signature, opening })
    }

    /// The code as a journal keeps it: no name, sealed or not, enters a journal.
    #[must_use]
    pub fn without_opening(&self) -> Self {
        Self { opening: None, ..self.clone() }
    }
}

impl SealedOpening {
    const MAX_BYTES: usize = 256;
    const ENC_BYTES: usize = 32;

    /// Seals a name to a challenge that asks for one: HPKE base mode, info `"mogiri/1/opening" || 0x00 ||
    /// H("challenge", payload)`, aad the head that is shown. `None` where the challenge has no key.
    pub fn seal(
        opening: &NameOpening,
        challenge: &ChallengePayload,
        head: Head,
        rng: &mut dyn rand_core::CryptoRng,
    ) -> Result<Option<Self>, HpkeError> {
        let Some(key) = challenge.hpke else { return Ok(None) };
        let plaintext = Zeroizing::new(opening.to_bytes());
        let sealed = key.seal(&plaintext, &info(challenge.hash()), head.as_bytes(), rng)?;
        Ok(Some(Self([sealed.enc.as_slice(), &sealed.ciphertext].concat())))
    }

    /// Opens it with the secret half of the challenge's key.
    pub fn open(&self, key: &HpkeSecretKey, challenge: ChallengeHash, head: Head) -> Option<NameOpening> {
        let (enc, ciphertext) = self.0.split_first_chunk::<{ Self::ENC_BYTES }>()?;
        let sealed = Sealed { enc: *enc, ciphertext: ciphertext.to_vec() };
        let plaintext = key.open(&sealed, &info(challenge), head.as_bytes()).ok()?;
        NameOpening::from_secret_bytes(&plaintext, Self::MAX_BYTES).ok()
    }
}

fn info(challenge: ChallengeHash) -> Vec<u8> {
    [b"mogiri/1/opening\0".as_slice(), challenge.as_bytes()].concat()
}

impl Wire for InteractiveCode {
    fn encode(&self, w: &mut Writer) {
        w.array(6).uint(MessageType::Interactive.number()).value(&self.holding.credential);
        w.list(&self.holding.chain, |w, hop: &Endorsement| hop.encode(w));
        w.uint(self.step).bytes(&self.signature);
        w.nullable(self.opening.as_ref(), |w, opening| {
            w.bytes(&opening.0);
        });
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(6, "code")?;
        MessageType::Interactive.require(r)?;
        Ok(Self {
            holding: Holding {
                credential: Envelope::decode_within(r, CredentialPayload::MAX_BYTES)?,
                chain: r.list(0, Chain::MAX as u64, "chain", Endorsement::decode)?,
            },
            step: Step::decode(r, "step")?,
            signature: r.bytes_exact("signature")?,
            opening: r.nullable("opening", |r| {
                let bytes = r.bytes(SealedOpening::MAX_BYTES, "opening")?;
                if bytes.len() <= SealedOpening::ENC_BYTES {
                    return Err(WireError::Bounds { field: "opening" });
                }
                Ok(SealedOpening(bytes.to_vec()))
            })?,
        })
    }
}
