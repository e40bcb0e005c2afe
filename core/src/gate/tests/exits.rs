//! Entry rules at the door (J-09, P-16) and the way out (protocol §5.5).

use super::*;
use crate::code::{Detail, StaticCode};
use crate::gate::{Exit, ExitEffect, GateError};
use crate::testing::fixtures::at;
use crate::ticket::{EntryRule, Time};
use crate::wire::Wire as _;

fn organizer(rule: EntryRule) -> Organizer {
    let mut organizer = Organizer::new();
    organizer.policy.flags = organizer.policy.flags.with_entry_rule(rule);
    organizer
}

fn out(device: &mut Device, text: &str) -> Exit {
    device.gate().exit(text).unwrap()
}

fn sync(from: &mut Device, to: &mut Device) {
    let file = from.gate().export().unwrap();
    to.gate().merge(&file).unwrap();
}

#[test]
fn a_pass_out_ticket_comes_back_in_after_its_exit_and_not_before() {
    let organizer = organizer(EntryRule::PassOut);
    let mut gate = Device::ready(&organizer, "A", 1);
    let holder = Holder::of(&organizer, 10);
    assert!(is_admitted(&gate.admit(&holder.show(0))));
    gate.clock.advance(20);
    let Verdict::Refused(refusal) = gate.admit(&holder.show(20)) else { panic!("in the hall") };
    assert_eq!((refusal.reason, refusal.detail), (Reason::AlreadyUsed, Detail::InSince(at(0))));
    gate.clock.advance(20);
    let exit = out(&mut gate, &holder.show(40));
    assert_eq!((exit.effect, exit.reason, exit.at), (ExitEffect::MayReturn, None, at(40)));
    let report = gate.gate().report().unwrap();
    assert_eq!((report.admitted, report.in_hall, report.exits), (1, 0, 1));
    gate.clock.advance(60);
    assert!(is_admitted(&gate.admit(&holder.show(100))));
    assert_eq!(gate.gate().report().unwrap().in_hall, 1);
}

#[test]
fn an_exit_at_one_gate_opens_the_ticket_at_another_once_they_met() {
    let organizer = organizer(EntryRule::PassOut);
    let (mut a, mut b) = (Device::ready(&organizer, "A", 1), Device::ready(&organizer, "A", 2));
    let holder = Holder::of(&organizer, 10);
    assert!(is_admitted(&a.admit(&holder.show(0))));
    sync(&mut a, &mut b);
    b.clock.advance(60);
    assert_eq!(out(&mut b, &holder.show(60)).effect, ExitEffect::MayReturn);
    a.clock.advance(120);
    assert_eq!(reason(&a.admit(&holder.show(120))), Some(Reason::AlreadyUsed));
    sync(&mut b, &mut a);
    assert!(is_admitted(&a.admit(&holder.show(110))));
}

#[test]
fn an_exit_that_is_taken_back_leaves_the_guest_in() {
    let organizer = organizer(EntryRule::PassOut);
    let mut gate = Device::ready(&organizer, "A", 1);
    let holder = Holder::of(&organizer, 10);
    gate.admit(&holder.show(0));
    gate.clock.advance(30);
    let exit = out(&mut gate, &holder.show(30)).entry.unwrap();
    gate.clock.advance(30);
    gate.gate().void(&exit.to_string(), "MISTAKE").unwrap();
    assert_eq!(reason(&gate.admit(&holder.show(60))), Some(Reason::AlreadyUsed));
}

#[test]
fn an_exit_of_one_of_two_asks_the_lead_who_is_still_in() {
    let organizer = organizer(EntryRule::PassOut);
    let (mut a, mut b) = (Device::ready(&organizer, "A", 1), Device::ready(&organizer, "A", 2));
    let holder = Holder::of(&organizer, 10);
    a.admit(&holder.show(0));
    b.clock.advance(30);
    b.admit(&holder.show(30));
    sync(&mut b, &mut a);
    a.clock.advance(60);
    assert_eq!(out(&mut a, &holder.show(60)).effect, ExitEffect::AsksLead);
    a.clock.advance(60);
    let Verdict::Ask(refusal) = a.admit(&holder.show(120)) else { panic!("one of two is in") };
    assert_eq!(refusal.reason, Reason::ExitUnclear);
    let report = a.gate().report().unwrap();
    assert_eq!((report.in_hall, report.conflicts.len()), (1, 1));
}

#[test]
fn an_exit_that_no_entry_is_known_for_is_written_down_and_makes_the_next_entry_weak() {
    let organizer = organizer(EntryRule::PassOut);
    let mut gate = Device::ready(&organizer, "A", 1);
    let holder = Holder::of(&organizer, 10);
    let exit = out(&mut gate, &holder.show(0));
    assert_eq!((exit.effect, exit.entry.is_some()), (ExitEffect::Unmatched, true));
    gate.clock.advance(1200);
    assert!(is_admitted(&gate.admit(&holder.show(1200))));
    gate.clock.advance(60);
    assert_eq!(reason(&gate.admit(&holder.show(1260))), Some(Reason::ExitUnclear));
}

#[test]
fn nobody_is_kept_in_by_a_code_that_proves_nothing() {
    let organizer = organizer(EntryRule::PassOut);
    let mut gate = Device::ready(&organizer, "A", 1);
    let holder = Holder::of(&organizer, 10);
    gate.admit(&holder.show(0));
    gate.clock.advance(60);
    let mut payload = organizer.payload(12, holder.key.public());
    payload.holder = None;
    let paper = StaticCode { credential: payload.sign(&organizer.issuer) };
    let paper = crate::wire::to_text(&paper.to_bytes());
    let before = gate.gate().status().entries;
    for (text, why) in
        [(holder.show(0), Reason::Stale), (paper, Reason::NeedProof), ("?".to_owned(), Reason::Malformed)]
    {
        let exit = out(&mut gate, &text);
        assert_eq!((exit.effect, exit.entry, exit.reason), (ExitEffect::Unrecorded, None, Some(why)));
    }
    assert_eq!(gate.gate().status().entries, before);
}

#[test]
fn a_code_serves_one_way_once() {
    let organizer = organizer(EntryRule::PassOut);
    let mut gate = Device::ready(&organizer, "A", 1);
    let holder = Holder::of(&organizer, 10);
    gate.admit(&holder.show(0));
    gate.clock.advance(1);
    let exit = out(&mut gate, &holder.show(0));
    assert_eq!((exit.effect, exit.detail), (ExitEffect::Unrecorded, Detail::CodeSpent));
    gate.clock.advance(9);
    assert_eq!(out(&mut gate, &holder.show(10)).effect, ExitEffect::MayReturn);
    gate.clock.advance(3);
    assert_eq!(out(&mut gate, &holder.show(10)).effect, ExitEffect::Repeat);
    gate.clock.advance(3);
    for spent in [0, 10] {
        let Verdict::Refused(refusal) = gate.admit(&holder.show(spent)) else { panic!("spent") };
        assert_eq!((refusal.reason, refusal.detail), (Reason::Stale, Detail::CodeSpent));
    }
    assert!(is_admitted(&gate.admit(&holder.show(20))));
}

#[test]
fn an_exit_of_a_single_ticket_is_counted_and_opens_nothing() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    let holder = Holder::of(&organizer, 10);
    gate.admit(&holder.show(0));
    gate.clock.advance(60);
    assert_eq!(out(&mut gate, &holder.show(60)).effect, ExitEffect::Final);
    let report = gate.gate().report().unwrap();
    assert_eq!((report.admitted, report.in_hall, report.exits), (1, 0, 1));
    gate.clock.advance(60);
    assert_eq!(reason(&gate.admit(&holder.show(120))), Some(Reason::AlreadyUsed));
}

#[test]
fn after_a_crash_who_went_out_comes_in_by_a_new_entry() {
    let organizer = organizer(EntryRule::PassOut);
    let (mut a, mut b) = (Device::ready(&organizer, "A", 1), Device::ready(&organizer, "A", 2));
    let holder = Holder::of(&organizer, 10);
    a.admit(&holder.show(0));
    sync(&mut a, &mut b);
    b.clock.advance(20);
    out(&mut b, &holder.show(20));
    a.crash();
    a.reopen();
    sync(&mut b, &mut a);
    a.clock.advance(60);
    assert!(is_admitted(&a.admit(&holder.show(60))));
}

#[test]
fn a_count_lets_in_so_many_times_and_says_how_many() {
    let mut organizer = organizer(EntryRule::Count);
    organizer.event.count = 2;
    let mut gate = Device::ready(&organizer, "A", 1);
    let holder = Holder::of(&organizer, 10);
    for (seconds, used) in [(0, 1), (60, 2)] {
        gate.clock.set(DOORS + u64::try_from(seconds).unwrap());
        let Verdict::Admitted(admission) = gate.admit(&holder.show(seconds)) else { panic!("{used}") };
        assert_eq!(admission.detail, Detail::CountUsed { used, of: 2 });
        gate.clock.advance(6);
        let again = gate.admit(&holder.show(seconds));
        let spent = if used == 1 { Reason::Stale } else { Reason::AlreadyUsed };
        assert_eq!(reason(&again), Some(spent), "one code is one person");
    }
    gate.clock.set(DOORS + 120);
    let Verdict::Refused(refusal) = gate.admit(&holder.show(120)) else { panic!("two are in") };
    assert_eq!((refusal.reason, refusal.detail), (Reason::AlreadyUsed, Detail::CountUsed { used: 2, of: 2 }));
    assert_eq!(gate.gate().report().unwrap().in_hall, 2);
}

#[test]
fn paper_of_a_count_enters_once() {
    let mut organizer = organizer(EntryRule::Count);
    organizer.event.count = 3;
    let mut gate = Device::ready(&organizer, "A", 1);
    let mut payload = organizer.payload(12, SecretKey::from_seed(&[12; 32]).public());
    payload.holder = None;
    let paper = StaticCode { credential: payload.sign(&organizer.issuer) };
    let paper = crate::wire::to_text(&paper.to_bytes());
    assert!(is_admitted(&gate.admit(&paper)));
    gate.clock.advance(60);
    assert_eq!(reason(&gate.admit(&paper)), Some(Reason::AlreadyUsed));
}

#[test]
fn zones_are_walked_apart_and_a_person_who_walks_on_is_one() {
    let organizer = organizer(EntryRule::Zones);
    let (mut a, mut b) = (Device::ready(&organizer, "A", 1), Device::ready(&organizer, "B", 2));
    let holder = Holder::of(&organizer, 11);
    assert!(is_admitted(&a.admit(&holder.show(0))));
    sync(&mut a, &mut b);
    b.clock.advance(60);
    let Verdict::Admitted(admission) = b.admit(&holder.show(60)) else { panic!("another zone") };
    assert_eq!(admission.detail, Detail::InZone("R".to_owned()));
    b.clock.advance(60);
    let Verdict::Refused(refusal) = b.admit(&holder.show(120)) else { panic!("in this zone") };
    assert_eq!((refusal.reason, refusal.detail), (Reason::AlreadyUsed, Detail::InZone("R".to_owned())));
    let report = b.gate().report().unwrap();
    assert_eq!((report.admitted, report.in_hall, report.conflicts.len()), (1, 1, 0));
}

#[test]
fn an_exit_needs_the_role_scan_and_the_shift_with_its_grace() {
    let organizer = organizer(EntryRule::PassOut);
    let holder = Holder::of(&organizer, 10);
    let mut lead = Device::with_roles(&organizer, "A", 1, &[Role::Override]);
    assert!(matches!(lead.gate().exit(&holder.show(0)), Err(GateError::NotReady { .. })));
    let mut gate = Device::ready(&organizer, "A", 2);
    let show_end = |seconds: u64| Time::from_seconds(DOORS + seconds).unwrap();
    gate.clock.set(DOORS + 7 * 3600);
    let late = holder.show_at(show_end(7 * 3600));
    assert_eq!(out(&mut gate, &late).effect, ExitEffect::Unmatched, "guests leave after the end");
    gate.clock.set(DOORS + 9 * 3600);
    assert!(matches!(gate.gate().exit(&late), Err(GateError::ShiftOver { .. })));
}

#[test]
fn one_code_at_two_gates_is_told_and_counts_once() {
    let organizer = Organizer::new();
    let (mut a, mut b) = (Device::ready(&organizer, "A", 1), Device::ready(&organizer, "A", 2));
    let text = Holder::of(&organizer, 10).show(0);
    assert!(is_admitted(&a.admit(&text)) && is_admitted(&b.admit(&text)));
    sync(&mut b, &mut a);
    let report = a.gate().report().unwrap();
    assert_eq!((report.admitted, report.in_hall, report.conflicts.len()), (1, 1, 0));
    assert_eq!(report.same_codes.len(), 1);
    assert_eq!(report.same_codes[0].entries.len(), 2);
}
