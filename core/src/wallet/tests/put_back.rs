//! What an hour ago was OWNED, put back into the files after the hand-over: a row, a table, the database, the folder.

use rusqlite::Connection;

use super::hand_over::pair;
use super::*;
use crate::code::{Challenge, ChallengePayload};
use crate::ports::KeyVault as _;
use crate::testing::fixtures::at;
use crate::ticket::Role;
use crate::wallet::{Decision, NotTransferable, Received, Rollback};
use crate::wire::Wire as _;

/// A wallet that handed its ticket over, and its folder of before.
fn handed() -> (Person, TicketId, TempDir) {
    let (_, mut alice, mut bob, id, request) = pair();
    let copy = alice.backup();
    alice.hand(id, &request).unwrap();
    alice.clock.advance(60);
    let parcel = alice.parcel(id);
    bob.take(&parcel);
    alice.wallet.take().unwrap().close().unwrap();
    Connection::open(copy.path().join("store.db"))
        .unwrap()
        .execute_batch("PRAGMA journal_mode = DELETE")
        .unwrap();
    (alice, id, copy)
}

/// SQL with the older copy at hand.
fn tamper(alice: &Person, copy: &TempDir, sql: &str) {
    let older = copy.path().join("store.db");
    let sql = format!("ATTACH '{}' AS older; {sql}", older.display());
    Connection::open(alice.folder.path().join("store.db")).unwrap().execute_batch(&sql).unwrap();
}

#[track_caller]
fn never_owned(alice: &mut Person, id: TicketId) {
    let shown = alice.try_reopen().and_then(|()| alice.w().present(id));
    assert!(matches!(shown, Err(WalletError::Corrupt | WalletError::HandedOn)), "{shown:?}");
}

#[test]
fn the_older_row_is_damage_and_never_owned() {
    for columns in ["value", "id, lookup, value"] {
        let (mut alice, id, copy) = handed();
        tamper(
            &alice,
            &copy,
            &format!(
                "UPDATE ticket SET ({columns}) = (SELECT {columns} FROM older.ticket WHERE seq = ticket.seq)"
            ),
        );
        never_owned(&mut alice, id);
    }
}

#[test]
fn the_older_table_is_damage_and_never_owned() {
    let (mut alice, id, copy) = handed();
    tamper(&alice, &copy, "DELETE FROM ticket; INSERT INTO ticket SELECT * FROM older.ticket");
    never_owned(&mut alice, id);
}

#[test]
fn older_tables_with_the_state_they_add_up_to_stay_handed_and_are_told() {
    let (mut alice, id, copy) = handed();
    let tables = ["envelope", "meta", "event", "ticket", "request", "tombstone", "shown", "evidence"];
    let sql: Vec<String> = tables
        .iter()
        .map(|table| {
            format!("DELETE FROM \"{table}\"; INSERT INTO \"{table}\" SELECT * FROM older.\"{table}\";")
        })
        .collect();
    tamper(&alice, &copy, &sql.concat());
    alice.reopen();
    assert_ne!(alice.w().health().rollback, Rollback::None);
    assert_eq!(alice.w().present(id), Err(WalletError::HandedOn));
}

#[test]
fn the_older_database_in_the_newer_folder_stays_handed_and_is_told() {
    let (mut alice, id, copy) = handed();
    fs::copy(copy.path().join("store.db"), alice.folder.path().join("store.db")).unwrap();
    alice.reopen();
    assert_ne!(alice.w().health().rollback, Rollback::None);
    assert_eq!(alice.w().present(id), Err(WalletError::HandedOn));
}

#[test]
fn the_whole_older_folder_stays_handed_and_is_told() {
    let (mut alice, id, copy) = handed();
    alice.restore(&copy);
    assert_ne!(alice.w().health().rollback, Rollback::None);
    assert_eq!(alice.w().present(id), Err(WalletError::HandedOn));
}

/// What was not handed on is as good as before.
#[test]
fn the_other_ticket_of_an_older_folder_still_shows() {
    let (mut organizer, mut alice, mut bob, id, request) = pair();
    let other = alice.obtain(&mut organizer, 1).remove(0);
    let copy = alice.backup();
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    bob.take(&parcel);
    alice.restore(&copy);
    assert_ne!(alice.w().health().rollback, Rollback::None);
    alice.clock.set(DOORS);
    assert_eq!(alice.w().present(id), Err(WalletError::HandedOn));
    assert_eq!(alice.state(other), TicketState::Ready);
    alice.show(other, &organizer.documents());
}

/// A challenge that was answered is a proof of use: with an older copy the ticket must not seem unused.
#[test]
fn what_answered_a_gate_is_not_handed_on_from_an_older_copy() {
    let (organizer, mut alice, _, id, request) = pair();
    let copy = alice.backup();
    let (key, certificate) = organizer.staff(50, &[Role::Scan]);
    let event = organizer.event.event;
    let asks = ChallengePayload { event, gate: 0, time: at(0), nonce: [4; 16], seconds: 30, hpke: None };
    alice.w().answer(id, &Challenge::sign(&asks, &key, &certificate).to_bytes()).unwrap();
    alice.restore(&copy);
    alice.clock.advance(60);
    assert_eq!(alice.hand(id, &request), Err(NotTransferable::Answered.into()));
}

/// A change that a crash kept from the vault was copied, never opened, and put back after another answer was given.
#[test]
fn a_return_that_never_left_is_not_given_after_a_receipt_that_did() {
    let (_, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    let (before, item) = (bob.backup(), bob.vault.get().unwrap().unwrap());
    bob.answer(&parcel, Decision::Decline);
    bob.vault.put(&item).unwrap();
    drop(bob.wallet.take());
    let crashed = tempfile::tempdir().unwrap();
    copy_files(bob.folder.path(), crashed.path());
    bob.restore(&before);
    let receipt = bob.take(&parcel);
    bob.restore(&crashed);
    for decision in [Decision::Decline, Decision::Take] {
        match bob.w().receive(&parcel, decision).unwrap() {
            Received::Rows { answer: None, .. } => {}
            Received::Rows { answer: Some(answer), .. } => assert_eq!(answer, receipt),
            other => panic!("{other:?}"),
        }
    }
}

/// Put back once, a hand-over whose tag a crash kept from the vault, put back again: the tag is there before the parcel.
#[test]
fn what_is_handed_on_after_a_folder_was_put_back_stays_handed_when_it_is_put_back_again() {
    let (_, mut alice, mut bob, id, request) = pair();
    let copy = alice.backup();
    for _ in 0..4 {
        alice.w().request(1, None).unwrap();
    }
    alice.restore(&copy);
    let before = alice.vault.get().unwrap().unwrap();
    alice.hand(id, &request).unwrap();
    alice.vault.put(&before).unwrap();
    alice.reopen();
    alice.clock.advance(60);
    let parcel = alice.parcel(id);
    bob.take(&parcel);
    alice.restore(&copy);
    assert_eq!(alice.w().present(id), Err(WalletError::HandedOn));
}
