use super::*;
use crate::code::Profile;
use crate::crypto::SecretKey;
use crate::ports::VaultError;
use crate::testing::fixtures::at;
use crate::ticket::{EventFile, KeyStatus, Step, Time, TrustList, TrustedKey};
use crate::wallet::Rollback;
use crate::wallet::vault_item::VaultItem;
use crate::wire::Wire;

fn item(person: &Person) -> VaultItem {
    use crate::ports::KeyVault;
    VaultItem::read(&person.vault.get().unwrap().unwrap()).unwrap()
}

#[test]
fn a_code_turns_every_ten_seconds_and_a_gate_that_never_heard_of_it_accepts_it() {
    let mut organizer = Organizer::new();
    let (mut alice, ids) = Person::with_tickets(1, &mut organizer, 1);
    let mut texts = Vec::new();
    for _ in 0..3 {
        let code = alice.w().present(ids[0]).unwrap();
        assert_eq!((code.profile, code.valid_until), (Profile::Proof, code.step.plus(1).begins()));
        assert!(code.bytes <= 260 && code.text.starts_with("MG1:"));
        alice.show(ids[0], &organizer.documents());
        texts.push(code.text);
        alice.clock.advance(10);
    }
    texts.dedup();
    assert_eq!(texts.len(), 3);
}

#[test]
fn a_ticket_is_shown_at_any_clock_between_1970_and_2100() {
    let mut organizer = Organizer::new();
    let (mut alice, ids) = Person::with_tickets(1, &mut organizer, 1);
    for at in [0, 9, T0, 4_102_444_800, END + 99_999_999, 86_400, T0 + 5, u64::from(u32::MAX)] {
        alice.clock.set(at);
        let shown = alice.show(ids[0], &organizer.documents());
        assert_eq!(shown.step().unwrap(), Time::from_seconds(at).unwrap().step());
        alice.reopen();
    }
}

#[test]
fn no_later_trust_list_or_event_file_stops_a_ticket_from_being_shown() {
    let mut organizer = Organizer::new();
    let (mut alice, ids) = Person::with_tickets(1, &mut organizer, 1);
    let before = organizer.documents();
    organizer.event.version = 2;
    organizer.event.moved = -100_000_000;
    let row = before.trust().key(&organizer.issuer.public()).unwrap();
    let row = TrustedKey { status: KeyStatus::Revoked, until: at(0), ..row.clone() };
    let new = SecretKey::from_seed(&[77; 32]);
    let standing = TrustedKey { key: new.public(), status: KeyStatus::Active, until: at(9), ..row.clone() };
    let trust = TrustList::issue(&organizer.root, 2, at(0), at(1), vec![row, standing]).signed().clone();
    let file = EventFile { trust, event: organizer.event.sign(&new), details: None };
    alice.w().import(&file.to_bytes()).unwrap();
    alice.reopen();
    assert_eq!(alice.show(ids[0], &before).key_status(), KeyStatus::Active);
    assert_eq!(alice.w().tickets().unwrap().len(), 1);
}

#[test]
fn the_last_step_signed_is_in_the_vault_before_the_code_is_drawn() {
    let mut organizer = Organizer::new();
    let (mut alice, ids) = Person::with_tickets(1, &mut organizer, 1);
    let code = alice.w().present(ids[0]).unwrap();
    assert_eq!(item(&alice).ceiling, code.step);
    alice.clock.advance(10);
    alice.vault.fail_with(Some(VaultError::Unavailable));
    assert_eq!(alice.w().present(ids[0]), Err(WalletError::VaultUnavailable));
    alice.vault.fail_with(None);
    let code = alice.w().present(ids[0]).unwrap();
    assert!(item(&alice).ceiling >= code.step);
}

#[test]
fn of_six_turns_in_a_row_only_the_first_writes() {
    let mut organizer = Organizer::new();
    let (mut alice, ids) = Person::with_tickets(1, &mut organizer, 1);
    alice.w().present(ids[0]).unwrap();
    let mut generations = Vec::new();
    for _ in 0..12 {
        alice.clock.advance(10);
        let code = alice.w().present(ids[0]).unwrap();
        let ceiling = item(&alice).ceiling;
        assert!(ceiling >= code.step && ceiling <= code.step.plus(5));
        generations.push(alice.w().store.generation());
    }
    generations.dedup();
    assert_eq!(generations.len(), 2);
}

#[test]
fn one_code_alone_writes_nothing_ahead() {
    let mut organizer = Organizer::new();
    let (mut alice, ids) = Person::with_tickets(1, &mut organizer, 1);
    let code = alice.w().present(ids[0]).unwrap();
    alice.reopen();
    let signed = alice.w().signed_steps(ids[0]).unwrap().unwrap();
    assert_eq!((signed.at_least, signed.at_most, signed.ceiling), (code.step, code.step, code.step));
}

#[test]
fn an_older_copy_of_the_folder_is_noticed_and_its_tickets_are_shown() {
    let mut organizer = Organizer::new();
    let (mut alice, ids) = Person::with_tickets(1, &mut organizer, 1);
    let copy = alice.backup();
    assert_eq!(alice.w().rollback(), Rollback::None);
    let code = alice.w().present(ids[0]).unwrap();
    alice.w().request(1, None).unwrap();
    alice.restore(&copy);
    assert_eq!(alice.w().rollback(), Rollback::Detected { missing: 2 });
    let signed = alice.w().signed_steps(ids[0]).unwrap().unwrap();
    assert_eq!(signed.ceiling, code.step);
    alice.show(ids[0], &organizer.documents());
    alice.reopen();
    assert_eq!(alice.w().rollback(), Rollback::Detected { missing: 2 });
}

#[test]
fn a_put_that_a_crash_prevented_is_finished_when_the_wallet_is_opened() {
    let mut organizer = Organizer::new();
    let (mut alice, ids) = Person::with_tickets(1, &mut organizer, 1);
    let before = item(&alice);
    alice.w().present(ids[0]).unwrap();
    let after = item(&alice);
    crate::ports::KeyVault::put(&*alice.vault, &crate::wire::Wire::to_bytes(&before)).unwrap();
    alice.reopen();
    assert_eq!((alice.w().rollback(), item(&alice)), (Rollback::None, after));
}

#[test]
fn a_vault_that_answers_nonsense_is_named() {
    let mut alice = Person::new(1);
    crate::ports::KeyVault::put(&*alice.vault, b"nonsense").unwrap();
    assert_eq!(alice.try_reopen(), Err(WalletError::VaultDamaged));
}

#[test]
fn another_vault_has_lost_the_key() {
    let mut alice = Person::new(1);
    alice.vault.fail_with(Some(VaultError::KeyLost));
    assert_eq!(alice.try_reopen(), Err(WalletError::KeyLost));
}

#[test]
fn a_folder_is_open_once_and_one_without_a_wallet_says_so() {
    let mut alice = Person::new(1);
    let host = alice.host();
    assert_eq!(Wallet::open(alice.folder.path(), host).map(drop), Err(WalletError::Busy));
    let host = alice.host();
    assert_eq!(Wallet::create(alice.folder.path(), host).map(drop), Err(WalletError::Busy));
    alice.wallet.take().unwrap().close().unwrap();
    let host = alice.host();
    assert_eq!(Wallet::create(alice.folder.path(), host).map(drop), Err(WalletError::AlreadyExists));
    let empty = tempfile::tempdir().unwrap();
    let host = alice.host();
    assert_eq!(Wallet::open(empty.path(), host).map(drop), Err(WalletError::NoWallet));
}

#[test]
fn an_unknown_ticket_is_not_found() {
    let mut alice = Person::new(1);
    let id = TicketId::from_bytes([1; 16]);
    assert_eq!(alice.w().present(id), Err(WalletError::TicketNotFound));
    assert_eq!(alice.w().signed_steps(id).unwrap(), None);
    assert_eq!(Step::default(), alice.w().item.ceiling);
}
