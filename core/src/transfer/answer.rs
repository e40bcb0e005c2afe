//! The friend's answer: a receipt, or a return endorsement, which is the only refusal (protocol §6).

use crate::crypto::{Domain, PublicKey, SecretKey, Signature};
use crate::ticket::{Endorsement, Head, HopKind, Step, Xid};
use crate::wire::{MessageType, Reader, Wire, WireError, Writer};

/// `[head_n]`, domain receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptPayload(pub Head);

impl ReceiptPayload {
    /// Signs that the key holds the ticket at this head.
    pub fn sign(&self, key: &SecretKey) -> Signature {
        key.sign(Domain::Receipt, &self.to_bytes())
    }

    /// Whether the named key signed it.
    pub fn holds(&self, key: &PublicKey, signature: &Signature) -> bool {
        key.verify(Domain::Receipt, &self.to_bytes(), signature).is_ok()
    }
}

impl Wire for ReceiptPayload {
    fn encode(&self, w: &mut Writer) {
        w.array(1).value(&self.0);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(1, "receipt")?;
        Head::decode(r).map(Self)
    }
}

/// The answer to one hand-over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerRow {
    /// Taken.
    Receipt {
        /// Which hand-over.
        xid: Xid,
        /// Over the receipt payload.
        signature: Signature,
    },
    /// Given back.
    Return {
        /// Which hand-over.
        xid: Xid,
        /// The return's step.
        step: Step,
        /// Over the return endorsement.
        signature: Signature,
    },
}

impl AnswerRow {
    /// Which hand-over it answers.
    pub fn xid(&self) -> Xid {
        match self {
            Self::Receipt { xid, .. } | Self::Return { xid, .. } => *xid,
        }
    }

    /// The endorsement that a return appends to the chain.
    pub fn endorsement(&self) -> Option<Endorsement> {
        match self {
            Self::Receipt { .. } => None,
            Self::Return { step, signature, .. } => {
                Some(Endorsement { kind: HopKind::Return, next: None, step: *step, signature: *signature })
            }
        }
    }
}

/// `[10, [row 1..20]]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// One a hand-over.
    pub rows: Vec<AnswerRow>,
}

impl Answer {
    const MAX_BYTES: usize = 4096;
    const MAX_ROWS: u64 = 20;

    /// Reads an answer.
    pub fn from_message(bytes: &[u8]) -> Result<Self, WireError> {
        Self::from_bytes(bytes, Self::MAX_BYTES)
    }
}

impl Wire for AnswerRow {
    fn encode(&self, w: &mut Writer) {
        match self {
            Self::Receipt { xid, signature } => {
                w.array(4).value(xid).uint(0_u8).null().bytes(signature);
            }
            Self::Return { xid, step, signature } => {
                w.array(4).value(xid).uint(1_u8).uint(*step).bytes(signature);
            }
        }
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(4, "answer row")?;
        let xid = Xid::decode(r)?;
        match r.uint(u64::MAX, "answer kind")? {
            0 => {
                if r.nullable("step", |r| Step::decode(r, "step"))?.is_some() {
                    return Err(WireError::Bounds { field: "step" });
                }
                Ok(Self::Receipt { xid, signature: r.bytes_exact("signature")? })
            }
            1 => Ok(Self::Return {
                xid,
                step: Step::decode(r, "step")?,
                signature: r.bytes_exact("signature")?,
            }),
            _ => Err(WireError::Unknown { field: "answer kind" }),
        }
    }
}

impl Wire for Answer {
    fn encode(&self, w: &mut Writer) {
        w.array(2).uint(MessageType::Answer.number()).list(&self.rows, |w, row| row.encode(w));
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(2, "answer")?;
        MessageType::Answer.require(r)?;
        Ok(Self { rows: r.list(1, Self::MAX_ROWS, "answers", AnswerRow::decode)? })
    }
}
