//! What a ticket's digits are made of: one secret an event, from it one key a zone, from that the secrets of each
//! ticket. A gate holds the keys of its zones, a wallet the secrets of its ticket (protocol §5).

use core::fmt;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{EventId, STEP_SECONDS, Step, TicketId};
use crate::crypto::{OtpHash, hkdf_sha256, totp};

/// The root of an event's digits: 32 random bytes that stay with the issuer.
#[derive(Clone, PartialEq, Eq)]
pub struct EventSecret(Zeroizing<[u8; 32]>);

/// Makes the secrets of every ticket of a zone. Whoever has it can make their digits, so digits prove nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct ZoneKey(Zeroizing<[u8; 32]>);

/// What digits are for; each use has a secret of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OtpUse {
    /// Profile T.
    Code,
    /// Digits that people read and type.
    Digits,
    /// Profile T on a pass that a phone's own wallet draws: SHA-1, 20 bytes.
    Pass,
}

/// One ticket's secret of one use.
#[derive(Clone, PartialEq, Eq)]
pub struct TicketSecret {
    bytes: Zeroizing<[u8; 32]>,
    purpose: OtpUse,
}

impl EventSecret {
    /// Draws one.
    pub fn generate(rng: &mut dyn CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(bytes.as_mut_slice());
        Self(bytes)
    }

    /// Takes back what [`EventSecret::expose`] gave to the store.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes, for the encrypted store only.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// `HKDF(event secret, "mogiri/1/zone" || 0x00 || event || zone)`
    pub fn zone_key(&self, event: EventId, zone: u8) -> ZoneKey {
        let info = [b"mogiri/1/zone\0".as_slice(), event.as_bytes(), &[zone]].concat();
        ZoneKey(hkdf_sha256(&self.0, &info))
    }
}

impl ZoneKey {
    /// Takes back what [`ZoneKey::expose`] gave.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes, for a sealed guest list and the encrypted store only.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// `HKDF(zone key, "mogiri/1/" || label || 0x00 || ticket || epoch)`
    pub fn secret(&self, purpose: OtpUse, ticket: TicketId, epoch: u16) -> TicketSecret {
        let label = purpose.label().as_bytes();
        let info = [b"mogiri/1/", label, &[0], ticket.as_bytes(), &epoch.to_be_bytes()].concat();
        TicketSecret { bytes: hkdf_sha256(&self.0, &info), purpose }
    }
}

impl OtpUse {
    const PASS_BYTES: usize = 20;

    const fn label(self) -> &'static str {
        match self {
            Self::Code => "totp/t",
            Self::Digits => "totp/digits",
            Self::Pass => "totp/pass",
        }
    }
}

impl TicketSecret {
    /// Takes back the 32 bytes that travelled sealed.
    pub fn from_bytes(bytes: [u8; 32], purpose: OtpUse) -> Self {
        Self { bytes: Zeroizing::new(bytes), purpose }
    }

    /// The key of the one-time password: 32 bytes, 20 for a pass. For sealed files, the encrypted store and the pass
    /// itself only.
    pub fn expose(&self) -> &[u8] {
        match self.purpose {
            OtpUse::Pass => self.bytes.split_at(OtpUse::PASS_BYTES).0,
            OtpUse::Code | OtpUse::Digits => self.bytes.as_slice(),
        }
    }

    /// The number of a step, less than 10^8: TOTP (RFC 6238) with eight digits and the protocol's period.
    pub fn number_at(&self, step: Step) -> u32 {
        let hash = match self.purpose {
            OtpUse::Pass => OtpHash::Sha1,
            OtpUse::Code | OtpUse::Digits => OtpHash::Sha256,
        };
        totp(self.expose(), hash, STEP_SECONDS, step.begins().seconds())
    }
}

macro_rules! redacted {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "([REDACTED])"))
            }
        }
    )*};
}

redacted!(EventSecret, ZoneKey, TicketSecret);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_use_ticket_epoch_zone_and_event_has_a_secret_of_its_own() {
        let (event, ticket) = (EventId::from_bytes([1; 8]), TicketId::from_bytes([2; 16]));
        let of = |event, zone, purpose, ticket, epoch| {
            let key = EventSecret::from_bytes([9; 32]).zone_key(event, zone);
            key.secret(purpose, ticket, epoch).bytes.to_vec()
        };
        let all = [
            of(event, 0, OtpUse::Code, ticket, 0),
            of(event, 0, OtpUse::Digits, ticket, 0),
            of(event, 0, OtpUse::Pass, ticket, 0),
            of(event, 0, OtpUse::Code, ticket, 1),
            of(event, 1, OtpUse::Code, ticket, 0),
            of(event, 0, OtpUse::Code, TicketId::from_bytes([3; 16]), 0),
            of(EventId::from_bytes([4; 8]), 0, OtpUse::Code, ticket, 0),
        ];
        for (at, secret) in all.iter().enumerate() {
            assert!(!all[..at].contains(secret), "{at}");
        }
        assert_eq!(all[0], of(event, 0, OtpUse::Code, ticket, 0));
    }

    #[test]
    fn a_pass_has_the_twenty_bytes_that_rfc_4226_recommends() {
        let key = ZoneKey::from_bytes([5; 32]);
        assert_eq!(key.secret(OtpUse::Pass, TicketId::from_bytes([0; 16]), 0).expose().len(), 20);
    }

    #[test]
    fn debug_shows_no_secret() {
        let key = ZoneKey::from_bytes([0xab; 32]);
        let secret = key.secret(OtpUse::Code, TicketId::from_bytes([0; 16]), 0);
        assert_eq!(format!("{key:?} {secret:?}"), "ZoneKey([REDACTED]) TicketSecret([REDACTED])");
    }
}
