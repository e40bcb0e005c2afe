use super::*;
use crate::ports::VaultError;
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
    assert_eq!(alice.w().health().rollback, Rollback::Detected { missing: 1 });
    assert_eq!(alice.w().health().rollback.code(), "ROLLED_BACK");
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
    assert_eq!(alice.w().health().rollback, Rollback::None);
    alice.clock.set(DOORS);
    alice.w().present(ids[0]).unwrap();
}
