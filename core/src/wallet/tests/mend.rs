//! A damaged wallet is mended: nothing that was handed on or answered comes back, the rest works, and the user is told.

use std::collections::BTreeMap;
use std::ffi::OsString;

use rusqlite::Connection;

use super::hand_over::pair;
use super::*;
use crate::ports::KeyVault as _;
use crate::store::{Mended, Table};
use crate::testing::fixtures::at;
use crate::ticket::EventId;
use crate::wallet::{Decision, Received, Rollback, RowOutcome, StillValid, mend};

impl Person {
    pub(super) fn mend(&mut self) -> Result<Mended, WalletError> {
        drop(self.wallet.take());
        let host = self.host();
        mend(self.folder.path(), host)
    }

    /// Every file as it is but the lock.
    fn files(&self) -> BTreeMap<OsString, Vec<u8>> {
        let files = fs::read_dir(self.folder.path()).unwrap().map(Result::unwrap);
        let files = files.filter(|file| file.file_name() != "store.lock");
        files.map(|file| (file.file_name(), fs::read(file.path()).unwrap())).collect()
    }

    pub(super) fn tamper(&mut self, sql: &str) {
        drop(self.wallet.take());
        Connection::open(self.folder.path().join("store.db")).unwrap().execute_batch(sql).unwrap();
    }
}

/// One way to spoil a row: it is taken away, moved, put back from an older copy, or changed.
pub(super) const SPOILS: [&str; 4] = [
    "DELETE FROM \"{t}\" WHERE seq = {n}",
    "UPDATE \"{t}\" SET seq = seq + 90 WHERE seq = {n}",
    "UPDATE \"{t}\" SET (id, lookup, value) = (SELECT id, lookup, value FROM older.\"{t}\" o WHERE o.seq = {n})
     WHERE seq = {n} AND seq IN (SELECT seq FROM older.\"{t}\")",
    "UPDATE \"{t}\" SET value = CAST(substr(value, 1, 40) || x'0000' || substr(value, 43) AS BLOB) WHERE seq = {n}",
];

/// Spoils each row of each table of a closed wallet in each way, mends it, and lets `judge` look. Gives how often it was
/// mended, and how often nobody could.
fn spoil_each(
    person: &mut Person,
    older: &TempDir,
    mut judge: impl FnMut(&mut Person, &str),
) -> (usize, usize) {
    let sound = person.backup();
    let item = person.vault.get().unwrap().unwrap();
    let rows: Vec<(String, i64)> = {
        let connection = Connection::open(sound.path().join("store.db")).unwrap();
        let tables = ["meta", "event", "ticket", "request", "tombstone", "shown", "evidence"];
        let places = tables.iter().flat_map(|table| {
            let mut statement = connection.prepare(&format!("SELECT seq FROM \"{table}\"")).unwrap();
            let found = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap);
            found.map(|place| ((*table).to_owned(), place)).collect::<Vec<_>>()
        });
        places.collect()
    };
    let (mut mended, mut given_up) = (0, 0);
    for (table, place) in rows {
        for spoil in SPOILS {
            person.restore(&sound);
            person.vault.put(&item).unwrap();
            let sql = spoil.replace("{t}", &table).replace("{n}", &place.to_string());
            let older = older.path().join("store.db");
            person.tamper(&format!("ATTACH '{}' AS older; {sql}", older.display()));
            match person.mend() {
                Ok(_) => mended += 1,
                Err(error) => {
                    assert_eq!(error, WalletError::Corrupt, "{sql}");
                    given_up += 1;
                    continue;
                }
            }
            person.reopen();
            judge(person, &sql);
            assert_eq!(person.mend(), Ok(Mended::default()), "{sql}: once is enough");
        }
    }
    (mended, given_up)
}

/// A copy whose log is in its database, so that SQL can read it.
pub(super) fn older(person: &mut Person) -> TempDir {
    let copy = person.backup();
    Connection::open(copy.path().join("store.db"))
        .unwrap()
        .execute_batch("PRAGMA journal_mode = DELETE")
        .unwrap();
    copy
}

#[test]
fn whichever_row_is_spoilt_what_was_handed_on_stays_so_and_no_other_ticket_goes_with_it() {
    let (mut organizer, mut alice, mut bob, id, request) = pair();
    let others = alice.obtain(&mut organizer, 2);
    let older = older(&mut alice);
    alice.hand(id, &request).unwrap();
    alice.clock.advance(60);
    let parcel = alice.parcel(id);
    bob.take(&parcel);
    let documents = organizer.documents();
    let (mended, given_up) = spoil_each(&mut alice, &older, |alice, sql| {
        let tickets = alice.w().tickets().unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        let shown = alice.w().present(id);
        let never = [WalletError::HandedOn, WalletError::TicketNotFound, WalletError::Corrupt];
        assert!(shown.as_ref().is_err_and(|error| never.contains(error)), "{sql}: {shown:?}");
        if sql.contains("\"ticket\"") {
            assert_ne!(alice.w().rollback(), Rollback::None, "{sql}: nobody is told");
            let here: Vec<_> = others.iter().filter(|id| tickets.iter().any(|row| row.id == **id)).collect();
            assert!(here.len() + 1 >= others.len(), "{sql}: {tickets:?}");
            for other in here {
                alice.show(*other, &documents);
            }
        }
    });
    assert!(mended > 20 && (1..=3).contains(&given_up), "{mended} mended, {given_up} not");
}

#[test]
fn whichever_row_is_spoilt_a_parcel_that_was_taken_is_not_given_back_too() {
    let (_, mut alice, mut bob, id, request) = pair();
    let older = older(&mut bob);
    alice.hand(id, &request).unwrap();
    alice.clock.advance(60);
    let parcel = alice.parcel(id);
    let answer = bob.take(&parcel);
    let (mended, given_up) =
        spoil_each(&mut bob, &older, |bob, sql| match bob.w().receive(&parcel, Decision::Decline) {
            Ok(Received::Rows { answer: Some(again), .. }) => assert_eq!(again, answer, "{sql}"),
            Ok(Received::Rows { answer: None, rows }) => {
                assert!(rows.iter().all(|row| row.outcome != RowOutcome::Returned), "{sql}: {rows:?}");
            }
            Ok(_) | Err(WalletError::Corrupt) => {}
            other => panic!("{sql}: {other:?}"),
        });
    assert!(mended > 10 && (1..=3).contains(&given_up), "{mended} mended, {given_up} not");
}

#[test]
fn a_sound_wallet_stays_as_it_is() {
    let (_, mut alice, ..) = pair();
    let item = alice.vault.get().unwrap();
    assert_eq!(alice.mend(), Ok(Mended::default()));
    alice.reopen();
    assert_eq!((alice.w().rollback(), alice.vault.get().unwrap()), (Rollback::None, item));
}

#[test]
fn a_wallet_that_is_open_is_not_mended() {
    let (_, mut alice, ..) = pair();
    alice.reopen();
    let host = alice.host();
    assert_eq!(mend(alice.folder.path(), host), Err(WalletError::Busy));
}

#[test]
fn without_the_row_that_names_what_was_handed_on_nothing_is_changed() {
    let (_, mut alice, ..) = pair();
    alice.tamper("DELETE FROM meta");
    let (before, item) = (alice.files(), alice.vault.get().unwrap());
    assert_eq!(alice.mend(), Err(WalletError::Corrupt));
    assert!(alice.files() == before);
    assert_eq!(alice.vault.get().unwrap(), item);
}

#[test]
fn a_mending_that_changes_no_row_tells_nobody_of_an_older_copy() {
    let (_, mut alice, _, id, _) = pair();
    alice.tamper("CREATE TABLE somebody (a)");
    assert_eq!(alice.try_reopen(), Err(WalletError::Corrupt));
    assert_eq!(alice.mend().unwrap().lost, []);
    alice.reopen();
    assert_eq!((alice.w().rollback(), alice.state(id)), (Rollback::None, TicketState::NotYet));
}

/// Also where a folder that was put back is damaged besides, in what is no row.
#[test]
fn a_folder_put_back_and_damaged_around_its_rows_is_still_told() {
    let (_, mut alice, _, id, request) = pair();
    let copy = alice.backup();
    alice.hand(id, &request).unwrap();
    drop(alice.wallet.take());
    for name in alice.files().keys() {
        fs::remove_file(alice.folder.path().join(name)).unwrap();
    }
    copy_files(copy.path(), alice.folder.path());
    alice.tamper("CREATE TABLE somebody (a)");
    alice.mend().unwrap();
    alice.reopen();
    assert_ne!(alice.w().rollback(), Rollback::None);
    assert_eq!(alice.w().present(id), Err(WalletError::HandedOn));
}

/// A crash came between a hand-over and the vault; then the folder is damaged; then it is put back.
#[test]
fn what_was_handed_on_just_before_is_named_in_the_vault_by_the_mending() {
    let (_, mut alice, mut bob, id, request) = pair();
    let copy = alice.backup();
    let before = alice.vault.get().unwrap().unwrap();
    alice.hand(id, &request).unwrap();
    alice.vault.put(&before).unwrap();
    alice.tamper("DELETE FROM shown; DELETE FROM meta WHERE lookup IS NOT NULL");
    alice.mend().unwrap();
    alice.reopen();
    alice.clock.advance(60);
    let parcel = alice.parcel(id);
    bob.take(&parcel);
    alice.restore(&copy);
    assert_eq!(alice.w().present(id), Err(WalletError::HandedOn));
}

#[test]
fn a_ticket_whose_event_is_lost_is_not_listed_until_its_file_is_imported_again() {
    let mut organizer = Organizer::new();
    let mut alice = Person::new(1);
    let request = alice.w().request(1, None).unwrap();
    let file = organizer.ticket_file_for(&request, 1);
    let id = alice.w().import(&file).unwrap().tickets[0].ticket;
    alice.tamper("DELETE FROM event");
    assert_eq!(alice.mend().unwrap().lost, [(Table::Event, 1)]);
    alice.reopen();
    assert_eq!(alice.w().tickets().unwrap(), []);
    assert_eq!(alice.w().ticket(id), Err(WalletError::Corrupt));
    assert_eq!(alice.w().readiness().unwrap(), []);
    alice.w().import(&file).unwrap();
    assert_eq!(alice.w().tickets().unwrap()[0].id, id);
    alice.show(id, &organizer.documents());
}

#[test]
fn a_ticket_whose_event_is_lost_can_be_forgotten_and_goes_with_a_purge_once_it_is_over_for_certain() {
    for purges in [false, true] {
        let mut organizer = Organizer::new();
        let (mut alice, ids) = Person::with_tickets(1, &mut organizer, 1);
        alice.tamper("DELETE FROM event; DELETE FROM request WHERE lookup IS NULL");
        alice.mend().unwrap();
        alice.reopen();
        if purges {
            alice.clock.set(END + 86_400);
            assert_eq!(alice.w().purge().unwrap().erased.tickets, 0, "by this clock alone");
            // Another event of the same organizer came in since.
            organizer.event.event = EventId::from_bytes([9; 8]);
            alice.w().import(&organizer.renew(at(86_400))).unwrap();
            assert_eq!(alice.w().purge().unwrap().erased.tickets, 1);
        } else {
            assert_eq!(alice.w().forget(ids[0], StillValid::Erase).unwrap().tickets, 1);
        }
        assert_eq!(alice.w().present(ids[0]), Err(WalletError::TicketNotFound));
        assert_eq!(alice.count(Table::Request), 0, "its key too");
    }
}

/// What was shown of it and its key, which no erasure would find.
#[test]
fn what_hangs_on_a_lost_ticket_alone_goes_with_it() {
    let (_, mut alice, _, id, _) = pair();
    alice.w().present(id).unwrap();
    let rows = alice.count(Table::Request);
    alice.tamper("DELETE FROM ticket");
    let lost = alice.mend().unwrap().lost;
    assert_eq!(lost, [(Table::Ticket, 1)]);
    alice.reopen();
    assert_eq!((alice.count(Table::Request), alice.count(Table::Shown)), (rows - 1, 0));
}

#[test]
fn forgetting_takes_a_draft_that_never_took_its_place_too() {
    let (_, mut alice, _, id, _) = pair();
    let draft = alice.folder.path().join("store.new");
    fs::copy(alice.folder.path().join("store.db"), &draft).unwrap();
    alice.w().forget(id, StillValid::Erase).unwrap();
    assert!(!draft.exists());
}

#[test]
fn forgetting_takes_the_copy_of_before_the_mending_too() {
    let (mut organizer, mut alice, _, id, _) = pair();
    alice.obtain(&mut organizer, 1);
    alice.tamper("DELETE FROM ticket WHERE seq = 2");
    let mended = alice.mend().unwrap();
    assert_eq!(mended.lost, [(Table::Ticket, 1)]);
    let aside = mended.aside.unwrap();
    assert!(aside.exists());
    alice.reopen();
    alice.w().forget(id, StillValid::Erase).unwrap();
    assert!(!aside.exists());
}
