//! O-01 to O-04, one sentence each.

use super::*;
use crate::ports::{KeyVault, VaultError};
use crate::store::Table;
use crate::ticket::{EventId, Step, Time, Xid};
use crate::transfer::{Answer, AnswerRow, CompareCode, ReceiptPayload, Request, RequestError};
use crate::wallet::{
    BadRequest, Confirmation, Decision, HandOver, NotTransferable, ParcelState, Received, RowOutcome,
    SettleOutcome,
};
use crate::wire::Wire;

pub(super) const CAMERA: Confirmation = Confirmation::Camera;

impl Person {
    pub(super) fn hand(&mut self, id: TicketId, request: &[u8]) -> Result<HandOver, WalletError> {
        self.w().hand_over(id, request, &CAMERA)
    }

    /// The parcel, once the last code shown is dead.
    pub(super) fn parcel(&mut self, id: TicketId) -> Vec<u8> {
        match self.w().parcel(id).unwrap() {
            ParcelState::Ready { parcel, .. } => parcel,
            ParcelState::Wait { ready_at } => panic!("waits until {ready_at:?}"),
        }
    }

    pub(super) fn take(&mut self, parcel: &[u8]) -> Vec<u8> {
        self.answer(parcel, Decision::Take)
    }

    pub(super) fn answer(&mut self, parcel: &[u8], decision: Decision) -> Vec<u8> {
        match self.w().receive(parcel, decision).unwrap() {
            Received::Rows { answer: Some(answer), .. } => answer,
            other => panic!("{other:?}"),
        }
    }

    /// The one outcome of a parcel for which nothing is signed.
    pub(super) fn refusal(&mut self, parcel: &[u8]) -> RowOutcome {
        match self.w().receive(parcel, Decision::Take).unwrap() {
            Received::Rows { answer: None, rows } => rows[0].outcome,
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn settled(&mut self, answer: &[u8]) -> SettleOutcome {
        self.w().settle(answer).unwrap()[0].outcome
    }

    pub(super) fn count(&mut self, table: Table) -> u64 {
        self.w().store.read(|r| r.count(table)).unwrap()
    }
}

/// Alice with one ticket, Bob with a request.
pub(super) fn pair() -> (Organizer, Person, Person, TicketId, Vec<u8>) {
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
    assert_eq!(alice.hand(id, &request), Err(WalletError::CannotHandOn(NotTransferable::NotAllowed)));
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
    let refused = Err(WalletError::CannotHandOn(NotTransferable::NoHopsLeft));
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
    assert_eq!(alice.hand(id, &request), Err(WalletError::CannotHandOn(NotTransferable::ChainFull)));
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
    assert_eq!(alice.hand(id, &request), Err(WalletError::CannotHandOn(refused)));
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
    assert_eq!(alice.hand(id, &other), Err(WalletError::CannotHandOn(NotTransferable::HandedOn)));
}

#[test]
fn o_03_no_parcel_leaves_before_the_vault_knows_the_endorsement() {
    let (_, mut alice, _, id, request) = pair();
    let fault = VaultError::Unavailable;
    alice.vault.fail_with(Some(fault));
    assert_eq!(alice.hand(id, &request), Err(WalletError::VaultUnavailable));
    assert_eq!(alice.w().parcel(id), Err(WalletError::VaultUnavailable));
    assert_eq!(alice.hand(id, &request), Err(WalletError::VaultUnavailable));
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
