//! Partial sync: a vector in one code, and what is missing in frames (J-12, J-13).

use std::collections::HashMap;

use super::*;
use crate::gate::journal::{JournalReader, SyncVector};
use crate::gate::{Ending, FrameTaken, GateError, MissingEntries, Report};
use crate::testing::fixtures::{at, card};
use crate::ticket::{AdoptError, EventId, RevocationReason};
use crate::wire::{Frame, MAX_CODE_BYTES, Wire, WireError};

fn pair(organizer: &Organizer) -> (Device, Device) {
    (Device::ready(organizer, "A", 1), Device::ready(organizer, "B", 2))
}

/// Tickets with odd numbers enter by either gate.
fn admit_each(gate: &mut Device, organizer: &Organizer, numbers: core::ops::Range<u8>) {
    for number in numbers.map(|number| 2 * number + 1) {
        assert!(is_admitted(&gate.admit(&Holder::of(organizer, number).show(0))), "{number}");
    }
}

/// What one shows to the other in codes: its vector, and the frames that answer it.
fn sync(from: &mut Device, to: &mut Device) -> (MissingEntries, Option<FrameTaken>) {
    let vector = to.gate().sync_vector();
    assert!(vector.len() <= MAX_CODE_BYTES);
    let missing = from.gate().missing(&vector).unwrap();
    let taken = missing.frames.iter().map(|frame| to.gate().take_frame(frame).unwrap()).last();
    (missing, taken)
}

fn counted(gate: &mut Device) -> Report {
    Report { refused_here: HashMap::default(), ..gate.gate().report().unwrap() }
}

#[test]
fn two_gates_reach_one_truth_by_codes_alone() {
    let organizer = Organizer::new();
    let (mut a, mut b) = pair(&organizer);
    admit_each(&mut a, &organizer, 10..20);
    admit_each(&mut b, &organizer, 18..25);
    let (missing, taken) = sync(&mut a, &mut b);
    assert_eq!(missing.entries, 11, "open and ten admissions");
    assert!(missing.frames.iter().all(|frame| frame.len() <= MAX_CODE_BYTES));
    let merged = taken.unwrap().merged.unwrap();
    assert_eq!((merged.new_entries, merged.waiting, merged.ending), (11, 0, Ending::Whole));
    let (missing, _) = sync(&mut b, &mut a);
    assert_eq!(missing.entries, 8, "nothing of what came from there goes back");
    assert_eq!(counted(&mut a), counted(&mut b));
    assert_eq!(counted(&mut a).same_codes.len(), 2);
}

#[test]
fn only_what_came_since_the_last_time_is_sent() {
    let organizer = Organizer::new();
    let (mut a, mut b) = pair(&organizer);
    admit_each(&mut a, &organizer, 10..40);
    let whole = sync(&mut a, &mut b).0;
    admit_each(&mut a, &organizer, 40..42);
    let (later, taken) = sync(&mut a, &mut b);
    assert_eq!((whole.entries, later.entries), (31, 2));
    assert!(later.file.len() < whole.file.len() / 8);
    assert_eq!(taken.unwrap().merged.unwrap().new_entries, 2);
    let (nothing, taken) = sync(&mut a, &mut b);
    assert_eq!((nothing.entries, nothing.frames.len(), taken), (0, 0, None));
}

#[test]
fn a_third_gate_gets_everything_that_the_second_has_learned() {
    let organizer = Organizer::new();
    let (mut a, mut b) = pair(&organizer);
    let mut c = Device::ready(&organizer, "A", 3);
    admit_each(&mut a, &organizer, 10..13);
    admit_each(&mut b, &organizer, 20..22);
    sync(&mut a, &mut b);
    assert_eq!(sync(&mut b, &mut c).0.entries, 4 + 3);
    assert_eq!(sync(&mut a, &mut c).0.entries, 0);
    assert_eq!(counted(&mut c).admitted, 5);
}

#[test]
fn more_than_a_hundred_entries_go_as_a_file() {
    let organizer = Organizer::new();
    let (mut a, mut b) = pair(&organizer);
    admit_each(&mut a, &organizer, 10..109);
    let vector = b.gate().sync_vector();
    let shown = a.gate().missing(&vector).unwrap();
    assert_eq!((shown.entries, shown.frames.is_empty()), (100, false));
    admit_each(&mut a, &organizer, 109..110);
    let sent = a.gate().missing(&vector).unwrap();
    assert_eq!((sent.entries, sent.frames.is_empty()), (101, true));
    assert_eq!(b.gate().merge(&sent.file).unwrap().new_entries, 101);
}

#[test]
fn a_newer_revocation_list_rides_along_and_an_older_one_stays() {
    let organizer = Organizer::new();
    let (mut a, mut b) = pair(&organizer);
    let before = b.gate().sync_vector();
    let list = organizer.revocation(1, &[(12, RevocationReason::Refund)], &[]);
    a.gate().update(&list).unwrap();
    let missing = a.gate().missing(&before).unwrap();
    assert_eq!(missing.entries, 0);
    for frame in &missing.frames {
        b.gate().take_frame(frame).unwrap();
    }
    assert_eq!(b.gate().status().revocation, Some(1));
    assert!(sync(&mut a, &mut b).0.frames.is_empty());
    assert!(sync(&mut b, &mut a).0.frames.is_empty());
}

#[test]
fn a_row_that_lies_costs_only_time() {
    let organizer = Organizer::new();
    let (mut a, mut b) = pair(&organizer);
    admit_each(&mut a, &organizer, 10..13);
    sync(&mut a, &mut b);
    let honest = b.gate().sync_vector();
    // The last byte is one of the hash of the last row.
    let mut lying = honest.clone();
    *lying.last_mut().unwrap() ^= 1;
    let missing = a.gate().missing(&lying).unwrap();
    assert_eq!(missing.entries, 4, "an entry that nobody here knows is no reason to leave anything out");
    assert_eq!(a.gate().missing(&honest).unwrap().entries, 0);
    // It has less than it says: what comes then waits, and nothing is counted twice or lost.
    let mut fresh = Device::ready(&organizer, "A", 3);
    admit_each(&mut a, &organizer, 13..14);
    let tail = a.gate().missing(&honest).unwrap();
    let report = fresh.gate().merge(&tail.file).unwrap();
    assert_eq!((report.new_entries, report.waiting), (0, 2));
    sync(&mut a, &mut fresh);
    assert_eq!(counted(&mut fresh), counted(&mut a));
}

#[test]
fn a_vector_of_another_event_or_of_no_event_is_refused_by_name() {
    let organizer = Organizer::new();
    let mut a = Device::ready(&organizer, "A", 1);
    let other = SyncVector::nothing(EventId::from_bytes([9; 8])).to_bytes();
    assert_eq!(a.gate().missing(&other), Err(GateError::OtherEvent));
    let frame = &Frame::messages(&other)[0];
    let wrong = GateError::BadDocument(AdoptError::Wire(WireError::WrongType));
    assert_eq!(a.gate().missing(frame), Err(wrong));
    assert_eq!(a.gate().take_frame(&other), Err(wrong));
    assert_eq!(a.gate().missing(&[]).unwrap_err().code(), "MALFORMED");
}

#[test]
fn a_vector_of_many_logs_names_the_latest_and_still_fits_a_code() {
    let organizer = Organizer::new();
    let (mut a, mut b) = pair(&organizer);
    for number in 0..20 {
        // A clock set back makes a device open another log (J-04).
        let seconds = 7000 - 320 * i64::from(number);
        a.clock.set(at(seconds).seconds());
        assert!(is_admitted(&a.admit(&Holder::of(&organizer, 10 + number).show(seconds))), "{number}");
    }
    sync(&mut a, &mut b);
    assert_eq!(counted(&mut b).admitted, 20);
    let vector = b.gate().sync_vector();
    assert!(vector.len() <= MAX_CODE_BYTES, "{}", vector.len());
    let missing = a.gate().missing(&vector).unwrap();
    assert_eq!(missing.entries, 2 * 4, "what it could not name is sent once more");
    assert_eq!(b.gate().merge(&missing.file).unwrap().new_entries, 0);
}

#[test]
fn frames_of_a_gate_that_was_closed_in_between_begin_anew() {
    let organizer = Organizer::new();
    let (mut a, mut b) = pair(&organizer);
    admit_each(&mut a, &organizer, 10..13);
    let frames = a.gate().missing(&b.gate().sync_vector()).unwrap().frames;
    assert!(frames.len() > 2);
    assert_eq!(b.gate().take_frame(&frames[0]).unwrap().have, 1);
    b.close();
    b.reopen();
    assert_eq!(b.gate().take_frame(&frames[1]).unwrap().have, 1);
    let told: Vec<_> = frames.iter().map(|frame| b.gate().take_frame(frame).unwrap()).collect();
    assert_eq!(told.last().unwrap().merged.unwrap().new_entries, 4);
    assert_eq!(b.gate().take_frame(&frames[0]).unwrap().merged.unwrap().new_entries, 0, "seen once more");
}

#[test]
fn frames_tell_of_the_file_they_are_of_and_not_of_people() {
    let organizer = Organizer::new();
    let mut a = Device::ready(&organizer, "A", 1);
    let vector = a.gate().sync_vector();
    let named = card(1);
    assert!(!vector.windows(named.as_bytes().len()).any(|part| part == named.as_bytes()));
    let file = a.gate().missing(&SyncVector::nothing(organizer.event.event).to_bytes()).unwrap().file;
    assert!(JournalReader::new(&file).is_ok());
}

#[test]
fn the_head_of_a_closed_log_tells_another_gate_whether_it_has_everything() {
    let organizer = Organizer::new();
    let mut a = Device::with_roles(&organizer, "A", 1, &[Role::Scan, Role::Supervise]);
    let mut b = Device::ready(&organizer, "B", 2);
    admit_each(&mut a, &organizer, 10..12);
    let closed = a.gate().close_log().unwrap();
    assert!(closed.file.len() <= MAX_CODE_BYTES);
    assert_eq!(b.gate().merge(&closed.file).unwrap().waiting, 1);
    sync(&mut a, &mut b);
    let report = b.gate().merge(&closed.file).unwrap();
    assert_eq!((report.waiting, report.new_entries), (0, 0));
}

#[test]
fn logs_that_are_dated_ahead_take_no_place_of_others_in_the_vector() {
    let organizer = Organizer::new();
    let (mut a, mut b) = pair(&organizer);
    admit_each(&mut b, &organizer, 10..12);
    for number in 0..=u8::try_from(SyncVector::MAX_ROWS).unwrap() {
        let mut fast = Device::ready(&organizer, "B", 10 + u64::from(number));
        fast.clock.advance(3_600);
        assert!(is_admitted(&fast.admit(&Holder::of(&organizer, 2 * number + 41).show(3_600))));
        let file = fast.gate().export().unwrap();
        assert_eq!(a.gate().merge(&file).unwrap().refused_heads, 0);
    }
    let (_, taken) = sync(&mut b, &mut a);
    assert_eq!(taken.unwrap().merged.unwrap().refused_heads, 0);
    assert_eq!(sync(&mut b, &mut a).0.entries, 0, "what it has is named");
}
