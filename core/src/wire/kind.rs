//! The first item of every message: its type (protocol §2).

use super::{Reader, WireError};

/// Every message type of protocol version 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
#[allow(missing_docs, reason = "the names are the protocol's words, protocol §2")]
pub enum MessageType {
    Proof = 1,
    Reference = 2,
    Interactive = 3,
    Static = 4,
    Totp = 5,
    Beacon = 6,
    Stamp = 7,
    Request = 8,
    Parcel = 9,
    Answer = 10,
    ClaimParcel = 11,
    HandedRecord = 12,
    Frame = 13,
    Challenge = 14,
    TicketFile = 16,
    EventFile = 17,
    Enrolment = 18,
    StaffCertificate = 19,
    Revocation = 20,
    TrustList = 21,
    Journal = 22,
    Manifest = 23,
    GuestList = 24,
    Fold = 25,
    Blanks = 26,
    Carriers = 27,
    SyncVector = 28,
}

impl MessageType {
    /// Every type, in order of number.
    pub const ALL: [Self; 27] = [
        Self::Proof,
        Self::Reference,
        Self::Interactive,
        Self::Static,
        Self::Totp,
        Self::Beacon,
        Self::Stamp,
        Self::Request,
        Self::Parcel,
        Self::Answer,
        Self::ClaimParcel,
        Self::HandedRecord,
        Self::Frame,
        Self::Challenge,
        Self::TicketFile,
        Self::EventFile,
        Self::Enrolment,
        Self::StaffCertificate,
        Self::Revocation,
        Self::TrustList,
        Self::Journal,
        Self::Manifest,
        Self::GuestList,
        Self::Fold,
        Self::Blanks,
        Self::Carriers,
        Self::SyncVector,
    ];

    /// The number on the wire.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// The type of a message's first item. An unknown number is [`WireError::Unknown`]: update the app.
    pub fn of(bytes: &[u8]) -> Result<Self, WireError> {
        let mut reader = Reader::new(bytes);
        reader.array_between(1, 16, "message")?;
        Self::read(&mut reader)
    }

    /// Reads a type.
    pub fn read(r: &mut Reader<'_>) -> Result<Self, WireError> {
        let number = r.uint(u64::MAX, "type")?;
        Self::ALL
            .into_iter()
            .find(|t| u64::from(t.number()) == number)
            .ok_or(WireError::Unknown { field: "type" })
    }

    /// Reads a type that must be this one.
    pub fn require(self, r: &mut Reader<'_>) -> Result<(), WireError> {
        if Self::read(r)? == self { Ok(()) } else { Err(WireError::WrongType) }
    }
}
