//! J-13 between friends: a parcel in codes that take turns on the owner's screen.

use super::hand_over::pair;
use super::*;
use crate::wallet::{ParcelState, Preview};
use crate::wire::{Frame, MAX_CODE_BYTES, WireError};

/// What Alice's screen shows in turn for Bob, and the parcel.
fn shown(alice: &mut Person, id: TicketId) -> (Vec<Vec<u8>>, Vec<u8>) {
    match alice.w().parcel(id).unwrap() {
        ParcelState::Ready { parcel, frames } => (frames, parcel),
        ParcelState::Wait { ready_at } => panic!("waits until {ready_at:?}"),
    }
}

#[test]
fn a_parcel_that_fits_no_code_goes_in_codes_in_any_order_some_of_them_seen_twice() {
    let (_, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    let (frames, parcel) = shown(&mut alice, id);
    assert!(parcel.len() > MAX_CODE_BYTES && frames.len() > 2, "{}", parcel.len());
    assert!(frames.iter().all(|frame| frame.len() <= MAX_CODE_BYTES));
    let (first, others) = frames.split_first().unwrap();
    for frame in others.iter().rev().chain(others) {
        let read = bob.w().read_frame(frame).unwrap();
        assert_eq!((read.of as usize, read.file), (frames.len(), None));
    }
    let read = bob.w().read_frame(first).unwrap();
    assert_eq!((read.have, read.file.as_ref()), (read.of, Some(&parcel)));
    assert!(matches!(bob.w().preview(&parcel), Ok(Preview::Offer { .. })));
    let answer = bob.take(&read.file.unwrap());
    assert!(answer.len() <= MAX_CODE_BYTES, "the answer goes in one code");
}

#[test]
fn the_same_codes_are_shown_again_after_a_restart_and_the_friend_begins_anew() {
    let (_, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    let (frames, _) = shown(&mut alice, id);
    assert_eq!(bob.w().read_frame(&frames[0]).unwrap().have, 1);
    alice.reopen();
    bob.reopen();
    assert_eq!(shown(&mut alice, id).0, frames);
    assert_eq!(bob.w().read_frame(&frames[1]).unwrap().have, 1, "what a closed wallet had seen is gone");
}

#[test]
fn a_code_of_another_parcel_begins_anew_and_what_is_no_frame_changes_nothing() {
    let mut organizer = Organizer::new();
    let (mut alice, ids) = Person::with_tickets(1, &mut organizer, 2);
    let mut bob = Person::new(2);
    let request = bob.w().request(2, None).unwrap();
    let [one, other] = [ids[0], ids[1]].map(|id| {
        alice.hand(id, &request).unwrap();
        shown(&mut alice, id).0
    });
    bob.w().read_frame(&one[0]).unwrap();
    let generation = bob.w().store.generation();
    for no_frame in [&request[..], &one[1][1..], &[]] {
        let error = bob.w().read_frame(no_frame).unwrap_err();
        assert!(matches!(error, WalletError::BadFile(_)), "{error:?}");
    }
    assert_eq!(bob.w().read_frame(&one[1]).unwrap().have, 2);
    assert_eq!(bob.w().read_frame(&other[1]).unwrap().have, 1);
    assert_eq!(bob.w().store.generation(), generation, "nothing is written before a person said yes");
}

#[test]
fn codes_that_are_not_the_file_that_they_name_are_refused_by_name() {
    let (_, mut alice, mut bob, id, request) = pair();
    alice.hand(id, &request).unwrap();
    let (mut frames, _) = shown(&mut alice, id);
    *frames[1].last_mut().unwrap() ^= 1;
    let (last, others) = frames.split_last().unwrap();
    for frame in others {
        bob.w().read_frame(frame).unwrap();
    }
    let wrong = WalletError::BadFile(WireError::Bounds { field: "frames" });
    assert_eq!(bob.w().read_frame(last), Err(wrong));
    assert_eq!(bob.w().read_frame(last).unwrap().have, 1);
}

#[test]
fn a_file_that_is_no_parcel_is_told_when_it_is_looked_at() {
    let (_, _, mut bob, _, request) = pair();
    let told: Vec<_> =
        Frame::messages(&request).iter().map(|frame| bob.w().read_frame(frame).unwrap()).collect();
    let file = told.last().unwrap().file.clone().unwrap();
    assert_eq!(file, request);
    assert!(matches!(bob.w().preview(&file), Ok(Preview::Refused(_))));
}
