//! Forgetting, purging, wiping: what is gone from the files, what stays, and that nobody has a ticket twice by it.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::hand_over::pair;
use super::*;
use crate::code::{Challenge, ChallengePayload};
use crate::ports::{KeyVault, SignerError, VaultError};
use crate::store::{Schema, Table};
use crate::testing::SignatureForm;
use crate::testing::fixtures::at;
use crate::ticket::{Flag, Flags, Held, PersonalData, Policy};
use crate::wallet::rows::{Kept, RequestTableRow};
use crate::wallet::{
    Decision, Erased, ImportOutcome, NotForgettable, ParcelRefusal, Received, RowOutcome, SettleOutcome,
    StillValid, Traces, Unproven, wipe,
};
use crate::wire::Wire;

const NAME: &str = "山田 太郎";
/// When the sample event may be purged.
const PURGE: u64 = DOORS + 30 * 86_400;

/// Every row of a folder as it lies on disk: table, id, sealed value.
fn sealed_rows(folder: &Path) -> BTreeMap<(String, Vec<u8>), Vec<u8>> {
    let copy = tempfile::tempdir().unwrap();
    copy_files(folder, copy.path());
    let connection = Connection::open(copy.path().join("store.db")).unwrap();
    let mut rows = BTreeMap::new();
    for table in Schema::Wallet.tables() {
        let mut statement = connection.prepare(&format!("SELECT id, value FROM {}", table.name())).unwrap();
        let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        for row in found {
            let (id, value) = row.unwrap();
            rows.insert((table.name().to_owned(), id), value);
        }
    }
    rows
}

/// What was in `before` and is not any more: ciphertexts that were deleted or replaced, ids that were deleted.
fn erased(before: &BTreeMap<(String, Vec<u8>), Vec<u8>>, folder: &Path) -> Vec<Vec<u8>> {
    let after = sealed_rows(folder);
    let gone = before.iter().filter(|(place, value)| after.get(place) != Some(value));
    gone.flat_map(|((table, id), value)| {
        let kept = after.contains_key(&(table.clone(), id.clone()));
        let id = (!kept).then(|| id.clone());
        id.into_iter().chain([value[..40].to_vec(), value[value.len() - 40..].to_vec()])
    })
    .collect()
}

/// Nothing of it is in any file: the database, its free pages, the log, the lock.
fn assert_gone(folder: &Path, needles: &[Vec<u8>]) {
    for file in fs::read_dir(folder).unwrap() {
        let file = file.unwrap();
        let bytes = fs::read(file.path()).unwrap();
        for needle in needles {
            let found = bytes.windows(needle.len()).any(|window| window == needle);
            assert!(!found, "{:?} has {needle:02x?}", file.file_name());
        }
    }
}

/// Alice with tickets that have names, one of them stamped, after the show.
fn after_the_show(names: &[&str]) -> (Organizer, Person, Vec<TicketId>) {
    let mut organizer = Organizer::new();
    let mut alice = Person::new(1);
    let request = alice.w().request(names.len(), None).unwrap();
    let file = organizer.confided_file_for(&request, names);
    let ids: Vec<_> = alice.w().import(&file).unwrap().tickets.iter().map(|row| row.ticket).collect();
    alice.clock.set(DOORS + 30);
    let shown = alice.show(ids[0], &organizer.documents());
    let stamp = super::stamp::stamp(&organizer, &shown, |_| ());
    assert_eq!(alice.w().accept_stamp(&stamp).unwrap().code(), "stamped");
    alice.clock.advance(5 * 3600);
    (organizer, alice, ids)
}

fn forget(person: &mut Person, id: TicketId) -> Result<Erased, WalletError> {
    person.w().forget(id, StillValid::Keep)
}

#[test]
fn a_forgotten_ticket_is_in_no_file_any_more_and_the_other_one_works() {
    let (organizer, mut alice, ids) = after_the_show(&[NAME, "鈴木 花子"]);
    let before = sealed_rows(alice.folder.path());
    let erased_now = forget(&mut alice, ids[0]).unwrap();
    let expected = Erased { tickets: 1, events: 0, keys: 1, traces: Traces::Gone, hardware_keys_left: 0 };
    assert_eq!(erased_now, expected);
    let needles = erased(&before, alice.folder.path());
    assert!(needles.len() > 8, "ticket, key, what was shown, the stamp");
    assert_gone(alice.folder.path(), &needles);
    assert_eq!(forget(&mut alice, ids[0]), Err(WalletError::TicketNotFound));
    alice.reopen();
    assert_eq!(alice.w().tickets().unwrap().len(), 1);
    alice.show(ids[1], &organizer.documents());
}

/// What must be in no file as it is: names, seats, the secret halves of holder keys, the store key.
fn plain(alice: &mut Person) -> Vec<Vec<u8>> {
    let mut needles = vec![NAME.as_bytes().to_vec(), "山田".as_bytes().to_vec()];
    needles.extend(alice.w().tickets().unwrap().into_iter().map(|ticket| ticket.place.into_bytes()));
    let rows = alice.w().store.read(|r| r.all(Table::Request)).unwrap();
    let seeds = rows.iter().filter_map(|row| match Kept::<RequestTableRow>::load(row).unwrap().row {
        RequestTableRow::Key(key) => Some(key.secret?.software()?.expose().to_vec()),
        RequestTableRow::Request(request) => Some(request.hpke.expose().to_vec()),
    });
    needles.extend(seeds);
    let copy = tempfile::tempdir().unwrap();
    copy_files(alice.folder.path(), copy.path());
    let connection = Connection::open(copy.path().join("store.db")).unwrap();
    let sealed: Vec<u8> = connection.query_row("SELECT sealed FROM envelope", [], |row| row.get(0)).unwrap();
    let inside = alice.vault.open(&sealed).unwrap();
    // After the schema's number and the store's id.
    needles.push(inside[17..49].to_vec());
    needles
}

#[test]
fn no_name_seat_or_key_is_in_a_file_in_plain_before_or_after_it_was_forgotten() {
    let (_, mut alice, ids) = after_the_show(&[NAME, "鈴木 花子"]);
    let needles = plain(&mut alice);
    assert!(needles.len() > 2 + 2 + 3, "{}", needles.len());
    let folder = alice.folder.path().to_owned();
    assert_gone(&folder, &needles);
    forget(&mut alice, ids[0]).unwrap();
    assert_gone(&folder, &needles);
    alice.wallet.take().unwrap().close().unwrap();
    assert_gone(&folder, &needles);
}

#[test]
fn with_its_last_ticket_an_event_and_its_request_are_forgotten() {
    let (organizer, mut alice, ids) = after_the_show(&[NAME, ""]);
    let before = sealed_rows(alice.folder.path());
    assert_eq!(forget(&mut alice, ids[0]).unwrap().events, 0);
    assert_eq!(forget(&mut alice, ids[1]).unwrap().events, 1);
    assert_gone(alice.folder.path(), &erased(&before, alice.folder.path()));
    for table in [Table::Ticket, Table::Event, Table::Request, Table::Shown, Table::Evidence] {
        assert_eq!(alice.count(table), 0, "{}", table.name());
    }
    alice.reopen();
    assert_eq!(alice.w().tickets().unwrap(), []);
    let again = alice.w().import(&organizer.event_file()).unwrap();
    assert_eq!(again.tickets, []);
}

#[test]
fn a_ticket_that_can_still_be_used_is_kept_unless_its_holder_says_so() {
    let mut organizer = Organizer::new();
    let (mut alice, ids) = Person::with_tickets(1, &mut organizer, 1);
    let kept = WalletError::CannotForget(NotForgettable::StillValid { until: at(4 * 3600) });
    assert_eq!(forget(&mut alice, ids[0]), Err(kept));
    assert_eq!(kept.code(), "STILL_VALID");
    alice.show(ids[0], &organizer.documents());
    assert_eq!(alice.w().forget(ids[0], StillValid::Erase).unwrap().tickets, 1);
    assert_eq!(alice.w().tickets().unwrap(), []);
}

#[test]
fn the_file_of_a_forgotten_ticket_does_not_bring_it_back() {
    let mut organizer = Organizer::new();
    let mut alice = Person::new(1);
    let request = alice.w().request(1, None).unwrap();
    let file = organizer.ticket_file_for(&request, 1);
    let id = alice.w().import(&file).unwrap().tickets[0].ticket;
    alice.w().forget(id, StillValid::Erase).unwrap();
    assert_eq!(alice.w().import(&file), Err(WalletError::NotForThisWallet));
}

#[test]
fn a_ticket_that_waits_for_its_friends_answer_is_not_forgotten_before_its_end() {
    let (_, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    let waits = WalletError::CannotForget(NotForgettable::WaitsForAnswer { until: at(4 * 3600) });
    assert_eq!(alice.w().forget(id, StillValid::Erase), Err(waits));
    assert_eq!(waits.code(), "WAITS_FOR_ANSWER");
    let parcel = alice.parcel(id);
    let answer = bob.take(&parcel);
    assert_eq!(alice.settled(&answer), SettleOutcome::Taken);
    assert_eq!(forget(&mut alice, id).unwrap().tickets, 1);
    assert_eq!(alice.settled(&answer), SettleOutcome::Unknown);
}

#[test]
fn a_handed_ticket_without_an_answer_can_be_forgotten_once_it_is_over() {
    let (_, mut alice, _, id, request) = pair();
    alice.hand(id, &request).unwrap();
    alice.clock.set(END);
    assert_eq!(forget(&mut alice, id).unwrap().tickets, 1);
}

#[test]
fn a_parcel_of_a_forgotten_ticket_is_answered_as_before_and_gives_no_second_holder() {
    for decision in [Decision::Take, Decision::Decline] {
        let (_, mut alice, mut bob, id, request) = pair();
        alice.hand(id, &request).unwrap();
        let parcel = alice.parcel(id);
        let answer = bob.answer(&parcel, decision);
        if decision == Decision::Take {
            bob.w().forget(id, StillValid::Erase).unwrap();
        }
        bob.reopen();
        assert_eq!(bob.answer(&parcel, Decision::Take), answer, "the same bytes");
        assert_eq!(bob.w().present(id), Err(WalletError::TicketNotFound));
        assert_eq!(bob.count(Table::Tombstone), 1);
    }
}

#[test]
fn a_declined_ticket_that_is_forgotten_leaves_the_requests_key_for_another_friend() {
    let (mut organizer, mut alice, mut bob, id, request) = pair();
    // Bob knows the event, so that what he declines is listed.
    bob.obtain(&mut organizer, 1);
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    bob.answer(&parcel, Decision::Decline);
    bob.w().forget(id, StillValid::Erase).unwrap();
    let (mut carol, ids) = Person::with_tickets(3, &mut organizer, 1);
    carol.hand(ids[0], &request).unwrap();
    let parcel = carol.parcel(ids[0]);
    bob.take(&parcel);
    assert_eq!(bob.state(ids[0]), TicketState::NotYet);
}

#[test]
fn a_folder_put_back_does_not_make_a_forgotten_hand_over_a_ticket() {
    let (_, mut alice, mut bob, id, request) = pair();
    let copy = alice.backup();
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    let answer = bob.take(&parcel);
    alice.settled(&answer);
    forget(&mut alice, id).unwrap();
    alice.restore(&copy);
    assert_eq!(alice.state(id), TicketState::HandingOver, "the vault remembers the head");
    assert_eq!(alice.w().present(id), Err(WalletError::HandedOn));
}

#[test]
fn what_hangs_on_the_key_of_a_forgotten_ticket_is_signed_by_nobody() {
    let (mut organizer, mut alice, mut bob, id, _) = pair();
    let request = bob.w().request(2, None).unwrap();
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    bob.take(&parcel);
    bob.w().forget(id, StillValid::Erase).unwrap();
    // The request's other key is still good; the first one is erased.
    let (mut carol, ids) = Person::with_tickets(3, &mut organizer, 1);
    carol.hand(ids[0], &request).unwrap();
    let parcel = carol.parcel(ids[0]);
    assert_eq!(bob.refusal(&parcel), RowOutcome::KeyErased);
}

#[test]
fn a_request_of_which_every_ticket_is_forgotten_opens_nothing_any_more() {
    let (mut organizer, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    bob.take(&parcel);
    bob.w().forget(id, StillValid::Erase).unwrap();
    let (mut carol, ids) = Person::with_tickets(3, &mut organizer, 1);
    carol.hand(ids[0], &request).unwrap();
    let parcel = carol.parcel(ids[0]);
    let received = bob.w().receive(&parcel, Decision::Take).unwrap();
    assert_eq!(received, Received::Refused(ParcelRefusal::NotForMe));
    assert_eq!(bob.count(Table::Request), 0);
}

#[test]
fn a_purge_takes_what_is_past_by_two_clocks_and_never_by_the_phones_alone() {
    let (_, mut alice, ids) = after_the_show(&[NAME, ""]);
    alice.clock.set(PURGE + 1);
    let purged = alice.w().purge().unwrap();
    assert_eq!(purged.erased, Erased::default());
    let Unproven { due, known, .. } = purged.unproven[0];
    assert_eq!((due.seconds(), known < due), (PURGE, true), "somebody set the clock");
    assert_eq!(alice.w().tickets().unwrap().len(), 2);
    alice.clock.set(DOORS + 5 * 3600);
    alice.clock.advance(PURGE - DOORS);
    let before = sealed_rows(alice.folder.path());
    let purged = alice.w().purge().unwrap();
    let expected = Erased { tickets: 2, events: 1, keys: 2, traces: Traces::Gone, hardware_keys_left: 0 };
    assert_eq!((purged.erased, purged.unproven), (expected, vec![]), "a stamp's time, carried on");
    assert_gone(alice.folder.path(), &erased(&before, alice.folder.path()));
    assert_eq!(alice.w().ticket(ids[0]), Err(WalletError::TicketNotFound));
    assert_eq!(alice.w().purge().unwrap().erased, Erased::default());
}

#[test]
fn a_later_trust_list_of_the_same_organizer_is_a_word_about_the_time_and_another_ones_is_not() {
    let (mut organizer, mut alice, _) = after_the_show(&[""]);
    alice.clock.restart_at(5);
    alice.reopen();
    alice.clock.set(PURGE + 100);
    let mut other = Organizer::other();
    alice.w().import(&other.renew(at(60 * 86_400))).unwrap();
    assert_eq!(alice.w().purge().unwrap().unproven.len(), 1);
    alice.w().import(&organizer.renew(at(30 * 86_400))).unwrap();
    assert_eq!(alice.w().purge().unwrap().erased.tickets, 1);
}

#[test]
fn nothing_is_purged_before_the_purge_time_whatever_was_signed() {
    let (mut organizer, mut alice, _) = after_the_show(&[""]);
    alice.w().import(&organizer.renew(at(60 * 86_400))).unwrap();
    let purged = alice.w().purge().unwrap();
    assert_eq!((purged.erased, purged.unproven), (Erased::default(), vec![]));
}

/// A gate's challenge tells the time of the doors.
fn learn_the_time(organizer: &Organizer, person: &mut Person, id: TicketId) {
    let (key, certificate) = organizer.staff(50, &[crate::ticket::Role::Scan]);
    let event = organizer.event.event;
    let asks = ChallengePayload { event, gate: 0, time: at(0), nonce: [4; 16], seconds: 30, hpke: None };
    let message = Challenge::sign(&asks, &key, &certificate).to_bytes();
    let answered = person.w().answer(id, &message);
    assert!(matches!(answered, Ok(_) | Err(WalletError::HandedOn)), "{answered:?}");
}

#[test]
fn a_wallet_with_a_damaged_request_is_wiped_and_the_keys_that_it_still_names_go_from_hardware() {
    let (mut alice, signer) = (Person::new(1), SoftwareSigner::new(SignatureForm::Der));
    alice.signer = Some(signer.clone());
    alice.reopen();
    alice.w().request_hardware(2, None).unwrap();
    assert_eq!(signer.count(), 2);
    drop(alice.wallet.take());
    Connection::open(alice.folder.path().join("store.db"))
        .unwrap()
        .execute_batch("UPDATE request SET value = zeroblob(200) WHERE seq = 2")
        .unwrap();
    let host = alice.host();
    wipe(alice.folder.path(), host).unwrap();
    assert_eq!((signer.count(), alice.folder.path().exists()), (1, false));
}

#[test]
fn a_purge_forgets_the_answers_to_hand_overs_and_keeps_the_tags_of_endorsed_heads() {
    let (organizer, mut alice, mut bob, id, request) = pair();
    let hand_over = alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    let answer = bob.take(&parcel);
    alice.settled(&answer);
    for person in [&mut alice, &mut bob] {
        learn_the_time(&organizer, person, id);
        person.clock.advance(PURGE - T0);
    }
    let head = alice.w().current(id).unwrap().head();
    let answered = |wallet: &Wallet| wallet.item.has_xid(wallet.meta.row.tags.xid(hand_over.xid));
    assert!(answered(bob.w()));
    for person in [&mut alice, &mut bob] {
        assert_eq!(person.w().purge().unwrap().erased.tickets, 1);
        person.reopen();
    }
    assert_eq!((bob.count(Table::Tombstone), answered(bob.w())), (0, false));
    let wallet = alice.w();
    assert!(wallet.item.has_head(wallet.meta.row.tags.head(head.xid())));
}

#[test]
fn a_vault_that_fails_after_the_rows_went_leaves_a_wallet_that_goes_on() {
    let (mut organizer, mut alice, ids) = after_the_show(&[NAME, ""]);
    forget(&mut alice, ids[0]).unwrap();
    alice.vault.fail_with(Some(VaultError::Unavailable));
    assert_eq!(forget(&mut alice, ids[1]), Err(WalletError::VaultUnavailable));
    alice.vault.fail_with(None);
    assert_eq!(forget(&mut alice, ids[1]), Err(WalletError::TicketNotFound), "it went");
    let file = organizer.renew(at(60 * 86_400));
    alice.w().import(&file).unwrap();
    alice.clock.set(PURGE + 100);
    alice.vault.fail_with(Some(VaultError::Unavailable));
    assert_eq!(alice.w().purge(), Err(WalletError::VaultUnavailable));
    alice.vault.fail_with(None);
    assert_eq!(alice.w().purge().unwrap().erased, Erased::default(), "it went");
    alice.w().import(&file).unwrap();
}

#[test]
fn a_wiped_wallet_leaves_no_file_no_key_and_no_item() {
    let (_, mut alice, _) = after_the_show(&[NAME]);
    let folder = alice.folder.path().to_owned();
    alice.wallet.take().unwrap().wipe().unwrap();
    assert!(!folder.exists(), "the folder had nothing else in it");
    assert_eq!(alice.vault.get(), Ok(None));
    assert_eq!(alice.try_reopen().err(), Some(WalletError::NoWallet));
    let host = alice.host();
    assert_eq!(wipe(&folder, host), Err(WalletError::NoWallet));
}

#[test]
fn a_wallet_that_does_not_open_can_be_wiped() {
    let (_, mut alice, _) = after_the_show(&[NAME]);
    alice.wallet.take().unwrap().close().unwrap();
    fs::write(alice.folder.path().join("store.corrupt-1"), b"moved aside once").unwrap();
    fs::write(alice.folder.path().join("store.db"), b"no database").unwrap();
    let host = alice.host();
    wipe(alice.folder.path(), host).unwrap();
    assert!(!alice.folder.path().exists());
}

#[test]
fn nothing_is_wiped_while_the_vault_does_not_answer() {
    let (_, mut alice, ids) = after_the_show(&[NAME]);
    alice.wallet.take().unwrap().close().unwrap();
    alice.vault.fail_with(Some(VaultError::Unavailable));
    let host = alice.host();
    let refused = wipe(alice.folder.path(), host);
    assert_eq!(refused, Err(WalletError::VaultUnavailable));
    alice.vault.fail_with(None);
    alice.reopen();
    assert_eq!(alice.w().ticket(ids[0]).unwrap().state, TicketState::Stamped);
}

/// Alice with a ticket whose key is in hardware.
fn bound() -> (Person, Arc<SoftwareSigner>, TicketId) {
    let mut organizer = Organizer::new();
    let flags = Flags::default().with(Flag::HardwareBound);
    organizer.policy = Policy { flags, hops: 0, deadline: 0 };
    let (mut alice, signer) = (Person::new(1), SoftwareSigner::new(SignatureForm::Der));
    alice.signer = Some(signer.clone());
    alice.reopen();
    let request = alice.w().request_hardware(1, None).unwrap();
    let imported = alice.w().import(&organizer.ticket_file_for(&request, 1)).unwrap();
    assert_eq!(imported.tickets[0].outcome, ImportOutcome::Added);
    (alice, signer, imported.tickets[0].ticket)
}

#[test]
fn a_key_in_hardware_is_deleted_with_its_ticket() {
    let (mut alice, signer, id) = bound();
    assert_eq!(signer.count(), 1);
    let erased = alice.w().forget(id, StillValid::Erase).unwrap();
    assert_eq!((erased.keys, erased.hardware_keys_left, signer.count()), (1, 0, 0));
}

#[test]
fn a_key_in_hardware_that_was_locked_is_deleted_when_the_wallet_is_opened_again() {
    let (mut alice, signer, id) = bound();
    signer.fail_with(Some(SignerError::Unavailable));
    let erased = alice.w().forget(id, StillValid::Erase).unwrap();
    assert_eq!((erased.hardware_keys_left, signer.count()), (1, 1));
    alice.reopen();
    assert_eq!(signer.count(), 1, "still locked, and the wallet opens");
    signer.fail_with(None);
    alice.signer = None;
    alice.reopen();
    alice.w().use_signer(signer.clone());
    assert_eq!(signer.count(), 0);
}

#[test]
fn a_wallet_is_not_wiped_without_the_hardware_that_has_its_keys() {
    let (mut alice, signer, _) = bound();
    alice.signer = None;
    alice.reopen();
    assert_eq!(alice.wallet.take().unwrap().wipe(), Err(WalletError::NoHardware));
    alice.signer = Some(signer.clone());
    alice.reopen();
    alice.wallet.take().unwrap().wipe().unwrap();
    assert_eq!(signer.count(), 0);
}

#[test]
fn an_exposure_tells_what_was_held_and_when_and_goes_on_telling_after_it_was_forgotten() {
    let (_, mut alice, ids) = after_the_show(&[NAME, ""]);
    let of = |held: &[Held], kind| held.iter().find(|held| held.kind == kind).copied();
    let before = alice.w().exposure().unwrap();
    let names = of(&before, PersonalData::Names).unwrap();
    assert_eq!((names.count, names.erased, names.from.seconds(), names.until), (1, 0, T0, None));
    assert_eq!(of(&before, PersonalData::Tickets).unwrap().count, 2);
    assert_eq!(of(&before, PersonalData::Keys).unwrap().from.seconds(), T0);
    assert_eq!(of(&before, PersonalData::Stamps).unwrap().from, at(30));
    assert_eq!(of(&before, PersonalData::HandOvers), None);
    forget(&mut alice, ids[0]).unwrap();
    alice.reopen();
    let after = alice.w().exposure().unwrap();
    let until = Some(at(5 * 3600 + 30));
    let names = of(&after, PersonalData::Names).unwrap();
    assert_eq!((names.count, names.erased, names.from.seconds(), names.until), (0, 1, T0, until));
    let tickets = of(&after, PersonalData::Tickets).unwrap();
    assert_eq!((tickets.count, tickets.erased, tickets.until), (1, 1, None));
}
