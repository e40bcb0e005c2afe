//! Keys that lack a use, keys that were revoked, lists older and newer than what is in force (protocol §3.1), and what a
//! certificate is worth (C-01).

#![allow(clippy::wildcard_imports, reason = "one generator in several files")]

use mogiri::crypto::Domain;
use mogiri::ticket::{
    EventCore, EventFile, KeyUses, RevocationDelta, RevokedKey, TicketId, TrustList, TrustedKey,
};
use mogiri::wire::Envelope;

use super::*;

impl Cases<'_> {
    pub(super) fn adoption(&mut self) {
        self.later_files();
        self.dropped_keys();
        self.details();
        self.hand_overs();
        self.files_after_a_revocation();
        self.lists_after_a_revocation();
        self.deltas();
        self.key_uses();
        self.certificates();
        self.later_challenges();
    }

    fn later_files(&mut self) {
        let (stage, set) = (self.stage, Some("two keys"));
        let (issuer, both) = (&stage.organizer.issuer, || stage.both(KeyStatus::Active));
        let file = stage.file(3, both(), &stage.core(3, 0).sign(issuer));
        self.event("a newer trust list alone", set, &file, "new");
        let own = vec![row(issuer, KeyStatus::Active, None)];
        let file = stage.file(1, own, &stage.core(4, 60).sign(issuer));
        self.event("an older trust list with a newer event core", set, &file, "new");
        let file = stage.file(3, both(), &stage.core(2, 60).sign(issuer));
        self.event("a newer trust list with an older event core", set, &file, "new");
        let file = stage.file(2, both(), &stage.core(2, 60).sign(issuer));
        self.event("the same trust list with an older event core", set, &file, "OLDER");
        let file = stage.file(3, stage.both(KeyStatus::Revoked), &stage.core(4, 60).sign(issuer));
        self.event("a trust list that revokes the key of its own event core", set, &file, "new");
        let file = stage.file(3, both(), &stage.core(3, 60).sign(issuer));
        self.event("a newer trust list with another core of one version", set, &file, "CONTRADICTS");
        for (name, set) in [("a first", None), ("a later", set)] {
            let mut file = EventFile::from_bytes(&file, EventFile::MAX_BYTES).expect("it reads");
            file.trust.signature[9] ^= 1;
            let name = format!("{name} file whose trust list is not the root's");
            self.event(&name, set, &file.to_bytes(), "MALFORMED");
        }
    }

    fn dropped_keys(&mut self) {
        let (stage, set) = (self.stage, Some("two keys"));
        let core = stage.core(3, 0).sign(&stage.organizer.issuer);
        let own = row(&stage.organizer.issuer, KeyStatus::Active, None);
        let other = row(&stage.successor, KeyStatus::Active, None);
        let uses = KeyUses::from_bits(7).expect("uses");
        for (name, second) in [
            ("a trust list without a key", None),
            ("a trust list without a use of a key", Some(TrustedKey { uses, ..other.clone() })),
            ("a trust list without this event for a key", {
                Some(TrustedKey { events: Some(vec![EventId::from_bytes([9; 8])]), ..other })
            }),
        ] {
            let rows = [own.clone()].into_iter().chain(second).collect();
            self.event(name, set, &stage.file(3, rows, &core), "KEY_DROPPED");
        }
    }

    fn details(&mut self) {
        let plain = EventFile::from_bytes(&self.stage.organizer.event_file(), EventFile::MAX_BYTES);
        let plain = plain.expect("it reads");
        let with = |signer: &SecretKey| {
            let payload = b"details".to_vec();
            let signature = signer.sign(Domain::Details, &payload);
            let details = Some(Envelope { payload, kid: signer.public().kid4(), signature });
            EventFile { details, ..plain.clone() }.to_bytes()
        };
        let (good, forged) = (with(&self.stage.organizer.issuer), with(&key(99)));
        self.event("a first file with details", None, &good, "new");
        self.event("a first file with a stranger's details", None, &forged, "NOT_GENUINE");
        self.event("details alone are new", Some("plain"), &good, "unchanged");
        self.event("a later file with a stranger's details", Some("plain"), &forged, "NOT_GENUINE");
    }

    /// Over trust list 2 of the first root, which announces that of seed 96, and event core 1.
    fn hand_overs(&mut self) {
        let (stage, set, after) = (self.stage, Some("root announced"), Some("root handed over"));
        let (issuer, next) = (&stage.organizer.issuer, key(96));
        let own = || vec![row(issuer, KeyStatus::Active, None)];
        let core = |root: &SecretKey, version| {
            let root = TrustList::issue(root, 1, at(0), at(1), Vec::new()).root();
            EventCore { root, ..stage.core(version, 60) }.sign(issuer)
        };
        let file = |root: &SecretKey, version, keys, event: Envelope| {
            let trust = TrustList::issue(root, version, at(-86_400), at(365 * 86_400), keys);
            EventFile { trust: trust.signed().clone(), event, details: None }.to_bytes()
        };
        let (old, stranger) = (&stage.organizer.root, key(66));
        let good = file(&next, 3, own(), core(&next, 2));
        for (name, message, expect) in [
            ("the announced root takes over", &good, "new"),
            (
                "another root than the announced one",
                &file(&stranger, 3, own(), core(&stranger, 2)),
                "OTHER_ORGANIZER",
            ),
            (
                "the announced root with a list of the same version",
                &file(&next, 2, own(), core(&next, 2)),
                "OLDER",
            ),
            (
                "the announced root with the old root's event core",
                &file(&next, 3, own(), core(old, 2)),
                "OLDER",
            ),
            (
                "the announced root with a stranger's event core",
                &file(&next, 3, own(), core(&stranger, 2)),
                "OTHER_ORGANIZER",
            ),
            (
                "the announced root with another core of one version",
                &file(&next, 3, own(), core(&next, 1)),
                "CONTRADICTS",
            ),
            ("the announced root without a key", &file(&next, 3, Vec::new(), core(&next, 2)), "KEY_DROPPED"),
        ] {
            self.event(name, set, message, expect);
        }
        let moved_on = file(&next, 9, own(), core(&next, 9));
        self.event("a root that nobody announced", Some("plain"), &good, "OTHER_ORGANIZER");
        self.event(
            "a root whose announcement was withdrawn",
            Some("root withdrawn"),
            &moved_on,
            "OTHER_ORGANIZER",
        );
        self.event("the new root's next event core", after, &file(&next, 3, own(), core(&next, 3)), "new");
        self.event("the new root's next file", after, &file(&next, 4, own(), core(&next, 3)), "new");
        self.event("the old root's file after it", after, &file(old, 9, own(), core(old, 9)), "OLDER");
        self.event(
            "the old root's list with the new event core",
            after,
            &file(old, 9, own(), core(&next, 3)),
            "new",
        );
        self.event(
            "a stranger's file after it",
            after,
            &file(&stranger, 9, own(), core(&stranger, 9)),
            "OTHER_ORGANIZER",
        );
    }

    fn files_after_a_revocation(&mut self) {
        let (stage, set) = (self.stage, Some("two keys, one revoked"));
        let (old, new) = (&stage.organizer.issuer, &stage.successor);
        let file = |version, moved, by: &SecretKey| {
            stage.file(3, stage.both(KeyStatus::Revoked), &stage.core(version, moved).sign(by))
        };
        self.event("an older core in a revoked key's place", set, &file(2, 60, new), "new");
        self.event("a core of one version in a revoked key's place", set, &file(3, 60, new), "new");
        self.event("the same core, signed again by an active key", set, &file(3, 0, new), "new");
        self.event("the same core by the revoked key", set, &file(3, 0, old), "unchanged");
        self.event("a newer core by the revoked key", set, &file(4, 60, old), "KEY_REVOKED");
    }

    fn lists_after_a_revocation(&mut self) {
        let (stage, set) = (self.stage, Some("two keys, one revoked"));
        let (old, new) = (&stage.organizer.issuer, &stage.successor);
        let (same, other) = ([(31, RevocationReason::Refund)], [(32, RevocationReason::Refund)]);
        let list = |version, rows: &[_], by: &SecretKey| stage.list_by(by, version, rows).to_message();
        let manifest =
            |version, ticket: u8, by: &SecretKey| stage.manifest(by, version, &[stage.ticket(ticket)]);
        let cases = [
            ("an older one in a revoked key's place", list(4, &other, new), manifest(4, 11, new), "new"),
            (
                "one of the same version in a revoked key's place",
                list(5, &other, new),
                manifest(5, 11, new),
                "new",
            ),
            ("the same one, signed again by an active key", list(5, &same, new), manifest(5, 10, new), "new"),
            ("the same one by the revoked key", list(5, &same, old), manifest(5, 10, old), "unchanged"),
            ("a newer one by the revoked key", list(6, &other, old), manifest(6, 11, old), "KEY_REVOKED"),
        ];
        for (name, list, manifest, expect) in cases {
            self.push(&format!("a list: {name}"), set, "revocation", &list, expect);
            self.push(&format!("a manifest: {name}"), set, "manifest", &manifest, expect);
        }
        let before = stage.list_by(old, 5, &same);
        let delta = RevocationDelta::issue(new, &before, at(-1800), at(86_400), Vec::new(), Vec::new());
        self.push("a delta over a revoked key's list", set, "revocation", &delta.to_message(), "GAP");
        let delta = RevocationDelta::issue(old, &before, at(-1800), at(86_400), Vec::new(), Vec::new());
        self.push("a delta by the revoked key", set, "revocation", &delta.to_message(), "KEY_REVOKED");
    }

    /// Over list 1 with the delta that makes it 2.
    fn deltas(&mut self) {
        let (stage, set, kind) = (self.stage, Some("revocations with a delta"), "revocation");
        let (issuer, refund) = (&stage.organizer.issuer, RevocationReason::Refund);
        let rows = |number: u8| vec![(RevokedKey::of(TicketId::from_bytes([number; 16]), 0), refund)];
        let first = stage.revocation(1, &[], at(86_400));
        let delta = |before: &Revocation, number, issued| {
            RevocationDelta::issue(issuer, before, at(issued), at(86_400), rows(number), Vec::new())
        };
        let second = delta(&first, 31, -1800);
        let merged = first.followed_by(&second).expect("it follows");
        self.push("the same delta again", set, kind, &second.to_message(), "unchanged");
        let other = delta(&first, 32, -1800).to_message();
        self.push("another delta of one version", set, kind, &other, "CONTRADICTS");
        let other = delta(&first, 31, -1700).to_message();
        self.push("the same rows at another time", set, kind, &other, "CONTRADICTS");
        let older = delta(&stage.revocation(0, &[], at(86_400)), 31, -1800).to_message();
        self.push("an older delta", set, kind, &older, "OLDER");
        self.push("the next delta", set, kind, &delta(&merged, 32, -1700).to_message(), "new");
        let whole = |number| {
            let event = stage.organizer.event.event;
            Revocation::issue(issuer, event, 2, at(-1800), at(86_400), rows(number), Vec::new()).to_message()
        };
        self.push("the snapshot of the list and its delta", set, kind, &whole(31), "new");
        self.push("another snapshot of its version", set, kind, &whole(32), "CONTRADICTS");
        let stranger =
            RevocationDelta::issue(&key(99), &merged, at(-1700), at(86_400), Vec::new(), Vec::new());
        self.push("a delta by a stranger", set, kind, &stranger.to_message(), "NOT_GENUINE");
        let mut elsewhere = stage.organizer.clone();
        elsewhere.event.event = EventId::from_bytes([8; 8]);
        let list = elsewhere.revocation(9, &[], &[]);
        self.push("a list of another event", set, kind, &list, "WRONG_EVENT");
        let manifest = elsewhere.manifest(9, &[]);
        self.push("a manifest of another event", Some("plain"), "manifest", &manifest, "WRONG_EVENT");
    }

    fn key_uses(&mut self) {
        let (stage, set) = (self.stage, Some("key uses"));
        let list = |seed: u8| stage.list_by(&key(seed), 1, &[]).to_message();
        let manifest = |seed: u8| stage.manifest(&key(seed), 1, &[stage.ticket(10)]);
        for (name, seed, lists, manifests) in [
            ("use 8 only", 88, "new", "NOT_GENUINE"),
            ("use 2 only", 92, "NOT_GENUINE", "new"),
            ("use 1 only", 81, "NOT_GENUINE", "NOT_GENUINE"),
            ("its validity the second of the list", 87, "new", "NOT_GENUINE"),
            ("its validity from a second after the list", 89, "NOT_GENUINE", "new"),
            ("another event in its scope", 90, "NOT_GENUINE", "NOT_GENUINE"),
        ] {
            self.push(&format!("a list by a key with {name}"), set, "revocation", &list(seed), lists);
            self.push(
                &format!("a manifest by a key with {name}"),
                set,
                "manifest",
                &manifest(seed),
                manifests,
            );
        }
        let rows = vec![row(&stage.organizer.issuer, KeyStatus::Active, None)];
        for (name, seed, expect) in [("use 4 only", 84, "NOT_GENUINE"), ("use 2 only", 92, "new")] {
            let file = stage.file(1, rows.clone(), &stage.core(2, 60).sign(&key(seed)));
            let file = EventFile::from_bytes(&file, EventFile::MAX_BYTES).expect("it reads");
            let before =
                EventFile::from_bytes(&super::super::bytes(&self.sets["key uses"].event_file), 1 << 17);
            let file = EventFile { trust: before.expect("it reads").trust, ..file };
            self.event(&format!("an event core by a key with {name}"), set, &file.to_bytes(), expect);
        }
    }

    fn certificates(&mut self) {
        let (stage, set) = (self.stage, Some("key uses"));
        let payload = stage.certificate_payload(&[Role::Scan, Role::Stamp]);
        let issuer = &stage.organizer.issuer;
        for (name, set, by, certificate, stamp) in [
            ("by a key with use 4 only", set, &key(84), "holds", "holds"),
            ("by a key with use 8 only", set, &key(88), "DOES_NOT_HOLD", "DOES_NOT_HOLD"),
            ("by a key for another event", set, &key(90), "DOES_NOT_HOLD", "DOES_NOT_HOLD"),
            ("outside its key's validity by a second", set, &key(91), "holds", "DOES_NOT_HOLD"),
            ("by a revoked key", Some("key revoked"), issuer, "holds", "DOES_NOT_HOLD"),
            ("of a revoked serial", Some("a revoked serial"), issuer, "holds", "DOES_NOT_HOLD"),
        ] {
            let envelope = payload.sign(by);
            let message = Certificate::message(&envelope);
            self.push(&format!("a certificate {name}"), set, "certificate", &message, certificate);
            let message = stamp_under(&envelope, 0, 0);
            self.push(&format!("a stamp under a certificate {name}"), set, "stamp", &message, stamp);
        }
        let mut gates = payload.clone();
        gates.gates = Some(vec![1]);
        let envelope = gates.sign(issuer);
        for (name, gate, seconds, expect) in [
            ("at a gate of its certificate", 1, 0, "holds"),
            ("at another gate", 0, 0, "DOES_NOT_HOLD"),
            ("in the first second of the shift", 1, -7200, "holds"),
            ("before the shift", 1, -7201, "DOES_NOT_HOLD"),
        ] {
            let message = stamp_under(&envelope, gate, seconds);
            self.push(&format!("a stamp {name}"), Some("plain"), "stamp", &message, expect);
        }
    }

    fn later_challenges(&mut self) {
        let issuer = &self.stage.organizer.issuer;
        let (scan, stamp) =
            (self.stage.certificate(&[Role::Scan], issuer), self.stage.certificate(&[Role::Stamp], issuer));
        let payload = |event| ChallengePayload {
            event: EventId::from_bytes([event; 8]),
            gate: 0,
            time: at(0),
            nonce: [3; 16],
            seconds: 30,
            hpke: None,
        };
        for (name, event, certificate) in
            [("that names another event", 8, &scan), ("without the role scan", 7, &stamp)]
        {
            let message = Challenge::sign(&payload(event), &key(7), certificate).to_bytes();
            self.push(&format!("a challenge {name}"), Some("plain"), "challenge", &message, "DOES_NOT_HOLD");
        }
        let beacon =
            BeaconPayload { presentation: PresentationId::from_bytes([1; 16]), gate: 0, time: at(0) };
        let beacon = Beacon::sign(&beacon, &key(7), &stamp).to_bytes();
        self.push("a beacon without the role scan", Some("plain"), "beacon", &beacon, "DOES_NOT_HOLD");
    }
}

/// `[7, payload, signature, cert]` with whatever certificate.
fn stamp_under(certificate: &Envelope, gate: u8, seconds: i64) -> Vec<u8> {
    let presentation = PresentationId::from_bytes([1; 16]);
    let payload = StampPayload { presentation, gate, time: at(seconds), level: 2, entry: [2; 16] }.to_bytes();
    let signature = key(7).sign(Domain::Stamp, &payload);
    let mut w = mogiri::wire::Writer::new();
    w.array(4).uint(7_u8).bytes(&payload).bytes(&signature).value(certificate);
    w.into_bytes()
}
