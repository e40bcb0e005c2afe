use super::*;
use crate::crypto::SecretKey;
use crate::ports::VaultError;
use crate::store::Table;
use crate::ticket::{AdoptError, Adopted, EventId};
use crate::wallet::ImportOutcome;
use crate::wire::{Wire, WireError};

fn outcomes(imported: &crate::wallet::Imported) -> Vec<ImportOutcome> {
    imported.tickets.iter().map(|row| row.outcome).collect()
}

/// Of an event that came in with a change of which the vault was not told.
#[test]
fn an_import_that_the_vault_failed_is_there_at_once_and_the_same_file_again_changes_nothing() {
    let mut organizer = Organizer::new();
    let mut alice = Person::new(1);
    let request = alice.w().request(1, None).unwrap();
    let file = organizer.ticket_file_for(&request, 1);
    alice.w().tickets().unwrap();
    alice.vault.fail_with(Some(VaultError::Unavailable));
    assert_eq!(alice.w().import(&file).err(), Some(WalletError::VaultUnavailable));
    alice.vault.fail_with(None);
    assert_eq!(alice.w().tickets().unwrap().len(), 1);
    assert_eq!(alice.w().import(&file).unwrap().tickets[0].outcome, ImportOutcome::Unchanged);
    assert_eq!(alice.count(Table::Event), 1);
}

#[test]
fn a_ticket_file_for_a_request_of_this_wallet_is_listed_with_its_event() {
    let mut organizer = Organizer::new();
    let (mut alice, ids) = Person::with_tickets(1, &mut organizer, 3);
    let tickets = alice.w().tickets().unwrap();
    assert_eq!(tickets.len(), 3);
    for ticket in tickets {
        assert!(ids.contains(&ticket.id) && ticket.place.starts_with("1階"));
        assert!(["S", "R"].contains(&ticket.zone.as_str()) && ticket.title == "冬の公演");
        assert_eq!((ticket.state, ticket.source), (TicketState::NotYet, EventSource::Imported));
        assert_eq!(ticket.from.seconds(), DOORS);
        assert_eq!(ticket.until.seconds(), END);
        assert_eq!((ticket.not_transferable, ticket.hops_left, ticket.stamp), (None, 2, None));
    }
}

#[test]
fn the_same_file_again_changes_nothing_not_even_on_disk() {
    let mut organizer = Organizer::new();
    let mut alice = Person::new(1);
    let request = alice.w().request(2, None).unwrap();
    let file = organizer.ticket_file_for(&request, 2);
    let first = alice.w().import(&file).unwrap();
    assert_eq!((first.documents, outcomes(&first)), (Adopted::New, vec![ImportOutcome::Added; 2]));
    let generation = alice.w().store.generation();
    let again = alice.w().import(&file).unwrap();
    assert_eq!((again.documents, outcomes(&again)), (Adopted::Unchanged, vec![ImportOutcome::Unchanged; 2]));
    assert_eq!(alice.w().store.generation(), generation);
}

#[test]
fn a_file_for_other_keys_is_for_another_wallet_and_leaves_nothing() {
    let mut organizer = Organizer::new();
    let (mut alice, mut bob) = (Person::new(1), Person::new(2));
    let file = organizer.ticket_file_for(&alice.w().request(1, None).unwrap(), 1);
    assert_eq!(bob.w().import(&file), Err(WalletError::NotForThisWallet));
    assert!(bob.w().tickets().unwrap().is_empty() && bob.w().events().unwrap().is_empty());
}

#[test]
fn a_second_credential_of_one_ticket_and_epoch_is_kept_and_the_first_is_shown() {
    let mut organizer = Organizer::new();
    let mut alice = Person::new(1);
    let request = alice.w().request(1, None).unwrap();
    let key = crate::transfer::Request::verify(&request).unwrap().payload().keys[0];
    let mut credential = organizer.next_payload(key);
    let first = organizer.ticket_file_of(&[organizer.holding(&credential)]);
    credential.place = "B2".to_owned();
    let second = organizer.ticket_file_of(&[organizer.holding(&credential)]);
    let place = |person: &mut Person| person.w().tickets().unwrap()[0].place.clone();

    alice.w().import(&first).unwrap();
    for _ in 0..2 {
        assert_eq!(outcomes(&alice.w().import(&second).unwrap()), [ImportOutcome::IssuerDouble]);
    }
    assert_eq!((alice.w().tickets().unwrap().len(), place(&mut alice)), (1, "1階 1番".to_owned()));
    let kept = alice.w().store.read(|r| r.count(crate::store::Table::Evidence)).unwrap();
    assert_eq!(kept, 1);
}

#[test]
fn a_re_issue_takes_over_and_the_older_one_does_not_come_back() {
    let mut organizer = Organizer::new();
    let mut alice = Person::new(1);
    let request = alice.w().request(1, None).unwrap();
    let key = crate::transfer::Request::verify(&request).unwrap().payload().keys[0];
    let mut credential = organizer.next_payload(key);
    let first = organizer.ticket_file_of(&[organizer.holding(&credential)]);
    (credential.epoch, credential.place) = (1, "C3".to_owned());
    let second = organizer.ticket_file_of(&[organizer.holding(&credential)]);

    assert_eq!(outcomes(&alice.w().import(&second).unwrap()), [ImportOutcome::Added]);
    assert_eq!(outcomes(&alice.w().import(&first).unwrap()), [ImportOutcome::Older]);
    assert_eq!(alice.w().tickets().unwrap()[0].place, "C3");
}

#[test]
fn a_key_serves_one_ticket() {
    let mut organizer = Organizer::new();
    let mut alice = Person::new(1);
    let request = alice.w().request(1, None).unwrap();
    let (first, second) = (organizer.ticket_file_for(&request, 1), organizer.ticket_file_for(&request, 1));
    alice.w().import(&first).unwrap();
    assert_eq!(outcomes(&alice.w().import(&second).unwrap()), [ImportOutcome::KeyTaken]);
}

#[test]
fn every_changed_byte_of_a_ticket_file_is_an_error_and_changes_nothing() {
    let mut organizer = Organizer::new();
    let mut alice = Person::new(1);
    let file = organizer.ticket_file_for(&alice.w().request(1, None).unwrap(), 1);
    for place in 0..file.len() {
        let mut changed = file.clone();
        changed[place] ^= 1;
        alice.w().import(&changed).unwrap_err();
        alice.w().import(&file[..place]).unwrap_err();
    }
    assert!(alice.w().tickets().unwrap().is_empty());
    alice.w().import(&file).unwrap();
}

#[test]
fn a_newer_event_file_moves_the_show_and_an_older_one_is_refused() {
    let mut organizer = Organizer::new();
    let (mut alice, _) = Person::with_tickets(1, &mut organizer, 1);
    let old = organizer.event_file();
    (organizer.event.version, organizer.event.moved) = (2, 86_400);
    assert_eq!(alice.w().import(&organizer.event_file()).unwrap().documents, Adopted::New);
    assert_eq!(alice.w().tickets().unwrap()[0].doors.seconds(), DOORS + 86_400);
    assert_eq!(alice.w().import(&old), Err(WalletError::BadDocuments(AdoptError::Older)));
    organizer.event.title = "another".to_owned();
    let contradiction = alice.w().import(&organizer.event_file());
    assert_eq!(contradiction, Err(WalletError::BadDocuments(AdoptError::Contradicts)));
    alice.reopen();
    assert_eq!(alice.w().tickets().unwrap()[0].doors.seconds(), DOORS + 86_400);
}

#[test]
fn tickets_printed_before_the_newest_event_file_still_come_in() {
    let mut organizer = Organizer::new();
    let mut alice = Person::new(1);
    let request = alice.w().request(1, None).unwrap();
    let file = organizer.ticket_file_for(&request, 1);
    organizer.event.version = 2;
    alice.w().import(&organizer.event_file()).unwrap();
    assert_eq!(outcomes(&alice.w().import(&file).unwrap()), [ImportOutcome::Added]);
}

#[test]
fn other_messages_are_refused_by_their_kind() {
    let mut alice = Person::new(1);
    let request = alice.w().request(1, None).unwrap();
    assert_eq!(alice.w().import(&request), Err(WalletError::BadFile(WireError::WrongType)));
    assert_eq!(alice.w().import(&[0x82, 0x18, 0x63, 0x00]).unwrap_err().code(), "UPDATE_APP");
    assert_eq!(alice.w().import(b"").unwrap_err().code(), "MALFORMED");
}

#[test]
fn tickets_are_listed_the_next_event_first_and_what_is_over_last() {
    let mut today = Organizer::new();
    let mut tomorrow = today.clone();
    tomorrow.event.event = EventId::from_bytes([9; 8]);
    for time in [&mut tomorrow.event.doors, &mut tomorrow.event.start, &mut tomorrow.event.end] {
        *time = time.shifted(86_400);
    }
    let (mut alice, first) = Person::with_tickets(1, &mut today, 1);
    let request = alice.w().request(1, None).unwrap();
    let key = crate::transfer::Request::verify(&request).unwrap().payload().keys[0];
    let _first = tomorrow.next_payload(key);
    let mut credential = tomorrow.next_payload(key);
    credential.from = credential.from.shifted(86_400);
    let file = tomorrow.ticket_file_of(&[tomorrow.holding(&credential)]);
    alice.w().import(&file).unwrap();

    let ids = |person: &mut Person| {
        person.w().tickets().unwrap().iter().map(|t| (t.id, t.state)).collect::<Vec<_>>()
    };
    let second = credential.ticket;
    assert_eq!(ids(&mut alice), [(first[0], TicketState::NotYet), (second, TicketState::NotYet)]);
    alice.clock.set(END);
    assert_eq!(ids(&mut alice), [(second, TicketState::NotYet), (first[0], TicketState::Expired)]);
}

#[test]
fn a_ticket_is_found_by_any_unique_prefix_of_six_characters() {
    let mut organizer = Organizer::new();
    let (mut alice, ids) = Person::with_tickets(1, &mut organizer, 2);
    let text = ids[0].to_string().to_lowercase();
    assert_eq!(alice.w().find(&text[..6]), Ok(ids[0]));
    assert_eq!(alice.w().find(&text), Ok(ids[0]));
    assert_eq!(alice.w().find(&text[..5]), Err(WalletError::PrefixTooShort));
    assert_eq!(alice.w().find("ZZZZZZ"), Err(WalletError::TicketNotFound));
}

#[test]
fn a_prefix_of_two_tickets_is_ambiguous() {
    let mut organizer = Organizer::new();
    let mut alice = Person::new(1);
    let request = alice.w().request(2, None).unwrap();
    let keys = crate::transfer::Request::verify(&request).unwrap().payload().keys.clone();
    let holdings: Vec<_> = [7, 8]
        .iter()
        .zip(keys)
        .map(|(last, key)| {
            let mut credential = organizer.next_payload(key);
            let mut id = [3; 16];
            id[15] = *last;
            credential.ticket = TicketId::from_bytes(id);
            organizer.holding(&credential)
        })
        .collect();
    alice.w().import(&organizer.ticket_file_of(&holdings)).unwrap();
    let prefix = TicketId::from_bytes([3; 16]).to_string();
    assert_eq!(alice.w().find(&prefix[..6]), Err(WalletError::AmbiguousTicket));
}

#[test]
fn a_request_is_for_one_to_twenty_tickets_and_thirty_two_are_open_at_once() {
    let mut alice = Person::new(1);
    assert_eq!(alice.w().request(0, None), Err(WalletError::BadCount));
    assert_eq!(alice.w().request(21, None), Err(WalletError::BadCount));
    for _ in 0..32 {
        alice.w().request(1, None).unwrap();
    }
    assert_eq!(alice.w().request(1, None), Err(WalletError::TooManyRequests));
    alice.clock.advance(86_400 + 601);
    alice.w().request(20, None).unwrap();
}

#[test]
fn every_key_of_every_request_is_fresh() {
    let mut alice = Person::new(1);
    let mut keys = Vec::new();
    for _ in 0..3 {
        let request = alice.w().request(4, None).unwrap();
        keys.extend(crate::transfer::Request::verify(&request).unwrap().payload().keys.clone());
    }
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 12);
}

#[test]
fn a_ticket_signed_by_a_key_that_is_not_listed_is_named_so() {
    let mut organizer = Organizer::new();
    let mut alice = Person::new(1);
    let request = alice.w().request(1, None).unwrap();
    let key = crate::transfer::Request::verify(&request).unwrap().payload().keys[0];
    let credential = organizer.next_payload(key);
    let foreign = crate::ticket::Holding {
        credential: credential.sign(&SecretKey::from_seed(&[77; 32])),
        chain: Vec::new(),
    };
    let file =
        crate::ticket::TicketFile { event_file: organizer.event_file(), tickets: vec![(&foreign).into()] };
    assert_eq!(alice.w().import(&file.to_bytes()).unwrap_err().code(), "UNKNOWN_ISSUER");
}

#[test]
fn a_ticket_of_before_the_roots_hand_over_is_shown_stamped_and_handed_on_after_it() {
    let mut organizer = Organizer::new();
    let next = SecretKey::from_seed(&[96; 32]);
    let (mut alice, ids) = Person::with_tickets(1, &mut organizer, 1);
    let before = organizer.event_file();
    let request = alice.w().request(1, None).unwrap();
    let late = organizer.ticket_file_for(&request, 1);
    alice.w().import(&organizer.announce(&next)).unwrap();
    let imported = alice.w().import(&organizer.hand_over(&next)).unwrap();
    assert_eq!((imported.root, imported.documents), (organizer.event.root, Adopted::New));
    alice.reopen();
    assert_eq!(
        (alice.w().events().unwrap().len(), alice.w().tickets().unwrap()[0].root),
        (1, organizer.event.root)
    );
    alice.show(ids[0], &organizer.documents());
    assert_eq!(outcomes(&alice.w().import(&late).unwrap()), [ImportOutcome::Added], "printed before it");
    assert_eq!(alice.w().import(&before), Err(WalletError::BadDocuments(AdoptError::Older)));
    let mut bob = Person::new(2);
    let request = bob.w().request(1, None).unwrap();
    alice.w().hand_over(ids[0], &request, &crate::wallet::Confirmation::Camera).unwrap();
    assert_eq!(alice.w().events().unwrap().len(), 1);
}

#[test]
fn who_squats_an_events_id_and_announces_its_root_does_not_bar_it() {
    let mut organizer = Organizer::new();
    let mut squatter = Organizer::other();
    let mut alice = Person::new(1);
    alice.w().import(&squatter.event_file()).unwrap();
    alice.w().import(&squatter.announce(&organizer.root)).unwrap();
    let imported = alice.w().import(&organizer.event_file()).unwrap();
    assert_eq!(
        (imported.documents, alice.w().events().unwrap().len()),
        (Adopted::New, 2),
        "a root of its own"
    );
    assert_eq!(alice.obtain(&mut organizer, 1).len(), 1);
}
