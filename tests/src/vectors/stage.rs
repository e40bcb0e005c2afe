//! Who signs in the vectors: one organizer whose documents come in several states.

mod carriers;
mod guests;
mod states;

use std::collections::BTreeMap;

use mogiri::crypto::SecretKey;
use mogiri::testing::fixtures::{Organizer, at};
use mogiri::ticket::{
    Certificate, CertificatePayload, CredentialPayload, EventFile, EventId, Flag, Flags, KeyStatus, KeyUses,
    Manifest, Policy, Revocation, RevocationDelta, RevocationReason, RevokedKey, Role, Serial, Staleness,
    TicketId, Time, TrustList, TrustedKey,
};
use mogiri::wire::Wire;

use super::{DocumentSet, hex};
pub(super) use states::p256_key;

use crate::samples::{Holder, colliding_keys, key, reference_payload};

/// Documents by name.
pub type Sets = BTreeMap<String, DocumentSet>;

/// The organizer and every state of its documents.
pub struct Stage {
    /// Signs what the sets do not say otherwise.
    pub organizer: Organizer,
    /// The key that came after the first was revoked.
    pub successor: SecretKey,
}

impl Default for Stage {
    fn default() -> Self {
        Self { organizer: Organizer::new(), successor: key(77) }
    }
}

impl Stage {
    /// The sample ticket `number` of the fixture.
    pub fn ticket(&self, number: u8) -> Holder {
        Holder::of(&self.organizer, &self.organizer.payload(number, key(number).public()), number)
    }

    /// A ticket with other fields.
    pub fn ticket_with(&self, number: u8, change: impl FnOnce(&mut CredentialPayload)) -> Holder {
        let mut payload = self.organizer.payload(number, key(number).public());
        change(&mut payload);
        Holder::of(&self.organizer, &payload, number)
    }

    /// The reference ticket of protocol §4.
    pub fn reference(&self) -> Holder {
        Holder::of(&self.organizer, &reference_payload(&self.organizer, key(1).public()), 1)
    }

    /// A certificate of the key of seed 7 for all gates.
    pub fn certificate(&self, roles: &[Role], signer: &SecretKey) -> Certificate {
        let message = Certificate::message(&self.certificate_payload(roles).sign(signer));
        Certificate::from_message(&message, &self.organizer.documents()).expect("a sample certificate holds")
    }

    /// The fields of that certificate.
    pub fn certificate_payload(&self, roles: &[Role]) -> CertificatePayload {
        CertificatePayload {
            serial: Serial::from_bytes([7; 8]),
            key: key(7).public(),
            roles: roles.iter().copied().collect(),
            event: self.organizer.event.event,
            gates: None,
            not_before: at(-7200),
            not_after: at(7200),
        }
    }

    /// Every set.
    pub fn sets(&self) -> Sets {
        let plain = Self::set(&self.organizer.event_file());
        let revocation = self.revocation(1, &[], at(86_400));
        let with = |revocations: Vec<Vec<u8>>| DocumentSet {
            revocations: revocations.iter().map(|message| hex(message)).collect(),
            ..plain.clone()
        };
        let delta = self.delta(&revocation, &[(31, RevocationReason::Refund)]);
        let sets = [
            ("plain", plain.clone()),
            ("postponed", Self::set(&self.moved(3600))),
            ("hard", Self::set(&self.hard())),
            ("key revoked", Self::set(&self.key_revoked())),
            (
                "key revoked, salvaged",
                DocumentSet {
                    manifest: Some(hex(&self.manifest(&self.successor, 1, &[&self.ticket(10)]))),
                    ..Self::set(&self.key_revoked())
                },
            ),
            (
                "manifest",
                DocumentSet {
                    manifest: Some(hex(&self.manifest_of(&self.organizer.issuer, 1, self.listed()))),
                    ..plain.clone()
                },
            ),
            ("revocations", with(vec![self.all_reasons().to_message()])),
            ("an empty revocation list", with(vec![revocation.to_message()])),
            ("revocations with a delta", with(vec![revocation.to_message(), delta])),
            ("revocations past their next update", with(vec![self.revocation(1, &[], at(-1)).to_message()])),
            ("two keys of one id", Self::set(&self.collision())),
            ("scoped key", Self::set(&self.scoped())),
            ("guest list", self.turnstiles()),
            ("carriers", self.taps()),
        ];
        sets.into_iter().chain(self.states()).map(|(name, set)| (name.to_owned(), set)).collect()
    }

    fn set(event_file: &[u8]) -> DocumentSet {
        DocumentSet { event_file: hex(event_file), ..DocumentSet::default() }
    }

    /// The rows of the manifest: the reference ticket, 10, 12 without flag 3, 15 to 18, which R does not do for, and 60
    /// for digits.
    fn listed(&self) -> Vec<Vec<u8>> {
        let row = |number: u8, change: fn(&mut CredentialPayload)| {
            let mut payload = self.organizer.payload(number, key(number).public());
            change(&mut payload);
            payload.to_bytes()
        };
        let strict = |payload: &mut CredentialPayload| {
            payload.policy = policy(Flags::default().with(Flag::HardwareBound).with(Flag::Reference));
        };
        vec![
            self.reference().credential.payload().to_bytes(),
            row(10, |_| ()),
            row(12, |payload| payload.policy.flags = Flags::default()),
            row(15, |payload| payload.policy.flags = Flags::from_bits(1 << 14 | 1 << 3)),
            row(16, |payload| payload.policy.flags = Flags::from_bits(1 << 12 | 1 << 3)),
            row(17, |payload| payload.holder = None),
            row(18, strict),
            self.turnstile(60).to_bytes(),
        ]
    }

    /// A manifest of some tickets.
    pub fn manifest(&self, signer: &SecretKey, version: u32, tickets: &[impl AsHolder]) -> Vec<u8> {
        let rows = tickets.iter().map(|ticket| ticket.holder().credential.payload().to_bytes()).collect();
        self.manifest_of(signer, version, rows)
    }

    /// A manifest of some rows.
    pub fn manifest_of(&self, signer: &SecretKey, version: u32, rows: Vec<Vec<u8>>) -> Vec<u8> {
        let event = self.organizer.event.event;
        Manifest::issue(signer, event, version, at(-60), rows).expect("rows of one event").to_message()
    }

    /// A snapshot.
    pub fn revocation(&self, version: u32, rows: &[(u8, RevocationReason)], next: Time) -> Revocation {
        let event = self.organizer.event.event;
        Revocation::issue(&self.organizer.issuer, event, version, at(-3600), next, revoked(rows), Vec::new())
    }

    /// What a list adds to another.
    pub fn delta(&self, before: &Revocation, rows: &[(u8, RevocationReason)]) -> Vec<u8> {
        let signer = &self.organizer.issuer;
        RevocationDelta::issue(signer, before, at(-1800), at(86_400), revoked(rows), Vec::new()).to_message()
    }

    fn all_reasons(&self) -> Revocation {
        let rows = [
            (31, RevocationReason::Refund),
            (32, RevocationReason::Superseded),
            (33, RevocationReason::Recovered),
            (34, RevocationReason::Fraud),
        ];
        self.revocation(1, &rows, at(86_400))
    }

    /// The event file of version 2, `seconds` later.
    pub fn moved(&self, seconds: i64) -> Vec<u8> {
        let mut organizer = self.organizer.clone();
        (organizer.event.version, organizer.event.moved) = (2, seconds);
        organizer.event_file()
    }

    fn hard(&self) -> Vec<u8> {
        let mut organizer = self.organizer.clone();
        organizer.event.staleness = Staleness::AskLead;
        organizer.event.minimum_revocation = 1;
        organizer.event_file()
    }

    /// Trust list 2 revokes the key that signed the tickets; its successor signed the event core again.
    pub fn key_revoked(&self) -> Vec<u8> {
        let rows = vec![
            row(&self.organizer.issuer, KeyStatus::Revoked, None),
            row(&self.successor, KeyStatus::Active, None),
        ];
        let mut event = self.organizer.event.clone();
        (event.version, event.minimum_trust) = (2, 2);
        self.file(2, rows, &event.sign(&self.successor))
    }

    fn collision(&self) -> Vec<u8> {
        let mut rows: Vec<_> = colliding_keys().iter().map(|key| row(key, KeyStatus::Active, None)).collect();
        rows.push(row(&self.organizer.issuer, KeyStatus::Active, None));
        self.file(1, rows, &self.organizer.event.sign(&self.organizer.issuer))
    }

    /// The key of the tickets stands for another event only, and until an hour after the doors.
    fn scoped(&self) -> Vec<u8> {
        let other = EventId::from_bytes([9; 8]);
        let short = TrustedKey { until: at(3600), ..row(&key(78), KeyStatus::Active, None) };
        let rows = vec![
            row(&self.organizer.issuer, KeyStatus::Active, Some(vec![other])),
            row(&self.successor, KeyStatus::Active, None),
            short,
        ];
        self.file(1, rows, &self.organizer.event.sign(&self.successor))
    }

    /// An event file.
    pub fn file(&self, version: u32, rows: Vec<TrustedKey>, event: &mogiri::wire::Envelope) -> Vec<u8> {
        let trust = TrustList::issue(&self.organizer.root, version, at(-86_400), at(365 * 86_400), rows);
        EventFile { trust: trust.signed().clone(), event: event.clone(), details: None }.to_bytes()
    }
}

/// Both a ticket and a reference to one.
pub trait AsHolder {
    /// The ticket.
    fn holder(&self) -> &Holder;
}

impl AsHolder for Holder {
    fn holder(&self) -> &Holder {
        self
    }
}

impl AsHolder for &Holder {
    fn holder(&self) -> &Holder {
        self
    }
}

/// A row of a trust list for every use.
pub(super) fn row(key: &SecretKey, status: KeyStatus, events: Option<Vec<EventId>>) -> TrustedKey {
    let until = Time::from_seconds(Time::END - 1).unwrap_or_default();
    TrustedKey { key: key.public(), uses: KeyUses::ALL, status, from: Time::default(), until, events }
}

fn revoked(rows: &[(u8, RevocationReason)]) -> Vec<(RevokedKey, RevocationReason)> {
    rows.iter().map(|(n, reason)| (RevokedKey::of(TicketId::from_bytes([*n; 16]), 0), *reason)).collect()
}

/// A policy without hops.
pub(super) fn policy(flags: Flags) -> Policy {
    Policy { flags, hops: 0, deadline: 0 }
}

/// A policy with one flag and no hops.
pub(super) fn flagged(flag: Flag) -> Policy {
    policy(Flags::default().with(flag))
}
