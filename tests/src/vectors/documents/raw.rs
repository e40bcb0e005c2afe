//! Documents whose bytes the library would not write: rows out of order, numbers of a later version (protocol §2, §4.1).

#![allow(clippy::wildcard_imports, reason = "one generator in several files")]

use mogiri::crypto::Domain;
use mogiri::ticket::{EventFile, Signed};
use mogiri::wire::{Envelope, Writer};

use super::super::stage::p256_key;
use super::*;

impl Cases<'_> {
    pub(super) fn raw(&mut self) {
        self.trust_lists();
        self.revocation_lists();
        self.manifest_rows();
        self.numbers();
    }

    pub(super) fn signed(&self, domain: Domain, payload: Vec<u8>) -> Envelope {
        let issuer = &self.stage.organizer.issuer;
        let signature = issuer.sign(domain, &payload);
        Envelope { payload, kid: issuer.public().kid4(), signature }
    }

    fn trust_lists(&mut self) {
        let (stage, root) = (self.stage, &self.stage.organizer.root);
        let mut rows: Vec<_> = stage.both(KeyStatus::Active).iter().map(Wire::to_bytes).collect();
        rows.sort();
        let with = |rows: &[Vec<u8>], root_key: &[u8]| {
            let mut w = Writer::new();
            w.array(6).bytes(root_key).uint(1_u8).uint(at(-86_400)).uint(at(86_400)).null();
            w.array(rows.len());
            for row in rows {
                w.raw(row);
            }
            let payload = w.into_bytes();
            let signature = root.sign(Domain::Trust, &payload);
            let event = stage.organizer.event.sign(&stage.organizer.issuer);
            EventFile { trust: Signed { payload, signature }, event, details: None }.to_bytes()
        };
        let own = root.public();
        self.event("a trust list made by hand", None, &with(&rows, own.as_bytes()), "new");
        let falling = [rows[1].clone(), rows[0].clone()];
        self.event("keys that fall", None, &with(&falling, own.as_bytes()), "MALFORMED");
        let twice = [rows[0].clone(), rows[0].clone()];
        self.event("a key twice", None, &with(&twice, own.as_bytes()), "MALFORMED");
        // A row is its array's head, the key in 34 bytes, the uses, the status.
        for (name, at_byte, value) in
            [("a use of 16", 35, 16), ("no use at all", 35, 0), ("a status of 2", 36, 2)]
        {
            let mut changed = rows.clone();
            changed[0][at_byte] = value;
            self.event(&format!("a key with {name}"), None, &with(&changed, own.as_bytes()), "MALFORMED");
        }
        let p256 = p256_key().verifying_key().to_sec1_point(true);
        self.event("a root on P-256", None, &with(&rows, p256.as_bytes()), "MALFORMED");
    }

    fn list(&self, version: u32, before: Option<[u8; 32]>, rows: &[(u8, u8)], serials: &[u8]) -> Vec<u8> {
        let mut w = Writer::new();
        w.array(7).value(&self.stage.organizer.event.event).uint(version);
        w.nullable(before, |w, hash| {
            w.bytes(&hash);
        });
        w.uint(at(-60)).uint(at(86_400));
        w.list(rows, |w, (key, reason)| {
            w.array(2).bytes(&[*key; 8]).uint(*reason);
        });
        w.list(serials, |w, serial| {
            w.bytes(&[*serial; 8]);
        });
        message(20, &self.signed(Domain::Revocation, w.into_bytes()))
    }

    fn revocation_lists(&mut self) {
        let (set, kind) = (Some("plain"), "revocation");
        let cases = [
            ("a list made by hand", self.list(1, None, &[(1, 0), (2, 3)], &[1, 2]), "new"),
            ("rows that fall", self.list(1, None, &[(2, 0), (1, 3)], &[]), "MALFORMED"),
            ("a row twice", self.list(1, None, &[(1, 0), (1, 0)], &[]), "MALFORMED"),
            ("serials that fall", self.list(1, None, &[], &[2, 1]), "MALFORMED"),
            ("a reason of 4", self.list(1, None, &[(1, 4)], &[]), "UPDATE_APP"),
            ("a reason of 256", self.list_with_reason_256(), "MALFORMED"),
        ];
        for (name, message, expect) in cases {
            self.push(name, set, kind, &message, expect);
        }
        let set = "revocations with a delta";
        let hash = adopted(&self.sets[set]).revocation().expect("a list").hash();
        for (name, version, expect) in [("the next", 3, "new"), ("the one after the next", 4, "GAP")] {
            let delta = self.list(version, Some(hash), &[(1, 0)], &[]);
            self.push(&format!("a delta over this list, {name}"), Some(set), kind, &delta, expect);
        }
        let delta = self.list(3, Some([7; 32]), &[(1, 0)], &[]);
        self.push("the next delta over another list", Some(set), kind, &delta, "GAP");
    }

    fn list_with_reason_256(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.array(7).value(&self.stage.organizer.event.event).uint(1_u8).null().uint(at(-60)).uint(at(86_400));
        w.array(1).array(2).bytes(&[1; 8]).uint(256_u16).array(0);
        message(20, &self.signed(Domain::Revocation, w.into_bytes()))
    }

    fn manifest_rows(&mut self) {
        let organizer = &self.stage.organizer;
        let payload = |number: u8| organizer.payload(number, key(number).public());
        let mut elsewhere = payload(12);
        elsewhere.event = EventId::from_bytes([8; 8]);
        let [ten, eleven, other] = [payload(10), payload(11), elsewhere].map(|payload| payload.to_bytes());
        let with = |rows: &[&[u8]]| {
            let mut w = Writer::new();
            w.array(4).value(&organizer.event.event).uint(1_u8).uint(at(-60));
            w.list(rows, |w, row| {
                w.bytes(row);
            });
            message(23, &self.signed(Domain::Manifest, w.into_bytes()))
        };
        let cases = [
            ("a manifest made by hand", with(&[&ten, &eleven]), "new"),
            ("manifest rows that fall", with(&[&eleven, &ten]), "MALFORMED"),
            ("two rows of one ticket", with(&[&ten, &ten]), "MALFORMED"),
            ("a row of another event", with(&[&ten, &other]), "MALFORMED"),
            ("a row that is no credential", with(&[&[0x80]]), "MALFORMED"),
            ("a row cut after the event", with(&[&ten[..27]]), "new"),
        ];
        for (name, message, expect) in cases {
            self.push(name, Some("plain"), "manifest", &message, expect);
        }
    }

    fn numbers(&mut self) {
        let list = self.list(1, None, &[], &[]);
        let typed = |number: &[u8]| [&[0x82], number, &list[2..]].concat();
        for (name, number, expect) in [
            ("a message of type 99 in a list's place", &[0x18, 99][..], "UPDATE_APP"),
            ("a manifest in a list's place", &[0x17], "MALFORMED"),
        ] {
            self.push(name, Some("plain"), "revocation", &typed(number), expect);
        }
        let payload = self.stage.certificate_payload(&[Role::Scan]).to_bytes();
        // The head, the serial in 9 bytes, the key in 34, then the roles.
        for (name, roles, expect) in [
            ("role bit 7", &[0x18, 0x81][..], "UPDATE_APP"),
            ("no role", &[0], "holds"),
            ("roles in three bytes", &[0x1a, 0, 1, 0, 0], "DOES_NOT_HOLD"),
        ] {
            let changed = [&payload[..44], roles, &payload[45..]].concat();
            let message = message(19, &self.signed(Domain::Staff, changed));
            self.push(&format!("a certificate with {name}"), Some("plain"), "certificate", &message, expect);
        }
    }
}

fn message(number: u8, envelope: &Envelope) -> Vec<u8> {
    let mut w = Writer::new();
    w.array(2).uint(number).value(envelope);
    w.into_bytes()
}
