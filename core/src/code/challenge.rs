//! The challenge: what a gate asks a phone to sign, so that no earlier picture and no clock decides (protocol §5).

use crate::crypto::{Domain, HpkePublicKey, hash_bytes};
use crate::ticket::{EventId, Role, StaffPayload, StaffSigned, Time};
use crate::wire::{MessageType, Reader, Wire, WireError, Writer};

/// `[event, gate, time, nonce bstr16, seconds 1..30, HPKE key bstr32 | null]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChallengePayload {
    /// The event.
    pub event: EventId,
    /// Index of the gate, whose name the wallet shows.
    pub gate: u8,
    /// The gate's time.
    pub time: Time,
    /// Makes it unlike any other.
    pub nonce: [u8; 16],
    /// How long it is open after `time`.
    pub seconds: u8,
    /// Where a name's opening is sealed to, if the gate wants one.
    pub hpke: Option<HpkePublicKey>,
}

/// A challenge as it travels, nothing checked: `[14, payload, signature, cert]`.
pub type Challenge = StaffSigned<ChallengePayload>;

/// `H("challenge", challenge payload)`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChallengeHash([u8; 32]);

impl ChallengeHash {
    /// Of the payload's bytes as they travelled.
    pub fn of(payload: &[u8]) -> Self {
        Self(hash_bytes("challenge", payload))
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(super) const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl ChallengePayload {
    /// The longest time a challenge may be open, in seconds.
    pub const MAX_SECONDS: u8 = 30;

    /// `H("challenge", payload)`
    pub fn hash(&self) -> ChallengeHash {
        ChallengeHash::of(&self.to_bytes())
    }

    /// Whether it is still open; the clock may lie a second before it, as two devices' seconds do.
    pub fn is_open_at(&self, now: Time) -> bool {
        now.shifted(1) >= self.time && now <= self.time.shifted(self.seconds.into())
    }
}

impl StaffPayload for ChallengePayload {
    const KIND: MessageType = MessageType::Challenge;
    const DOMAIN: Domain = Domain::Challenge;
    const ROLE: Role = Role::Scan;
    const MAX_BYTES: usize = 128;

    fn event(&self) -> Option<EventId> {
        Some(self.event)
    }

    fn gate(&self) -> u8 {
        self.gate
    }

    fn time(&self) -> Time {
        self.time
    }
}

impl Wire for ChallengePayload {
    fn encode(&self, w: &mut Writer) {
        w.array(6).value(&self.event).uint(self.gate).uint(self.time).bytes(&self.nonce).uint(self.seconds);
        w.nullable(self.hpke.as_ref(), |w, key| {
            w.bytes(key.as_bytes());
        });
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(6, "challenge")?;
        let payload = Self {
            event: EventId::decode(r)?,
            gate: r.uint8("gate")?,
            time: Time::decode(r, "time")?,
            nonce: r.bytes_exact("nonce")?,
            seconds: r.uint8("seconds")?,
            hpke: r.nullable("hpke key", |r| Ok(HpkePublicKey::from_bytes(r.bytes_exact("hpke key")?)))?,
        };
        let seconds = 1..=Self::MAX_SECONDS;
        if seconds.contains(&payload.seconds) {
            Ok(payload)
        } else {
            Err(WireError::Bounds { field: "seconds" })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fixtures::{Organizer, at};
    use crate::ticket::StaffError;

    #[test]
    fn a_challenge_holds_only_where_it_names_the_event_of_the_documents() {
        let organizer = Organizer::new();
        let (key, certificate) = organizer.staff(9, &[Role::Scan]);
        let other = EventId::from_bytes([8; 8]);
        for (event, holds) in [(organizer.event.event, Ok(())), (other, Err(StaffError::Certificate))] {
            let payload =
                ChallengePayload { event, gate: 0, time: at(0), nonce: [1; 16], seconds: 30, hpke: None };
            let challenge = Challenge::sign(&payload, &key, &certificate);
            assert_eq!(challenge.verify(&organizer.documents()).map(|_| ()), holds);
        }
    }
}
