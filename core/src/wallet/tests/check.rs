//! What a check finds in a wallet, and what it says of tickets the day before.

use rusqlite::Connection;

use super::hand_over::pair;
use super::*;
use crate::code::Reason;
use crate::crypto::{Domain, SecretKey};
use crate::ports::SignerError;
use crate::stamp::{DigitalStamp, StampPayload};
use crate::store::{Fault, Row, Schema, Store, StoreError, Table};
use crate::testing::SignatureForm;
use crate::testing::fixtures::{CountingRng, at};
use crate::ticket::{EventFile, Flag, Flags, Policy, PresentationId, Role, Signed};
use crate::wallet::clock::CLOCK;
use crate::wallet::exposure::LEDGER;
use crate::wallet::holder_key::{HANDLES, KeySecret};
use crate::wallet::rows::{
    EventRow, EvidenceKind, EvidenceRow, Kept, KeyRow, RequestTableRow, State, TicketRow,
};
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
    // Of the requests only keys are found by something.
    for (table, sql) in [
        (Table::Event, "DELETE FROM event"),
        (Table::Request, "DELETE FROM request WHERE lookup IS NOT NULL"),
    ] {
        let (_, mut alice, ..) = pair();
        tamper(&mut alice, sql);
        let chain = Fault::Chain { table: Table::Ticket, place: 1 };
        assert_eq!(faults(&mut alice), [Fault::Rows { table }, chain]);
    }
}

/// A row of a table, its key and its value.
type Planted<'a> = (Table, Option<&'a [u8]>, &'a [u8]);

/// Rows behind those of their tables, sealed as this library does it; gives the faults that they are.
fn plant(person: &mut Person, rows: &[Planted<'_>]) -> Vec<Fault> {
    drop(person.wallet.take());
    let mut store = Store::open(person.folder.path(), Schema::Wallet, &*person.vault).unwrap();
    let planted = store.write(&mut CountingRng(79 << 32), |tables| {
        let plant = |(table, key, value): &Planted<'_>| {
            tables.insert(*table, *key, value)?;
            Ok::<_, StoreError>(Fault::Content { table: *table, place: tables.count(*table)? })
        };
        rows.iter().map(plant).collect::<Result<Vec<_>, _>>()
    });
    store.close().unwrap();
    planted.unwrap()
}

#[test]
fn a_check_names_what_this_library_does_not_write_in_every_table() {
    let rows: [Planted; 10] = [
        (Table::Meta, None, b"x"),
        (Table::Meta, Some(CLOCK), b"x"),
        (Table::Meta, Some(HANDLES), b"x"),
        (Table::Meta, Some(LEDGER), b"x"),
        (Table::Event, Some(b"event"), b"x"),
        (Table::Ticket, Some(b"ticket"), b"x"),
        (Table::Request, Some(b"key"), b"x"),
        (Table::Tombstone, Some(b"xid"), b"x"),
        (Table::Shown, Some(b"ticket"), b"x"),
        (Table::Evidence, Some(b"ticket"), b"x"),
    ];
    let (_, mut alice, ..) = pair();
    let planted = plant(&mut alice, &rows);
    assert_eq!(faults(&mut alice), planted);
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
fn an_event_whose_trust_list_or_core_was_not_signed_so_is_named_with_its_ticket() {
    let forgeries: [fn(&mut EventFile); 2] =
        [|file| file.trust.signature[9] ^= 1, |file| file.event.signature[9] ^= 1];
    for forge in forgeries {
        let (_, mut alice, ..) = pair();
        seal_again(&mut alice, Table::Event, |row| {
            let row = Kept::<EventRow>::load(row).unwrap().row;
            let mut file = EventFile::from_bytes(&row.file, EventFile::MAX_BYTES).unwrap();
            forge(&mut file);
            EventRow { file: file.to_bytes(), ..row }.to_bytes()
        });
        let event = Fault::Content { table: Table::Event, place: 1 };
        assert_eq!(faults(&mut alice), [event, Fault::Chain { table: Table::Ticket, place: 1 }]);
    }
}

fn change_tickets(person: &mut Person, change: impl Fn(&mut TicketRow)) {
    seal_again(person, Table::Ticket, |row| {
        let mut row = Kept::<TicketRow>::load(row).unwrap().row;
        change(&mut row);
        row.to_bytes()
    });
}

fn forge_credential(person: &mut Person) {
    change_tickets(person, |row| row.holding.credential.signature[9] ^= 1);
}

#[test]
fn a_ticket_that_its_issuer_did_not_sign_is_named() {
    let (_, mut alice, ..) = pair();
    forge_credential(&mut alice);
    assert_eq!(faults(&mut alice), [Fault::Chain { table: Table::Ticket, place: 1 }]);
}

#[test]
fn a_ticket_that_its_holder_did_not_hand_on_is_named() {
    let (_, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    bob.take(&parcel);
    change_tickets(&mut bob, |row| row.holding.chain[0].signature[9] ^= 1);
    assert_eq!(faults(&mut bob), [Fault::Chain { table: Table::Ticket, place: 1 }]);
}

#[test]
fn a_ticket_that_this_wallet_did_not_hand_on_as_its_row_says_is_named() {
    let (_, mut alice, _, id, request) = pair();
    alice.hand(id, &request).unwrap();
    change_tickets(&mut alice, |row| match &mut row.state {
        State::Handed(out) => out.hop.signature[9] ^= 1,
        other => panic!("{other:?}"),
    });
    assert_eq!(faults(&mut alice), [Fault::Chain { table: Table::Ticket, place: 1 }]);
}

#[test]
fn a_request_that_its_key_did_not_sign_is_named() {
    let (_, mut alice, ..) = pair();
    seal_again(&mut alice, Table::Request, |row| match Kept::<RequestTableRow>::load(row).unwrap().row {
        RequestTableRow::Request(mut request) => {
            *request.message.last_mut().unwrap() ^= 1;
            RequestTableRow::Request(request).to_bytes()
        }
        RequestTableRow::Key(_) => row.value.to_vec(),
    });
    assert_eq!(faults(&mut alice), [Fault::Content { table: Table::Request, place: 1 }]);
}

/// A stranger's key stands where those of the wallet were.
fn swap_keys(person: &mut Person) {
    seal_again(person, Table::Request, |row| match Kept::<RequestTableRow>::load(row).unwrap().row {
        RequestTableRow::Key(key) => {
            let secret = Some(KeySecret::Software(SecretKey::from_seed(&[99; 32])));
            RequestTableRow::Key(KeyRow { secret, ..key }).to_bytes()
        }
        RequestTableRow::Request(_) => row.value.to_vec(),
    });
}

#[test]
fn a_key_that_is_not_the_one_it_is_found_by_is_named_with_its_ticket() {
    let (_, mut alice, ..) = pair();
    swap_keys(&mut alice);
    let key = Fault::Content { table: Table::Request, place: 2 };
    assert_eq!(faults(&mut alice), [key, Fault::Chain { table: Table::Ticket, place: 1 }]);
}

#[test]
fn a_key_that_was_erased_and_one_in_hardware_are_no_damage() {
    let (mut organizer, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    let answer = bob.take(&parcel);
    alice.settled(&answer);
    assert_eq!(faults(&mut alice), []);
    organizer.policy = Policy { flags: Flags::default().with(Flag::HardwareBound), hops: 0, deadline: 0 };
    let mut carol = Person::new(3);
    carol.w().use_signer(SoftwareSigner::new(SignatureForm::Der));
    let request = carol.w().request_hardware(1, None).unwrap();
    carol.w().import(&organizer.ticket_file_for(&request, 1)).unwrap();
    assert_eq!(faults(&mut carol), []);
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
fn a_phone_behind_a_time_that_was_signed_does_not_work_offline() {
    let (_, mut alice, ..) = pair();
    alice.w().learn_time(at(0)).unwrap();
    let ready = &alice.w().readiness().unwrap()[0];
    assert_eq!((ready.key, ready.code, ready.event), (KeyReady::Here, CodeReady::Holds, EventReady::Known));
    let behind = WalletClock::Behind { seconds: DOORS - T0 };
    assert_eq!((ready.clock, ready.works_offline()), (behind, false));
    alice.clock.set(DOORS);
    assert!(alice.w().readiness().unwrap()[0].works_offline());
}

#[test]
fn a_code_that_no_gate_would_take_is_told_with_its_reason_and_does_not_work_offline() {
    type Forge = fn(&mut Person);
    let keys: (Forge, Reason) = (swap_keys, Reason::BadSignature);
    for (forge, reason) in [keys, (forge_credential, Reason::NotGenuine)] {
        let (_, mut alice, ..) = pair();
        forge(&mut alice);
        alice.reopen();
        let ready = &alice.w().readiness().unwrap()[0];
        let rest = (ready.key, ready.clock, ready.event);
        assert_eq!(rest, (KeyReady::Here, WalletClock::Fine, EventReady::Known));
        assert_eq!((ready.code, ready.works_offline()), (CodeReady::Fails { reason }, false));
        assert_eq!(ready.code.code(), reason.code());
    }
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
