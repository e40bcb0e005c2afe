//! H-01 to H-09, one sentence each.

use super::hand_over::pair;
use super::*;
use crate::code::Reason;
use crate::ports::VaultError;
use crate::store::Table;
use crate::ticket::{Chain, HopKind, Time, Xid};
use crate::transfer::{Answer, AnswerRow, Parcel, Request};
use crate::wallet::{Decision, NotTransferable, ParcelRefusal, Preview, Received, Rollback, RowOutcome};
use crate::wire::Wire;

#[test]
fn h_01_bytes_that_are_no_parcel_are_malformed_and_a_newer_one_asks_for_an_update() {
    let (_, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    let mut received = |bytes: &[u8]| bob.w().receive(bytes, Decision::Take).unwrap();
    for end in 0..parcel.len() {
        assert_eq!(received(&parcel[..end]), Received::Refused(ParcelRefusal::Malformed));
    }
    assert_eq!(received(&request), Received::Refused(ParcelRefusal::Malformed));
    let mut twice = Parcel::from_message(&parcel).unwrap();
    twice.xids.push(twice.xids[0]);
    assert_eq!(received(&twice.to_bytes()), Received::Refused(ParcelRefusal::Malformed));
    let newer = [&[0x84, 0x18, 0x2a][..], &parcel[2..]].concat();
    assert_eq!(received(&newer), Received::Refused(ParcelRefusal::UpdateApp));
}

#[test]
fn h_01_every_changed_byte_of_a_parcel_is_refused_and_signs_nothing() {
    let (_, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    for place in 0..parcel.len() {
        let mut changed = parcel.clone();
        changed[place] ^= 1;
        let received = bob.w().receive(&changed, Decision::Take).unwrap();
        assert!(matches!(received, Received::Refused(_)), "{place}");
    }
    assert_eq!(bob.count(Table::Tombstone), 0);
    bob.take(&parcel);
}

#[test]
fn h_02_the_same_parcel_gets_the_same_answer_whatever_is_said_later() {
    for (first, second) in [(Decision::Take, Decision::Decline), (Decision::Decline, Decision::Take)] {
        let (_, mut alice, mut bob, id, request) = pair();
        alice.hand(id, &request).unwrap();
        let parcel = alice.parcel(id);
        let answer = bob.answer(&parcel, first);
        bob.reopen();
        let generation = bob.w().store.generation();
        bob.clock.advance(7 * 86_400);
        assert_eq!(bob.w().preview(&parcel), Ok(Preview::Answered));
        assert_eq!(bob.answer(&parcel, second), answer);
        assert_eq!(bob.w().store.generation(), generation);
    }
}

#[test]
fn h_02_a_receipt_given_before_a_rollback_is_given_again_and_nothing_else_is_signed() {
    let (organizer, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    let copy = bob.backup();
    let answer = bob.take(&parcel);
    bob.restore(&copy);
    assert!(matches!(bob.w().rollback(), Rollback::Detected { .. }));
    let declined = bob.w().receive(&parcel, Decision::Decline).unwrap();
    let Received::Rows { answer: None, rows } = declined else { panic!("{declined:?}") };
    assert_eq!(rows[0].outcome, RowOutcome::AnsweredBefore);
    assert_eq!(bob.take(&parcel), answer);
    bob.show(id, &organizer.documents());
}

#[test]
fn h_02_a_refusal_given_before_a_rollback_is_never_followed_by_a_receipt() {
    let (_, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    let copy = bob.backup();
    bob.answer(&parcel, Decision::Decline);
    bob.restore(&copy);
    assert_eq!(bob.refusal(&parcel), RowOutcome::AnsweredBefore);
    assert_eq!(bob.count(Table::Tombstone), 0);
}

#[test]
fn h_03_a_parcel_for_another_request_is_not_for_me() {
    let (_, mut alice, _, id, request) = pair();
    let mut carol = Person::new(3);
    carol.w().request(1, None).unwrap();
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    let received = carol.w().receive(&parcel, Decision::Take).unwrap();
    assert_eq!(received, Received::Refused(ParcelRefusal::NotForMe));
}

#[test]
fn h_04_an_organizer_seen_for_the_first_time_is_shown_so_until_its_file_is_imported() {
    let (organizer, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    let Preview::Offer { event, rows, .. } = bob.w().preview(&parcel).unwrap() else { panic!("an offer") };
    assert_eq!((event.source, event.title.as_str()), (EventSource::FirstSeen, "冬の公演"));
    assert_eq!((rows[0].ticket, rows[0].place.as_str(), rows[0].hops_left), (id, "1階 1番", 1));
    assert_eq!(bob.w().events().unwrap().len(), 0);
    bob.take(&parcel);
    bob.reopen();
    assert_eq!(bob.w().ticket(id).unwrap().source, EventSource::FirstSeen);
    bob.w().import(&organizer.event_file()).unwrap();
    bob.reopen();
    assert_eq!(bob.w().ticket(id).unwrap().source, EventSource::Imported);
}

#[test]
fn h_04_a_parcel_never_brings_a_second_root_for_an_event_that_is_known() {
    let (_, mut alice, mut bob, id, request) = pair();
    bob.w().import(&Organizer::other().event_file()).unwrap();
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    let received = bob.w().receive(&parcel, Decision::Take).unwrap();
    assert_eq!(received, Received::Refused(ParcelRefusal::PendingTrust));
    bob.w().import(&Organizer::new().event_file()).unwrap();
    bob.take(&parcel);
    assert_eq!(bob.w().events().unwrap().len(), 2);
}

#[test]
fn h_04_a_declined_parcel_does_not_squat_the_event_that_it_named() {
    let (_, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    bob.answer(&parcel, Decision::Decline);
    assert!(bob.w().events().unwrap().is_empty() && bob.w().tickets().unwrap().is_empty());
}

#[test]
fn h_04_a_friend_who_names_event_and_root_gets_a_parcel_without_the_event_file() {
    let (organizer, mut alice, mut bob, id, request) = pair();
    bob.w().import(&organizer.event_file()).unwrap();
    let knowing = bob.w().request(1, Some(organizer.event.event)).unwrap();
    let length = |alice: &mut Person, request: &[u8]| {
        let copy = alice.backup();
        alice.hand(id, request).unwrap();
        let parcel = alice.parcel(id);
        let mut twin = Person::new(8);
        twin.restore(&copy);
        std::mem::swap(alice, &mut twin);
        parcel
    };
    let (full, short) = (length(&mut alice, &request), length(&mut alice, &knowing));
    assert!(short.len() + 300 < full.len());
    bob.take(&short);
}

#[test]
fn h_05_a_ticket_that_is_over_is_refused_without_a_tombstone() {
    let (_, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    bob.clock.set(END);
    assert_eq!(bob.refusal(&parcel), RowOutcome::BadTicket(Reason::Expired));
    bob.clock.set(T0);
    bob.take(&parcel);
}

/// A parcel as a cheat with Alice's ticket makes it.
fn forge(alice: &mut Person, id: TicketId, request: &[u8], cheat: impl FnOnce(&mut Cheat)) -> Vec<u8> {
    let request = Request::verify(request).unwrap();
    let ticket = alice.w().current(id).unwrap();
    let key = alice.w().secret(ticket.chain.holder()).unwrap();
    let hop = super::super::owner::forward(&ticket, request.payload().keys[0], alice.w().now().step());
    let mut cheat_on = Cheat { hop, xid: None };
    cheat(&mut cheat_on);
    let Cheat { hop, xid } = cheat_on;
    let mut chain = ticket.chain.endorsements().to_vec();
    chain.push(hop.sign(&key));
    let contents = crate::transfer::OpenedParcel {
        holdings: vec![crate::ticket::Holding { credential: ticket.credential.envelope().clone(), chain }],
        event_digest: [0; 32],
        event_file: Some(alice.w().documents(&ticket).unwrap().to_event_file()),
    };
    let xid = xid.unwrap_or(hop.head().xid());
    let mut rng = ChaCha20Rng::seed_from_u64(99);
    Parcel::seal(&request, vec![xid], &contents, &mut rng).unwrap().to_bytes()
}

struct Cheat {
    hop: crate::ticket::EndorsementPayload,
    xid: Option<Xid>,
}

#[test]
fn h_05_a_chain_that_no_gate_takes_is_refused_and_kept_as_evidence() {
    let (_, mut alice, mut bob, id, request) = pair();
    let bad = forge(&mut alice, id, &request, |cheat| cheat.hop.kind = HopKind::Return);
    assert_eq!(bob.refusal(&bad), RowOutcome::BadTicket(Reason::BadChain));
    let late = forge(&mut alice, id, &request, |cheat| {
        cheat.hop.step = Time::from_seconds(END).unwrap().step();
    });
    assert_eq!(bob.refusal(&late), RowOutcome::BadTicket(Reason::BadChain));
    assert_eq!((bob.count(Table::Evidence), bob.count(Table::Tombstone)), (2, 0));
}

#[test]
fn h_06_a_chain_to_another_key_or_under_another_name_is_refused() {
    let (_, mut alice, mut bob, id, request) = pair();
    let stranger = crate::crypto::SecretKey::from_seed(&[42; 32]).public();
    let elsewhere = forge(&mut alice, id, &request, |cheat| cheat.hop.next = Some(stranger));
    assert_eq!(bob.refusal(&elsewhere), RowOutcome::BadTicket(Reason::BadChain));
    let renamed = forge(&mut alice, id, &request, |cheat| cheat.xid = Some(Xid::from_bytes([7; 16])));
    assert_eq!(bob.refusal(&renamed), RowOutcome::BadTicket(Reason::BadChain));
}

#[test]
fn h_07_a_second_chain_for_one_key_is_never_held_but_can_be_given_back() {
    let (_, mut alice, mut bob, id, request) = pair();
    let first = forge(&mut alice, id, &request, |_| ());
    let second = forge(&mut alice, id, &request, |cheat| cheat.hop.step = cheat.hop.step.plus(1));
    bob.take(&first);
    assert_eq!(bob.refusal(&second), RowOutcome::KeyTaken);
    assert_eq!(bob.count(Table::Evidence), 1);
    let answer = Answer::from_message(&bob.answer(&second, Decision::Decline)).unwrap();
    assert!(matches!(answer.rows[0], AnswerRow::Return { .. }));
    assert_eq!((bob.state(id), bob.count(Table::Ticket)), (TicketState::NotYet, 2));
}

#[test]
fn h_07_a_chain_that_was_given_back_does_not_use_the_key_up() {
    let (_, mut alice, mut bob, id, request) = pair();
    let first = forge(&mut alice, id, &request, |_| ());
    let second = forge(&mut alice, id, &request, |cheat| cheat.hop.step = cheat.hop.step.plus(1));
    bob.answer(&first, Decision::Decline);
    bob.take(&second);
    assert_eq!(bob.state(id), TicketState::NotYet);
}

#[test]
fn h_08_a_parcel_from_the_future_waits_and_nothing_is_signed() {
    let (_, mut alice, mut bob, id, request) = pair();
    alice.clock.advance(Chain::MAX_AHEAD * 10 + 10);
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    assert_eq!(bob.refusal(&parcel), RowOutcome::ClockDiffers);
    assert_eq!(bob.count(Table::Tombstone), 0);
    bob.clock.advance(10);
    bob.take(&parcel);
}

#[test]
fn h_09_no_answer_leaves_before_the_vault_knows_it() {
    let (_, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    bob.vault.fail_with(Some(VaultError::Refused));
    for _ in 0..2 {
        let refused = bob.w().receive(&parcel, Decision::Take);
        assert_eq!(refused, Err(WalletError::VaultUnavailable));
    }
    bob.vault.fail_with(None);
    bob.take(&parcel);
}

#[test]
fn a_row_put_back_from_an_older_copy_stays_handed() {
    let (_, mut alice, _, id, request) = pair();
    let before = alice.w().rows_of(id).unwrap().remove(0);
    alice.hand(id, &request).unwrap();
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let bytes = super::super::ticket::ticket_bytes(&before.row);
    alice.w().store.write(&mut rng, |w| w.update(Table::Ticket, before.id, &bytes)).unwrap();
    alice.reopen();
    assert_eq!(alice.state(id), TicketState::HandingOver);
    assert_eq!(alice.w().present(id), Err(WalletError::HandedOn));
}

#[test]
fn the_whole_older_folder_put_back_stays_handed_and_the_user_is_told() {
    let (_, mut alice, mut bob, id, request) = pair();
    alice.w().present(id).unwrap();
    let copy = alice.backup();
    alice.hand(id, &request).unwrap();
    alice.clock.advance(60);
    let parcel = alice.parcel(id);
    alice.settled(&bob.take(&parcel));
    alice.restore(&copy);
    assert_eq!(alice.w().rollback(), Rollback::Detected { missing: 2 });
    for _ in 0..2 {
        assert_eq!(alice.w().present(id), Err(WalletError::HandedOn));
        let again = alice.hand(id, &request).unwrap_err();
        assert_eq!(again, WalletError::CannotHandOn(NotTransferable::HandedOn));
        assert_eq!(alice.w().parcel(id), Err(WalletError::RolledBack));
        for _ in 0..9 {
            alice.w().request(1, None).unwrap();
        }
        alice.reopen();
    }
}

#[test]
fn a_folder_made_anew_keeps_the_tags_of_the_one_that_was_moved_aside() {
    let (_, mut alice, _, id, request) = pair();
    let copy = alice.backup();
    alice.hand(id, &request).unwrap();
    drop(alice.wallet.take());
    crate::store::move_aside(alice.folder.path()).unwrap();
    let host = alice.host();
    alice.wallet = Some(Wallet::create(alice.folder.path(), host).unwrap());
    assert_eq!(alice.w().rollback(), Rollback::None);
    alice.restore(&copy);
    assert_eq!(alice.w().present(id), Err(WalletError::HandedOn));
}
