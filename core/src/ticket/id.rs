//! Ids: fixed bytes, each meaning its own type.

use core::fmt;
use core::str::FromStr;

use base16ct::lower::encode_string as hex;
use base32::Alphabet::Crockford;

use crate::wire::{Reader, Wire, WireError, Writer};

/// The text is no id of this kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid id")]
pub struct IdError;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $len:literal, $field:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; $len]);

        impl $name {
            /// Wraps the bytes.
            pub const fn from_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// The bytes.
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl Wire for $name {
            fn encode(&self, w: &mut Writer) {
                w.bytes(&self.0);
            }

            fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
                r.bytes_exact($field).map(Self)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), hex(&self.0))
            }
        }
    };
}

id!(
    /// One ticket, through all its epochs and holders: 16 random bytes from the issuer. Shown as 26 characters of
    /// Crockford base32.
    TicketId, 16, "ticket"
);
id!(
    /// One event: 8 random bytes. It can be squatted, so every lookup is by (root, event).
    EventId, 8, "event"
);
id!(
    /// The issuer's root: its Ed25519 public key.
    RootId, 32, "root"
);
id!(
    /// The hash that names the state of a chain: `head_0 = H("head", credential)`, `head_i = H("head", endorsement_i)`.
    Head, 32, "head"
);
id!(
    /// The first 16 bytes of the head after a hand-over: names one hand-over.
    Xid, 16, "xid"
);
id!(
    /// The first 16 bytes of `H("pid", presentation)`: one code, whoever saw it.
    PresentationId, 16, "presentation id"
);
id!(
    /// One gate log.
    LogId, 16, "log"
);
id!(
    /// The hash of one journal entry.
    EntryHash, 32, "entry hash"
);
id!(
    /// A staff certificate's serial.
    Serial, 8, "serial"
);
id!(
    /// What stands for the id of a card at gates: `HMAC(carrier key, card id)[0..16]`.
    CardTag, 16, "card"
);

impl Head {
    /// The hand-over that produced this head.
    pub fn xid(&self) -> Xid {
        let mut xid = [0; 16];
        xid.copy_from_slice(self.0.split_at(16).0);
        Xid(xid)
    }
}

impl EntryHash {
    /// The first 16 bytes, as stamps and vectors carry them.
    pub fn short(&self) -> [u8; 16] {
        let mut short = [0; 16];
        short.copy_from_slice(self.0.split_at(16).0);
        short
    }
}

impl fmt::Display for EntryHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Display for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base32::encode(Crockford, &self.0))
    }
}

impl FromStr for TicketId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let bytes = base32::decode(Crockford, text).ok_or(IdError)?;
        let id = bytes.try_into().map(Self).map_err(|_| IdError)?;
        // Two bits are left over: zero, or it is no id's text.
        if text.len() == Self::TEXT && id.has_prefix(text) { Ok(id) } else { Err(IdError) }
    }
}

impl TicketId {
    /// The shortest prefix people may type (protocol §2).
    pub const MIN_PREFIX: usize = 6;
    /// Characters of 16 bytes.
    const TEXT: usize = 26;

    /// Whether `prefix` (at least [`TicketId::MIN_PREFIX`] characters, any case, `O` for `0`, `I` and `L` for `1`)
    /// begins this id's text.
    pub fn has_prefix(&self, prefix: &str) -> bool {
        let folded: String = prefix
            .chars()
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        folded.len() >= Self::MIN_PREFIX && self.to_string().starts_with(&folded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_id_is_26_crockford_characters_and_reads_back_from_sloppy_typing() {
        let id = TicketId::from_bytes([0xff; 16]);
        assert_eq!(id.to_string(), "ZZZZZZZZZZZZZZZZZZZZZZZZZW");
        assert_eq!(id.to_string().to_lowercase().parse(), Ok(id));
        let zero = TicketId::from_bytes([0; 16]);
        assert_eq!("o".repeat(26).parse(), Ok(zero));
        assert!(zero.has_prefix("oooOOO") && !zero.has_prefix("00000") && !zero.has_prefix("000001"));
        for wrong in
            ["ZZZ", "ZZZZZZZZZZZZZZZZZZZZZZZZZZ", "ZZZZZZZZZZZZZZZZZZZZZZZZZW0", "ZZZZZZZZZZZZZZZZZZZZZZZZUW"]
        {
            assert!(wrong.parse::<TicketId>().is_err(), "{wrong}");
        }
    }
}
