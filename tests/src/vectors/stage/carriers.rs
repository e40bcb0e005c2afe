//! A list of carriers, and the tickets that its cards stand for.

#![allow(clippy::wildcard_imports, reason = "one generator in several files")]

use mogiri::crypto::HpkeSecretKey;
use mogiri::testing::fixtures::CountingRng;
use mogiri::ticket::{CardId, CarrierKey, Carriers};

use super::*;

impl Stage {
    /// The id of a card: seven bytes, as many chips have.
    pub fn card(number: u8) -> CardId {
        CardId::new(&[number, 0xa2, 0x24, 0x1b, 0x6f, 0x61, 0x80]).expect("seven bytes")
    }

    /// A list of carriers as it was sealed: cards by number, each with its ticket's.
    pub fn carriers(&self, signer: &SecretKey, version: u32, cards: &[(u8, u8)]) -> Vec<u8> {
        let (event, key) = (self.organizer.event.event, CarrierKey::from_bytes([0x51; 32]));
        let row =
            |(card, ticket): &(u8, u8)| (key.tag(&Self::card(*card)), TicketId::from_bytes([*ticket; 16]));
        let rows = cards.iter().map(row).collect();
        let list = Carriers::issue(signer, event, version, at(-60), key, rows).expect("different cards");
        let device = HpkeSecretKey::generate(&mut CountingRng(96));
        let public = device.public().expect("a generated key has a public half");
        let message = list.seal(&public, &mut CountingRng(97)).expect("a valid key takes a sealing");
        Carriers::open(&message, &device, event).expect("it is sealed to this device").to_bytes()
    }

    /// That of the set `carriers`: cards 1 to 7 of tickets 80 to 86, and 8 of one that no manifest has.
    pub fn sample_carriers(&self) -> Vec<u8> {
        let cards: Vec<(u8, u8)> = (1..=8).zip(80..=87).collect();
        self.carriers(&self.organizer.issuer, 2, &cards)
    }

    /// Tickets that cards do for, and some that they do not.
    pub fn carried(&self, number: u8) -> CredentialPayload {
        let mut payload = self.organizer.payload(number, key(number).public());
        payload.zone = 0;
        payload.policy = match number {
            82 => Policy { hops: 1, ..policy(Flags::default()) },
            84 => flagged(Flag::HardwareBound),
            85 => flagged(Flag::NameCheck),
            _ => policy(Flags::default()),
        };
        match number {
            81 => payload.holder = None,
            83 => payload.zone = 1,
            85 => payload.name = Some(self.opening(85, "山田 太郎").commitment()),
            _ => {}
        }
        payload
    }

    /// The documents of a gate that knows cards, and a name.
    pub(super) fn taps(&self) -> DocumentSet {
        let rows = (80..=86).map(|number| self.carried(number).to_bytes()).collect();
        let list = self.revocation(1, &[(86, RevocationReason::Refund)], at(86_400));
        DocumentSet {
            revocations: vec![hex(&list.to_message())],
            manifest: Some(hex(&self.manifest_of(&self.organizer.issuer, 1, rows))),
            guest_list: Some(hex(&self.guest_list(&self.organizer.issuer, 1, &[(85, "山田 太郎")]))),
            carriers: Some(hex(&self.sample_carriers())),
            ..Self::set(&self.organizer.event_file())
        }
    }
}
