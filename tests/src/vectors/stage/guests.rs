//! A guest list, and the tickets whose digits and names it knows.

#![allow(clippy::wildcard_imports, reason = "one generator in several files")]

use mogiri::testing::fixtures::CountingRng;
use mogiri::ticket::{GuestList, NameOpening};
use mogiri::{crypto::HpkeSecretKey, ticket::EventSecret};

use super::*;

/// The root of the digits in the worked example, protocol §5.4.
const SECRET: [u8; 32] = [0x41; 32];

impl Stage {
    /// The zone key of the sample event.
    pub fn zone_key(&self, zone: u8) -> mogiri::ticket::ZoneKey {
        EventSecret::from_bytes(SECRET).zone_key(self.organizer.event.event, zone)
    }

    /// A name as ticket `number` commits to it.
    pub fn opening(&self, number: u8, name: &str) -> NameOpening {
        NameOpening::new([number; 16], name).expect("a sample name is within its bounds")
    }

    /// A guest list as it was sealed: the key of zone 0, and names.
    pub fn guest_list(&self, signer: &SecretKey, version: u32, guests: &[(u8, &str)]) -> Vec<u8> {
        let guest =
            |(number, name): &(u8, &str)| (TicketId::from_bytes([*number; 16]), self.opening(*number, name));
        let (event, guests) = (self.organizer.event.event, guests.iter().map(guest).collect());
        let zones = vec![(0, self.zone_key(0))];
        let list =
            GuestList::issue(signer, event, version, at(-60), zones, guests).expect("different tickets");
        let device = HpkeSecretKey::generate(&mut CountingRng(94));
        let public = device.public().expect("a generated key has a public half");
        let message = list.seal(&public, &mut CountingRng(95)).expect("a valid key takes a sealing");
        GuestList::open(&message, &device, event).expect("it is sealed to this device").to_bytes()
    }

    /// That of the set `guest list`.
    pub fn sample_guest_list(&self) -> Vec<u8> {
        let guests = [(64, "山田 太郎"), (66, "Anna Müller"), (68, "somebody else"), (69, "鈴木 一郎")];
        self.guest_list(&self.organizer.issuer, 2, &guests)
    }

    /// Tickets that digits may do for, and some that they do not.
    pub fn turnstile(&self, number: u8) -> CredentialPayload {
        let mut payload = self.organizer.payload(number, key(number).public());
        let totp = Flags::default().with(Flag::Totp);
        payload.zone = 0;
        payload.policy = match number {
            61 | 69 => Policy { hops: 1, ..policy(totp) },
            62 => policy(Flags::default()),
            64 | 68 => policy(totp.with(Flag::NameCheck)),
            65 => policy(totp.with(Flag::HardwareBound)),
            70 => policy(Flags::from_bits(totp.bits() | 1 << 12)),
            _ => policy(totp),
        };
        match number {
            63 => payload.zone = 1,
            64 => payload.name = Some(self.opening(64, "山田 太郎").commitment()),
            66 => payload.name = Some(self.opening(66, "Anna Müller").commitment()),
            69 => payload.name = Some(self.opening(69, "鈴木 一郎").commitment()),
            // The guest list has another name of this ticket than the credential.
            68 => payload.name = Some(self.opening(68, "鈴木 一郎").commitment()),
            67 => payload.holder = None,
            71 => payload.epoch = 1,
            _ => {}
        }
        payload
    }

    /// The documents of a gate that judges digits.
    pub(super) fn turnstiles(&self) -> DocumentSet {
        let rows = (60..=71).map(|number| self.turnstile(number).to_bytes()).collect();
        DocumentSet {
            manifest: Some(hex(&self.manifest_of(&self.organizer.issuer, 1, rows))),
            guest_list: Some(hex(&self.sample_guest_list())),
            ..Self::set(&self.organizer.event_file())
        }
    }
}
