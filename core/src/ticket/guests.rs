//! The guest list: names and zone keys for one device, sealed to it (protocol §4, §5). A gate keeps it encrypted and
//! never gives it out.

use core::fmt;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::adopt::Candidate;
use super::to_device::{ToDevice, ToDeviceError};
use super::{
    AdoptError, Adopted, CredentialPayload, Documents, EventId, KeyUse, NameOpening, TicketId, Time,
    TrustList, ZoneKey,
};
use crate::crypto::{Domain, HpkeError, HpkePublicKey, HpkeSecretKey, PublicKey, SecretKey};
use crate::order;
use crate::wire::{Envelope, MessageType, Reader, Wire, WireError, Writer};

/// A guest list whose signature was checked: `[event, version ≥ 1, issued, [[zone, zone key]] 0..256, [[ticket, salt,
/// name]] 0..100,000]`, both strictly rising.
#[derive(Clone, PartialEq, Eq)]
pub struct GuestList {
    fields: Fields,
    envelope: Envelope,
    signer: PublicKey,
}

#[derive(Clone, PartialEq, Eq)]
struct Fields {
    event: EventId,
    version: u32,
    issued: Time,
    zones: Vec<(u8, ZoneKey)>,
    guests: Vec<(TicketId, NameOpening)>,
}

impl GuestList {
    /// Cap on the message and on what is signed in it.
    pub const MAX_BYTES: usize = 24 * 1024 * 1024;
    /// Cap on the names.
    pub const MAX_GUESTS: u64 = 100_000;
    const MAX_ZONES: u64 = 256;
    const SEALED: ToDevice = ToDevice { kind: MessageType::GuestList, word: "guests", max: Self::MAX_BYTES };

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
        let payload = Fields { event, version, issued, zones, guests }.to_bytes();
        let fields = Fields::from_secret_bytes(&payload, Self::MAX_BYTES)?;
        let signature = key.sign(Domain::Guests, &payload);
        let envelope = Envelope { payload, kid: key.public().kid4(), signature };
        Ok(Self { fields, envelope, signer: key.public() })
    }

    /// Checks the signature by a listed key with use 2 and its scope.
    pub fn verify(envelope: &Envelope, trust: &TrustList) -> Result<Self, AdoptError> {
        let fields = Fields::from_secret_bytes(&envelope.payload, Self::MAX_BYTES)?;
        let signer = trust
            .signer(envelope, Domain::Guests, KeyUse::Events)
            .filter(|signer| signer.covers(fields.event))
            .ok_or(AdoptError::NotSigned)?;
        Ok(Self { fields, envelope: envelope.clone(), signer: signer.key })
    }

    /// The message `[24, enc bstr32, ciphertext]`: HPKE base mode to the key of the device's enrolment, info
    /// `"mogiri/1/guests" || 0x00 || event`, no aad.
    pub fn seal(&self, key: &HpkePublicKey, rng: &mut dyn CryptoRng) -> Result<Vec<u8>, HpkeError> {
        let plaintext = Zeroizing::new(self.envelope.to_bytes());
        Self::SEALED.seal(&plaintext, self.fields.event, key, rng)
    }

    /// Opens a message with the device's key. Whether it is signed [`GuestList::verify`] says.
    pub fn open(message: &[u8], key: &HpkeSecretKey, event: EventId) -> Result<Envelope, ToDeviceError> {
        Ok(Self::read_envelope(&Self::SEALED.open(message, key, event)?)?)
    }

    /// The form of a message, before it is opened.
    pub fn check_form(message: &[u8]) -> Result<(), WireError> {
        Self::SEALED.read(message).map(drop)
    }

    /// Reads the signed bytes as they were sealed, and as they lie, encrypted, in a gate's store.
    pub fn read_envelope(bytes: &[u8]) -> Result<Envelope, WireError> {
        Self::SEALED.read_envelope(bytes)
    }

    /// Judges an opened list as every control document is judged (protocol §3.1): the list that comes into force in
    /// place of `current`, or `None` where nothing changes.
    pub fn adopt(
        opened: &Envelope,
        current: Option<&Self>,
        documents: &Documents,
    ) -> Result<Option<Self>, AdoptError> {
        let newer = Self::verify(opened, documents.trust())?;
        if newer.event() != documents.event().event {
            return Err(AdoptError::OtherEvent);
        }
        let current = current.map(Self::candidate);
        let adopted = newer.candidate().replaces(current.as_ref(), documents.trust())?;
        Ok((adopted == Adopted::New).then_some(newer))
    }

    /// The signed bytes with their signature, for the encrypted store only.
    pub(crate) fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The event it is for.
    pub fn event(&self) -> EventId {
        self.fields.event
    }

    /// Rises when the list for this device changes.
    pub fn version(&self) -> u32 {
        self.fields.version
    }

    /// When it was signed.
    pub fn issued(&self) -> Time {
        self.fields.issued
    }

    /// How many names it has.
    pub fn len(&self) -> usize {
        self.fields.guests.len()
    }

    /// Whether it has no name.
    pub fn is_empty(&self) -> bool {
        self.fields.guests.is_empty()
    }

    /// The name of a ticket.
    pub fn guest(&self, ticket: TicketId) -> Option<&NameOpening> {
        let at = self.fields.guests.binary_search_by_key(&ticket, |(ticket, _)| *ticket).ok()?;
        self.fields.guests.get(at).map(|(_, opening)| opening)
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

    fn candidate(&self) -> Candidate<'_> {
        Candidate {
            version: self.fields.version,
            payload: &self.envelope.payload,
            signer: self.signer,
            issued: Some(self.fields.issued),
        }
    }
}

impl Wire for Fields {
    fn encode(&self, w: &mut Writer) {
        w.array(5).value(&self.event).uint(self.version).uint(self.issued);
        w.list(&self.zones, |w, (zone, key)| {
            w.array(2).uint(*zone).bytes(key.expose());
        });
        w.list(&self.guests, |w, (ticket, opening)| {
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
            Ok(Self { event, version, issued, zones, guests })
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
            .field("guests", &self.fields.guests.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fixtures::{CountingRng, Organizer, at};

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
