//! The digital stamp: a gate's signed word that one code was admitted, for the holder to keep (protocol §4.1, §7).

use crate::crypto::Domain;
use crate::ticket::{PresentationId, Role, StaffError, StaffPayload, StaffSigned, Time};
use crate::wire::{MessageType, Reader, Wire, WireError, Writer};

/// The signed fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StampPayload {
    /// The code that was admitted.
    pub presentation: PresentationId,
    /// Index of the gate.
    pub gate: u8,
    /// When.
    pub time: Time,
    /// 2 for a scanned code, 3 over a challenge.
    pub level: u8,
    /// First 16 bytes of the hash of the journal's admit entry.
    pub entry: [u8; 16],
}

/// A stamp as it travels, nothing checked: `[7, payload, signature, cert]`. [`StaffSigned::verify`] is D-01.
pub type DigitalStamp = StaffSigned<StampPayload>;

/// A stamp does not hold (D-01): `BAD_STAMP`.
pub type StampError = StaffError;

impl StampPayload {
    /// Highest stamp level.
    pub const MAX_LEVEL: u8 = 3;
}

impl StaffPayload for StampPayload {
    const KIND: MessageType = MessageType::Stamp;
    const DOMAIN: Domain = Domain::Stamp;
    const ROLE: Role = Role::Stamp;
    const MAX_BYTES: usize = 128;

    fn gate(&self) -> u8 {
        self.gate
    }

    fn time(&self) -> Time {
        self.time
    }
}

impl Wire for StampPayload {
    fn encode(&self, w: &mut Writer) {
        w.array(5).value(&self.presentation).uint(self.gate).uint(self.time).uint(self.level);
        w.bytes(&self.entry);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(5, "stamp")?;
        let payload = Self {
            presentation: PresentationId::decode(r)?,
            gate: r.uint8("gate")?,
            time: Time::decode(r, "time")?,
            level: r.uint8("level")?,
            entry: r.bytes_exact("entry")?,
        };
        if payload.level > Self::MAX_LEVEL { Err(WireError::Bounds { field: "level" }) } else { Ok(payload) }
    }
}
