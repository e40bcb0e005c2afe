//! What a device knows after a kill of the scans behind its own entries.

use super::clock::{admit_many, confirmed, watch};
use super::purge::{after_the_show, due};
use super::{Device, Holder, is_admitted};
use crate::code::Reason;
use crate::gate::rows::{EntryRow, RecentList};
use crate::gate::{ClockWatch, Repeat, RepeatOf, Verdict};
use crate::store::Table;
use crate::testing::fixtures::{DOORS, Organizer};
use crate::ticket::Role;
use crate::wire::Wire;

fn rows(device: &mut Device, table: Table) -> usize {
    device.gate().store.read(|tables| tables.all(table)).unwrap().len()
}

fn traces(device: &mut Device) -> usize {
    let rows = device.gate().store.read(|tables| tables.all(Table::Entry)).unwrap();
    let row = |bytes: &[u8]| EntryRow::from_bytes(bytes, EntryRow::MAX_BYTES).unwrap();
    rows.iter().filter(|found| row(&found.value).trace.is_some()).count()
}

fn kill(device: &mut Device) {
    device.crash();
    device.reopen();
}

#[test]
fn an_admission_after_the_first_is_one_row() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    assert!(is_admitted(&gate.admit(&Holder::of(&organizer, 10).show(0))));
    let before = [Table::Meta, Table::Judged, Table::Entry].map(|table| rows(&mut gate, table));
    let others = gate.gate().store.read(|tables| tables.all(Table::Meta)).unwrap();
    assert!(is_admitted(&gate.admit(&Holder::of(&organizer, 11).show(0))));
    let after = [Table::Meta, Table::Judged, Table::Entry].map(|table| rows(&mut gate, table));
    assert_eq!(after, [before[0], before[1], before[2] + 1]);
    assert_eq!(gate.gate().store.read(|tables| tables.all(Table::Meta)).unwrap(), others);
}

#[test]
fn p00_knows_a_code_that_was_let_in_before_a_kill_and_one_that_was_refused() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    let (first, second) = (Holder::of(&organizer, 10), Holder::of(&organizer, 11));
    let (code, late) = (first.show(0), second.show(-420));
    gate.admit(&code);
    gate.admit(&late);
    kill(&mut gate);
    gate.clock.advance(4);
    let of = |verdict: Verdict| match verdict {
        Verdict::Repeat(Repeat { of, .. }) => of,
        other => panic!("{other:?}"),
    };
    assert_eq!(of(gate.admit(&code)), RepeatOf::Admitted);
    assert_eq!(of(gate.admit(&late)), RepeatOf::NotAdmitted(Reason::Stale));
}

#[test]
fn what_phones_say_of_the_clock_outlives_a_kill_and_of_a_ticket_the_first_scan_counts() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    for number in [100, 102, 104, 106] {
        admit_many(&mut gate, &organizer, (number, 1), 20);
        gate.clock.advance(1);
    }
    // The refusal writes all that is known into a row of its own; both tell of the same scans.
    gate.admit(&Holder::of(&organizer, 10).show(-420));
    for number in [120, 122, 124] {
        gate.clock.advance(1);
        admit_many(&mut gate, &organizer, (number, 1), 20);
    }
    let known = gate.gate().watch.clone();
    kill(&mut gate);
    assert_eq!(watch(&mut gate), ClockWatch::Skewed { seconds: 20 });
    assert_eq!(gate.gate().watch, known);
}

#[test]
fn a_device_that_took_another_time_does_not_remember_what_phones_said_before() {
    let organizer = Organizer::new();
    let roles = [Role::Scan, Role::Supervise];
    let mut good = confirmed(&organizer, 1);
    let mut gate = Device::with_roles(&organizer, "B", 2, &roles);
    admit_many(&mut gate, &organizer, (130, 6), 20);
    assert_eq!(watch(&mut gate), ClockWatch::Skewed { seconds: 20 });
    gate.clock.set(DOORS + 1);
    let asked = gate.gate().ask_time().unwrap();
    let told = good.gate().tell_time(&asked).unwrap();
    gate.gate().take_time(&told).unwrap();
    kill(&mut gate);
    assert_eq!(watch(&mut gate), ClockWatch::Fine);
}

#[test]
fn only_the_newest_codes_are_remembered() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    admit_many(&mut gate, &organizer, (100, 20), 0);
    kill(&mut gate);
    assert_eq!(gate.gate().recent.len(), RecentList::MAX);
}

#[test]
fn a_purge_takes_the_traces_and_leaves_the_entries() {
    let mut organizer = Organizer::new();
    let mut gate = after_the_show(&organizer);
    let entries = rows(&mut gate, Table::Entry);
    assert!(traces(&mut gate) > 0);
    due(&mut organizer, &mut gate);
    gate.gate().purge().unwrap();
    assert_eq!((traces(&mut gate), rows(&mut gate, Table::Entry)), (0, entries));
    let last = gate.gate().session;
    kill(&mut gate);
    assert_eq!(gate.gate().session.last_admission, last.last_admission);
}
