//! The guest list: names and zone keys for one device, sealed to it (protocol §4, §5). A gate keeps it encrypted and
//! never gives it out.

use core::fmt;

use super::device_list::{DeviceList, Listed};
use super::{CredentialPayload, EventId, NameOpening, TicketId, Time, ZoneKey};
use crate::crypto::{Domain, SecretKey};
use crate::order;
use crate::wire::{MessageType, Reader, Wire, WireError, Writer};

/// A guest list whose signature was checked: `[event, version ≥ 1, issued, [[zone, zone key]] 0..256, [[ticket, salt,
/// name]] 0..100,000]`, both strictly rising.
pub type GuestList = DeviceList<Guests>;

/// The payload of a guest list.
#[derive(Clone, PartialEq, Eq)]
pub struct Guests {
    event: EventId,
    version: u32,
    issued: Time,
    zones: Vec<(u8, ZoneKey)>,
    openings: Vec<(TicketId, NameOpening)>,
}

impl GuestList {
    /// Cap on the names.
    pub const MAX_GUESTS: u64 = 100_000;
    const MAX_ZONES: u64 = 256;

    /// Makes and signs a list. Its rows are put in order here.
    ///
    /// # Errors
    /// [`WireError`] for two rows of one ticket or zone, or too many.
    pub fn issue(
        key: &SecretKey,
        event: EventId,
        version: u32,
        issued: Time,
        mut zones: Vec<(u8, ZoneKey)>,
        mut guests: Vec<(TicketId, NameOpening)>,
    ) -> Result<Self, WireError> {
        order::sort_by_key(&mut zones, |(zone, _)| *zone);
        order::sort_by_key(&mut guests, |(ticket, _)| *ticket);
        Self::sign(&Guests { event, version, issued, zones, openings: guests }, key)
    }

    /// How many names it has.
    pub fn len(&self) -> usize {
        self.fields.openings.len()
    }

    /// Whether it has no name.
    pub fn is_empty(&self) -> bool {
        self.fields.openings.is_empty()
    }

    /// The name of a ticket.
    pub fn guest(&self, ticket: TicketId) -> Option<&NameOpening> {
        let at = self.fields.openings.binary_search_by_key(&ticket, |(ticket, _)| *ticket).ok()?;
        self.fields.openings.get(at).map(|(_, opening)| opening)
    }

    /// The name of a ticket, if it is the one that the credential holds.
    pub fn name_of(&self, payload: &CredentialPayload) -> Option<&NameOpening> {
        let commitment = payload.name?;
        self.guest(payload.ticket).filter(|opening| opening.opens(&commitment))
    }

    /// The zones whose digits this device can judge.
    pub fn zones(&self) -> &[(u8, ZoneKey)] {
        &self.fields.zones
    }
}

impl Listed for Guests {
    const KIND: MessageType = MessageType::GuestList;
    const DOMAIN: Domain = Domain::Guests;
    const WORD: &'static str = "guests";
    const MAX_BYTES: usize = 24 * 1024 * 1024;

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

impl Wire for Guests {
    fn encode(&self, w: &mut Writer) {
        w.array(5).value(&self.event).uint(self.version).uint(self.issued);
        w.list(&self.zones, |w, (zone, key)| {
            w.array(2).uint(*zone).bytes(key.expose());
        });
        w.list(&self.openings, |w, (ticket, opening)| {
            w.array(3).value(ticket).bytes(opening.salt()).text(opening.name().as_str());
        });
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(5, "guest list")?;
        let (event, version) = (EventId::decode(r)?, r.uint32("version")?);
        if version == 0 {
            return Err(WireError::Bounds { field: "version" });
        }
        let issued = Time::decode(r, "issued")?;
        let zones = r.list(0, GuestList::MAX_ZONES, "zones", |r| {
            r.array(2, "zone")?;
            Ok((r.uint8("zone")?, ZoneKey::from_bytes(r.bytes_exact("zone key")?)))
        })?;
        let guests = r.list(0, GuestList::MAX_GUESTS, "guests", read_guest)?;
        let rising =
            zones.is_sorted_by(|(a, _), (b, _)| a < b) && guests.is_sorted_by(|(a, _), (b, _)| a < b);
        if rising {
            Ok(Self { event, version, issued, zones, openings: guests })
        } else {
            Err(WireError::Bounds { field: "guest list" })
        }
    }
}

fn read_guest(r: &mut Reader<'_>) -> Result<(TicketId, NameOpening), WireError> {
    r.array(3, "guest")?;
    let (ticket, salt) = (TicketId::decode(r)?, r.bytes_exact("salt")?);
    let name = NameOpening::exact(salt, r.text(1, NameOpening::MAX_NAME, "name")?);
    Ok((ticket, name.ok_or(WireError::Bounds { field: "name" })?))
}

impl fmt::Debug for GuestList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GuestList")
            .field("event", &self.fields.event)
            .field("version", &self.fields.version)
            .field("guests", &self.fields.openings.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::HpkeSecretKey;
    use crate::testing::fixtures::{CountingRng, Organizer, at};
    use crate::ticket::{AdoptError, ToDeviceError};

    fn list(organizer: &Organizer, guests: Vec<(TicketId, NameOpening)>) -> Result<GuestList, WireError> {
        let zones = vec![(1, ZoneKey::from_bytes([2; 32])), (0, ZoneKey::from_bytes([1; 32]))];
        GuestList::issue(&organizer.issuer, organizer.event.event, 1, at(0), zones, guests)
    }

    fn guest(number: u8) -> (TicketId, NameOpening) {
        let name = NameOpening::new([number; 16], "髙橋 一郎").unwrap();
        (TicketId::from_bytes([number; 16]), name)
    }

    #[test]
    fn a_guest_list_opens_on_its_device_for_its_event_alone() {
        let organizer = Organizer::new();
        let list = list(&organizer, vec![guest(9), guest(3)]).unwrap();
        let key = HpkeSecretKey::generate(&mut CountingRng(1));
        let message = list.seal(&key.public().unwrap(), &mut CountingRng(2)).unwrap();
        let opened = GuestList::open(&message, &key, organizer.event.event).unwrap();
        let read = GuestList::verify(&opened, organizer.trust()).unwrap();
        assert!(
            read == list && read.guest(guest(3).0) == Some(&guest(3).1) && read.guest(guest(4).0).is_none()
        );
        assert_eq!(read.zones().iter().map(|(zone, _)| *zone).collect::<Vec<_>>(), [0, 1]);
        let other = HpkeSecretKey::generate(&mut CountingRng(3));
        let refused = Err(ToDeviceError::NotForMe);
        assert_eq!(GuestList::open(&message, &other, organizer.event.event), refused);
        assert_eq!(GuestList::open(&message, &key, EventId::from_bytes([1; 8])), refused);
    }

    #[test]
    fn a_guest_list_of_somebody_else_or_with_a_ticket_twice_is_none() {
        let organizer = Organizer::new();
        let foreign = list(&Organizer::other(), vec![guest(1)]).unwrap();
        assert_eq!(GuestList::verify(foreign.envelope(), organizer.trust()), Err(AdoptError::NotSigned));
        assert!(list(&organizer, vec![guest(1), guest(1)]).is_err());
    }

    #[test]
    fn debug_shows_no_name() {
        let list = list(&Organizer::new(), vec![guest(1)]).unwrap();
        assert!(!format!("{list:?}").contains("髙橋"));
    }
}
