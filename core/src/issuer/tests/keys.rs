//! Manifests, deltas, a new key in peace, and a stolen one.

use super::*;
use crate::ticket::{AdoptError, Adopted, KeyStatus, Manifest, Revocation};

impl Desk {
    fn root(&mut self) -> Root {
        Root::open(self.folder.path(), &*self.vault).unwrap()
    }
}

fn adopt_list(documents: &mut Documents, message: &[u8]) -> Result<Adopted, AdoptError> {
    documents.adopt_revocation(&Revocation::envelope_of(message).unwrap())
}

fn adopt_manifest(documents: &mut Documents, message: &[u8]) -> Result<Adopted, AdoptError> {
    documents.adopt_manifest(&Manifest::envelope_of(message).unwrap())
}

fn enrolment(event: &[u8], seed: u8) -> Vec<u8> {
    let key = SecretKey::from_seed(&[seed; 32]);
    let of = Documents::from_event_file(event).unwrap().event().event;
    let enrolment = Enrolment {
        event: of,
        key: key.public(),
        label: String::new(),
        made: time(NOW),
        hpke: crate::crypto::HpkePublicKey::from_bytes([9; 32]),
    };
    enrolment.sign(&key)
}

fn certify(issuer: &mut Issuer, event: &[u8], seed: u8) -> Vec<u8> {
    let roles = [Role::Scan].into_iter().collect();
    let grant = StaffGrant { roles, gates: None, hours: StaffHours::default() };
    issuer.certify(event, &enrolment(event, seed), &grant).unwrap()
}

#[test]
fn a_stolen_devices_certificates_are_withdrawn_and_one_for_it_afterwards_is_new() {
    let mut desk = Desk::new();
    let mut issuer = desk.init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let mut documents = Documents::from_event_file(&event).unwrap();
    let ticket = issue(&mut issuer, &event, &[row("A-1")], &[request(1, 1)]).unwrap().tickets;
    assert_eq!(issuer.revoke_staff(&enrolment(&event, 9)), Err(IssuerError::NotCertified));
    let serial = |message: &[u8], documents: &Documents| {
        Certificate::from_message(message, documents).unwrap().payload().serial
    };
    let (stolen, kept) = (certify(&mut issuer, &event, 9), certify(&mut issuer, &event, 10));
    let first = issuer.revoke(&ticket, RevocationReason::Refund).unwrap();
    adopt_list(&mut documents, &first.list).unwrap();

    let list = issuer.revoke_staff(&enrolment(&event, 9)).unwrap();
    assert_eq!(issuer.revoke_staff(&enrolment(&event, 9)).unwrap(), list, "after a crash");
    assert_eq!(adopt_list(&mut documents, &list.delta), Ok(Adopted::New));
    let withdrawn = |message: &[u8], documents: &Documents| {
        documents.revocation().unwrap().has_serial(serial(message, documents))
    };
    assert!(withdrawn(&stolen, &documents) && !withdrawn(&kept, &documents));
    assert_eq!(documents.revocation().unwrap().rows().0.len(), 1, "tickets stay withdrawn");
    assert_eq!(issuer.blanks(&event, &enrolment(&event, 9), 0, 1).err(), Some(IssuerError::NotCertified));

    let again = certify(&mut issuer, &event, 9);
    assert!(again != stolen && !withdrawn(&again, &documents));
    issuer.salvage(&event, &desk.root()).unwrap();
    let mut fallen = issuer.salvage(&event, &desk.root()).unwrap().certificates;
    fallen.retain(|payload| payload.serial == serial(&stolen, &documents));
    assert_eq!(fallen, [], "nobody is asked to certify what was withdrawn");
}

#[test]
fn a_delta_and_the_whole_list_come_to_the_same() {
    let mut issuer = Desk::new().init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let rows = [row("A-1"), row("A-2")];
    let tickets = issue(&mut issuer, &event, &rows, &[request(1, 2)]).unwrap().tickets;
    let first = issuer.revoke(&tickets[..1], RevocationReason::Refund).unwrap();
    assert_eq!(first.delta, first.list, "there is nothing before it");
    let second = issuer.revoke(&tickets[1..], RevocationReason::Fraud).unwrap();
    assert_eq!(issuer.revoke(&tickets, RevocationReason::Refund).unwrap(), second, "nothing new");
    let mut documents = Documents::from_event_file(&event).unwrap();
    assert_eq!(adopt_list(&mut documents, &second.delta), Err(AdoptError::Gap { have: 0, needs: 1 }));
    adopt_list(&mut documents, &first.list).unwrap();
    adopt_list(&mut documents, &second.delta).unwrap();
    let merged = documents.revocation().unwrap().hash();
    adopt_list(&mut documents, &second.list).unwrap();
    assert_eq!(documents.revocation().unwrap().hash(), merged);
}

#[test]
fn the_manifests_version_rises_with_its_rows_only() {
    let mut desk = Desk::new();
    let mut issuer = desk.init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let rows = [row("A-1"), row("A-2")];
    let read = |message: &[u8]| Manifest::envelope_of(message).unwrap();
    let versions = |issuer: &Issuer, message: &[u8]| {
        let manifest = Manifest::verify(&read(message), issuer.trust()).unwrap();
        (manifest.version(), manifest.len())
    };
    let empty = issuer.manifest(&event).unwrap();
    assert_eq!(versions(&issuer, &empty), (1, 0));
    let tickets = issue(&mut issuer, &event, &rows[..1], &[request(1, 1)]).unwrap().tickets;
    let one = issuer.manifest(&event).unwrap();
    drop(issuer);
    desk.clock.advance(60);
    let mut issuer = desk.open();
    assert_eq!(issuer.manifest(&event).unwrap(), one, "the same register, a minute later");
    issuer.revoke(&tickets, RevocationReason::Refund).unwrap();
    assert_eq!(issuer.manifest(&event).unwrap(), one, "withdrawing is the revocation list's");
    let file = issue(&mut issuer, &event, &rows, &[request(2, 1)]).unwrap().files.remove(0);
    let two = issuer.manifest(&event).unwrap();
    assert_eq!((versions(&issuer, &one), versions(&issuer, &two)), ((2, 1), (3, 2)));
    let manifest = Manifest::verify(&read(&two), issuer.trust()).unwrap();
    assert!(manifest.holds(&holdings(&file)[0].credential.payload));
}

#[test]
fn after_a_rotation_the_new_key_signs_and_the_old_ones_work_stands() {
    let mut desk = Desk::new();
    let mut issuer = desk.init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let rows = [row("A-1"), row("A-2")];
    let before = issue(&mut issuer, &event, &rows[..1], &[request(1, 1)]).unwrap();
    let list = issuer.revoke(&before.tickets, RevocationReason::Refund).unwrap().list;
    let certificate = certify(&mut issuer, &event, 9);
    let old_key = issuer.key.public();
    let rotated = issuer.rotate(&event, &desk.root()).unwrap();
    assert_eq!(issuer.rotate(&event, &desk.root()).unwrap(), rotated, "after a crash");
    drop(issuer);
    let mut issuer = desk.open();
    assert_eq!(issuer.rotate(&event, &desk.root()).unwrap(), rotated, "after a crash");
    assert_eq!((issuer.trust().version(), issuer.trust().keys().len()), (2, 2));
    assert!(issuer.trust().keys().iter().all(|key| key.status == KeyStatus::Active));
    assert_ne!(issuer.key.public(), old_key);

    let mut documents = Documents::from_event_file(&event).unwrap();
    adopt_list(&mut documents, &list).unwrap();
    assert_eq!(documents.adopt_event_file(&rotated), Ok(Adopted::New));
    // The order list's reader still has the event file of before: the ticket file brings the newest trust list.
    let after = issue(&mut issuer, &event, &rows, &[request(2, 1)]).unwrap();
    let file = TicketFile::from_bytes(&after.files[0], TicketFile::MAX_BYTES).unwrap();
    assert_eq!(file.event_file, rotated);
    for file in [&before.files[0], &after.files[0]] {
        let (credential, _) = verify_holding(&holdings(file)[0], &documents).unwrap();
        assert_eq!(credential.issuer() == old_key, file == &before.files[0]);
    }
    let delta = issuer.revoke(&after.tickets, RevocationReason::Refund).unwrap().delta;
    assert_eq!(adopt_list(&mut documents, &delta), Ok(Adopted::New), "it follows the old key's list");
    assert_eq!(certify(&mut issuer, &rotated, 9), certificate, "the old key's certificate stands");
    let fresh = Certificate::from_message(&certify(&mut issuer, &rotated, 10), &documents).unwrap();
    assert!(fresh.stands());
    assert_ne!(
        issuer.rotate(&rotated, &desk.root()).unwrap(),
        rotated,
        "another rotation names the newest list"
    );
}

#[test]
fn a_stolen_keys_forgeries_give_way_and_the_genuine_tickets_are_salvaged() {
    let mut desk = Desk::new();
    let mut issuer = desk.init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let other = issuer.sign_event(&EventPlan { title: "千秋楽".into(), ..plan() }, None).unwrap();
    let rows = [row("A-1"), row("A-2")];
    let genuine = issue(&mut issuer, &event, &rows, &[request(1, 2)]).unwrap();
    let genuine_payload = holdings(&genuine.files[0])[0].credential.payload.clone();
    let list = issuer.revoke(&genuine.tickets[..1], RevocationReason::Refund).unwrap().list;
    let certificate = certify(&mut issuer, &event, 9);
    let thief = issuer.key.clone();
    let mut documents = Documents::from_event_file(&event).unwrap();
    let of = documents.event().event;
    adopt_list(&mut documents, &list).unwrap();
    let (from, until) = (time(NOW), time(NOW + 9));
    let forged = Revocation::issue(&thief, of, 4_000_000, from, until, Vec::new(), Vec::new());
    documents.adopt_revocation(forged.envelope()).unwrap();

    let salvaged = issuer.salvage(&event, &desk.root()).unwrap();
    assert_eq!(issuer.salvage(&event, &desk.root()).unwrap(), salvaged, "after a crash");
    drop(issuer);
    let mut issuer = desk.open();
    assert_eq!(issuer.salvage(&event, &desk.root()).unwrap(), salvaged, "after a crash");
    assert_eq!(issuer.trust().status(&thief.public()), Some(KeyStatus::Revoked));

    assert_eq!(documents.adopt_event_file(&salvaged.event_file), Ok(Adopted::New));
    assert_eq!((documents.event().version, documents.event().minimum_trust), (2, 2));
    assert_eq!(adopt_list(&mut documents, &salvaged.revocation), Ok(Adopted::New));
    let in_force = documents.revocation().unwrap();
    assert_eq!((in_force.version(), in_force.rows().0.len()), (2, 1));
    adopt_manifest(&mut documents, &salvaged.manifest).unwrap();
    assert!(documents.salvages(&genuine_payload));
    let mut forged = genuine_payload.clone();
    *forged.last_mut().unwrap() ^= 1;
    assert!(!documents.salvages(&forged));

    let serials: Vec<_> = salvaged.certificates.iter().map(|certificate| certificate.serial).collect();
    let old = Certificate::from_message(&certificate, &documents).unwrap();
    assert_eq!((serials, old.stands()), (vec![old.payload().serial], false));
    let again =
        Certificate::from_message(&certify(&mut issuer, &salvaged.event_file, 9), &documents).unwrap();
    assert!(again.stands(), "the old certificate is not given again");
    assert_eq!(issuer.salvage(&event, &desk.root()).unwrap().certificates, []);

    let mut elsewhere = Documents::from_event_file(&other).unwrap();
    let saved = issuer.salvage(&other, &desk.root()).unwrap();
    assert_eq!(
        elsewhere.adopt_event_file(&saved.event_file),
        Ok(Adopted::New),
        "every event was signed anew"
    );
    assert_eq!(issuer.trust().version(), 2, "by the same salvage");
    assert_eq!(
        issuer.sign_event(&plan(), None).unwrap(),
        salvaged.event_file,
        "the same plan, the same event"
    );
    let next = issuer.salvage(&salvaged.event_file, &desk.root()).unwrap();
    assert_ne!(next, salvaged, "the next theft");
    assert_eq!(issuer.trust().version(), 3);
}

#[test]
fn tickets_and_lists_go_on_after_a_salvage() {
    let mut desk = Desk::new();
    let mut issuer = desk.init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let rows = [row("A-1"), row("A-2")];
    let before = issue(&mut issuer, &event, &rows[..1], &[request(1, 1)]).unwrap();
    let salvaged = issuer.salvage(&event, &desk.root()).unwrap();
    assert_eq!(issue(&mut issuer, &event, &rows, &[request(2, 1)]), Err(IssuerError::EventOutdated));
    let after = issue(&mut issuer, &salvaged.event_file, &rows, &[request(2, 1)]).unwrap();
    assert_eq!((&after.tickets[..1], after.new), (&before.tickets[..], 1));
    let mut documents = Documents::from_event_file(&salvaged.event_file).unwrap();
    adopt_list(&mut documents, &salvaged.revocation).unwrap();
    let revoked = issuer.revoke(&after.tickets[1..], RevocationReason::Refund).unwrap();
    assert_eq!(adopt_list(&mut documents, &revoked.delta), Ok(Adopted::New));
    adopt_manifest(&mut documents, &salvaged.manifest).unwrap();
    assert_eq!(adopt_manifest(&mut documents, &issuer.manifest(&event).unwrap()), Ok(Adopted::New));
    assert_eq!(documents.manifest().unwrap().len(), 2);
}

#[test]
fn another_root_replaces_no_key() {
    let mut desk = Desk::new();
    let mut issuer = desk.init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let mut other = Desk::new();
    assert_eq!(Root::open(other.folder.path(), &*other.vault).err(), Some(IssuerError::RootNotFound));
    other.seed = 50;
    other.init();
    assert_eq!(issuer.rotate(&event, &other.root()), Err(IssuerError::OtherRoot));
    assert_eq!(issuer.salvage(&event, &other.root()), Err(IssuerError::OtherRoot));
    assert_eq!(issuer.trust().version(), 1);
    let foreign = other.open().sign_event(&plan(), None).unwrap();
    assert_eq!(issuer.rotate(&foreign, &desk.root()), Err(IssuerError::ForeignEvent));
}

#[test]
fn the_next_root_is_announced_and_takes_over_with_every_event() {
    let (mut desk, mut heir) = (Desk::new(), Desk::new());
    let mut issuer = desk.init();
    heir.seed = 50;
    heir.init();
    let event = issuer.sign_event(&plan(), None).unwrap();
    let other = issuer.sign_event(&EventPlan { title: "千秋楽".into(), ..plan() }, None).unwrap();
    let rows = [row("A-1"), row("A-2")];
    let before = issue(&mut issuer, &event, &rows[..1], &[request(1, 1)]).unwrap();
    let certificate = certify(&mut issuer, &event, 9);
    let next = heir.root();
    assert_eq!(issuer.hand_over(&event, &next), Err(IssuerError::NextRoot));
    assert_eq!(issuer.announce(&event, &next, &next), Err(IssuerError::OtherRoot));
    assert_eq!(issuer.announce(&event, &desk.root(), &desk.root()), Err(IssuerError::NextRoot));

    let announced = issuer.announce(&event, &desk.root(), &next).unwrap();
    assert_eq!(issuer.announce(&event, &desk.root(), &next).unwrap(), announced, "after a crash");
    let rotated = issuer.rotate(&announced, &desk.root()).unwrap();
    assert_eq!(issuer.trust().next_root(), Some(next.id()), "a rotation keeps the announcement");
    let handed_over = issuer.hand_over(&event, &next).unwrap();
    drop(issuer);
    let mut issuer = desk.open();
    assert_eq!(issuer.hand_over(&event, &next).unwrap(), handed_over, "after a crash");
    assert_eq!((issuer.root(), issuer.trust().version()), (next.id(), 4));

    let mut documents = Documents::from_event_file(&event).unwrap();
    for file in [&rotated, &handed_over] {
        assert_eq!(documents.adopt_event_file(file), Ok(Adopted::New));
    }
    assert_eq!(documents.root(), next.id());
    verify_holding(&holdings(&before.files[0])[0], &documents).unwrap();
    assert!(Certificate::from_message(&certificate, &documents).unwrap().stands());
    let mut elsewhere = Documents::from_event_file(&other).unwrap();
    elsewhere.adopt_trust(documents_trust(&rotated).signed()).unwrap();
    assert_eq!(elsewhere.adopt_event_file(&issuer.hand_over(&other, &next).unwrap()), Ok(Adopted::New));
    let after = issue(&mut issuer, &handed_over, &rows, &[request(2, 1)]).unwrap();
    assert_eq!(after.tickets.len(), 2);
    assert_eq!(issuer.rotate(&handed_over, &desk.root()), Err(IssuerError::OtherRoot));
    issuer.rotate(&handed_over, &next).unwrap();
}

fn documents_trust(event_file: &[u8]) -> crate::ticket::TrustList {
    Documents::from_event_file(event_file).unwrap().trust().clone()
}
