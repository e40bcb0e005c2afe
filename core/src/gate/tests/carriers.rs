//! Cards at the door: over the manifest's row, never proved, forgotten with the names.

use super::*;
use crate::gate::journal::Body;
use crate::gate::{GateError, Note, Updated};
use crate::testing::fixtures::card;
use crate::ticket::Policy;

const DOOR: [Role; 2] = [Role::Scan, Role::Manual];

/// A gate whose cards 1 and 2 are those of tickets 20 and 22; 24 can be handed on, and card 4 is of no ticket.
fn door(organizer: &mut Organizer, seed: u64) -> Device {
    organizer.policy = Policy::default();
    let mut device = Device::with_roles(organizer, "A", seed, &DOOR);
    let mut rows: Vec<_> =
        [20, 22, 24].map(|n| Holder::of(organizer, n).credential.payload().clone()).to_vec();
    rows[2].policy.hops = 1;
    let list = organizer.carriers(&device.gate().enrolment(), 1, &[(1, 20), (2, 22), (3, 24), (4, 26)]);
    device.gate().update(&organizer.manifest(1, &rows)).unwrap();
    assert_eq!(device.gate().update(&list).unwrap(), Updated::New);
    assert_eq!(device.gate().update(&list).unwrap(), Updated::Unchanged);
    device
}

fn tap(device: &mut Device, number: u8) -> Verdict {
    device.gate().tap(card(number).as_bytes(), None).unwrap()
}

#[test]
fn a_card_lets_one_in_without_a_proof_and_the_phone_asks_the_lead_then() {
    let mut organizer = Organizer::new();
    let mut gate = door(&mut organizer, 1);
    let Verdict::Admitted(admission) = tap(&mut gate, 1) else { panic!("a card of the list admits") };
    assert_eq!(admission.notes, [Note::Card]);
    let stored = gate.gate().journal.get(&admission.entry).unwrap().entry.clone();
    let Body::Admit(passage) = &stored.body else { panic!("it is an admission") };
    assert_eq!((&passage.code, stored.step, stored.epoch), (&None, None, Some(0)));
    assert!(matches!(tap(&mut gate, 1), Verdict::Repeat(_)));
    gate.clock.advance(10);
    assert_eq!(reason(&tap(&mut gate, 1)), Some(Reason::AlreadyUsed));
    assert_eq!(reason(&gate.admit(&Holder::of(&organizer, 20).show(10))), Some(Reason::UnprovedEntry));
}

#[test]
fn a_card_of_a_ticket_that_moves_of_none_or_of_nobody_lets_nobody_in() {
    let mut organizer = Organizer::new();
    let mut gate = door(&mut organizer, 1);
    assert_eq!(reason(&tap(&mut gate, 3)), Some(Reason::NeedProof));
    assert_eq!(reason(&tap(&mut gate, 4)), Some(Reason::NeedProof));
    assert_eq!(reason(&tap(&mut gate, 9)), Some(Reason::UnknownCard));
    let short = gate.gate().tap(&[1, 2, 3], None).unwrap();
    assert_eq!(reason(&short), Some(Reason::Malformed));
    let mut scanner = Device::ready(&organizer, "A", 2);
    let list = organizer.carriers(&scanner.gate().enrolment(), 1, &[(1, 20)]);
    assert_eq!(reason(&tap(&mut scanner, 1)), Some(Reason::NeedProof), "no list");
    scanner.gate().update(&list).unwrap();
    scanner.clock.advance(10);
    assert_eq!(reason(&tap(&mut scanner, 1)), Some(Reason::NeedProof), "no role");
}

#[test]
fn a_gate_whose_serial_was_withdrawn_lets_nobody_in_by_a_card_or_by_digits() {
    let mut organizer = Organizer::new();
    let mut gate = door(&mut organizer, 1);
    let guests = organizer.guest_list(&gate.gate().enrolment(), 1, &[0], &[(20, "山田 太郎")]);
    gate.gate().update(&guests).unwrap();
    assert!(gate.gate().judges_digits());
    gate.gate().update(&organizer.revocation(1, &[], &[1])).unwrap();
    assert_eq!(reason(&tap(&mut gate, 1)), Some(Reason::NeedProof));
    assert!(!gate.gate().judges_digits());
    assert!(is_admitted(&gate.admit(&Holder::of(&organizer, 20).show(0))));
}

#[test]
fn one_card_at_two_gates_is_one_conflict_once_they_met() {
    let mut organizer = Organizer::new();
    let (mut first, mut second) = (door(&mut organizer, 1), door(&mut organizer, 2));
    assert!(is_admitted(&tap(&mut first, 1)) && is_admitted(&tap(&mut second, 1)));
    let journal = first.gate().export().unwrap();
    second.gate().merge(&journal).unwrap();
    second.clock.advance(20);
    assert_eq!(reason(&tap(&mut second, 1)), Some(Reason::AlreadyUsed));
    let report = second.gate().report().unwrap();
    assert_eq!((report.admitted, report.in_hall), (1, 2));
}

#[test]
fn a_newer_list_takes_a_lost_card_away_and_stays_after_a_restart() {
    let mut organizer = Organizer::new();
    let mut gate = door(&mut organizer, 1);
    let newer = organizer.carriers(&gate.gate().enrolment(), 2, &[(7, 20)]);
    gate.gate().update(&newer).unwrap();
    let older = organizer.carriers(&gate.gate().enrolment(), 1, &[(1, 20)]);
    assert!(matches!(gate.gate().update(&older), Err(GateError::BadDocument(_))));
    gate.close();
    gate.reopen();
    assert_eq!(gate.gate().status().carriers, Some(2));
    assert_eq!(reason(&tap(&mut gate, 1)), Some(Reason::UnknownCard));
    assert!(is_admitted(&tap(&mut gate, 7)));
    let mut other = Device::with_roles(&organizer, "A", 3, &DOOR);
    assert_eq!(other.gate().update(&newer), Err(GateError::OtherDevice));
}

#[test]
fn a_crash_after_a_tap_is_one_person() {
    let mut organizer = Organizer::new();
    let mut gate = door(&mut organizer, 1);
    assert!(is_admitted(&tap(&mut gate, 1)));
    gate.crash();
    gate.reopen();
    gate.clock.advance(60);
    assert!(matches!(tap(&mut gate, 1), Verdict::Repeat(_)));
}
