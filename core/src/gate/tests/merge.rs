use super::*;
use crate::code::Reason;
use crate::gate::{Device as Whose, Ending, GateError};
use crate::store::Table;
use crate::ticket::AdoptError;
use crate::transfer::ProofKind;

#[test]
fn two_gates_out_of_touch_merge_to_one_truth_in_either_order() {
    let organizer = Organizer::new();
    let (mut a, mut b) = (Device::ready(&organizer, "A", 1), Device::ready(&organizer, "B", 2));
    let holder = Holder::of(&organizer, 11);
    a.admit(&holder.show(0));
    a.admit(&Holder::of(&organizer, 13).show(0));
    b.clock.advance(100);
    assert!(is_admitted(&b.admit(&holder.show(100))));
    let (from_a, from_b) = (a.gate().export().unwrap(), b.gate().export().unwrap());
    a.gate().merge(&from_b).unwrap();
    b.gate().merge(&from_a).unwrap();
    let (mut left, mut right) = (a.gate().report().unwrap(), b.gate().report().unwrap());
    left.refused_here.clear();
    right.refused_here.clear();
    assert_eq!(left, right);
    assert_eq!((left.admitted, left.conflicts.len()), (2, 1));
    assert_eq!(left.conflicts[0].proof, Some(ProofKind::SameHeadTwice));
    assert_eq!((left.gates["A"], left.zones["R"]), (2, 2));
    assert_eq!(a.gate().merge(&from_b).unwrap().new_entries, 0);
    a.close();
    a.reopen();
    let mut again = a.gate().report().unwrap();
    again.refused_here.clear();
    assert_eq!(again, left);
}

#[test]
fn the_same_file_again_leaves_the_store_as_large_as_it_was() {
    let organizer = Organizer::new();
    let (mut a, mut b) = (Device::ready(&organizer, "A", 1), Device::ready(&organizer, "B", 2));
    b.admit(&Holder::of(&organizer, 11).show(0));
    let file = b.gate().export().unwrap();
    let rows = |device: &mut Device| {
        let tables = [Table::Entry, Table::Head, Table::Waiting, Table::Meta];
        tables.map(|table| device.gate().store.read(|r| r.count(table)).unwrap())
    };
    a.gate().merge(&file).unwrap();
    let once = rows(&mut a);
    for _ in 0..3 {
        a.gate().merge(&file).unwrap();
        assert_eq!(rows(&mut a), once);
        a.close();
        a.reopen();
    }
}

#[test]
fn after_a_merge_the_other_gates_guest_is_refused_here_with_its_gate() {
    let organizer = Organizer::new();
    let (mut a, mut b) = (Device::ready(&organizer, "A", 1), Device::ready(&organizer, "B", 2));
    let holder = Holder::of(&organizer, 11);
    b.admit(&holder.show(0));
    let file = b.gate().export().unwrap();
    a.gate().merge(&file).unwrap();
    a.clock.advance(20);
    let Verdict::Refused(refusal) = a.admit(&holder.show(20)) else { panic!() };
    let first = refusal.first.unwrap();
    assert_eq!((refusal.reason, first.gate.as_str(), first.device), (Reason::AlreadyUsed, "B", Whose::Other));
}

#[test]
fn the_proof_against_an_old_holder_is_found_at_the_merge() {
    let organizer = Organizer::new();
    let (mut a, mut b) = (Device::ready(&organizer, "A", 1), Device::ready(&organizer, "B", 2));
    let owner = Holder::of(&organizer, 11);
    let friend = owner.hand_to(50, 0);
    assert!(is_admitted(&a.admit(&friend.show(0))));
    b.clock.advance(30);
    assert!(is_admitted(&b.admit(&owner.show(30))));
    let file = b.gate().export().unwrap();
    a.gate().merge(&file).unwrap();
    let report = a.gate().report().unwrap();
    assert_eq!((report.admitted, report.conflicts[0].proof), (1, Some(ProofKind::AfterHandOver)));
}

#[test]
fn three_gates_relay_each_others_logs() {
    let organizer = Organizer::new();
    let mut gates: Vec<_> = (1..=3).map(|seed| Device::ready(&organizer, "A", seed)).collect();
    for (number, gate) in (20..).zip(gates.iter_mut()) {
        gate.admit(&Holder::of(&organizer, number).show(0));
    }
    let first = gates[0].gate().export().unwrap();
    gates[1].gate().merge(&first).unwrap();
    let both = gates[1].gate().export().unwrap();
    gates[2].gate().merge(&both).unwrap();
    assert_eq!(gates[2].gate().report().unwrap().admitted, 3);
}

#[test]
fn a_cut_journal_file_keeps_what_came_whole_and_says_so() {
    let organizer = Organizer::new();
    let mut a = Device::ready(&organizer, "A", 1);
    a.admit(&Holder::of(&organizer, 10).show(0));
    let file = a.gate().export().unwrap();
    for cut in (0..file.len()).step_by(7) {
        let mut other = Device::ready(&organizer, "A", 2);
        match other.gate().merge(&file[..cut]) {
            Ok(report) => assert_eq!(report.ending, Ending::Cut, "cut at {cut}"),
            Err(error) => assert!(
                matches!(error, GateError::BadDocument(AdoptError::Wire(_))),
                "cut at {cut}: {error:?}"
            ),
        }
        assert!(other.gate().report().unwrap().admitted <= 1);
        assert_eq!(other.gate().merge(&file).unwrap().ending, Ending::Whole);
        assert_eq!(other.gate().report().unwrap().admitted, 1);
    }
}

#[test]
fn a_changed_byte_in_a_journal_file_never_changes_a_count() {
    let organizer = Organizer::new();
    let mut a = Device::ready(&organizer, "A", 1);
    a.admit(&Holder::of(&organizer, 10).show(0));
    let file = a.gate().export().unwrap();
    let mut other = Device::ready(&organizer, "A", 2);
    for position in (0..file.len()).step_by(3) {
        let mut changed = file.clone();
        changed[position] ^= 0x10;
        match other.gate().merge(&changed) {
            Ok(report) => assert_eq!(report.ending, Ending::Cut, "byte {position}"),
            Err(error) => assert!(!error.code().is_empty()),
        }
        assert!(other.gate().report().unwrap().admitted <= 1, "byte {position}");
    }
    assert_eq!(other.gate().merge(&file).unwrap().ending, Ending::Whole);
    assert_eq!(other.gate().report().unwrap().admitted, 1);
}

#[test]
fn another_events_journal_is_refused_whole() {
    let organizer = Organizer::new();
    let mut other = organizer.clone();
    other.event.event = crate::ticket::EventId::from_bytes([8; 8]);
    let mut a = Device::ready(&organizer, "A", 1);
    let mut b = Device::ready(&other, "A", 2);
    let file = b.gate().export().unwrap();
    assert_eq!(a.gate().merge(&file), Err(GateError::OtherEvent));
}

#[test]
fn a_scanner_cannot_undo_another_gates_admission() {
    let organizer = Organizer::new();
    let (mut a, mut b) = (Device::ready(&organizer, "A", 1), Device::ready(&organizer, "A", 2));
    let Verdict::Admitted(admission) = a.admit(&Holder::of(&organizer, 10).show(0)) else { panic!() };
    let file = a.gate().export().unwrap();
    b.gate().merge(&file).unwrap();
    assert_eq!(b.gate().void(&admission.ticket.to_string(), "MISTAKE"), Err(GateError::NotAllowed));
    let mut lead = Device::with_roles(&organizer, "A", 3, &[Role::Scan, Role::Supervise]);
    lead.gate().merge(&file).unwrap();
    lead.gate().void(&admission.ticket.to_string(), "WRONG_PERSON").unwrap();
    let undone = lead.gate().export().unwrap();
    a.gate().merge(&undone).unwrap();
    assert_eq!(a.gate().report().unwrap().admitted, 0);
}
