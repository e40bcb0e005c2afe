//! States of the documents at an edge: keys of one use or short validity, keys that were revoked later, old lists.

#![allow(clippy::wildcard_imports, reason = "one generator in several files")]

use mogiri::ticket::{
    EventCore, KeyUses, Revocation, RevocationReason, RootId, Staleness, TrustList, TrustedKey,
    sandbox_issuer, sandbox_root,
};

use super::*;

const END: i64 = 4 * 3600;

/// The key of seed 7, of the other curve.
pub(in crate::vectors) fn p256_key() -> p256::ecdsa::SigningKey {
    p256::ecdsa::SigningKey::from_slice(&[7; 32]).expect("a scalar")
}

impl Stage {
    pub(super) fn states(&self) -> Vec<(&'static str, DocumentSet)> {
        let (plain, issuer) = (Self::set(&self.organizer.event_file()), &self.organizer.issuer);
        let revoked = hex(&self.key_revoked());
        let manifest = Some(hex(&self.manifest_of(issuer, 1, self.listed())));
        let first = self.revocation(1, &[(31, RevocationReason::Superseded)], at(86_400));
        let again = self.delta(&first, &[(31, RevocationReason::Fraud)]);
        let serial = self.organizer.revocation(1, &[], &[7]);
        let with = |messages: &[Vec<u8>]| messages.iter().map(|message| hex(message)).collect();
        vec![
            ("manifest of a revoked key", DocumentSet { manifest, then: vec![revoked], ..plain.clone() }),
            ("key uses", Self::set(&self.uses())),
            ("P-256 key", Self::set(&self.p256())),
            ("sandbox", Self::set(&self.sandbox())),
            ("a key that ends before it begins", Self::set(&self.backwards())),
            ("early and late", Self::set(&self.early_and_late())),
            (
                "a delta that gives a second reason",
                DocumentSet { revocations: with(&[first.to_message(), again]), ..plain.clone() },
            ),
            ("a revoked serial", DocumentSet { revocations: with(&[serial]), ..plain }),
            ("root announced", Self::set(&self.announced())),
            (
                "root withdrawn",
                DocumentSet { then: vec![hex(&self.withdrawn())], ..Self::set(&self.announced()) },
            ),
            (
                "root handed over",
                DocumentSet { then: vec![hex(&self.handed_over())], ..Self::set(&self.announced()) },
            ),
            ("two keys", Self::set(&self.two_keys())),
            ("two keys, one revoked", self.one_revoked()),
            ("hard, no list and none asked for", self.hard_with(0, None, at(86_400))),
            ("hard, a list until a minute after the doors", self.hard_with(1, Some(at(60)), at(86_400))),
            ("hard, a list below the minimum", self.hard_with(2, Some(at(86_400)), at(86_400))),
            ("hard, a trust list until a minute after the doors", self.hard_with(0, None, at(60))),
        ]
    }

    /// Trust list 2 announces the root of seed 96.
    fn announced(&self) -> Vec<u8> {
        self.organizer.clone().announce(&key(96))
    }

    /// Trust list 3 of the same root announces nobody.
    fn withdrawn(&self) -> Vec<u8> {
        let rows = vec![row(&self.organizer.issuer, KeyStatus::Active, None)];
        self.file(3, rows, &self.core(2, 0).sign(&self.organizer.issuer))
    }

    /// Trust list 3 and event core 2 of the root of seed 96.
    fn handed_over(&self) -> Vec<u8> {
        let mut organizer = self.organizer.clone();
        organizer.announce(&key(96));
        organizer.hand_over(&key(96))
    }

    /// The event core of a version, `moved` by as many seconds.
    pub fn core(&self, version: u32, moved: i64) -> EventCore {
        EventCore { version, moved, ..self.organizer.event.clone() }
    }

    /// Rows of the first key and its successor.
    pub fn both(&self, first: KeyStatus) -> Vec<TrustedKey> {
        vec![row(&self.organizer.issuer, first, None), row(&self.successor, KeyStatus::Active, None)]
    }

    /// Trust list 2 with both keys, event core 3 by the first.
    fn two_keys(&self) -> Vec<u8> {
        self.file(2, self.both(KeyStatus::Active), &self.core(3, 0).sign(&self.organizer.issuer))
    }

    /// The same with a revocation list 5 and a manifest 5 by the first key, which is then revoked.
    fn one_revoked(&self) -> DocumentSet {
        let issuer = &self.organizer.issuer;
        let list = self.revocation(5, &[(31, RevocationReason::Refund)], at(86_400));
        let revoked = self.file(3, self.both(KeyStatus::Revoked), &self.core(3, 0).sign(issuer));
        DocumentSet {
            revocations: vec![hex(&list.to_message())],
            manifest: Some(hex(&self.manifest(issuer, 5, &[self.ticket(10)]))),
            then: vec![hex(&revoked)],
            ..Self::set(&self.two_keys())
        }
    }

    /// Keys 81, 82, 84 and 88 lack some use; 83 is valid exactly as long as a ticket, 85 and 86 a second less, 87 to 89
    /// around the time of a list, 90 for another event.
    fn uses(&self) -> Vec<u8> {
        let used = |seed: u8, bits: u8| TrustedKey {
            uses: KeyUses::from_bits(bits).expect("a use"),
            ..row(&key(seed), KeyStatus::Active, None)
        };
        let valid = |seed: u8, from: i64, until: i64| TrustedKey {
            from: at(from),
            until: at(until),
            ..row(&key(seed), KeyStatus::Active, None)
        };
        let rows = vec![
            row(&self.organizer.issuer, KeyStatus::Active, None),
            used(81, 1),
            used(82, 14),
            used(84, 4),
            used(88, 8),
            used(92, 2),
            valid(83, 0, END),
            valid(85, 1, END),
            valid(86, 0, END - 1),
            valid(87, -3600, -3600),
            valid(89, -3599, END),
            valid(91, -7200, 7199),
            row(&key(90), KeyStatus::Active, Some(vec![EventId::from_bytes([9; 8])])),
        ];
        self.file(1, rows, &self.organizer.event.sign(&self.organizer.issuer))
    }

    fn p256(&self) -> Vec<u8> {
        let key = p256_key().verifying_key().to_sec1_point(true);
        let key = mogiri::crypto::PublicKey::from_bytes(key.as_bytes()).expect("a P-256 key");
        let issuer = row(&self.organizer.issuer, KeyStatus::Active, None);
        let rows = vec![TrustedKey { key, ..issuer.clone() }, issuer];
        self.file(1, rows, &self.organizer.event.sign(&self.organizer.issuer))
    }

    /// The same event under the sandbox's root.
    fn sandbox(&self) -> Vec<u8> {
        let (root, issuer) = (sandbox_root(), sandbox_issuer());
        let id = <[u8; 32]>::try_from(root.public().as_bytes()).expect("an Ed25519 key");
        let event = EventCore { root: RootId::from_bytes(id), ..self.organizer.event.clone() };
        let rows = vec![row(&issuer, KeyStatus::Active, None)];
        let trust = TrustList::issue(&root, 1, at(-86_400), at(365 * 86_400), rows);
        EventFile { trust: trust.signed().clone(), event: event.sign(&issuer), details: None }.to_bytes()
    }

    /// The key of seed 95 is valid from a minute after the doors until a minute before them.
    fn backwards(&self) -> Vec<u8> {
        let issuer = &self.organizer.issuer;
        let never = TrustedKey { from: at(60), until: at(-60), ..row(&key(95), KeyStatus::Active, None) };
        let rows = vec![row(issuer, KeyStatus::Active, None), never];
        self.file(1, rows, &self.organizer.event.sign(issuer))
    }

    fn early_and_late(&self) -> Vec<u8> {
        let mut organizer = self.organizer.clone();
        (organizer.event.early, organizer.event.late) = (600, 900);
        organizer.event_file()
    }

    /// Where an old list asks the lead: the minimum of the list, list 1 until a time, the trust list until another.
    fn hard_with(&self, minimum: u32, list: Option<Time>, trust: Time) -> DocumentSet {
        let mut event = self.organizer.event.clone();
        (event.staleness, event.minimum_revocation) = (Staleness::AskLead, minimum);
        let issuer = &self.organizer.issuer;
        let rows = vec![row(issuer, KeyStatus::Active, None)];
        let trust = TrustList::issue(&self.organizer.root, 1, at(-86_400), trust, rows);
        let file = EventFile { trust: trust.signed().clone(), event: event.sign(issuer), details: None };
        let list = list.map(|next| hex(&self.revocation(1, &[], next).to_message()));
        DocumentSet { revocations: list.into_iter().collect(), ..Self::set(&file.to_bytes()) }
    }

    /// A snapshot as the first key makes it, by another.
    pub fn list_by(&self, signer: &SecretKey, version: u32, rows: &[(u8, RevocationReason)]) -> Revocation {
        let event = self.organizer.event.event;
        Revocation::issue(signer, event, version, at(-3600), at(86_400), revoked(rows), Vec::new())
    }
}
