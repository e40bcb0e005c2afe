//! What a check finds in a wallet, and what it says of tickets the day before.

use rusqlite::Connection;

use super::hand_over::pair;
use super::*;
use crate::crypto::{Domain, SecretKey};
use crate::ports::SignerError;
use crate::stamp::{DigitalStamp, StampPayload};
use crate::store::{Fault, Row, Schema, Store, Table};
use crate::testing::SignatureForm;
use crate::testing::fixtures::{CountingRng, at};
use crate::ticket::{Flag, Flags, Policy, PresentationId, Role, Signed};
use crate::wallet::rows::{EvidenceKind, EvidenceRow};
use crate::wallet::{CodeReady, EventReady, KeyReady, ParcelState, PressClaim, WalletClock, check};
use crate::wire::Wire;

fn faults(person: &mut Person) -> Vec<Fault> {
    drop(person.wallet.take());
    let host = person.host();
    check(person.folder.path(), &host).unwrap().faults
}

fn tamper(person: &mut Person, sql: &str) {
    drop(person.wallet.take());
    Connection::open(person.folder.path().join("store.db")).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn a_sound_wallet_in_the_middle_of_things_has_no_fault() {
    let (mut organizer, mut alice, mut bob, id, request) = pair();
    alice.obtain(&mut organizer, 2);
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    bob.take(&parcel);
    assert_eq!((faults(&mut alice), faults(&mut bob)), (vec![], vec![]));
    let host = alice.host();
    let rows = check(alice.folder.path(), &host).unwrap().rows;
    assert!(rows.contains(&(Table::Ticket, 3)), "{rows:?}");
    alice.reopen();
    let host = alice.host();
    assert_eq!(check(alice.folder.path(), &host), Err(WalletError::Busy), "one reads it at a time");
}

#[test]
fn a_row_that_was_changed_is_named() {
    let (_, mut alice, ..) = pair();
    tamper(
        &mut alice,
        "UPDATE ticket SET value = CAST(substr(value, 1, 80) || x'0000' || substr(value, 83) AS BLOB)",
    );
    assert_eq!(faults(&mut alice), [Fault::Row { table: Table::Ticket, place: 1 }]);
}

#[test]
fn a_ticket_whose_key_or_event_is_gone_is_named() {
    let (_, mut alice, ..) = pair();
    tamper(&mut alice, "DELETE FROM event");
    let chain = Fault::Chain { table: Table::Ticket, place: 1 };
    assert_eq!(faults(&mut alice), [Fault::Rows { table: Table::Event }, chain]);
}

/// What a row holds is changed and sealed again, as nobody without the key can do it.
fn seal_again(person: &mut Person, table: Table, change: impl Fn(&Row) -> Vec<u8>) {
    drop(person.wallet.take());
    let mut store = Store::open(person.folder.path(), Schema::Wallet, &*person.vault).unwrap();
    let written = store.write(&mut CountingRng(77 << 32), |tables| {
        let rows = tables.all(table)?;
        rows.iter().try_for_each(|row| tables.update(table, row.id, &change(row)))
    });
    written.unwrap();
    store.close().unwrap();
}

#[test]
fn an_answer_that_its_key_did_not_sign_is_named() {
    use crate::wallet::Decision;
    for decision in [Decision::Take, Decision::Decline] {
        let (_, mut alice, mut bob, id, request) = pair();
        alice.hand(id, &request).unwrap();
        let parcel = alice.parcel(id);
        bob.w().receive(&parcel, decision).unwrap();
        assert_eq!(faults(&mut bob), []);
        // The signature stands last.
        seal_again(&mut bob, Table::Tombstone, |row| {
            let mut value = row.value.to_vec();
            *value.last_mut().unwrap() ^= 1;
            value
        });
        let listed = bob.try_reopen().map(|()| bob.w().tickets().unwrap().len()).unwrap();
        let named = [Fault::Chain { table: Table::Tombstone, place: 1 }];
        // A ticket of nobody's that was declined is not kept: what it was signed over is not here.
        assert_eq!(faults(&mut bob), named[..listed.min(1)], "{decision:?}");
    }
}

#[test]
fn a_stamp_or_a_claim_that_was_not_signed_so_is_named() {
    let (organizer, mut alice, _, id, _) = pair();
    let head = alice.w().current(id).unwrap().head();
    drop(alice.wallet.take());
    let (key, certificate) = organizer.staff(50, &[Role::Scan, Role::Stamp]);
    let stranger = SecretKey::from_seed(&[99; 32]);
    let payload = StampPayload {
        presentation: PresentationId::from_bytes([1; 16]),
        gate: 0,
        time: at(0),
        level: 2,
        entry: [4; 16],
    };
    let stamp = |key| DigitalStamp::sign(&payload, key, &certificate).to_bytes();
    let claim = PressClaim { head, stamp: 1, time: at(0) }.to_bytes();
    let claim = Signed { signature: stranger.sign(Domain::Claim, &claim), payload: claim }.to_bytes();
    let rows = [
        (EvidenceKind::Stamp, stamp(&key)),
        (EvidenceKind::Stamp, stamp(&stranger)),
        (EvidenceKind::Stamp, b"no stamp".to_vec()),
        (EvidenceKind::Claim, claim),
        (EvidenceKind::BadTicket, b"kept because it does not hold".to_vec()),
    ];
    let mut store = Store::open(alice.folder.path(), Schema::Wallet, &*alice.vault).unwrap();
    store
        .write(&mut CountingRng(78 << 32), |tables| {
            rows.into_iter().try_for_each(|(kind, bytes)| {
                let row = EvidenceRow { kind, time: at(0), bytes };
                tables.insert(Table::Evidence, Some(id.as_bytes()), &row.to_bytes()).map(drop)
            })
        })
        .unwrap();
    store.close().unwrap();
    assert_eq!(faults(&mut alice), [2, 3, 4].map(|place| Fault::Chain { table: Table::Evidence, place }));
}

#[test]
fn a_folder_of_before_is_told_from_damage() {
    let (_, mut alice, _, id, request) = pair();
    let copy = alice.backup();
    alice.hand(id, &request).unwrap();
    drop(alice.wallet.take());
    copy_files(copy.path(), alice.folder.path());
    fs::remove_file(alice.folder.path().join("store.db-wal")).ok();
    assert_eq!(faults(&mut alice), [Fault::Lost]);
}

#[test]
fn a_ticket_that_is_ready_works_offline() {
    let mut organizer = Organizer::new();
    let (mut alice, ids) = Person::with_tickets(1, &mut organizer, 1);
    let ready = &alice.w().readiness().unwrap()[0];
    assert_eq!((ready.ticket, ready.key, ready.code), (ids[0], KeyReady::Here, CodeReady::Holds));
    assert_eq!((ready.clock, ready.event), (WalletClock::Fine, EventReady::Known));
    assert!(ready.works_offline());
    alice.clock.set(END);
    assert_eq!(alice.w().readiness().unwrap(), [], "what is over needs no network");
}

#[test]
fn looking_whether_a_ticket_is_ready_delays_no_hand_over() {
    let (_, mut alice, _, id, request) = pair();
    assert!(alice.w().readiness().unwrap()[0].works_offline());
    alice.hand(id, &request).unwrap();
    assert!(matches!(alice.w().parcel(id), Ok(ParcelState::Ready { .. })));
}

#[test]
fn a_ticket_of_a_friend_works_offline_and_says_who_introduced_its_organizer() {
    let (_, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    bob.take(&parcel);
    let ready = &bob.w().readiness().unwrap()[0];
    assert_eq!((ready.event, ready.works_offline()), (EventReady::FirstSeen, true));
    assert_eq!(alice.w().readiness().unwrap(), []);
}

#[test]
fn an_old_event_file_is_told_and_a_revoked_key_does_not_work_offline() {
    let mut organizer = Organizer::new();
    let (mut alice, _) = Person::with_tickets(1, &mut organizer, 1);
    let salvaged = organizer.salvage(9);
    alice.w().import(&salvaged).unwrap();
    let ready = &alice.w().readiness().unwrap()[0];
    assert_eq!((ready.event, ready.works_offline()), (EventReady::KeyRevoked, false));
    let mut organizer = Organizer::new();
    organizer.event.end = at(400 * 86_400);
    let (mut alice, _) = Person::with_tickets(1, &mut organizer, 1);
    let file = organizer.renew(at(-400 * 86_400));
    alice.w().import(&file).unwrap();
    let ready = &alice.w().readiness().unwrap()[0];
    let since = at(-400 * 86_400).shifted(365 * 86_400);
    assert_eq!((ready.event, ready.works_offline()), (EventReady::Old { since }, true));
}

#[test]
fn a_key_in_locked_hardware_is_told_by_name() {
    let mut organizer = Organizer::new();
    let flags = Flags::default().with(Flag::HardwareBound);
    organizer.policy = Policy { flags, hops: 0, deadline: 0 };
    let (mut alice, signer) = (Person::new(1), SoftwareSigner::new(SignatureForm::Der));
    alice.w().use_signer(signer.clone());
    let request = alice.w().request_hardware(1, None).unwrap();
    alice.w().import(&organizer.ticket_file_for(&request, 1)).unwrap();
    assert!(alice.w().readiness().unwrap()[0].works_offline());
    for (fault, key) in
        [(Some(SignerError::Unavailable), KeyReady::Locked), (Some(SignerError::KeyLost), KeyReady::Lost)]
    {
        signer.fail_with(fault);
        let ready = &alice.w().readiness().unwrap()[0];
        assert_eq!((ready.key, ready.code, ready.works_offline()), (key, CodeReady::NotMade, false));
    }
}
