//! What an hour ago was OWNED, put back into the files after the hand-over: a row, a table, the database, the folder.

use rusqlite::Connection;

use super::hand_over::pair;
use super::*;
use crate::code::{Challenge, ChallengePayload};
use crate::ports::{KeyVault as _, VaultError};
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
    assert_ne!(alice.w().rollback(), Rollback::None);
    assert_eq!(alice.w().present(id), Err(WalletError::HandedOn));
}

#[test]
fn the_older_database_in_the_newer_folder_stays_handed_and_is_told() {
    let (mut alice, id, copy) = handed();
    fs::copy(copy.path().join("store.db"), alice.folder.path().join("store.db")).unwrap();
    alice.reopen();
    assert_ne!(alice.w().rollback(), Rollback::None);
    assert_eq!(alice.w().present(id), Err(WalletError::HandedOn));
}

#[test]
fn the_whole_older_folder_stays_handed_and_is_told() {
    let (mut alice, id, copy) = handed();
    alice.restore(&copy);
    assert_ne!(alice.w().rollback(), Rollback::None);
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
    assert_ne!(alice.w().rollback(), Rollback::None);
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

/// Two copies made on purpose: of a hand-over that a crash kept from the vault, and of before it. One parcel leaves.
#[test]
fn a_hand_over_that_the_vault_never_heard_of_gives_no_parcel_after_another_one_did() {
    let (_, mut alice, _, id, request) = pair();
    let (before, item) = (alice.backup(), alice.vault.get().unwrap().unwrap());
    alice.hand(id, &request).unwrap();
    alice.vault.put(&item).unwrap();
    drop(alice.wallet.take());
    let crashed = tempfile::tempdir().unwrap();
    copy_files(alice.folder.path(), crashed.path());
    alice.restore(&before);
    let carol = Person::new(9).w().request(1, None).unwrap();
    alice.hand(id, &carol).unwrap();
    alice.clock.advance(60);
    alice.parcel(id);
    for copy in [&crashed, &before] {
        alice.restore(copy);
        assert_eq!(alice.w().parcel(id), Err(WalletError::RolledBack));
    }
}

/// The same crash, and the one folder there is: the hand-over that was begun is the one that goes on.
#[test]
fn a_hand_over_that_a_crash_kept_from_the_vault_gives_its_parcel() {
    let (_, mut alice, mut bob, id, request) = pair();
    let item = alice.vault.get().unwrap().unwrap();
    alice.hand(id, &request).unwrap();
    alice.vault.put(&item).unwrap();
    alice.reopen();
    alice.clock.advance(60);
    let parcel = alice.parcel(id);
    bob.take(&parcel);
}

/// A folder of while it waited, put back after the friend had given the ticket back, has no parcel for it any more; the
/// friend's answer brings the ticket home once more.
#[test]
fn a_parcel_that_was_answered_does_not_leave_again_and_its_answer_still_settles() {
    let (_, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    alice.clock.advance(60);
    let (parcel, copy) = (alice.parcel(id), alice.backup());
    let answer = bob.answer(&parcel, Decision::Decline);
    alice.w().settle(&answer).unwrap();
    alice.restore(&copy);
    assert_eq!(alice.w().parcel(id), Err(WalletError::RolledBack));
    alice.w().settle(&answer).unwrap();
    assert_eq!(alice.state(id), TicketState::NotYet);
}

#[test]
fn that_a_folder_was_put_back_is_told_until_somebody_took_note_and_told_again_the_next_time() {
    let (_, mut alice, _, id, request) = pair();
    let copy = alice.backup();
    alice.hand(id, &request).unwrap();
    for _ in 0..2 {
        alice.restore(&copy);
        alice.reopen();
        assert_ne!(alice.w().rollback(), Rollback::None);
        alice.w().dismiss_rollback().unwrap();
        assert_eq!(alice.w().rollback(), Rollback::None);
        alice.reopen();
        assert_eq!(alice.w().rollback(), Rollback::None);
        assert_eq!(alice.w().present(id), Err(WalletError::HandedOn));
    }
}

#[test]
fn a_note_that_the_disk_or_the_vault_does_not_take_is_told_again() {
    let (_, mut alice, _, _, _) = pair();
    let copy = alice.backup();
    alice.w().request(1, None).unwrap();
    alice.restore(&copy);
    alice.vault.fail_with(Some(VaultError::Unavailable));
    assert_eq!(alice.w().dismiss_rollback(), Err(WalletError::VaultUnavailable));
    assert_ne!(alice.w().rollback(), Rollback::None);
    alice.vault.fail_with(None);
    alice.w().dismiss_rollback().unwrap();
    alice.reopen();
    assert_eq!(alice.w().rollback(), Rollback::None);
}

#[test]
fn a_hand_over_that_an_older_version_began_gives_its_parcel() {
    let (_, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    let mut item = alice.vault.get().unwrap().unwrap();
    // A list of one tag was not there, and four items were.
    item.truncate(item.len() - 10);
    item[0] = 0x84;
    alice.vault.put(&item).unwrap();
    alice.reopen();
    alice.clock.advance(60);
    let parcel = alice.parcel(id);
    bob.take(&parcel);
}
