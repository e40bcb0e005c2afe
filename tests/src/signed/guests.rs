//! The guest list: what the issuer signs, sealed to one device.

use mogiri::crypto::{Domain, HpkeSecretKey};
use mogiri::testing::fixtures::{CountingRng, at, card};
use mogiri::ticket::{
    Blank, Blanks, CardTag, CarrierKey, Carriers, EventId, GuestList, NameOpening, TicketId, Time, ZoneKey,
};
use mogiri::wire::{MessageType, Wire, Writer};

use super::{Cast, SignedMessage, envelope, named};

/// What a guest list is made of.
pub struct GuestFields {
    /// The event.
    pub event: EventId,
    /// Rises with each list for one device.
    pub version: u32,
    /// When it was made.
    pub issued: Time,
    /// The keys of the zones.
    pub zones: Vec<(u8, ZoneKey)>,
    /// The names.
    pub guests: Vec<(TicketId, NameOpening)>,
}

/// The key of the sample device's enrolment.
pub(crate) fn device() -> HpkeSecretKey {
    HpkeSecretKey::generate(&mut CountingRng(90))
}

/// A plaintext as it travels to the sample device, whatever it is.
pub(crate) fn sealed(plaintext: &[u8], event: EventId) -> Vec<u8> {
    to_device(MessageType::GuestList, b"mogiri/1/guests\0", plaintext, event)
}

/// The same for a list of carriers.
pub(crate) fn sealed_carriers(plaintext: &[u8], event: EventId) -> Vec<u8> {
    to_device(MessageType::Carriers, b"mogiri/1/carriers\0", plaintext, event)
}

/// The same for blanks.
pub(crate) fn sealed_blanks(plaintext: &[u8], event: EventId) -> Vec<u8> {
    to_device(MessageType::Blanks, b"mogiri/1/blanks\0", plaintext, event)
}

fn to_device(kind: MessageType, word: &[u8], plaintext: &[u8], event: EventId) -> Vec<u8> {
    let info = [word, event.as_bytes()].concat();
    let key = device().public().expect("a generated key has a public half");
    let sealed = key.seal(plaintext, &info, &[], &mut CountingRng(91)).expect("a valid key takes a sealing");
    let mut w = Writer::new();
    w.array(3).uint(kind.number()).bytes(&sealed.enc).bytes(&sealed.ciphertext);
    w.into_bytes()
}

/// What a list of carriers is made of.
pub struct CarrierFields {
    /// The event.
    pub event: EventId,
    /// Rises with each list for one device.
    pub version: u32,
    /// When it was made.
    pub issued: Time,
    /// Makes the tags.
    pub key: CarrierKey,
    /// The cards, by their tags.
    pub cards: Vec<(CardTag, TicketId)>,
}

impl Cast {
    /// The payload of the sample list of carriers, with other values where a test asks for them.
    pub fn carriers_payload(&self, change: impl FnOnce(&mut CarrierFields)) -> Vec<u8> {
        let event = self.organizer.event.event;
        let key = self.organizer.secret().carrier_key(event);
        let row = |number: u8| (key.tag(&card(number)), TicketId::from_bytes([number; 16]));
        let cards = vec![row(1), row(2)];
        let mut fields = CarrierFields { event, version: 3, issued: at(-3600), key, cards };
        change(&mut fields);
        let CarrierFields { event, version, issued, key, cards } = fields;
        let list = Carriers::issue(&self.organizer.issuer, event, version, issued, key, cards);
        let key = device().public().expect("a generated key has a public half");
        let message = list.expect("the cards are different").seal(&key, &mut CountingRng(93));
        let message = message.expect("a valid key takes a sealing");
        Carriers::open(&message, &device(), event).expect("it is sealed to this device").payload
    }

    /// The list of carriers on its way to the sample device.
    pub fn carriers(&self) -> SignedMessage {
        let (issuer, trust) = (self.organizer.issuer.clone(), self.organizer.trust().clone());
        let event = self.organizer.event.event;
        SignedMessage {
            name: "carriers",
            domain: Domain::Carriers,
            key: issuer.clone(),
            payload: self.carriers_payload(|_| {}),
            kind: Some(MessageType::Carriers),
            wrap: Box::new(move |payload, signature| {
                sealed_carriers(&envelope(&issuer, payload, signature).to_bytes(), event)
            }),
            read: Box::new(move |bytes| {
                let opened = Carriers::open(bytes, &device(), event).map_err(|error| format!("{error:?}"))?;
                named(Carriers::verify(&opened, &trust))
            }),
        }
    }

    /// The payload of the sample list, with other values where a test asks for them.
    pub fn guests_payload(&self, change: impl FnOnce(&mut GuestFields)) -> Vec<u8> {
        let event = self.organizer.event.event;
        let secret = self.organizer.secret();
        let guest = |number: u8, name| {
            let opening = NameOpening::new([number; 16], name).expect("a sample name is within its bounds");
            (TicketId::from_bytes([number; 16]), opening)
        };
        let mut fields = GuestFields {
            event,
            version: 3,
            issued: at(-3600),
            zones: [0, 1].map(|zone| (zone, secret.zone_key(event, zone))).to_vec(),
            guests: vec![guest(1, "山田 太郎"), guest(2, "Anna Müller")],
        };
        change(&mut fields);
        let GuestFields { event, version, issued, zones, guests } = fields;
        let list = GuestList::issue(&self.organizer.issuer, event, version, issued, zones, guests);
        let mut rng = CountingRng(92);
        let key = device().public().expect("a generated key has a public half");
        let message = list.expect("the rows are of different tickets").seal(&key, &mut rng);
        let message = message.expect("a valid key takes a sealing");
        GuestList::open(&message, &device(), event).expect("it is sealed to this device").payload
    }

    /// What is sealed in the sample device's blanks.
    pub fn blanks_contents(&self) -> Vec<u8> {
        let sign = |number| self.organizer.blank(number, 0).sign(&self.organizer.issuer);
        let blanks = Blanks::of((1..4).map(sign).collect());
        blanks.expect("three blanks are within their bounds").to_bytes()
    }

    /// A blank on its way to the sample device.
    pub fn blank(&self) -> SignedMessage {
        let (issuer, documents) = (self.organizer.issuer.clone(), self.organizer.documents());
        let event = self.organizer.event.event;
        SignedMessage {
            name: "blank",
            domain: Domain::Credential,
            key: issuer.clone(),
            payload: self.organizer.blank(1, 0).to_bytes(),
            kind: Some(MessageType::Blanks),
            wrap: Box::new(move |payload, signature| {
                let blanks = Blanks::of(vec![envelope(&issuer, payload, signature)]);
                sealed_blanks(&blanks.expect("one blank is within the bounds").to_bytes(), event)
            }),
            read: Box::new(move |bytes| {
                let opened = Blanks::open(bytes, &device(), event).map_err(|error| format!("{error:?}"))?;
                opened.envelopes().iter().try_for_each(|blank| named(Blank::verify(blank, &documents)))
            }),
        }
    }

    /// The sample device's blanks on their way to it.
    pub fn blanks(&self) -> Vec<u8> {
        sealed_blanks(&self.blanks_contents(), self.organizer.event.event)
    }

    /// The guest list on its way to the sample device.
    pub fn guests(&self) -> SignedMessage {
        let (issuer, trust) = (self.organizer.issuer.clone(), self.organizer.trust().clone());
        let event = self.organizer.event.event;
        SignedMessage {
            name: "guest list",
            domain: Domain::Guests,
            key: issuer.clone(),
            payload: self.guests_payload(|_| {}),
            kind: Some(MessageType::GuestList),
            wrap: Box::new(move |payload, signature| {
                sealed(&envelope(&issuer, payload, signature).to_bytes(), event)
            }),
            read: Box::new(move |bytes| {
                let opened =
                    GuestList::open(bytes, &device(), event).map_err(|error| format!("{error:?}"))?;
                named(GuestList::verify(&opened, &trust))
            }),
        }
    }
}
