//! A fold: the holder asks the issuer for a credential without a chain (protocol §4, "Epochs").

use crate::code::{Reason, verify_holding};
use crate::crypto::{Domain, PublicKey, SecretKey, Signature};
use crate::ticket::{Chain, Documents, Head, Holding};
use crate::wire::{MessageType, Reader, Wire, WireError, Writer};

/// `[head_n]`, domain fold: the one payload that the chain's last key signs over this head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldPayload(pub Head);

impl FoldPayload {
    /// Signs that the chain ends here.
    pub fn sign(&self, key: &SecretKey) -> Signature {
        key.sign(Domain::Fold, &self.to_bytes())
    }

    /// Whether the chain's last key signed it.
    pub fn holds(&self, key: &PublicKey, signature: &Signature) -> bool {
        key.verify(Domain::Fold, &self.to_bytes(), signature).is_ok()
    }
}

impl Wire for FoldPayload {
    fn encode(&self, w: &mut Writer) {
        w.array(1).value(&self.0);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(1, "fold")?;
        Head::decode(r).map(Self)
    }
}

/// `[25, holding bstr, signature]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// The credential with the chain that is folded.
    pub holding: Holding,
    /// Over the fold payload, by the chain's last key.
    pub signature: Signature,
}

impl Fold {
    /// Cap on a fold.
    pub const MAX_BYTES: usize = Holding::MAX_BYTES + 128;

    /// Reads a fold; nothing is checked yet.
    pub fn from_message(bytes: &[u8]) -> Result<Self, WireError> {
        Self::from_bytes(bytes, Self::MAX_BYTES)
    }

    /// P-03 to P-08 of the holding less the clock, and the signature of its last key. Gives the chain, which has that
    /// key.
    ///
    /// # Errors
    /// The rule's reason; [`Reason::BadSignature`] where another key asks.
    pub fn verify(&self, documents: &Documents) -> Result<Chain, Reason> {
        let (_, chain) = verify_holding(&self.holding, documents)?;
        let asked = FoldPayload(chain.head());
        let holds = chain.holder().is_some_and(|key| asked.holds(&key, &self.signature));
        if holds { Ok(chain) } else { Err(Reason::BadSignature) }
    }
}

impl Wire for Fold {
    fn encode(&self, w: &mut Writer) {
        w.array(3).uint(MessageType::Fold.number()).bytes(&self.holding.to_bytes()).bytes(&self.signature);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(3, "fold")?;
        MessageType::Fold.require(r)?;
        let holding = r.bytes(Holding::MAX_BYTES, "holding")?;
        Ok(Self {
            holding: Holding::from_bytes(holding, Holding::MAX_BYTES)?,
            signature: r.bytes_exact("signature")?,
        })
    }
}
