//! A fold: the holder asks the issuer for a credential without a chain (protocol §4, "Epochs").

use super::{Request, RequestPayload};
use crate::code::{Reason, verify_holding};
use crate::crypto::{Domain, PublicKey, SecretKey, Signature};
use crate::ticket::{Chain, Documents, Head, Holding};
use crate::wire::{MessageType, Reader, Wire, WireError, Writer};

/// `[head_n, H("request", request payload) | null]`, domain fold: the one payload that the chain's last key signs over
/// this head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldPayload {
    /// Where the chain ends.
    pub head: Head,
    /// The request that brought this key: what the new epoch's secrets are sealed to.
    pub request: Option<[u8; 32]>,
}

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
        w.array(2).value(&self.head).nullable(self.request.as_ref(), |w, digest| {
            w.bytes(digest);
        });
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(2, "fold")?;
        let head = Head::decode(r)?;
        Ok(Self { head, request: r.nullable("request", |r| r.bytes_exact("request"))? })
    }
}

/// `[25, holding bstr, request bstr | null, signature]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// The credential with the chain that is folded.
    pub holding: Holding,
    /// The request (message 8) that brought the chain's last key, where its wallet still has it.
    pub request: Option<Vec<u8>>,
    /// Over the fold payload, by the chain's last key.
    pub signature: Signature,
}

impl Fold {
    /// Cap on a fold.
    pub const MAX_BYTES: usize = Holding::MAX_BYTES + Self::MAX_REQUEST + 128;
    const MAX_REQUEST: usize = RequestPayload::MAX_BYTES + 128;

    /// Reads a fold; nothing is checked yet.
    pub fn from_message(bytes: &[u8]) -> Result<Self, WireError> {
        Self::from_bytes(bytes, Self::MAX_BYTES)
    }

    /// P-03 to P-08 of the holding less the clock, and the signature of its last key. Gives the chain, which has that
    /// key, and the request, which names it.
    ///
    /// # Errors
    /// The rule's reason; [`Reason::BadSignature`] where another key asks, or the request is not one of that key.
    pub fn verify(&self, documents: &Documents) -> Result<(Chain, Option<Request>), Reason> {
        let (_, chain) = verify_holding(&self.holding, documents)?;
        let request = self.request.as_deref().map(Request::verify).transpose();
        let request = request.map_err(|_| Reason::BadSignature)?;
        let asked = FoldPayload { head: chain.head(), request: request.as_ref().map(Request::digest) };
        let holds = chain.holder().is_some_and(|key| {
            let names = |request: &Request| request.payload().keys.contains(&key);
            request.as_ref().is_none_or(names) && asked.holds(&key, &self.signature)
        });
        if holds { Ok((chain, request)) } else { Err(Reason::BadSignature) }
    }
}

impl Wire for Fold {
    fn encode(&self, w: &mut Writer) {
        w.array(4).uint(MessageType::Fold.number()).bytes(&self.holding.to_bytes());
        w.nullable(self.request.as_deref(), |w, request| {
            w.bytes(request);
        });
        w.bytes(&self.signature);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(4, "fold")?;
        MessageType::Fold.require(r)?;
        let holding = r.bytes(Holding::MAX_BYTES, "holding")?;
        Ok(Self {
            holding: Holding::from_bytes(holding, Holding::MAX_BYTES)?,
            request: r.nullable("request", |r| Ok(r.bytes(Self::MAX_REQUEST, "request")?.to_vec()))?,
            signature: r.bytes_exact("signature")?,
        })
    }
}
