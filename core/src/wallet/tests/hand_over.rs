//! O-01 to O-04 and H-01 to H-09, one sentence each.

use super::*;
use crate::code::Reason;
use crate::ports::{KeyVault, VaultError};
use crate::store::Table;
use crate::ticket::{Chain, EventId, HopKind, Step, Time, Xid};
use crate::transfer::{Answer, AnswerRow, CompareCode, Parcel, ReceiptPayload, Request, RequestError};
use crate::wallet::{
    BadRequest, Confirmation, Decision, HandOver, NotTransferable, ParcelRefusal, ParcelState, Preview,
    Received, Rollback, RowOutcome, SettleOutcome,
};
use crate::wire::Wire;

const CAMERA: Confirmation = Confirmation::Camera;

impl Person {
    fn hand(&mut self, id: TicketId, request: &[u8]) -> Result<HandOver, WalletError> {
        self.w().hand_over(id, request, &CAMERA)
    }

    /// The parcel, once the last code shown is dead.
    fn parcel(&mut self, id: TicketId) -> Vec<u8> {
        match self.w().parcel(id).unwrap() {
            ParcelState::Ready(parcel) => parcel,
            ParcelState::Wait { ready_at } => panic!("waits until {ready_at:?}"),
        }
    }

    fn take(&mut self, parcel: &[u8]) -> Vec<u8> {
        self.answer(parcel, Decision::Take)
    }

    fn answer(&mut self, parcel: &[u8], decision: Decision) -> Vec<u8> {
        match self.w().receive(parcel, decision).unwrap() {
            Received::Rows { answer: Some(answer), .. } => answer,
            other => panic!("{other:?}"),
        }
    }

    /// The one outcome of a parcel for which nothing is signed.
    fn refusal(&mut self, parcel: &[u8]) -> RowOutcome {
        match self.w().receive(parcel, Decision::Take).unwrap() {
            Received::Rows { answer: None, rows } => rows[0].outcome,
            other => panic!("{other:?}"),
        }
    }

    fn settled(&mut self, answer: &[u8]) -> SettleOutcome {
        self.w().settle(answer).unwrap()[0].outcome
    }

    fn count(&mut self, table: Table) -> u64 {
        self.w().store.read(|r| r.count(table)).unwrap()
    }
}

/// Alice with one ticket, Bob with a request.
fn pair() -> (Organizer, Person, Person, TicketId, Vec<u8>) {
    let mut organizer = Organizer::new();
    let (alice, ids) = Person::with_tickets(1, &mut organizer, 1);
    let mut bob = Person::new(2);
    let request = bob.w().request(1, None).unwrap();
    (organizer, alice, bob, ids[0], request)
}

#[test]
fn a_ticket_goes_to_a_friend_who_shows_it_and_the_owner_does_not() {
    let (organizer, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    assert_eq!(alice.state(id), TicketState::HandingOver);
    assert_eq!(alice.w().present(id), Err(WalletError::HandedOn));
    let parcel = alice.parcel(id);
    let answer = bob.take(&parcel);
    assert_eq!(alice.settled(&answer), SettleOutcome::Taken);
    assert_eq!((alice.state(id), bob.state(id)), (TicketState::HandedOn, TicketState::NotYet));
    assert_eq!(alice.w().present(id), Err(WalletError::HandedOn));
    let shown = bob.show(id, &organizer.documents());
    assert_eq!(shown.chain().endorsements().len(), 1);
    assert_eq!(bob.w().ticket(id).unwrap().hops_left, 1);
}

#[test]
fn a_ticket_that_a_friend_declines_is_back_with_its_owner() {
    let (organizer, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    let answer = bob.answer(&parcel, Decision::Decline);
    assert_eq!(alice.settled(&answer), SettleOutcome::Returned);
    assert_eq!(alice.show(id, &organizer.documents()).chain().endorsements().len(), 2);
    assert_eq!(bob.w().present(id), Err(WalletError::TicketNotFound));
    assert_eq!(alice.settled(&answer), SettleOutcome::Repeat);
    assert_eq!((alice.state(id), alice.w().ticket(id).unwrap().hops_left), (TicketState::NotYet, 2));
}

#[test]
fn o_01_a_request_is_refused_by_what_is_wrong_with_it() {
    let (mut organizer, mut alice, mut bob, id, request) = pair();
    let bad = |error| Err(WalletError::BadRequest(error));
    let own = alice.w().request(1, None).unwrap();
    assert_eq!(alice.hand(id, &own), bad(BadRequest::Own));
    let elsewhere = bob.w().request(1, Some(EventId::from_bytes([99; 8]))).unwrap();
    assert_eq!(alice.hand(id, &elsewhere), bad(BadRequest::OtherEvent));
    alice.clock.advance(86_400 + 601);
    assert_eq!(alice.hand(id, &request), bad(BadRequest::Form(RequestError::Expired)));
    alice.clock.set(T0);
    let mut changed = request.clone();
    *changed.last_mut().unwrap() ^= 1;
    assert_eq!(alice.hand(id, &changed), bad(BadRequest::Form(RequestError::Signature)));
    let file = organizer.ticket_file_for(&own, 1);
    assert_eq!(alice.hand(id, &file).unwrap_err().code(), "NOT_A_REQUEST");
    assert_eq!(alice.state(id), TicketState::NotYet);
    alice.hand(id, &request).unwrap();
}

#[test]
fn o_01_a_key_that_held_the_ticket_before_does_not_get_it_again() {
    let (_, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    let answer = bob.answer(&parcel, Decision::Decline);
    alice.settled(&answer);
    assert_eq!(alice.hand(id, &request), Err(WalletError::BadRequest(BadRequest::KeyInChain)));
    let fresh = bob.w().request(1, None).unwrap();
    alice.hand(id, &fresh).unwrap();
}

#[test]
fn o_01_each_key_of_a_request_gets_one_ticket() {
    let mut organizer = Organizer::new();
    let (mut alice, ids) = Person::with_tickets(1, &mut organizer, 3);
    let mut bob = Person::new(2);
    let request = bob.w().request(2, None).unwrap();
    for id in &ids[..2] {
        alice.hand(*id, &request).unwrap();
        let parcel = alice.parcel(*id);
        alice.settled(&bob.take(&parcel));
    }
    assert_eq!(alice.hand(ids[2], &request), Err(WalletError::BadRequest(BadRequest::UsedUp)));
    assert_eq!(bob.w().tickets().unwrap().len(), 2);
}

#[test]
fn o_01_a_request_that_came_by_message_needs_the_right_compare_code() {
    let (_, mut alice, _, id, request) = pair();
    let code = CompareCode::of(&Request::verify(&request).unwrap()).unwrap();
    assert_eq!(Wallet::compare_code(&request), Ok(code));
    let wrong = Confirmation::CompareCode("00000000".to_owned());
    assert_eq!(alice.w().hand_over(id, &request, &wrong), Err(WalletError::CompareCode));
    assert_eq!(alice.state(id), TicketState::NotYet);
    let right = Confirmation::CompareCode(code.to_string().to_lowercase());
    alice.w().hand_over(id, &request, &right).unwrap();
}

fn why(policy: impl FnOnce(&mut Organizer)) -> (Person, TicketId, Vec<u8>) {
    let mut organizer = Organizer::new();
    policy(&mut organizer);
    let (alice, ids) = Person::with_tickets(1, &mut organizer, 1);
    let request = Person::new(2).w().request(1, None).unwrap();
    (alice, ids[0], request)
}

#[test]
fn o_02_a_ticket_without_hops_says_so_before_anybody_tries() {
    let (mut alice, id, request) = why(|organizer| organizer.policy.hops = 0);
    assert_eq!(alice.w().ticket(id).unwrap().not_transferable, Some(NotTransferable::NotAllowed));
    assert_eq!(alice.hand(id, &request), Err(WalletError::NotTransferable(NotTransferable::NotAllowed)));
}

#[test]
fn o_02_hops_run_out_and_a_returned_one_does_not_count() {
    let mut organizer = Organizer::new();
    organizer.policy.hops = 1;
    let (mut alice, ids) = Person::with_tickets(1, &mut organizer, 1);
    let (mut bob, mut carol) = (Person::new(2), Person::new(3));
    let first = bob.w().request(1, None).unwrap();
    alice.hand(ids[0], &first).unwrap();
    let parcel = alice.parcel(ids[0]);
    let answer = bob.answer(&parcel, Decision::Decline);
    alice.settled(&answer);
    let second = bob.w().request(1, None).unwrap();
    alice.hand(ids[0], &second).unwrap();
    let parcel = alice.parcel(ids[0]);
    bob.take(&parcel);
    let third = carol.w().request(1, None).unwrap();
    let refused = Err(WalletError::NotTransferable(NotTransferable::NoHopsLeft));
    assert_eq!(bob.hand(ids[0], &third), refused);
}

#[test]
fn o_02_a_forward_is_signed_only_while_a_refusal_still_fits() {
    let (_, mut alice, mut bob, id, _) = pair();
    for _ in 0..2 {
        let request = bob.w().request(1, None).unwrap();
        alice.hand(id, &request).unwrap();
        let parcel = alice.parcel(id);
        let answer = bob.answer(&parcel, Decision::Decline);
        assert_eq!(alice.settled(&answer), SettleOutcome::Returned);
    }
    let request = bob.w().request(1, None).unwrap();
    assert_eq!(alice.hand(id, &request), Err(WalletError::NotTransferable(NotTransferable::ChainFull)));
}

#[test]
fn o_02_the_deadline_counts_for_the_step_that_would_be_signed_not_for_the_clock() {
    let (mut alice, id, request) = why(|organizer| organizer.policy.deadline = 60);
    let deadline = END - 3600;
    alice.clock.set(deadline - 10);
    let code = alice.w().present(id).unwrap();
    assert_eq!(code.step.plus(1).begins().seconds(), deadline);
    let at = Time::from_seconds(deadline).unwrap();
    let refused = NotTransferable::DeadlinePassed { at };
    assert_eq!(alice.hand(id, &request), Err(WalletError::NotTransferable(refused)));
    assert_eq!(alice.w().ticket(id).unwrap().not_transferable, None);
    alice.clock.set(deadline);
    assert_eq!(alice.w().ticket(id).unwrap().not_transferable, Some(refused));
}

#[test]
fn o_02_a_clock_turned_back_refuses_with_the_time_from_which_it_works_and_writes_nothing() {
    let (_, mut alice, _, id, request) = pair();
    alice.clock.advance(3600);
    let step = alice.w().present(id).unwrap().step;
    alice.clock.set(T0);
    for _ in 0..2 {
        let (before, generation) = (alice.vault.get().unwrap(), alice.w().store.generation());
        let error = alice.hand(id, &request).unwrap_err();
        assert_eq!(error, WalletError::ClockTurnedBack { from: step.begins() });
        assert_eq!((alice.vault.get().unwrap(), alice.w().store.generation()), (before, generation));
        alice.reopen();
    }
    alice.clock.set(step.begins().seconds());
    alice.hand(id, &request).unwrap();
}

#[test]
fn the_endorsement_is_above_every_code_shown_even_after_a_crash() {
    let (organizer, mut alice, mut bob, id, request) = pair();
    alice.w().present(id).unwrap();
    alice.clock.advance(10);
    let shown = alice.w().present(id).unwrap();
    let ceiling = alice.w().item.ceiling;
    assert!(ceiling > shown.step);
    alice.reopen();
    let ready_at = alice.hand(id, &request).unwrap().ready_at;
    assert_eq!(ready_at, ceiling.plus(3).begins());
    alice.clock.set(ready_at.seconds());
    let parcel = alice.parcel(id);
    bob.clock.set(ready_at.seconds());
    bob.take(&parcel);
    let chain = bob.show(id, &organizer.documents()).chain().clone();
    assert_eq!(chain.last_step(), Some(ceiling.plus(1)));
}

#[test]
fn o_03_the_parcel_waits_until_the_last_code_shown_is_dead() {
    let (_, mut alice, _, id, request) = pair();
    let shown = alice.w().present(id).unwrap();
    let ready_at = alice.hand(id, &request).unwrap().ready_at;
    assert_eq!(ready_at, shown.step.plus(3).begins());
    alice.clock.set(ready_at.seconds() - 1);
    assert_eq!(alice.w().parcel(id), Ok(ParcelState::Wait { ready_at }));
    alice.reopen();
    alice.clock.set(ready_at.seconds());
    let first = alice.parcel(id);
    alice.reopen();
    assert_eq!(alice.parcel(id), first);
}

#[test]
fn o_03_the_same_request_again_is_the_same_hand_over_and_another_is_refused() {
    let (_, mut alice, mut bob, id, request) = pair();
    let first = alice.hand(id, &request).unwrap();
    let generation = alice.w().store.generation();
    alice.clock.advance(2 * 86_400);
    assert_eq!(alice.hand(id, &request), Ok(first));
    assert_eq!(alice.w().store.generation(), generation);
    bob.clock.advance(2 * 86_400);
    let other = bob.w().request(1, None).unwrap();
    assert_eq!(alice.hand(id, &other), Err(WalletError::NotTransferable(NotTransferable::HandedOn)));
}

#[test]
fn o_03_no_parcel_leaves_before_the_vault_knows_the_endorsement() {
    let (_, mut alice, _, id, request) = pair();
    let fault = VaultError::Unavailable;
    alice.vault.fail_with(Some(fault));
    assert_eq!(alice.hand(id, &request), Err(WalletError::Vault(fault)));
    assert_eq!(alice.w().parcel(id), Err(WalletError::Vault(fault)));
    assert_eq!(alice.hand(id, &request), Err(WalletError::Vault(fault)));
    alice.vault.fail_with(None);
    let copy = alice.vault.get().unwrap();
    alice.hand(id, &request).unwrap();
    assert_ne!(alice.vault.get().unwrap(), copy);
    alice.parcel(id);
}

#[test]
fn a_full_vault_refuses_a_hand_over_and_nothing_is_written() {
    let (_, mut alice, _, id, request) = pair();
    for n in 0..452_u64 {
        alice.w().item.add_head(n.to_be_bytes());
        if alice.w().item.check_size().is_err() {
            break;
        }
    }
    let generation = alice.w().store.generation();
    assert_eq!(alice.hand(id, &request), Err(WalletError::VaultFull));
    assert_eq!((alice.w().store.generation(), alice.state(id)), (generation, TicketState::NotYet));
}

#[test]
fn o_04_a_receipt_by_another_key_or_over_another_head_changes_nothing() {
    let (_, mut alice, mut bob, id, request) = pair();
    let xid = alice.hand(id, &request).unwrap().xid;
    let parcel = alice.parcel(id);
    let answer = Answer::from_message(&bob.take(&parcel)).unwrap();
    let AnswerRow::Receipt { mut signature, .. } = answer.rows[0].clone() else { panic!("a receipt") };
    signature[3] ^= 1;
    let forged = Answer { rows: vec![AnswerRow::Receipt { xid, signature }] }.to_bytes();
    assert_eq!(alice.settled(&forged), SettleOutcome::BadAnswer);
    let key = crate::crypto::SecretKey::from_seed(&[5; 32]);
    let signature = ReceiptPayload(crate::ticket::Head::from_bytes([1; 32])).sign(&key);
    let unknown = Xid::from_bytes([1; 16]);
    let foreign = Answer { rows: vec![AnswerRow::Receipt { xid: unknown, signature }] }.to_bytes();
    assert_eq!(alice.settled(&foreign), SettleOutcome::Unknown);
    assert_eq!(alice.state(id), TicketState::HandingOver);
    assert_eq!(alice.settled(&answer.to_bytes()), SettleOutcome::Taken);
    assert_eq!(alice.settled(&answer.to_bytes()), SettleOutcome::Repeat);
}

#[test]
fn o_04_a_return_dated_far_ahead_waits_and_one_with_a_falling_step_is_evidence() {
    let (_, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    bob.clock.advance(3600);
    let ahead = bob.answer(&parcel, Decision::Decline);
    assert_eq!(alice.settled(&ahead), SettleOutcome::ClockDiffers);
    let mut falling = Answer::from_message(&ahead).unwrap();
    let AnswerRow::Return { step, .. } = &mut falling.rows[0] else { panic!("a return") };
    *step = Step::default();
    assert_eq!(alice.settled(&falling.to_bytes()), SettleOutcome::BadAnswer);
    assert_eq!((alice.count(Table::Evidence), alice.state(id)), (1, TicketState::HandingOver));
    alice.clock.advance(3600 - 300);
    assert_eq!(alice.settled(&ahead), SettleOutcome::Returned);
}

#[test]
fn o_04_a_return_after_a_receipt_changes_nothing() {
    let (_, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    let copy = bob.backup();
    alice.settled(&bob.take(&parcel));
    // A cheat: a clone of the friend that never answered.
    let mut clone = Person::new(9);
    clone.vault = Arc::new(MemoryVault::default());
    clone.restore(&copy);
    let back = clone.answer(&parcel, Decision::Decline);
    assert_eq!(alice.settled(&back), SettleOutcome::Repeat);
    assert_eq!(alice.state(id), TicketState::HandedOn);
}

#[test]
fn o_04_the_key_that_the_credential_named_is_erased_and_one_of_a_request_stays() {
    let (_, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    alice.settled(&bob.take(&parcel));
    let rows = alice.w().rows_of(id).unwrap();
    assert_eq!(alice.w().secret(rows[0].chain.holder()).unwrap_err(), WalletError::HandedOn);

    let mut carol = Person::new(3);
    let next = carol.w().request(1, None).unwrap();
    bob.hand(id, &next).unwrap();
    let parcel = bob.parcel(id);
    bob.settled(&carol.take(&parcel));
    let rows = bob.w().rows_of(id).unwrap();
    bob.w().secret(rows[0].chain.holder()).unwrap();
}

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
    assert!(matches!(bob.w().health().rollback, Rollback::Detected { .. }));
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
    assert_eq!(bob.w().events.len(), 0);
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
    assert_eq!(bob.w().events.len(), 2);
}

#[test]
fn h_04_a_declined_parcel_does_not_squat_the_event_that_it_named() {
    let (_, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    bob.answer(&parcel, Decision::Decline);
    assert!(bob.w().events.is_empty() && bob.w().tickets().unwrap().is_empty());
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
        assert_eq!(refused, Err(WalletError::Vault(VaultError::Refused)));
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
    assert_eq!(alice.w().health().rollback, Rollback::Detected { missing: 2 });
    for _ in 0..2 {
        assert_eq!(alice.w().present(id), Err(WalletError::HandedOn));
        let again = alice.hand(id, &request).unwrap_err();
        assert_eq!(again, WalletError::NotTransferable(NotTransferable::HandedOn));
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
    assert_eq!(alice.w().health().rollback, Rollback::None);
    alice.restore(&copy);
    assert_eq!(alice.w().present(id), Err(WalletError::HandedOn));
}
