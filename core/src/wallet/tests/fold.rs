//! Folding: shown as before and not handed on; afterwards as if the chain had never been.

use super::hand_over::pair;
use super::*;
use crate::code::Digits;
use crate::ports::KeyVault as _;
use crate::testing::fixtures::CountingRng;
use crate::ticket::{CredentialPayload, FiledTicket, OtpUse, TicketFile};
use crate::transfer::{Answer, AnswerRow, Fold, FoldPayload, ReceiptPayload, Request};
use crate::wallet::{ImportOutcome, NotTransferable};
use crate::wire::Wire;

/// What the issuer answers to a fold that holds.
fn answer(organizer: &Organizer, fold: &[u8]) -> Vec<u8> {
    organizer.ticket_file_of(&[organizer.holding(&folded(fold))])
}

/// The same with the new epoch's digits, sealed to the request in the fold.
fn answer_with_digits(organizer: &Organizer, fold: &[u8]) -> Vec<u8> {
    let request = Request::verify(Fold::from_message(fold).unwrap().request.as_deref().unwrap()).unwrap();
    let payload = folded(fold);
    let (secrets, key) = (organizer.secrets(&payload, None), &request.payload().hpke);
    let sealed = secrets.seal(key, &request.digest(), payload.head(), &mut CountingRng(77)).unwrap();
    let holding = organizer.holding(&payload).to_bytes();
    let tickets = vec![FiledTicket { holding, sealed: Some(sealed) }];
    TicketFile { event_file: organizer.event_file(), tickets }.to_bytes()
}

fn folded(fold: &[u8]) -> CredentialPayload {
    let fold = Fold::from_message(fold).unwrap();
    let payload = &fold.holding.credential.payload;
    let before = CredentialPayload::from_bytes(payload, CredentialPayload::MAX_BYTES).unwrap();
    let holder = fold.holding.chain.last().and_then(|hop| hop.next);
    CredentialPayload { epoch: before.epoch + 1, holder, ..before }
}

/// Bob with a ticket that Alice handed him.
fn handed() -> (Organizer, Person, TicketId) {
    let (organizer, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    let parcel = alice.parcel(id);
    bob.take(&parcel);
    (organizer, bob, id)
}

fn asks(person: &mut Person) -> Vec<u8> {
    person.seed += 1;
    Person::new(person.seed).w().request(1, None).unwrap()
}

#[test]
fn a_fold_is_signed_once_over_the_head_and_the_ticket_is_shown_but_not_handed_on() {
    let (organizer, mut bob, id) = handed();
    let fold = bob.w().fold(id).unwrap();
    let read = Fold::from_message(&fold).unwrap();
    let shown = bob.show(id, &organizer.documents());
    let holder = shown.chain().holder().unwrap();
    let request = read.request.as_deref().map(|request| Request::verify(request).unwrap().digest());
    let payload = FoldPayload { head: shown.chain().head(), request };
    assert!(payload.holds(&holder, &read.signature) && request.is_some());
    let request = asks(&mut bob);
    assert_eq!(bob.hand(id, &request), Err(NotTransferable::Folding.into()));
    assert_eq!(bob.w().ticket(id).unwrap().not_transferable, Some(NotTransferable::Folding));
    bob.reopen();
    assert_eq!(bob.w().fold(id).unwrap(), fold, "after a crash");
    assert_eq!(bob.hand(id, &request), Err(NotTransferable::Folding.into()));
}

#[test]
fn an_older_copy_put_back_does_not_hand_on_what_is_being_folded() {
    let (organizer, mut bob, id) = handed();
    let before = bob.backup();
    let fold = bob.w().fold(id).unwrap();
    bob.restore(&before);
    bob.show(id, &organizer.documents());
    let request = asks(&mut bob);
    assert_eq!(bob.hand(id, &request), Err(NotTransferable::Folding.into()));
    assert_eq!(bob.w().fold(id).unwrap(), fold);
    // A vault that lost its item is told again by the rows.
    bob.vault.delete().unwrap();
    bob.reopen();
    assert_eq!(bob.hand(id, &request), Err(NotTransferable::Folding.into()));
}

#[test]
fn the_answer_takes_over_with_what_was_done_before_and_moves_again() {
    let (organizer, mut bob, id) = handed();
    let fold = bob.w().fold(id).unwrap();
    let long = bob.w().present(id).unwrap().bytes;
    let file = answer(&organizer, &fold);
    assert_eq!(bob.w().import(&file).unwrap().tickets[0].outcome, ImportOutcome::Added);
    let shown = bob.show(id, &organizer.documents());
    assert_eq!((shown.payload().epoch, shown.chain().endorsements().len()), (1, 0));
    let short = bob.w().present(id).unwrap().bytes;
    assert!(short <= long - 100, "{short} of {long} bytes");
    let head = shown.chain().head();
    let signature = match &Answer::from_message(&bob.w().acknowledge(id).unwrap()).unwrap().rows[..] {
        [AnswerRow::Receipt { xid, signature }] if *xid == head.xid() => *signature,
        other => panic!("{other:?}"),
    };
    assert!(ReceiptPayload(head).holds(&shown.chain().holder().unwrap(), &signature));
    assert_eq!(bob.w().import(&file).unwrap().tickets[0].outcome, ImportOutcome::Unchanged);
    assert_eq!(bob.w().ticket(id).unwrap().not_transferable, None);
    let request = asks(&mut bob);
    bob.clock.advance(60);
    assert!(bob.hand(id, &request).is_ok());
}

/// The epoch before is a code too, until the issuer withdraws it.
#[test]
fn what_was_folded_and_handed_on_is_not_shown_from_an_older_copy_or_a_row_that_stayed() {
    for spoilt in [false, true] {
        let (organizer, mut bob, id) = handed();
        let fold = bob.w().fold(id).unwrap();
        let copy = bob.backup();
        bob.w().import(&answer(&organizer, &fold)).unwrap();
        let request = asks(&mut bob);
        bob.clock.advance(60);
        bob.hand(id, &request).unwrap();
        if spoilt {
            bob.tamper("DELETE FROM ticket WHERE seq = (SELECT max(seq) FROM ticket)");
            bob.mend().unwrap();
            bob.reopen();
        } else {
            bob.restore(&copy);
        }
        assert_eq!(bob.w().present(id), Err(WalletError::HandedOn), "spoilt: {spoilt}");
    }
}

#[test]
fn a_stamp_before_the_fold_or_for_a_code_before_it_stays_with_the_ticket() {
    let (organizer, mut bob, id) = handed();
    bob.clock.set(DOORS + 30);
    let shown = bob.show(id, &organizer.documents());
    let fold = bob.w().fold(id).unwrap();
    bob.w().import(&answer(&organizer, &fold)).unwrap();
    let stamp = super::stamp::stamp(&organizer, &shown, |_| ());
    bob.w().accept_stamp(&stamp).unwrap();
    let ticket = bob.w().ticket(id).unwrap();
    assert_eq!(
        (ticket.state, ticket.not_transferable),
        (TicketState::Stamped, Some(NotTransferable::Stamped))
    );
}

#[test]
fn nothing_to_fold_and_nothing_to_acknowledge_are_named() {
    let (_, mut alice, _, id, request) = pair();
    assert_eq!(alice.w().fold(id), Err(WalletError::NothingToFold));
    assert_eq!(alice.w().acknowledge(id), Err(WalletError::NotFolded));
    alice.hand(id, &request).unwrap();
    assert_eq!(alice.w().fold(id), Err(WalletError::HandedOn));
    assert_eq!(alice.w().fold(TicketId::from_bytes([9; 16])), Err(WalletError::TicketNotFound));
}

#[test]
fn a_folded_ticket_has_digits_and_a_later_file_brings_them_too() {
    let (organizer, mut bob, id) = handed();
    let fold = bob.w().fold(id).unwrap();
    bob.w().import(&answer(&organizer, &fold)).unwrap();
    assert_eq!(bob.w().check_digits(id), Ok(None), "a file without secrets");
    let file = answer_with_digits(&organizer, &fold);
    assert_eq!(bob.w().import(&file).unwrap().tickets[0].outcome, ImportOutcome::Unchanged);
    bob.reopen();
    let digits = bob.w().check_digits(id).unwrap().unwrap();
    let payload = folded(&fold);
    let secret = organizer.secret().zone_key(payload.event, payload.zone).secret(OtpUse::Digits, id, 1);
    let step = bob.w().present(id).unwrap().step;
    assert_eq!(digits.digits, Digits::at(&secret, step));
    let generation = bob.w().store.generation();
    bob.w().import(&file).unwrap();
    bob.w().import(&answer(&organizer, &fold)).unwrap();
    assert_eq!(bob.w().store.generation(), generation, "nothing more to take");
}

#[test]
fn a_file_signed_again_after_a_theft_takes_the_place_of_the_stolen_keys_signature() {
    let (mut organizer, mut bob, id) = handed();
    let fold = bob.w().fold(id).unwrap();
    bob.w().import(&answer(&organizer, &fold)).unwrap();
    bob.w().import(&organizer.salvage(5)).unwrap();
    let documents = organizer.documents();
    let code = bob.w().present(id).unwrap();
    let judged = verify(scan(&code.text).unwrap(), &Against::gate(&documents, code.step));
    assert_eq!(judged.unwrap_err(), crate::code::Reason::KeyRevoked);
    let again = bob.w().import(&answer(&organizer, &fold)).unwrap();
    assert_eq!(again.tickets[0].outcome, ImportOutcome::Unchanged);
    bob.reopen();
    bob.show(id, &documents);
}
