//! Profile P: credential, chain, step and the holder's signature in one code (protocol §5).

use super::Presentation;
use crate::crypto::{Domain, SecretKey, Signature, Signs, sure};
use crate::ticket::{Chain, Credential, Endorsement, Holding, Step};
use crate::wire::{MAX_CODE_BYTES, MessageType, Reader, Wire, WireError, Writer, to_text};

/// A code as it travels, nothing checked: `[1, env, chain, step, signature]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofCode {
    /// Credential and chain.
    pub holding: Holding,
    /// The turn of the code.
    pub step: Step,
    /// The holder's signature over the presentation.
    pub signature: Signature,
}

impl ProofCode {
    /// Signs one turn of the code. A pure function: what must be durable before is the caller's duty (protocol §6).
    pub fn present(credential: &Credential, chain: &Chain, key: &SecretKey, step: Step) -> Self {
        sure(Self::present_by(credential, chain, key, step))
    }

    /// The same with a key that may be in hardware.
    ///
    /// # Errors
    /// Those of the key.
    pub fn present_by<K: Signs>(
        credential: &Credential,
        chain: &Chain,
        key: &K,
        step: Step,
    ) -> Result<Self, K::Error> {
        let presentation = Presentation::proof(credential.payload().event, chain.head(), step);
        let holding =
            Holding { credential: credential.envelope().clone(), chain: chain.endorsements().to_vec() };
        let signature = key.sign(Domain::Presentation, &presentation.to_bytes())?;
        Ok(Self { holding, step, signature })
    }

    /// The text of the code.
    pub fn to_text(&self) -> String {
        to_text(&self.to_bytes())
    }

    /// Reads a code of at most 744 bytes.
    pub fn from_code(bytes: &[u8]) -> Result<Self, WireError> {
        Self::from_bytes(bytes, MAX_CODE_BYTES)
    }
}

impl Wire for ProofCode {
    fn encode(&self, w: &mut Writer) {
        w.array(5).uint(MessageType::Proof.number()).value(&self.holding.credential);
        w.list(&self.holding.chain, |w, hop: &Endorsement| hop.encode(w));
        w.uint(self.step).bytes(&self.signature);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(5, "code")?;
        MessageType::Proof.require(r)?;
        Ok(Self {
            holding: Holding {
                credential: crate::wire::Envelope::decode_within(
                    r,
                    crate::ticket::CredentialPayload::MAX_BYTES,
                )?,
                chain: r.list(0, Chain::MAX as u64, "chain", Endorsement::decode)?,
            },
            step: Step::decode(r, "step")?,
            signature: r.bytes_exact("signature")?,
        })
    }
}
