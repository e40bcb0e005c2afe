//! The parcel: credential and chain sealed to the friend's request (protocol §4.1, §6).

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::Request;
use crate::crypto::{HpkeError, HpkeSecretKey, Sealed};
use crate::ticket::{EventFile, Holding, Xid};
use crate::wire::{MessageType, Reader, Wire, WireError, Writer};

/// The sealed message: `[9, [xid 1..20], enc, ciphertext]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// One a hand-over, in the order of the holdings.
    pub xids: Vec<Xid>,
    /// Ciphertext and encapsulated key.
    pub sealed: Sealed,
}

/// The plaintext: `[[holding bstr 1..20], H("event", event core), event file bstr | null]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedParcel {
    /// One a hand-over.
    pub holdings: Vec<Holding>,
    /// Which event core the owner has.
    pub event_digest: [u8; 32],
    /// For a friend who may not know the organizer.
    pub event_file: Option<Vec<u8>>,
}

/// A parcel does not open into something readable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParcelError {
    /// Not a readable parcel (H-01).
    #[error(transparent)]
    Wire(#[from] WireError),
    /// Sealed to another request (H-03).
    #[error("the parcel is for somebody else")]
    NotForMe,
}

impl From<HpkeError> for ParcelError {
    fn from(_: HpkeError) -> Self {
        Self::NotForMe
    }
}

impl Parcel {
    /// Cap on a parcel.
    pub const MAX_BYTES: usize = 64 * 1024;
    /// The most hand-overs of one parcel.
    pub const MAX_ROWS: usize = 20;

    /// Seals holdings to a request; the aad is the CBOR of the xid list.
    pub fn seal(
        request: &Request,
        xids: Vec<Xid>,
        contents: &OpenedParcel,
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, HpkeError> {
        let plaintext = Zeroizing::new(contents.to_bytes());
        let aad = xid_list(&xids);
        let sealed = request.payload().hpke.seal(&plaintext, &request.hpke_info(), &aad, rng)?;
        Ok(Self { xids, sealed })
    }

    /// H-01: reads a parcel.
    pub fn from_message(bytes: &[u8]) -> Result<Self, WireError> {
        Self::from_bytes(bytes, Self::MAX_BYTES)
    }

    /// H-03: opens with the key of one open request.
    pub fn open(&self, request: &Request, key: &HpkeSecretKey) -> Result<OpenedParcel, ParcelError> {
        let plaintext = key.open(&self.sealed, &request.hpke_info(), &xid_list(&self.xids))?;
        let opened = OpenedParcel::from_bytes(&plaintext, Self::MAX_BYTES)?;
        if opened.holdings.len() == self.xids.len() {
            Ok(opened)
        } else {
            Err(WireError::Bounds { field: "holdings" }.into())
        }
    }
}

fn xid_list(xids: &[Xid]) -> Vec<u8> {
    let mut w = Writer::new();
    w.list(xids, |w, xid| xid.encode(w));
    w.into_bytes()
}

impl Wire for Parcel {
    fn encode(&self, w: &mut Writer) {
        w.array(4).uint(MessageType::Parcel.number()).list(&self.xids, |w, xid| xid.encode(w));
        w.bytes(&self.sealed.enc).bytes(&self.sealed.ciphertext);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(4, "parcel")?;
        MessageType::Parcel.require(r)?;
        Ok(Self {
            xids: r.list(1, Self::MAX_ROWS as u64, "xids", Xid::decode)?,
            sealed: Sealed {
                enc: r.bytes_exact("enc")?,
                ciphertext: r.bytes(Self::MAX_BYTES, "ciphertext")?.to_vec(),
            },
        })
    }
}

impl Wire for OpenedParcel {
    fn encode(&self, w: &mut Writer) {
        w.array(3).list(&self.holdings, |w, holding| {
            w.bytes(&holding.to_bytes());
        });
        w.bytes(&self.event_digest).nullable(self.event_file.as_deref(), |w, file| {
            w.bytes(file);
        });
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(3, "parcel contents")?;
        Ok(Self {
            holdings: r.list(1, Parcel::MAX_ROWS as u64, "holdings", |r| {
                Holding::from_bytes(r.bytes(Holding::MAX_BYTES, "holding")?, Holding::MAX_BYTES)
            })?,
            event_digest: r.bytes_exact("event digest")?,
            event_file: r
                .nullable("event file", |r| Ok(r.bytes(EventFile::MAX_BYTES, "event file")?.to_vec()))?,
        })
    }
}
