//! Heads: what a device signs of its log, one signature a sync (protocol §8).

use crate::crypto::{Domain, PublicKey, SecretKey, Signature};
use crate::ticket::{EntryHash, LogId};
use crate::wire::{Reader, Wire, WireError, Writer};

/// `[log, seq, entry hash]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HeadPayload {
    /// The log.
    pub log: LogId,
    /// The last entry that the head covers.
    pub seq: u64,
    /// That entry's hash.
    pub entry: EntryHash,
}

/// A head as it travels: `[payload, signature]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedHead {
    /// What is signed.
    pub payload: HeadPayload,
    /// By the key of the log's `open` entry.
    pub signature: Signature,
}

impl SignedHead {
    /// Cap on the payload, in bytes.
    pub const MAX_PAYLOAD: usize = 96;

    /// Signs the head of a log.
    pub fn sign(payload: HeadPayload, key: &SecretKey) -> Self {
        Self { payload, signature: key.sign(Domain::Head, &payload.to_bytes()) }
    }

    /// Whether a key signed it.
    pub fn holds(&self, key: &PublicKey) -> bool {
        key.verify(Domain::Head, &self.payload.to_bytes(), &self.signature).is_ok()
    }
}

impl Wire for HeadPayload {
    fn encode(&self, w: &mut Writer) {
        w.array(3).value(&self.log).uint(self.seq).value(&self.entry);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(3, "head")?;
        Ok(Self {
            log: LogId::decode(r)?,
            seq: r.uint(u32::MAX.into(), "seq")?,
            entry: EntryHash::decode(r)?,
        })
    }
}

impl Wire for SignedHead {
    fn encode(&self, w: &mut Writer) {
        w.array(2).bytes(&self.payload.to_bytes()).bytes(&self.signature);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(2, "signed head")?;
        let payload = r.bytes(Self::MAX_PAYLOAD, "head")?;
        Ok(Self {
            payload: HeadPayload::from_bytes(payload, Self::MAX_PAYLOAD)?,
            signature: r.bytes_exact("signature")?,
        })
    }
}
