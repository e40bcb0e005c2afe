use super::*;
use crate::gate::journal::{Evidence, Kind, Stored};
use crate::gate::{Admission, GateError};
use crate::stamp::DigitalStamp;
use crate::testing::fixtures::at;
use crate::ticket::EntryRule;

#[test]
fn an_own_admission_can_be_taken_back_within_ten_minutes_and_then_asks_nobody() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    let holder = Holder::of(&organizer, 10);
    let Verdict::Admitted(admission) = gate.admit(&holder.show(0)) else { panic!() };
    gate.clock.advance(30);
    let voided = gate.gate().void(&admission.entry.to_string()[..8], "WRONG_PERSON").unwrap();
    assert_eq!((voided.target, voided.ticket), (admission.entry, Some(admission.ticket)));
    assert_eq!(gate.gate().report().unwrap().admitted, 0);
    assert!(is_admitted(&gate.admit(&holder.show(30))));
}

#[test]
fn an_undo_that_no_gate_would_count_is_refused_and_not_written() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    let Verdict::Admitted(admission) = gate.admit(&Holder::of(&organizer, 10).show(0)) else { panic!() };
    let name = admission.entry.to_string();
    gate.clock.set(DOORS + 700);
    gate.admit(&Holder::of(&organizer, 12).show(700));
    // The device's clock says eight minutes, its log's says eleven.
    gate.clock.set(DOORS + 500);
    assert_eq!(gate.gate().void(&name, "MISTAKE"), Err(GateError::TooLateToUndo));
    // Further back the log is left, and another log's entries are not its own to undo.
    gate.clock.set(DOORS + 60);
    assert_eq!(gate.gate().void(&name, "MISTAKE"), Err(GateError::NotAllowed));
    assert_eq!(gate.gate().report().unwrap().admitted, 2);
}

#[test]
fn undo_needs_a_listed_reason_the_role_and_the_ten_minutes() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    let Verdict::Admitted(admission) = gate.admit(&Holder::of(&organizer, 10).show(0)) else { panic!() };
    let name = admission.ticket.to_string();
    assert_eq!(gate.gate().void(&name, "山田さん"), Err(GateError::UnknownReason));
    assert_eq!(gate.gate().void("abc", "MISTAKE"), Err(GateError::EntryNotFound));
    gate.clock.advance(601);
    assert_eq!(gate.gate().void(&name, "MISTAKE"), Err(GateError::TooLateToUndo));
    let mut scanner = Device::with_roles(&organizer, "A", 2, &[Role::Scan]);
    scanner.admit(&Holder::of(&organizer, 12).show(0));
    let name = crate::ticket::TicketId::from_bytes([12; 16]).to_string();
    assert_eq!(scanner.gate().void(&name, "MISTAKE"), Err(GateError::NotAllowed));
}

#[test]
fn an_admission_that_was_taken_back_is_stamped_no_more() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    let Verdict::Admitted(admission) = gate.admit(&Holder::of(&organizer, 10).show(0)) else { panic!() };
    let entry = admission.entry;
    gate.gate().stamp(&entry).unwrap();
    gate.gate().void(&entry.to_string(), "MISTAKE").unwrap();
    assert_eq!(gate.gate().stamp(&entry), Err(GateError::NotVoidable));
}

#[test]
fn a_stamp_that_was_taken_back_leaves_the_admission_which_is_stamped_anew() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    let holder = Holder::of(&organizer, 10);
    let Verdict::Admitted(Admission { entry, .. }) = gate.admit(&holder.show(0)) else { panic!() };
    let first = gate.gate().stamp(&entry).unwrap();
    let is_stamp = |stored: &&Stored| stored.entry.body.kind() == Kind::Stamp;
    let stamp = gate.gate().journal.iter().find(is_stamp).unwrap().hash;
    gate.clock.advance(30);
    gate.gate().void(&stamp.to_string(), "WRONG_PERSON").unwrap();
    assert_eq!(reason(&gate.admit(&holder.show(30))), Some(Reason::AlreadyUsed), "the admission stays");
    let second = gate.gate().stamp(&entry).unwrap();
    assert_ne!(second, first);
    assert_eq!(gate.gate().stamp(&entry).unwrap(), second);
}

#[test]
fn a_digital_stamp_verifies_under_the_event_and_is_the_same_when_asked_again() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    let Verdict::Admitted(admission) = gate.admit(&Holder::of(&organizer, 10).show(0)) else { panic!() };
    let bytes = gate.gate().stamp(&admission.entry).unwrap();
    gate.clock.advance(5);
    assert_eq!(gate.gate().stamp(&admission.entry).unwrap(), bytes);
    let stamp = DigitalStamp::from_message(&bytes).unwrap().verify(&organizer.documents()).unwrap();
    assert_eq!((stamp.gate, stamp.level, stamp.time), (0, 2, at(0)));
    assert_eq!(stamp.entry, admission.entry.short());
}

#[test]
fn a_clock_set_back_by_more_than_five_minutes_begins_a_new_log_and_loses_nothing() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    gate.clock.set(DOORS + 3600);
    gate.admit(&Holder::of(&organizer, 10).show(3600));
    gate.clock.set(DOORS);
    assert!(is_admitted(&gate.admit(&Holder::of(&organizer, 12).show(0))));
    let file = gate.gate().export().unwrap();
    let mut other = Device::ready(&organizer, "A", 2);
    other.gate().merge(&file).unwrap();
    let report = other.gate().report().unwrap();
    assert_eq!((report.admitted, report.forked_logs), (2, 0));
}

/// It was an hour ahead when it took the peer's, and so was that one: no code of now counts in an entry of then.
#[test]
fn a_peers_clock_counts_no_more_once_the_own_one_was_set_right_and_a_near_one_does() {
    let organizer = Organizer::new();
    let [mut gate, mut far, mut near] = [1, 2, 3].map(|seed| Device::ready(&organizer, "A", seed));
    assert!(is_admitted(&gate.admit(&Holder::of(&organizer, 10).show(0))));
    far.clock.set(DOORS + 3600);
    gate.clock.set(DOORS + 3600);
    assert!(is_admitted(&far.admit(&Holder::of(&organizer, 12).show(3600))));
    gate.gate().merge(&far.gate().export().unwrap()).unwrap();
    gate.clock.set(DOORS + 60);
    let holder = Holder::of(&organizer, 14);
    let Verdict::Admitted(admission) = gate.admit(&holder.show(60)) else { panic!() };
    assert_eq!((admission.at, gate.gate().report().unwrap().admitted), (at(60), 3));
    gate.clock.advance(30);
    assert_eq!(reason(&gate.admit(&holder.show(90))), Some(Reason::AlreadyUsed));
    near.clock.set(DOORS + 150);
    assert!(is_admitted(&near.admit(&Holder::of(&organizer, 16).show(150))));
    gate.gate().merge(&near.gate().export().unwrap()).unwrap();
    let Verdict::Admitted(admission) = gate.admit(&Holder::of(&organizer, 18).show(90)) else { panic!() };
    assert_eq!(admission.at, at(150));
}

#[test]
fn a_gate_put_back_from_a_copy_never_forks_its_own_log() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    gate.admit(&Holder::of(&organizer, 10).show(0));
    gate.close();
    let (live, copy) = (gate.folder.path().join("gate"), gate.folder.path().join("copy"));
    copy_folder(&live, &copy);
    gate.reopen();
    gate.clock.advance(10);
    gate.admit(&Holder::of(&organizer, 12).show(10));
    let first = gate.gate().export().unwrap();
    gate.close();
    std::fs::remove_dir_all(&live).unwrap();
    copy_folder(&copy, &live);
    gate.reopen();
    gate.clock.advance(10);
    gate.admit(&Holder::of(&organizer, 14).show(20));
    let second = gate.gate().export().unwrap();
    let mut other = Device::ready(&organizer, "A", 2);
    other.gate().merge(&first).unwrap();
    other.gate().merge(&second).unwrap();
    let report = other.gate().report().unwrap();
    assert_eq!((report.admitted, report.forked_logs), (3, 0));
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

#[test]
fn a_log_cut_after_a_crash_never_lets_the_last_guest_in_again() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    gate.admit(&Holder::of(&organizer, 10).show(0));
    let crashed = gate.folder.path().join("crashed");
    copy_folder(&gate.folder.path().join("gate"), &crashed);
    let log = crashed.join("store.db-wal");
    let whole = std::fs::read(&log).unwrap();
    for cut in [1, 4096, whole.len()] {
        std::fs::write(&log, &whole[..whole.len() - cut]).unwrap();
        let opened = Gate::open(&crashed, host(&gate.clock, &gate.vault, 7));
        assert_eq!(opened.err().map(|error| error.code()), Some("ROLLED_BACK"), "cut by {cut}");
    }
}

#[test]
fn a_gate_that_does_not_open_for_a_damaged_log_leaves_every_byte_of_it() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    gate.admit(&Holder::of(&organizer, 10).show(0));
    let crashed = gate.folder.path().join("crashed");
    copy_folder(&gate.folder.path().join("gate"), &crashed);
    let log = crashed.join("store.db-wal");
    let mut damaged = std::fs::read(&log).unwrap();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    std::fs::write(&log, &damaged).unwrap();
    let database = std::fs::read(crashed.join("store.db")).unwrap();
    for time in 1..=2 {
        let opened = Gate::open(&crashed, host(&gate.clock, &gate.vault, 7));
        assert_eq!(opened.err().map(|error| error.code()), Some("ROLLED_BACK"), "time {time}");
        assert!(std::fs::read(&log).unwrap() == damaged, "time {time}");
        assert!(std::fs::read(crashed.join("store.db")).unwrap() == database, "time {time}");
    }
}

#[test]
fn a_renewed_certificate_goes_on_in_the_same_log() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    gate.admit(&Holder::of(&organizer, 10).show(0));
    let renewal = organizer.certify(&gate.gate().enrolment(), &[Role::Scan], None, 9);
    gate.gate().update(&renewal).unwrap();
    gate.clock.advance(10);
    gate.admit(&Holder::of(&organizer, 12).show(10));
    gate.close();
    gate.reopen();
    let file = gate.gate().export().unwrap();
    let mut other = Device::ready(&organizer, "A", 2);
    let merged = other.gate().merge(&file).unwrap();
    assert_eq!((merged.new_entries, merged.refused_heads), (4, 0));
    assert_eq!(other.gate().report().unwrap().admitted, 2);
}

/// A gate does not check the signatures of a code twice. What it writes down must still be what everybody else finds.
#[test]
fn what_a_gate_notes_of_a_code_that_it_judged_is_what_the_entry_shows() {
    let mut organizer = Organizer::new();
    organizer.policy.flags = organizer.policy.flags.with_entry_rule(EntryRule::PassOut);
    let mut gate = Device::ready(&organizer, "A", 1);
    let holder = Holder::of(&organizer, 10);
    let friend = Holder::of(&organizer, 11).hand_to(20, 0).hand_to(21, 30);
    gate.clock.advance(400);
    assert!(is_admitted(&gate.admit(&holder.show(400))));
    assert!(is_admitted(&gate.admit(&friend.show(400))));
    // The log's clock now runs four minutes ahead of the device's, and of the codes.
    gate.clock.set(DOORS + 160);
    let late = Holder::of(&organizer, 12);
    assert!(is_admitted(&gate.admit(&late.show(160))));
    gate.clock.set(DOORS + 460);
    assert!(gate.gate().exit(&holder.show(460)).unwrap().entry.is_some());
    let gate = gate.gate();
    let mut held = 0;
    for ticket in [&holder, &friend, &late].map(|holder| holder.credential.payload().ticket) {
        for stored in gate.journal.of_ticket(ticket) {
            let found = Evidence::of(&stored.entry, &stored.key, &gate.documents);
            assert_eq!(gate.evidence.get(&stored.hash), Some(&found));
            held += usize::from(matches!(found, Evidence::Holds(_)));
        }
    }
    assert_eq!(held, 4);
}
