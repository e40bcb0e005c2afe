use std::collections::BTreeMap;
use std::ffi::OsString;

use rusqlite::Connection;

use super::*;
use crate::ports::{KeyVault as _, VaultError};
use crate::wallet::Rollback;

#[test]
fn a_suspended_wallet_shows_its_tickets_again_without_the_vault() {
    let (mut alice, ids) = Person::with_tickets(1, &mut Organizer::new(), 1);
    alice.w().suspend().unwrap();
    let host = alice.host();
    Wallet::open(alice.folder.path(), host).unwrap().close().unwrap();
    alice.vault.fail_with(Some(VaultError::Unavailable));
    assert_eq!(alice.w().tickets().unwrap().len(), 1);
    alice.vault.fail_with(None);
    alice.clock.set(DOORS);
    alice.w().present(ids[0]).unwrap();
}

#[test]
fn a_wallet_that_was_changed_while_suspended_must_be_opened_again() {
    let (mut alice, _) = Person::with_tickets(1, &mut Organizer::new(), 1);
    alice.w().suspend().unwrap();
    let host = alice.host();
    let mut other = Wallet::open(alice.folder.path(), host).unwrap();
    other.request(1, None).unwrap();
    assert_eq!(alice.w().tickets().err(), Some(WalletError::Busy));
    other.close().unwrap();
    assert_eq!(alice.w().tickets().err(), Some(WalletError::ChangedElsewhere));
    alice.reopen();
    assert_eq!(alice.w().tickets().unwrap().len(), 1);
}

#[test]
fn a_log_cut_behind_the_vault_opens_as_rolled_back() {
    let (mut alice, _) = Person::with_tickets(1, &mut Organizer::new(), 1);
    alice.reopen();
    alice.w().request(1, None).unwrap();
    let log = fs::read(alice.folder.path().join("store.db-wal")).unwrap();
    alice.w().request(1, None).unwrap();
    let crashed = tempfile::tempdir().unwrap();
    copy_files(alice.folder.path(), crashed.path());
    fs::write(crashed.path().join("store.db-wal"), log).unwrap();
    alice.restore(&crashed);
    assert_eq!(alice.w().rollback(), Rollback::Detected { missing: 1 });
    assert_eq!(alice.w().rollback().code(), "ROLLED_BACK");
    assert_eq!(alice.w().tickets().unwrap().len(), 1);
}

/// Without the folder's mark the vault alone knows it, wherever the log ends.
#[test]
fn a_log_cut_anywhere_behind_the_vault_opens_as_rolled_back_without_the_folders_mark() {
    let (mut alice, ids) = Person::with_tickets(1, &mut Organizer::new(), 1);
    alice.reopen();
    alice.w().request(1, None).unwrap();
    alice.w().request(1, None).unwrap();
    let crashed = tempfile::tempdir().unwrap();
    copy_files(alice.folder.path(), crashed.path());
    fs::remove_file(crashed.path().join("store.lock")).unwrap();
    let log = fs::read(crashed.path().join("store.db-wal")).unwrap();
    let item = alice.vault.get().unwrap().unwrap();
    let mut told = std::collections::BTreeSet::new();
    for end in (0..log.len()).step_by(1031) {
        fs::write(crashed.path().join("store.db-wal"), &log[..end]).unwrap();
        alice.vault.put(&item).unwrap();
        alice.restore(&crashed);
        let Rollback::Detected { missing } = alice.w().rollback() else { panic!("cut at {end}") };
        told.insert(missing);
        assert_eq!(alice.w().tickets().unwrap()[0].id, ids[0], "cut at {end}");
    }
    assert!(told.contains(&1) && told.len() > 1, "{told:?}");
}

/// Every file of a closed wallet but the lock.
fn files(person: &Person) -> BTreeMap<OsString, Vec<u8>> {
    let files = fs::read_dir(person.folder.path()).unwrap().map(Result::unwrap);
    let files = files.filter(|file| file.file_name() != "store.lock");
    files.map(|file| (file.file_name(), fs::read(file.path()).unwrap())).collect()
}

fn tampered(person: &mut Person, sql: &str) -> BTreeMap<OsString, Vec<u8>> {
    drop(person.wallet.take());
    Connection::open(person.folder.path().join("store.db")).unwrap().execute_batch(sql).unwrap();
    files(person)
}

#[test]
fn a_wallet_of_a_newer_app_is_named_and_kept() {
    let (mut alice, _) = Person::with_tickets(1, &mut Organizer::new(), 1);
    let before = tampered(&mut alice, "PRAGMA user_version = 9");
    let named = WalletError::TooNew { found: 9, known: 1 };
    for _ in 0..2 {
        assert_eq!(alice.try_reopen().err(), Some(named));
        let host = alice.host();
        assert_eq!(crate::wallet::check(alice.folder.path(), &host).err(), Some(named));
        assert!(files(&alice) == before);
    }
    assert_eq!(named.code(), "STORE_TOO_NEW");
    tampered(&mut alice, "PRAGMA user_version = 1");
    alice.reopen();
    assert_eq!(alice.w().tickets().unwrap().len(), 1);
}

#[test]
fn a_wallet_under_anothers_envelope_has_lost_its_key_and_is_kept() {
    let (mut alice, _) = Person::with_tickets(1, &mut Organizer::new(), 1);
    let (mut bob, _) = Person::with_tickets(2, &mut Organizer::new(), 1);
    drop(bob.wallet.take());
    let with = |path: &Path, what: &str| {
        format!("ATTACH '{}' AS other; UPDATE envelope SET {what}", path.join("store.db").display())
    };
    let (alices, bobs) = (tempfile::tempdir().unwrap(), bob.folder.path());
    drop(alice.wallet.take());
    copy_files(alice.folder.path(), alices.path());
    let before = tampered(&mut alice, &with(bobs, "sealed = (SELECT sealed FROM other.envelope)"));
    for _ in 0..2 {
        assert_eq!(alice.try_reopen().err(), Some(WalletError::KeyLost));
        let host = alice.host();
        assert_eq!(crate::wallet::check(alice.folder.path(), &host).err(), Some(WalletError::KeyLost));
        assert!(files(&alice) == before);
    }
    tampered(&mut alice, &with(alices.path(), "sealed = (SELECT sealed FROM other.envelope)"));
    alice.reopen();
    assert_eq!(alice.w().tickets().unwrap().len(), 1);
}

#[test]
fn a_rotated_wallet_opens_with_the_new_vault_and_what_it_knows() {
    let (mut alice, ids) = Person::with_tickets(1, &mut Organizer::new(), 1);
    let new = MemoryVault::new();
    alice.w().rotate_key(new.clone()).unwrap();
    alice.vault.fail_with(Some(VaultError::KeyLost));
    alice.vault = new;
    alice.reopen();
    assert_eq!(alice.w().rollback(), Rollback::None);
    alice.clock.set(DOORS);
    alice.w().present(ids[0]).unwrap();
}
