//! Control documents: who may sign them, which one is in force, and what a stolen key cannot do.

use super::*;
use crate::crypto::{Domain, PublicKey, SecretKey};
use crate::testing::fixtures::{Organizer, at};
use crate::wire::{Envelope, Wire};

mod lists;
mod manifests;
mod roots;

/// The sample organizer with a second issuer key, and trust lists made at will.
struct Desk {
    organizer: Organizer,
    new: SecretKey,
}

/// A row of a trust list.
fn key(key: &SecretKey, status: KeyStatus) -> TrustedKey {
    let until = Time::default().shifted(i64::MAX);
    TrustedKey { key: key.public(), uses: KeyUses::ALL, status, from: Time::default(), until, events: None }
}

impl Desk {
    fn new() -> Self {
        Self { organizer: Organizer::new(), new: SecretKey::from_seed(&[77; 32]) }
    }

    fn old(&self) -> &SecretKey {
        &self.organizer.issuer
    }

    fn trust(&self, version: u32, keys: Vec<TrustedKey>) -> TrustList {
        TrustList::issue(&self.organizer.root, version, at(-86_400), at(365 * 86_400), keys)
    }

    /// Both keys stand.
    fn rotated(&self) -> TrustList {
        self.trust(2, vec![key(self.old(), KeyStatus::Active), key(&self.new, KeyStatus::Active)])
    }

    /// The first key was stolen.
    fn salvaged(&self) -> TrustList {
        self.trust(3, vec![key(self.old(), KeyStatus::Revoked), key(&self.new, KeyStatus::Active)])
    }

    fn documents(&self) -> Documents {
        let mut documents = self.organizer.documents();
        documents.adopt_trust(self.rotated().signed()).unwrap();
        documents
    }

    fn core(&self, version: u32, title: &str) -> EventCore {
        EventCore { version, title: title.to_owned(), ..self.organizer.event.clone() }
    }

    fn list(&self, by: &SecretKey, version: u32, tickets: &[u8]) -> Revocation {
        let rows = tickets.iter().map(|n| (revoked(*n), RevocationReason::Refund)).collect();
        Revocation::issue(by, self.organizer.event.event, version, at(-60), at(86_400), rows, Vec::new())
    }

    fn manifest(&self, by: &SecretKey, version: u32, tickets: &[u8]) -> Manifest {
        let rows = tickets.iter().map(|n| self.payload(*n)).collect();
        Manifest::issue(by, self.organizer.event.event, version, at(-60), rows).unwrap()
    }

    fn payload(&self, number: u8) -> Vec<u8> {
        self.organizer.payload(number, SecretKey::from_seed(&[number; 32]).public()).to_bytes()
    }
}

fn event_file(trust: &TrustList, event: Envelope) -> Vec<u8> {
    EventFile { trust: trust.signed().clone(), event, details: None }.to_bytes()
}

fn revoked(number: u8) -> RevokedKey {
    RevokedKey::of(TicketId::from_bytes([number; 16]), 0)
}

fn kept(documents: &Documents) -> KeptDocuments {
    KeptDocuments {
        event_file: documents.to_event_file(),
        revocation: documents.revocation().map(|list| list.snapshot().clone()),
        deltas: documents.revocation().map(|list| list.deltas().to_vec()).unwrap_or_default(),
        manifest: documents.manifest().map(|manifest| manifest.envelope().clone()),
        former: documents.former().to_vec(),
    }
}

/// What adopting a document of a kind answers, for tests that ask the same of every kind.
type Adopt<'a> = Box<dyn Fn(&mut Documents, &SecretKey, u32, u8) -> Result<Adopted, AdoptError> + 'a>;

/// Event core, revocation list and manifest: one document of a version and content under a key.
fn kinds(desk: &Desk) -> [(&'static str, Adopt<'_>); 3] {
    [
        (
            "event",
            Box::new(|documents, by, version, content| {
                let core = desk.core(version, &format!("公演 {content}"));
                let file = event_file(&documents.trust().clone(), core.sign(by));
                documents.adopt_event_file(&file)
            }),
        ),
        (
            "revocation",
            Box::new(|documents, by, version, content| {
                documents.adopt_revocation(desk.list(by, version, &[content]).envelope())
            }),
        ),
        (
            "manifest",
            Box::new(|documents, by, version, content| {
                documents.adopt_manifest(desk.manifest(by, version, &[content]).envelope())
            }),
        ),
    ]
}

#[test]
fn a_lower_version_is_refused_and_another_document_of_the_same_version_is_reported() {
    let desk = Desk::new();
    for (kind, adopt) in kinds(&desk) {
        let mut documents = desk.documents();
        assert_eq!(adopt(&mut documents, desk.old(), 5, 1), Ok(Adopted::New), "{kind}");
        let before = documents.clone();
        assert_eq!(adopt(&mut documents, desk.old(), 5, 1), Ok(Adopted::Unchanged), "{kind}");
        assert_eq!(
            adopt(&mut documents, &desk.new, 5, 1),
            Ok(Adopted::Unchanged),
            "{kind}: the same, re-signed"
        );
        assert_eq!(adopt(&mut documents, &desk.new, 5, 2), Err(AdoptError::Contradicts), "{kind}");
        assert_eq!(adopt(&mut documents, &desk.new, 4, 1), Err(AdoptError::Older), "{kind}");
        assert_eq!(documents, before, "{kind}: what was there stays");
        assert_eq!(adopt(&mut documents, &desk.new, 6, 2), Ok(Adopted::New), "{kind}");
    }
}

#[test]
fn a_document_is_newly_adopted_only_under_an_active_key() {
    let desk = Desk::new();
    for (kind, adopt) in kinds(&desk) {
        let mut documents = desk.documents();
        adopt(&mut documents, desk.old(), 5, 1).unwrap();
        documents.adopt_trust(desk.salvaged().signed()).unwrap();
        let before = documents.clone();
        assert_eq!(adopt(&mut documents, desk.old(), 5, 1), Ok(Adopted::Unchanged), "{kind}: it is in force");
        assert_eq!(adopt(&mut documents, desk.old(), 6, 1), Err(AdoptError::KeyRevoked), "{kind}");
        assert_eq!(documents, before, "{kind}");
        assert_eq!(Documents::reload(&kept(&documents)).as_ref(), Ok(&documents), "{kind}: over a restart");
    }
}

#[test]
fn what_a_stolen_key_put_in_force_gives_way_to_an_active_key_whatever_the_versions() {
    let desk = Desk::new();
    for (kind, adopt) in kinds(&desk) {
        let mut documents = desk.documents();
        assert_eq!(adopt(&mut documents, desk.old(), 4_000_000, 1), Ok(Adopted::New), "{kind}: forged");
        assert_eq!(
            adopt(&mut documents, &desk.new, 6, 2),
            Err(AdoptError::Older),
            "{kind}: not yet known as stolen"
        );
        documents.adopt_trust(desk.salvaged().signed()).unwrap();
        assert_eq!(adopt(&mut documents, &desk.new, 6, 2), Ok(Adopted::New), "{kind}");
        assert_eq!(adopt(&mut documents, desk.old(), 4_000_001, 1), Err(AdoptError::KeyRevoked), "{kind}");
        assert_eq!(adopt(&mut documents, &desk.new, 5, 2), Err(AdoptError::Older), "{kind}");
    }
}

#[test]
fn the_same_bytes_under_an_active_key_take_the_place_of_those_under_a_revoked_one() {
    let desk = Desk::new();
    for (kind, adopt) in kinds(&desk) {
        let mut documents = desk.documents();
        adopt(&mut documents, desk.old(), 5, 1).unwrap();
        documents.adopt_trust(desk.salvaged().signed()).unwrap();
        assert_eq!(adopt(&mut documents, &desk.new, 5, 1), Ok(Adopted::New), "{kind}");
        assert_eq!(adopt(&mut documents, desk.old(), 5, 1), Ok(Adopted::Unchanged), "{kind}");
        assert_eq!(adopt(&mut documents, &desk.new, 5, 1), Ok(Adopted::Unchanged), "{kind}");
    }
}

#[test]
fn each_document_needs_a_key_of_its_use_and_scope() {
    let desk = Desk::new();
    let needed =
        [("event", KeyUse::Events), ("revocation", KeyUse::Revocation), ("manifest", KeyUse::Events)];
    for ((kind, adopt), (_, key_use)) in kinds(&desk).into_iter().zip(needed) {
        for (bits, events, outcome) in [
            (key_use as u8, None, Ok(Adopted::New)),
            (key_use as u8, Some(vec![desk.organizer.event.event]), Ok(Adopted::New)),
            (key_use as u8, Some(vec![EventId::from_bytes([8; 8])]), Err(AdoptError::NotSigned)),
            (15 ^ key_use as u8, None, Err(AdoptError::NotSigned)),
        ] {
            let uses = KeyUses::from_bits(bits).unwrap();
            let row = TrustedKey { uses, events, ..key(&desk.new, KeyStatus::Active) };
            let trust = desk.trust(2, vec![key(desk.old(), KeyStatus::Active), row]);
            let mut documents = desk.organizer.documents();
            documents.adopt_trust(trust.signed()).unwrap();
            assert_eq!(adopt(&mut documents, &desk.new, 5, 1), outcome, "{kind} with uses {bits}");
        }
        let stranger = SecretKey::from_seed(&[99; 32]);
        assert_eq!(adopt(&mut desk.documents(), &stranger, 5, 1), Err(AdoptError::NotSigned), "{kind}");
    }
}

#[test]
fn a_document_that_has_a_time_lies_within_its_keys_validity() {
    let desk = Desk::new();
    for (kind, adopt) in kinds(&desk) {
        for (from, until, outcome) in [
            (at(-60), at(-60), Ok(Adopted::New)),
            (at(-59), at(9), Err(AdoptError::NotSigned)),
            (at(-99), at(-61), Err(AdoptError::NotSigned)),
        ] {
            let row = TrustedKey { from, until, ..key(&desk.new, KeyStatus::Active) };
            let mut documents = desk.organizer.documents();
            let trust = desk.trust(2, vec![key(desk.old(), KeyStatus::Active), row]);
            documents.adopt_trust(trust.signed()).unwrap();
            let outcome = if kind == "event" { Ok(Adopted::New) } else { outcome };
            assert_eq!(adopt(&mut documents, &desk.new, 5, 1), outcome, "{kind}");
        }
    }
}

#[test]
fn the_first_adoption_asks_for_an_active_key_and_a_restart_does_not() {
    let desk = Desk::new();
    let stolen = event_file(&desk.salvaged(), desk.core(1, "公演").sign(desk.old()));
    assert_eq!(Documents::from_event_file(&stolen), Err(AdoptError::KeyRevoked));
    let signed_anew = event_file(&desk.salvaged(), desk.core(2, "公演").sign(&desk.new));
    assert!(Documents::from_event_file(&signed_anew).is_ok());
    let kept = KeptDocuments { event_file: stolen, ..KeptDocuments::default() };
    assert!(Documents::reload(&kept).is_ok());
}

#[test]
fn a_trust_list_that_drops_a_key_or_a_use_of_it_is_refused() {
    let desk = Desk::new();
    let mut documents = desk.documents();
    let only_new = desk.trust(3, vec![key(&desk.new, KeyStatus::Active)]);
    assert_eq!(documents.adopt_trust(only_new.signed()), Err(AdoptError::KeyDropped));
    let uses = KeyUses::from_bits(7).unwrap();
    let less = TrustedKey { uses, ..key(desk.old(), KeyStatus::Active) };
    let less = desk.trust(3, vec![less, key(&desk.new, KeyStatus::Active)]);
    assert_eq!(documents.adopt_trust(less.signed()), Err(AdoptError::KeyDropped));
    assert_eq!(documents.trust().version(), 2);
    assert_eq!(documents.adopt_trust(desk.salvaged().signed()), Ok(Adopted::New));
    assert_eq!(documents.adopt_trust(desk.rotated().signed()), Err(AdoptError::Older));
    let other = desk.trust(3, vec![key(desk.old(), KeyStatus::Active), key(&desk.new, KeyStatus::Active)]);
    assert_eq!(documents.adopt_trust(other.signed()), Err(AdoptError::Contradicts));
}

/// Two seeds whose public keys begin with the same key id, dd0598e8, found by trying 163,803 of them.
fn twins() -> [SecretKey; 2] {
    [96_995_u32, 163_802].map(|n| {
        let mut seed = [0; 32];
        seed[..4].copy_from_slice(&n.to_be_bytes());
        SecretKey::from_seed(&seed)
    })
}

#[test]
fn of_two_listed_keys_of_one_id_each_is_tried() {
    let [one, two] = twins();
    assert_eq!(one.public().kid4(), [0xdd, 0x05, 0x98, 0xe8]);
    assert_eq!(one.public().kid4(), two.public().kid4());
    let desk = Desk::new();
    for (kind, adopt) in kinds(&desk) {
        for (signer, other) in [(&one, &two), (&two, &one)] {
            let keys = vec![
                key(desk.old(), KeyStatus::Active),
                key(signer, KeyStatus::Active),
                key(other, KeyStatus::Revoked),
            ];
            let mut documents = desk.organizer.documents();
            documents.adopt_trust(desk.trust(2, keys).signed()).unwrap();
            assert_eq!(adopt(&mut documents, signer, 5, 1), Ok(Adopted::New), "{kind}");
            assert_eq!(adopt(&mut documents, other, 6, 1), Err(AdoptError::KeyRevoked), "{kind}");
        }
    }
}

#[test]
fn a_newer_trust_list_is_adopted_beside_an_event_core_that_is_not() {
    let desk = Desk::new();
    // In force, in the file, and which of the two is in force after it.
    for (held, by, version, title) in [
        (&desk.new, &desk.new, 2, "held"),
        (&desk.new, desk.old(), 4, "held"),
        (desk.old(), desk.old(), 2, "held"),
        (desk.old(), &desk.new, 2, "given"),
    ] {
        let mut documents = desk.documents();
        documents.adopt_event_file(&event_file(&desk.rotated(), desk.core(3, "held").sign(held))).unwrap();
        let file = event_file(&desk.salvaged(), desk.core(version, "given").sign(by));
        assert_eq!(documents.adopt_event_file(&file), Ok(Adopted::New));
        assert_eq!(documents.trust().status(&desk.old().public()), Some(KeyStatus::Revoked));
        assert_eq!(documents.event().title, title, "version {version}");
    }
    let mut documents = desk.documents();
    documents.adopt_event_file(&event_file(&desk.rotated(), desk.core(2, "held").sign(&desk.new))).unwrap();
    let before = documents.clone();
    let contradicting = event_file(&desk.salvaged(), desk.core(2, "given").sign(&desk.new));
    let outcome = documents.adopt_event_file(&contradicting);
    assert_eq!(outcome, Err(AdoptError::Contradicts), "that is reported, and nothing is adopted");
    assert_eq!(documents, before);
}

#[test]
fn details_are_signed_by_a_key_for_this_event() {
    let desk = Desk::new();
    let plain = EventFile::from_bytes(&desk.organizer.event_file(), EventFile::MAX_BYTES).unwrap();
    let other =
        TrustedKey { events: Some(vec![EventId::from_bytes([8; 8])]), ..key(&desk.new, KeyStatus::Active) };
    let trust = desk.trust(2, vec![key(desk.old(), KeyStatus::Active), other]);
    let stranger = SecretKey::from_seed(&[99; 32]);
    for (by, holds) in [(desk.old(), true), (&desk.new, false), (&stranger, false)] {
        let payload = b"details".to_vec();
        let signature = by.sign(Domain::Details, &payload);
        let details = Some(Envelope { payload, kid: by.public().kid4(), signature });
        let file = EventFile { trust: trust.signed().clone(), details, ..plain.clone() }.to_bytes();
        assert_eq!(Documents::from_event_file(&file).is_ok(), holds);
        assert_eq!(desk.organizer.documents().adopt_event_file(&file).is_ok(), holds);
    }
}

#[test]
fn a_certificate_says_whether_its_key_still_stands() {
    let desk = Desk::new();
    let (_, certificate) = desk.organizer.staff(9, &[Role::Scan]);
    let message = Certificate::message(certificate.envelope());
    assert!(certificate.stands());
    let mut documents = desk.documents();
    documents.adopt_trust(desk.salvaged().signed()).unwrap();
    let certificate = Certificate::from_message(&message, &documents).unwrap();
    assert_eq!((certificate.issuer_status(), certificate.stands()), (KeyStatus::Revoked, false));
    let brief = TrustedKey { until: at(0), ..key(desk.old(), KeyStatus::Active) };
    let trust = desk.trust(3, vec![brief, key(&desk.new, KeyStatus::Active)]);
    let mut documents = desk.documents();
    documents.adopt_trust(trust.signed()).unwrap();
    let certificate = Certificate::from_message(&message, &documents).unwrap();
    assert_eq!((certificate.issuer_status(), certificate.stands()), (KeyStatus::Active, false));
}

fn public(seed: u8) -> PublicKey {
    SecretKey::from_seed(&[seed; 32]).public()
}
