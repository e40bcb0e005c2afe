//! What staff look back at.

use super::*;
use crate::gate::{HistoryAct, Standing};

fn acts(gate: &mut Device) -> Vec<HistoryAct> {
    gate.gate().history(20).into_iter().map(|entry| entry.act).collect()
}

#[test]
fn the_last_things_are_told_newest_first_with_their_seats_and_outlive_a_restart() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    gate.admit(&Holder::of(&organizer, 10).show(0));
    gate.clock.advance(20);
    gate.admit(&Holder::of(&organizer, 10).show(20));
    gate.admit(&Holder::of(&organizer, 12).show(20));
    let refused = HistoryAct::Refused { reason: "ALREADY_USED".to_owned() };
    let expected = [HistoryAct::Admitted, refused, HistoryAct::Admitted];
    assert_eq!(acts(&mut gate), expected);
    let before = gate.gate().history(20);
    gate.crash();
    gate.reopen();
    assert_eq!(gate.gate().history(20), before);
    let place = Holder::of(&organizer, 12).credential.payload().place.clone();
    assert_eq!((before[0].place.as_ref(), before[1].place.as_ref()), (Some(&place), None));
    assert_eq!(gate.gate().history(2), before[..2]);
    assert_eq!(gate.gate().history(0), []);
}

#[test]
fn what_was_taken_back_says_so() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    gate.admit(&Holder::of(&organizer, 10).show(0));
    let entry = gate.gate().history(1).remove(0);
    assert_eq!(entry.standing, Standing::Stands);
    gate.gate().void(&entry.entry.to_string(), "MISTAKE").unwrap();
    let again = gate.gate().history(20);
    assert_eq!((again.len(), again[0].entry, again[0].standing), (1, entry.entry, Standing::TakenBack));
}

#[test]
fn what_a_supervisor_took_back_by_another_gates_entry_says_so_too() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    let mut lead = Device::with_roles(&organizer, "B", 2, &[Role::Scan, Role::Void, Role::Supervise]);
    let (code, other) = (Holder::of(&organizer, 11).show(0), Holder::of(&organizer, 13).show(0));
    gate.admit(&code);
    gate.admit(&other);
    lead.admit(&code);
    let entry = lead.gate().history(1).remove(0).entry;
    lead.gate().void(&entry.to_string(), "MISTAKE").unwrap();
    let file = lead.gate().export().unwrap();
    gate.gate().merge(&file).unwrap();
    let told: Vec<Standing> = gate.gate().history(20).into_iter().map(|entry| entry.standing).collect();
    assert_eq!(told, [Standing::Stands, Standing::TakenBack]);
    assert_eq!(gate.gate().report().unwrap().admitted, 1);
}

#[test]
fn what_other_devices_did_is_not_told_as_ones_own() {
    let organizer = Organizer::new();
    let (mut a, mut b) = (Device::ready(&organizer, "A", 1), Device::ready(&organizer, "B", 2));
    a.admit(&Holder::of(&organizer, 10).show(0));
    b.admit(&Holder::of(&organizer, 12).show(0));
    let file = b.gate().export().unwrap();
    a.gate().merge(&file).unwrap();
    assert_eq!(a.gate().history(20).len(), 1);
}

#[test]
fn after_the_log_was_closed_the_one_before_is_told_too() {
    let organizer = Organizer::new();
    let mut gate = Device::with_roles(&organizer, "A", 1, &[Role::Scan, Role::Supervise]);
    gate.admit(&Holder::of(&organizer, 10).show(0));
    gate.gate().close_log().unwrap();
    gate.clock.advance(10);
    gate.admit(&Holder::of(&organizer, 12).show(10));
    assert_eq!(acts(&mut gate), [HistoryAct::Admitted, HistoryAct::Admitted]);
}
