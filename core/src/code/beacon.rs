//! The beacon: a gate's signed time for one phone whose code was stale (protocol §5, table C).

use crate::crypto::Domain;
use crate::ticket::{PresentationId, Role, StaffPayload, StaffSigned, Time};
use crate::wire::{MessageType, Reader, Wire, WireError, Writer};

/// `[presentation id bstr16, gate uint8, time]`. Bound to the code that was refused: a photograph of a free beacon
/// would move every clock in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BeaconPayload {
    /// The code that was stale.
    pub presentation: PresentationId,
    /// Index of the gate.
    pub gate: u8,
    /// The gate's time.
    pub time: Time,
}

/// A beacon as it travels, nothing checked: `[6, payload, signature, cert]`. [`StaffSigned::verify`] is C-01.
pub type Beacon = StaffSigned<BeaconPayload>;

impl StaffPayload for BeaconPayload {
    const KIND: MessageType = MessageType::Beacon;
    const DOMAIN: Domain = Domain::Beacon;
    const ROLE: Role = Role::Scan;
    const MAX_BYTES: usize = 64;

    fn gate(&self) -> u8 {
        self.gate
    }

    fn time(&self) -> Time {
        self.time
    }
}

impl Wire for BeaconPayload {
    fn encode(&self, w: &mut Writer) {
        w.array(3).value(&self.presentation).uint(self.gate).uint(self.time);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(3, "beacon")?;
        Ok(Self {
            presentation: PresentationId::decode(r)?,
            gate: r.uint8("gate")?,
            time: Time::decode(r, "time")?,
        })
    }
}
