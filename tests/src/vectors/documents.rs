//! `documents.json`: what a gate adopts, what it keeps, and what staff may sign (protocol §3, §4, C-01, D-01).

mod adoption;
mod items;
mod orders;
mod raw;
mod times;

use mogiri::code::{Beacon, BeaconPayload, Challenge, ChallengePayload};
use mogiri::crypto::SecretKey;
use mogiri::gate::{DeviceLists, DocumentCheck, DocumentKind, check_document, check_time_answer};
use mogiri::stamp::{DigitalStamp, StampPayload};
use mogiri::testing::fixtures::{Organizer, at};
use mogiri::ticket::{Certificate, EventId, KeyStatus, PresentationId, Revocation, RevocationReason, Role};
use mogiri::wire::Wire;

use super::stage::{Stage, row};
use super::{AdoptCase, AdoptFile, DocumentSet, Sets, adopted, carriers, guests, hex};
use crate::samples::key;

const ABOUT: &str =
    "A document given to a gate that has others: docs/protocol.md §3, §3.1, §4.1, and C-01 of §5.3";

/// The file as it must be.
///
/// # Panics
/// If the library judges a case otherwise than it says.
pub fn documents() -> AdoptFile {
    let stage = Stage::default();
    let documents = stage.sets();
    let mut cases = Cases { stage: &stage, sets: &documents, made: Vec::new() };
    cases.first_files();
    cases.newer_files();
    cases.revocations();
    cases.manifests();
    cases.guest_lists();
    cases.carriers();
    cases.staff();
    cases.adoption();
    cases.raw();
    cases.orders();
    cases.items();
    cases.times();
    let cases = cases.made;
    AdoptFile { about: ABOUT.to_owned(), documents, cases }
}

/// What a gate says of a document, and the version in force after it.
///
/// # Panics
/// If the kind is none.
pub fn outcome(set: Option<&DocumentSet>, kind: &str, message: &[u8]) -> DocumentCheck {
    let before = set.map(adopted);
    let device = set.zip(before.as_ref());
    let guests = device.and_then(|(set, documents)| guests(set, documents));
    let carriers = device.and_then(|(set, documents)| carriers(set, documents));
    let lists = DeviceLists { guests: guests.as_ref(), carriers: carriers.as_ref() };
    let kind = DocumentKind::from_word(kind).unwrap_or_else(|| panic!("{kind} is no kind of a document"));
    check_document(before.as_ref(), lists, kind, message)
}

/// What a gate that asked `question` says of an answer (K-03).
pub fn answer_outcome(set: &DocumentSet, question: &[u8], answer: &[u8]) -> DocumentCheck {
    check_time_answer(&adopted(set), question, answer)
}

struct Cases<'a> {
    stage: &'a Stage,
    sets: &'a Sets,
    made: Vec<AdoptCase>,
}

impl Cases<'_> {
    fn push(&mut self, name: &str, documents: Option<&str>, kind: &str, message: &[u8], expect: &str) {
        let DocumentCheck { code, version } = outcome(documents.map(|set| &self.sets[set]), kind, message);
        assert_eq!(code, expect, "{name}");
        self.made.push(AdoptCase {
            name: name.to_owned(),
            documents: documents.map(str::to_owned),
            kind: kind.to_owned(),
            question: None,
            message: hex(message),
            expect: expect.to_owned(),
            version,
        });
    }

    fn event(&mut self, name: &str, documents: Option<&str>, message: &[u8], expect: &str) {
        self.push(name, documents, "event_file", message, expect);
    }

    fn first_files(&mut self) {
        let (stage, plain) = (self.stage, self.stage.organizer.event_file());
        let issuer = &stage.organizer.issuer;
        self.event("a first event file", None, &plain, "new");
        let mut cut = plain.clone();
        cut.pop();
        self.event("cut", None, &cut, "MALFORMED");
        let own = vec![row(issuer, KeyStatus::Active, None)];
        let foreign = stage.file(1, own.clone(), &stage.organizer.event.sign(&key(99)));
        self.event("an event core by a key that is not listed", None, &foreign, "NOT_GENUINE");
        let revoked = vec![row(issuer, KeyStatus::Revoked, None)];
        let revoked = stage.file(1, revoked, &stage.organizer.event.sign(issuer));
        self.event("an event core by a revoked key", None, &revoked, "KEY_REVOKED");
        let scope = vec![row(issuer, KeyStatus::Active, Some(vec![EventId::from_bytes([9; 8])]))];
        let scoped = stage.file(1, scope, &stage.organizer.event.sign(issuer));
        self.event("an event core by a key for another event", None, &scoped, "NOT_GENUINE");
        let mut event = stage.organizer.event.clone();
        event.minimum_trust = 2;
        let young = stage.file(1, own.clone(), &event.sign(issuer));
        self.event("an event core that asks for a newer trust list", None, &young, "TRUST_TOO_OLD");
        let mut event = stage.organizer.event.clone();
        event.root = Organizer::other().event.root;
        let other = stage.file(1, own, &event.sign(issuer));
        self.event("an event core that names another root", None, &other, "OTHER_ORGANIZER");
    }

    fn newer_files(&mut self) {
        let stage = self.stage;
        self.event("the same file again", Some("plain"), &stage.organizer.event_file(), "unchanged");
        self.event("a newer event core", Some("plain"), &stage.moved(3600), "new");
        let old = stage.organizer.event_file();
        self.event("an older event core", Some("postponed"), &old, "OLDER");
        self.event("another core of one version", Some("postponed"), &stage.moved(7200), "CONTRADICTS");
        let mut event = stage.organizer.event.clone();
        (event.version, event.minimum_trust) = (2, 2);
        let rows = vec![row(&stage.organizer.issuer, KeyStatus::Active, None)];
        let asks = stage.file(1, rows, &event.sign(&stage.organizer.issuer));
        self.event(
            "a newer event core that asks for a newer trust list",
            Some("plain"),
            &asks,
            "TRUST_TOO_OLD",
        );
        self.event("a squatted event id", Some("plain"), &Organizer::other().event_file(), "OTHER_ORGANIZER");
        self.event("a trust list that revokes the key", Some("plain"), &stage.key_revoked(), "new");
        let rows = vec![row(&stage.successor, KeyStatus::Active, None)];
        let mut event = stage.organizer.event.clone();
        event.version = 2;
        let contradicting = stage.file(1, rows, &event.sign(&stage.successor));
        self.event("another trust list of one version", Some("plain"), &contradicting, "CONTRADICTS");
        let mut event = stage.organizer.event.clone();
        event.event = EventId::from_bytes([8; 8]);
        let rows = vec![row(&stage.organizer.issuer, KeyStatus::Active, None)];
        let other = stage.file(1, rows, &event.sign(&stage.organizer.issuer));
        self.event("another event of this organizer", Some("plain"), &other, "WRONG_EVENT");
    }

    fn revocations(&mut self) {
        let stage = self.stage;
        let list = |version, rows: &[(u8, RevocationReason)]| stage.revocation(version, rows, at(86_400));
        let first = list(1, &[]);
        let kind = "revocation";
        self.push("a first list", Some("plain"), kind, &first.to_message(), "new");
        let with = Some("revocations with a delta");
        let refund = [(32, RevocationReason::Refund)];
        self.push("a newer snapshot", with, kind, &list(3, &refund).to_message(), "new");
        self.push("an older snapshot", with, kind, &first.to_message(), "OLDER");
        let fraud = [(40, RevocationReason::Fraud)];
        let other = list(2, &fraud).to_message();
        self.push("another list of one version", with, kind, &other, "CONTRADICTS");
        let delta = stage.delta(&first, &refund);
        self.push("a delta over nothing", Some("plain"), kind, &delta, "GAP");
        let gap = stage.delta(&list(2, &fraud), &refund);
        self.push("a delta over another list", with, kind, &gap, "GAP");
        let next = stage.delta(&list(2, &[(31, RevocationReason::Refund)]), &refund);
        self.push("a delta over the list with its delta", with, kind, &next, "GAP");
        let mut foreign = stage.organizer.clone();
        foreign.issuer = key(99);
        let foreign = foreign.revocation(5, &[], &[]);
        self.push("a list by a key that is not listed", with, kind, &foreign, "NOT_GENUINE");
        let theirs = list(9, &fraud).to_message();
        self.push("a list by a revoked key", Some("key revoked"), kind, &theirs, "KEY_REVOKED");
    }

    fn manifests(&mut self) {
        let (stage, kind) = (self.stage, "manifest");
        let (issuer, rows) = (&stage.organizer.issuer, [stage.ticket(10)]);
        self.push("a first manifest", Some("plain"), kind, &stage.manifest(issuer, 1, &rows), "new");
        let newer = stage.manifest(issuer, 2, &rows);
        self.push("a newer manifest", Some("manifest"), kind, &newer, "new");
        let same = stage.manifest(issuer, 1, &rows);
        self.push("another manifest of one version", Some("manifest"), kind, &same, "CONTRADICTS");
        let foreign = stage.manifest(&key(99), 2, &rows);
        self.push("a manifest by a key that is not listed", Some("plain"), kind, &foreign, "NOT_GENUINE");
        let revoked = stage.manifest(issuer, 2, &rows);
        self.push("a manifest by a revoked key", Some("key revoked"), kind, &revoked, "KEY_REVOKED");
    }

    /// §3.1: judged as a manifest is.
    fn carriers(&mut self) {
        let (stage, kind, with) = (self.stage, "carriers", Some("carriers"));
        let issuer = &stage.organizer.issuer;
        let list = |version, cards: &[(u8, u8)]| stage.carriers(issuer, version, cards);
        self.push("a first list of carriers", Some("plain"), kind, &list(1, &[]), "new");
        self.push("the same list of carriers again", with, kind, &stage.sample_carriers(), "unchanged");
        self.push("a newer list of carriers", with, kind, &list(3, &[]), "new");
        self.push("an older list of carriers", with, kind, &list(1, &[]), "OLDER");
        self.push("another list of carriers of one version", with, kind, &list(2, &[(1, 80)]), "CONTRADICTS");
        let foreign = stage.carriers(&key(99), 3, &[]);
        self.push("carriers by a key that is not listed", with, kind, &foreign, "NOT_GENUINE");
        self.push("carriers by a revoked key", Some("key revoked"), kind, &list(3, &[]), "KEY_REVOKED");
        let mut other = Stage::default();
        other.organizer.event.event = EventId::from_bytes([8; 8]);
        let other = other.carriers(issuer, 3, &[]);
        self.push("carriers of another event", with, kind, &other, "WRONG_EVENT");
        let mut longer = list(3, &[]);
        longer.push(0);
        self.push("a byte after a list of carriers", with, kind, &longer, "MALFORMED");
        self.push("a guest list for carriers", with, kind, &stage.guest_list(issuer, 3, &[]), "MALFORMED");
    }

    fn guest_lists(&mut self) {
        let (stage, kind, with) = (self.stage, "guest_list", Some("guest list"));
        let issuer = &stage.organizer.issuer;
        self.push("a first guest list", Some("plain"), kind, &stage.guest_list(issuer, 1, &[]), "new");
        self.push("the same guest list again", with, kind, &stage.sample_guest_list(), "unchanged");
        self.push("a newer guest list", with, kind, &stage.guest_list(issuer, 3, &[]), "new");
        self.push("an older guest list", with, kind, &stage.guest_list(issuer, 1, &[]), "OLDER");
        let other = stage.guest_list(issuer, 2, &[(64, "山田 花子")]);
        self.push("another guest list of one version", with, kind, &other, "CONTRADICTS");
        let foreign = stage.guest_list(&key(99), 3, &[]);
        self.push("a guest list by a key that is not listed", with, kind, &foreign, "NOT_GENUINE");
        let revoked = stage.guest_list(issuer, 3, &[]);
        self.push("a guest list by a revoked key", Some("key revoked"), kind, &revoked, "KEY_REVOKED");
        let mut event = stage.organizer.clone();
        event.event.event = EventId::from_bytes([8; 8]);
        let other = Stage { organizer: event, successor: stage.successor.clone() };
        let other = other.guest_list(issuer, 3, &[]);
        self.push("a guest list of another event", with, kind, &other, "WRONG_EVENT");
        let mut longer = stage.guest_list(issuer, 3, &[]);
        longer.push(0);
        self.push("a byte after a guest list", with, kind, &longer, "MALFORMED");
    }

    fn staff(&mut self) {
        let (stage, set) = (self.stage, Some("plain"));
        let issuer = &stage.organizer.issuer;
        let scan = stage.certificate(&[Role::Scan, Role::Stamp], issuer);
        let message = Certificate::message(scan.envelope());
        self.push("a certificate", set, "certificate", &message, "holds");
        let forged = Certificate::message(&stage.certificate_payload(&[Role::Scan]).sign(&key(99)));
        self.push("a certificate by a stranger", set, "certificate", &forged, "DOES_NOT_HOLD");
        let mut other = stage.certificate_payload(&[Role::Scan]);
        other.event = EventId::from_bytes([8; 8]);
        let other = Certificate::message(&other.sign(issuer));
        self.push("a certificate for another event", set, "certificate", &other, "DOES_NOT_HOLD");
        let stamp = |time| StampPayload {
            presentation: PresentationId::from_bytes([1; 16]),
            gate: 0,
            time: at(time),
            level: 2,
            entry: [2; 16],
        };
        let by = |payload: &StampPayload, signer: &SecretKey, certificate: &Certificate| {
            DigitalStamp::sign(payload, signer, certificate).to_bytes()
        };
        self.push("a stamp", set, "stamp", &by(&stamp(0), &key(7), &scan), "holds");
        self.push("a stamp by another key", set, "stamp", &by(&stamp(0), &key(8), &scan), "DOES_NOT_HOLD");
        let late = by(&stamp(7200 + 7200 + 1), &key(7), &scan);
        self.push("a stamp after the grace", set, "stamp", &late, "DOES_NOT_HOLD");
        let grace = by(&stamp(7200 + 7200), &key(7), &scan);
        self.push("a stamp in the grace", set, "stamp", &grace, "holds");
        let plain = stage.certificate(&[Role::Scan], issuer);
        let without = by(&stamp(0), &key(7), &plain);
        self.push("a stamp without the role", set, "stamp", &without, "DOES_NOT_HOLD");
        let beacon =
            BeaconPayload { presentation: PresentationId::from_bytes([1; 16]), gate: 0, time: at(0) };
        let beacon = Beacon::sign(&beacon, &key(7), &plain).to_bytes();
        self.push("a beacon", set, "beacon", &beacon, "holds");
        self.push("a beacon in a stamp's place", set, "stamp", &beacon, "DOES_NOT_HOLD");
        self.challenges(&plain);
    }

    fn challenges(&mut self, certificate: &Certificate) {
        let challenge = |seconds| ChallengePayload {
            event: self.stage.organizer.event.event,
            gate: 0,
            time: at(0),
            nonce: [3; 16],
            seconds,
            hpke: None,
        };
        let good = Challenge::sign(&challenge(30), &key(7), certificate).to_bytes();
        let long = Challenge::sign(&challenge(31), &key(7), certificate).to_bytes();
        self.push("a challenge", Some("plain"), "challenge", &good, "holds");
        self.push("a challenge for 31 seconds", Some("plain"), "challenge", &long, "DOES_NOT_HOLD");
    }
}
