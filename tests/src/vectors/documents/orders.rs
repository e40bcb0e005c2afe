//! Where the text asks for no order: spans, and lists that are sets (protocol §4.1).

#![allow(clippy::wildcard_imports, reason = "one generator in several files")]

use mogiri::ticket::{EventCore, GatePlan, TrustedKey};

use super::*;

impl Cases<'_> {
    pub(super) fn orders(&mut self) {
        self.times_in_any_order();
        self.sets_in_any_order();
    }

    fn times_in_any_order(&mut self) {
        let stage = self.stage;
        let issuer = &stage.organizer.issuer;
        let core = EventCore { doors: at(60), start: at(0), end: at(-60), ..stage.organizer.event.clone() };
        let own = row(issuer, KeyStatus::Active, None);
        let file = stage.file(1, vec![own.clone()], &core.sign(issuer));
        self.event("an event that ends before its doors", None, &file, "new");
        let never = TrustedKey { from: at(60), until: at(-60), ..row(&key(95), KeyStatus::Active, None) };
        let file = stage.file(1, vec![own, never], &stage.organizer.event.sign(issuer));
        self.event("a key that ends before it begins", None, &file, "new");
        let event = stage.organizer.event.event;
        let early = Revocation::issue(issuer, event, 1, at(60), at(-60), Vec::new(), Vec::new());
        let (kind, message) = ("revocation", early.to_message());
        self.push(
            "a list whose next update was due before it was made",
            Some("plain"),
            kind,
            &message,
            "new",
        );
        let with = Some("a key that ends before it begins");
        let never = stage.list_by(&key(95), 1, &[]).to_message();
        self.push("a list by a key that ends before it begins", with, kind, &never, "NOT_GENUINE");
        let mut shift = stage.certificate_payload(&[Role::Scan, Role::Stamp]);
        (shift.not_before, shift.not_after) = (at(7200), at(-7200));
        let shift = shift.sign(issuer);
        let message = Certificate::message(&shift);
        self.push("a shift that ends before it begins", Some("plain"), "certificate", &message, "holds");
        let shift = Certificate::from_message(&message, &stage.organizer.documents()).expect("it holds");
        for seconds in [-7200, 0, 7200] {
            let stamp = StampPayload {
                presentation: PresentationId::from_bytes([1; 16]),
                gate: 0,
                time: at(seconds),
                level: 2,
                entry: [2; 16],
            };
            let stamp = DigitalStamp::sign(&stamp, &key(7), &shift).to_bytes();
            let name = format!("a stamp {seconds} s from the doors in a shift that ends before it begins");
            // The grace of two hours after its end is all that such a shift could have, and it begins later.
            self.push(&name, Some("plain"), "stamp", &stamp, "DOES_NOT_HOLD");
        }
    }

    fn sets_in_any_order(&mut self) {
        let stage = self.stage;
        let (issuer, event) = (&stage.organizer.issuer, stage.organizer.event.event);
        let mut gates = stage.certificate_payload(&[Role::Scan]);
        gates.gates = Some(vec![1, 0, 1]);
        let message = Certificate::message(&gates.sign(issuer));
        self.push("a certificate with a gate twice", Some("plain"), "certificate", &message, "holds");
        let scope = row(issuer, KeyStatus::Active, Some(vec![event, EventId::from_bytes([1; 8]), event]));
        let file = stage.file(1, vec![scope], &stage.organizer.event.sign(issuer));
        self.event("a key with the event twice in its scope", None, &file, "new");
        let mut core = stage.organizer.event.clone();
        core.gates = vec![GatePlan { name: "A".to_owned(), zones: Some(vec![1, 0, 1]) }; 2];
        let file = stage.file(1, vec![row(issuer, KeyStatus::Active, None)], &core.sign(issuer));
        self.event("two gates of one name, each with a zone twice", None, &file, "new");
    }
}
