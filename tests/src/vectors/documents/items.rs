//! Every item of every document at the edges of its layout, and signed so (protocol §4.1). What comes of it the library
//! says: the text is what it is compared with, by a gate that was written from the text.

#![allow(clippy::wildcard_imports, reason = "one generator in several files")]

use mogiri::crypto::Domain;
use mogiri::ticket::{EventFile, RevocationDelta, Serial, Signed};
use mogiri::wire::{Envelope, MessageType, Writer};

use super::super::items::variants;
use super::*;

/// Makes a message of a payload, signed.
type Wrap<'a> = &'a dyn Fn(Vec<u8>) -> Vec<u8>;

impl Cases<'_> {
    pub(super) fn items(&mut self) {
        self.items_of_event_files();
        self.items_of_lists();
        self.items_of_staff();
    }

    /// Each variant of a payload, then each of the message around the good one.
    fn items_of(&mut self, name: &str, set: Option<&str>, kind: &str, payload: &[u8], wrap: Wrap<'_>) {
        for (what, changed) in variants(payload) {
            self.say(&format!("{name}: {what}"), set, kind, &wrap(changed));
        }
    }

    fn say(&mut self, name: &str, set: Option<&str>, kind: &str, message: &[u8]) {
        let said = outcome(set.map(|set| &self.sets[set]), kind, message).code;
        self.push(name, set, kind, message, said);
    }

    fn items_around(&mut self, name: &str, set: Option<&str>, kind: &str, message: &[u8]) {
        for (what, changed) in variants(message) {
            self.say(&format!("{name}, the message: {what}"), set, kind, &changed);
        }
    }

    fn items_of_event_files(&mut self) {
        let stage = self.stage;
        let (root, issuer) = (&stage.organizer.root, &stage.organizer.issuer);
        let core = stage.organizer.event.to_bytes();
        let trust = stage.organizer.trust().signed().clone();
        let event = stage.organizer.event.sign(issuer);
        let by_issuer = |payload: Vec<u8>| {
            let event = self.signed(Domain::Event, payload);
            EventFile { trust: trust.clone(), event, details: None }.to_bytes()
        };
        let cores: Vec<_> = variants(&core).into_iter().map(|(what, core)| (what, by_issuer(core))).collect();
        for (what, message) in cores {
            self.say(&format!("event core: {what}"), None, "event_file", &message);
        }
        let scoped = vec![row(issuer, KeyStatus::Active, Some(vec![stage.organizer.event.event]))];
        let list = mogiri::ticket::TrustList::issue(root, 1, at(-60), at(86_400), scoped);
        let by_root = |payload: Vec<u8>| {
            let signature = root.sign(Domain::Trust, &payload);
            let trust = Signed { payload, signature };
            EventFile { trust, event: event.clone(), details: None }.to_bytes()
        };
        self.items_of("trust list", None, "event_file", &list.signed().payload, &by_root);
        let file = stage.organizer.event_file();
        self.items_around("event file", None, "event_file", &file);
    }

    fn items_of_lists(&mut self) {
        let stage = self.stage;
        let (issuer, set) = (&stage.organizer.issuer, Some("plain"));
        let enveloped = |kind: MessageType, domain: Domain| {
            move |payload: Vec<u8>| {
                let signature = issuer.sign(domain, &payload);
                let mut w = Writer::new();
                let envelope = Envelope { payload, kid: issuer.public().kid4(), signature };
                w.array(2).uint(kind.number()).value(&envelope);
                w.into_bytes()
            }
        };
        let event = stage.organizer.event.event;
        let rows = stage.revocation(1, &[(31, RevocationReason::Refund)], at(86_400)).rows().0.to_vec();
        let serials = vec![Serial::from_bytes([6; 8])];
        let list = Revocation::issue(issuer, event, 1, at(-60), at(86_400), rows, serials);
        let wrap = enveloped(MessageType::Revocation, Domain::Revocation);
        self.items_of("revocation list", set, "revocation", &list.envelope().payload, &wrap);
        self.items_around("revocation list", set, "revocation", &list.to_message());
        let before = stage.revocation(1, &[], at(86_400));
        let delta = RevocationDelta::issue(issuer, &before, at(-60), at(86_400), Vec::new(), Vec::new());
        let delta = Revocation::envelope_of(&delta.to_message()).expect("it is a message").payload;
        self.items_of("revocation delta", Some("an empty revocation list"), "revocation", &delta, &wrap);
        let manifest = stage.manifest(issuer, 1, &[stage.ticket(10)]);
        let payload = mogiri::ticket::Manifest::envelope_of(&manifest).expect("it is a message").payload;
        let wrap = enveloped(MessageType::Manifest, Domain::Manifest);
        self.items_of("manifest", set, "manifest", &payload, &wrap);
        self.items_around("manifest", set, "manifest", &manifest);
        let list = stage.guest_list(issuer, 1, &[(64, "Taro")]);
        let payload = mogiri::ticket::GuestList::read_envelope(&list).expect("it is an envelope").payload;
        let wrap = |payload: Vec<u8>| {
            let signature = issuer.sign(Domain::Guests, &payload);
            Envelope { payload, kid: issuer.public().kid4(), signature }.to_bytes()
        };
        self.items_of("guest list", set, "guest_list", &payload, &wrap);
        self.items_around("guest list", set, "guest_list", &list);
        let list = stage.carriers(issuer, 1, &[(1, 80), (2, 81)]);
        let payload = mogiri::ticket::Carriers::read_envelope(&list).expect("it is an envelope").payload;
        let wrap = |payload: Vec<u8>| {
            let signature = issuer.sign(Domain::Carriers, &payload);
            Envelope { payload, kid: issuer.public().kid4(), signature }.to_bytes()
        };
        self.items_of("carriers", set, "carriers", &payload, &wrap);
        self.items_around("carriers", set, "carriers", &list);
    }

    fn items_of_staff(&mut self) {
        let stage = self.stage;
        let (issuer, set) = (&stage.organizer.issuer, Some("plain"));
        let mut fields = stage.certificate_payload(&[Role::Scan, Role::Stamp]);
        fields.gates = Some(vec![0, 1]);
        let certificate = fields.sign(issuer);
        let wrap = |payload: Vec<u8>| {
            let signature = issuer.sign(Domain::Staff, &payload);
            Certificate::message(&Envelope { payload, kid: issuer.public().kid4(), signature })
        };
        self.items_of("certificate", set, "certificate", &certificate.payload, &wrap);
        self.items_around("certificate", set, "certificate", &Certificate::message(&certificate));
        let by_staff = |kind: MessageType, domain: Domain| {
            let certificate = certificate.clone();
            move |payload: Vec<u8>| {
                let mut w = Writer::new();
                let signature = key(7).sign(domain, &payload);
                w.array(4).uint(kind.number()).bytes(&payload).bytes(&signature).value(&certificate);
                w.into_bytes()
            }
        };
        let presentation = PresentationId::from_bytes([1; 16]);
        let stamp = StampPayload { presentation, gate: 0, time: at(0), level: 2, entry: [2; 16] }.to_bytes();
        let wrap = by_staff(MessageType::Stamp, Domain::Stamp);
        self.items_of("stamp", set, "stamp", &stamp, &wrap);
        self.items_around("stamp", set, "stamp", &wrap(stamp.clone()));
        let beacon = BeaconPayload { presentation, gate: 0, time: at(0) }.to_bytes();
        let wrap = by_staff(MessageType::Beacon, Domain::Beacon);
        self.items_of("beacon", set, "beacon", &beacon, &wrap);
        let challenge = ChallengePayload {
            event: stage.organizer.event.event,
            gate: 0,
            time: at(0),
            nonce: [3; 16],
            seconds: 30,
            hpke: Some(mogiri::crypto::HpkePublicKey::from_bytes([9; 32])),
        };
        let wrap = by_staff(MessageType::Challenge, Domain::Challenge);
        self.items_of("challenge", set, "challenge", &challenge.to_bytes(), &wrap);
    }
}
