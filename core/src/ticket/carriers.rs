//! Carriers: cards and wristbands that stand for tickets (protocol §4). A gate has the tags of their ids and the key that
//! makes them, never the ids themselves.

use core::fmt;
use core::str::FromStr;

use zeroize::Zeroizing;

use super::device_list::{DeviceList, Listed};
use super::{CardTag, EventId, EventSecret, TicketId, Time};
use crate::crypto::{Domain, SecretKey, hkdf_sha256, hmac_sha256};
use crate::order;
use crate::wire::{MessageType, Reader, Wire, WireError, Writer};

/// What a reader says of a card: 4 to 16 bytes, which can be copied to another card. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CardId(Vec<u8>);

/// Not the id of a card: it has 4 to 16 bytes, as text in hex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the id of a card: 4 to 16 bytes in hex")]
pub struct CardIdError;

impl CardId {
    /// The least that a reader says.
    pub const MIN_BYTES: usize = 4;
    /// The most that a reader says.
    pub const MAX_BYTES: usize = 16;

    /// The bytes as the reader gives them.
    ///
    /// # Errors
    /// [`CardIdError`] for fewer than 4 bytes, or more than 16.
    pub fn new(bytes: &[u8]) -> Result<Self, CardIdError> {
        let fits = (Self::MIN_BYTES..=Self::MAX_BYTES).contains(&bytes.len());
        if fits { Ok(Self(bytes.to_vec())) } else { Err(CardIdError) }
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl FromStr for CardId {
    type Err = CardIdError;

    /// Hex in any case; spaces, colons and dashes between the bytes are left out.
    fn from_str(text: &str) -> Result<Self, CardIdError> {
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | ':' | '-')).collect();
        let bytes = base16ct::mixed::decode_vec(digits).map_err(|_| CardIdError)?;
        Self::new(&bytes)
    }
}

impl fmt::Debug for CardId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardId([REDACTED])")
    }
}

/// Makes the tags of an event's cards. Whoever has it can find out by trial which card a tag is of.
#[derive(Clone, PartialEq, Eq)]
pub struct CarrierKey(Zeroizing<[u8; 32]>);

impl CarrierKey {
    /// Takes back what [`CarrierKey::expose`] gave.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes, for a sealed list and the encrypted store only.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// `HMAC-SHA256(carrier key, card id)[0..16]`
    pub fn tag(&self, card: &CardId) -> CardTag {
        let mut tag = [0; 16];
        tag.copy_from_slice(hmac_sha256(&self.0, card.as_bytes()).split_at(16).0);
        CardTag::from_bytes(tag)
    }
}

impl fmt::Debug for CarrierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CarrierKey([REDACTED])")
    }
}

impl EventSecret {
    /// `HKDF(event secret, "mogiri/1/carriers" || 0x00 || event)`
    pub fn carrier_key(&self, event: EventId) -> CarrierKey {
        let info = [b"mogiri/1/carriers\0".as_slice(), event.as_bytes()].concat();
        CarrierKey(hkdf_sha256(self.expose(), &info))
    }
}

/// A list of carriers whose signature was checked: `[event, version ≥ 1, issued, carrier key, [[tag, ticket]]
/// 0..100,000]`, strictly rising by tag.
pub type Carriers = DeviceList<Cards>;

/// The payload of a list of carriers.
#[derive(Clone, PartialEq, Eq)]
pub struct Cards {
    event: EventId,
    version: u32,
    issued: Time,
    key: CarrierKey,
    rows: Vec<(CardTag, TicketId)>,
}

impl Carriers {
    /// Cap on the cards.
    pub const MAX_CARDS: u64 = 100_000;

    /// Makes and signs a list. Its rows are put in order here.
    ///
    /// # Errors
    /// [`WireError`] for two rows of one tag, or too many.
    pub fn issue(
        signer: &SecretKey,
        event: EventId,
        version: u32,
        issued: Time,
        key: CarrierKey,
        mut rows: Vec<(CardTag, TicketId)>,
    ) -> Result<Self, WireError> {
        order::sort(&mut rows);
        Self::sign(&Cards { event, version, issued, key, rows }, signer)
    }

    /// How many cards it has.
    pub fn len(&self) -> usize {
        self.fields.rows.len()
    }

    /// Whether it has no card.
    pub fn is_empty(&self) -> bool {
        self.fields.rows.is_empty()
    }

    /// The ticket that a card stands for.
    pub fn ticket(&self, card: &CardId) -> Option<TicketId> {
        let tag = self.fields.key.tag(card);
        let at = self.fields.rows.binary_search_by_key(&tag, |(tag, _)| *tag).ok()?;
        self.fields.rows.get(at).map(|(_, ticket)| *ticket)
    }
}

impl Listed for Cards {
    const KIND: MessageType = MessageType::Carriers;
    const DOMAIN: Domain = Domain::Carriers;
    const WORD: &'static str = "carriers";
    const MAX_BYTES: usize = 4 * 1024 * 1024;

    fn event(&self) -> EventId {
        self.event
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn issued(&self) -> Time {
        self.issued
    }
}

impl Wire for Cards {
    fn encode(&self, w: &mut Writer) {
        w.array(5).value(&self.event).uint(self.version).uint(self.issued).bytes(self.key.expose());
        w.list(&self.rows, |w, (tag, ticket)| {
            w.array(2).value(tag).value(ticket);
        });
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(5, "carriers")?;
        let (event, version) = (EventId::decode(r)?, r.uint32("version")?);
        if version == 0 {
            return Err(WireError::Bounds { field: "version" });
        }
        let issued = Time::decode(r, "issued")?;
        let key = CarrierKey::from_bytes(r.bytes_exact("carrier key")?);
        let rows = r.list(0, Carriers::MAX_CARDS, "cards", |r| {
            r.array(2, "card")?;
            Ok((CardTag::decode(r)?, TicketId::decode(r)?))
        })?;
        if rows.is_sorted_by(|(a, _), (b, _)| a < b) {
            Ok(Self { event, version, issued, key, rows })
        } else {
            Err(WireError::Bounds { field: "cards" })
        }
    }
}

impl fmt::Debug for Carriers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Carriers")
            .field("event", &self.fields.event)
            .field("version", &self.fields.version)
            .field("cards", &self.fields.rows.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::HpkeSecretKey;
    use crate::testing::fixtures::{CountingRng, Organizer, at};
    use crate::ticket::{AdoptError, ToDeviceError};

    fn card(number: u8) -> CardId {
        CardId::new(&[number; 7]).unwrap()
    }

    fn list(organizer: &Organizer, cards: &[(u8, u8)]) -> Result<Carriers, WireError> {
        let key = organizer.secret().carrier_key(organizer.event.event);
        let rows = cards
            .iter()
            .map(|(number, ticket)| (key.tag(&card(*number)), TicketId::from_bytes([*ticket; 16])));
        let rows = rows.collect();
        Carriers::issue(&organizer.issuer, organizer.event.event, 1, at(0), key, rows)
    }

    #[test]
    fn a_card_is_found_on_its_device_for_its_event_alone() {
        let organizer = Organizer::new();
        let list = list(&organizer, &[(9, 1), (3, 2)]).unwrap();
        let key = HpkeSecretKey::generate(&mut CountingRng(1));
        let message = list.seal(&key.public().unwrap(), &mut CountingRng(2)).unwrap();
        let opened = Carriers::open(&message, &key, organizer.event.event).unwrap();
        let read = Carriers::verify(&opened, organizer.trust()).unwrap();
        assert_eq!(read.ticket(&card(9)), Some(TicketId::from_bytes([1; 16])));
        assert_eq!((read.ticket(&card(4)), read.len()), (None, 2));
        let other = HpkeSecretKey::generate(&mut CountingRng(3));
        assert_eq!(Carriers::open(&message, &other, organizer.event.event), Err(ToDeviceError::NotForMe));
        assert_eq!(Carriers::open(&message, &key, EventId::from_bytes([1; 8])), Err(ToDeviceError::NotForMe));
    }

    #[test]
    fn a_list_of_somebody_else_or_with_a_card_twice_is_none() {
        let organizer = Organizer::new();
        let foreign = list(&Organizer::other(), &[(1, 1)]).unwrap();
        assert_eq!(Carriers::verify(foreign.envelope(), organizer.trust()), Err(AdoptError::NotSigned));
        assert!(list(&organizer, &[(1, 1), (1, 2)]).is_err());
    }

    #[test]
    fn a_cards_id_is_read_as_readers_and_lists_write_it() {
        let id = CardId::new(&[0x04, 0xa2, 0x24, 0x1b]).unwrap();
        for text in ["04a2241b", "04A2241B", "04:A2:24:1B", "04 a2 24 1b", "04-A2-24-1B"] {
            assert_eq!(text.parse(), Ok(id.clone()), "{text}");
        }
        for text in ["", "04a224", "04a2241", "04a2241g", "000102030405060708090a0b0c0d0e0f10"] {
            assert_eq!(text.parse::<CardId>(), Err(CardIdError), "{text}");
        }
    }

    #[test]
    fn debug_shows_no_card_and_no_key() {
        let organizer = Organizer::new();
        let key = organizer.secret().carrier_key(organizer.event.event);
        assert_eq!(format!("{key:?} {:?}", card(1)), "CarrierKey([REDACTED]) CardId([REDACTED])");
    }
}
