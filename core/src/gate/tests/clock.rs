//! P-13's beacon, and what speaks for a gate's clock.

use super::{Device, Holder, is_admitted, reason};
use crate::code::{Beacon, BeaconPayload, ProofCode, Reason};
use crate::gate::{ClockWatch, GateError, Note, Refusal, Verdict};
use crate::testing::fixtures::{Organizer, at};
use crate::ticket::{PresentationId, Role, StaffPayload};
use crate::wire::Wire;

/// Admits `count` tickets of even numbers from `first` on, their phones `ahead` seconds ahead.
pub(super) fn admit_many(
    gate: &mut Device,
    organizer: &Organizer,
    (first, count): (u8, u8),
    ahead: i64,
) -> Vec<Verdict> {
    let show = |number: u8| Holder::of(organizer, number).show_at(gate.now().shifted(ahead));
    let codes: Vec<String> = (0..count).map(|n| show(first + 2 * n)).collect();
    codes.iter().map(|code| gate.admit(code)).collect()
}

pub(super) fn watch(gate: &mut Device) -> ClockWatch {
    gate.gate().status().clock
}

fn refused(verdict: Verdict) -> Refusal {
    match verdict {
        Verdict::Refused(refusal) => refusal,
        other => panic!("{other:?}"),
    }
}

fn presentation(holder: &Holder, seconds: i64) -> PresentationId {
    let event = holder.credential.payload().event;
    crate::code::Presentation::proof(event, holder.chain.head(), at(seconds).step()).id()
}

impl Device {
    fn now(&self) -> crate::ticket::Time {
        self.gate.as_ref().unwrap().now()
    }
}

/// A gate whose clock five phones have confirmed.
pub(super) fn confirmed(organizer: &Organizer, seed: u64) -> Device {
    let mut gate = Device::ready(organizer, "A", seed);
    admit_many(&mut gate, organizer, (100, 5), 0);
    gate
}

#[test]
fn p13_a_stale_code_gets_a_beacon_bound_to_it_with_this_gates_time() {
    let organizer = Organizer::new();
    let (mut gate, holder) = (confirmed(&organizer, 1), Holder::of(&organizer, 10));
    let refusal = refused(gate.admit(&holder.show(-420)));
    assert_eq!((refusal.reason, refusal.beacon_for), (Reason::Stale, Some(presentation(&holder, -420))));
    let id = refusal.beacon_for.unwrap();
    gate.clock.advance(7);
    let beacon = Beacon::from_message(&gate.gate().beacon(&id).unwrap()).unwrap();
    let payload = beacon.verify(&organizer.documents()).unwrap();
    assert_eq!(payload, BeaconPayload { presentation: id, gate: 0, time: at(7) });
    assert!(payload.to_bytes().len() <= BeaconPayload::MAX_BYTES);
    gate.crash();
    gate.reopen();
    assert_eq!(gate.gate().last_stale(), Some(id));
    gate.gate().beacon(&id).unwrap();
}

#[test]
fn p13_a_beacon_is_for_the_last_stale_code_and_for_a_minute() {
    let organizer = Organizer::new();
    let (mut gate, holder) = (confirmed(&organizer, 1), Holder::of(&organizer, 10));
    let first = refused(gate.admit(&holder.show(-420))).beacon_for.unwrap();
    let other = Holder::of(&organizer, 12);
    let second = refused(gate.admit(&other.show(420))).beacon_for.unwrap();
    assert_eq!(gate.gate().beacon(&first), Err(GateError::NothingStale));
    gate.clock.advance(60);
    gate.gate().beacon(&second).unwrap();
    gate.clock.advance(1);
    assert_eq!(gate.gate().beacon(&second), Err(GateError::NothingStale));
    assert_eq!(gate.gate().last_stale(), None);
}

#[test]
fn p13_only_a_code_that_holds_gets_a_beacon() {
    let organizer = Organizer::new();
    let (mut gate, holder) = (confirmed(&organizer, 1), Holder::of(&organizer, 10));
    let stranger = Holder { key: Holder::of(&organizer, 12).key, ..holder.clone() };
    let refusal = refused(gate.admit(&stranger.show(-420)));
    assert_eq!((refusal.reason, refusal.beacon_for), (Reason::BadSignature, None));
    gate.gate()
        .update(&organizer.revocation(1, &[(10, crate::ticket::RevocationReason::Refund)], &[]))
        .unwrap();
    let refusal = refused(gate.admit(&holder.show(-420)));
    assert_eq!((refusal.reason, refusal.beacon_for), (Reason::Revoked, None));
    assert_eq!(gate.gate().last_stale(), None);
    assert_eq!(gate.gate().beacon(&presentation(&holder, -420)), Err(GateError::NothingStale));
}

#[test]
fn a_clock_that_nothing_confirmed_shows_no_beacon() {
    let organizer = Organizer::new();
    let (mut gate, holder) = (Device::ready(&organizer, "A", 1), Holder::of(&organizer, 10));
    admit_many(&mut gate, &organizer, (100, 3), 0);
    let refusal = refused(gate.admit(&holder.show(-420)));
    assert_eq!((refusal.beacon_for, watch(&mut gate)), (None, ClockWatch::Unconfirmed));
    let id = gate.gate().last_stale().unwrap();
    assert_eq!(gate.gate().beacon(&id), Err(GateError::ClockUnconfirmed));
    admit_many(&mut gate, &organizer, (120, 1), 0);
    assert_eq!(watch(&mut gate), ClockWatch::Fine, "the stale one is a fifth, and the middle is right");
    gate.gate().beacon(&id).unwrap();
}

#[test]
fn phones_that_agree_among_themselves_and_not_with_the_gate_raise_the_alarm() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    let verdicts = admit_many(&mut gate, &organizer, (100, 5), 20);
    let notes = |verdict: &Verdict| match verdict {
        Verdict::Admitted(admission) => admission.notes.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(notes(&verdicts[3]), []);
    assert_eq!(notes(&verdicts[4]), [Note::ClockSkewed]);
    assert_eq!(watch(&mut gate), ClockWatch::Skewed { seconds: 20 });
    assert!(watch(&mut gate).to_string().contains("20 s behind the phones"));
    let slow = refused(gate.admit(&Holder::of(&organizer, 10).show(-420)));
    assert_eq!((slow.beacon_for, slow.notes), (None, vec![Note::ClockSkewed]));
    let id = gate.gate().last_stale().unwrap();
    assert_eq!(gate.gate().beacon(&id), Err(GateError::ClockSkewed { seconds: 20 }));
    gate.crash();
    gate.reopen();
    assert_eq!(watch(&mut gate), ClockWatch::Skewed { seconds: 20 });
}

#[test]
fn a_gate_far_off_notices_by_the_codes_that_it_refuses() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    let verdicts = admit_many(&mut gate, &organizer, (100, 5), -300);
    assert!(verdicts.iter().all(|verdict| reason(verdict) == Some(Reason::Stale)));
    assert_eq!(watch(&mut gate), ClockWatch::Skewed { seconds: -300 });
    assert!(watch(&mut gate).to_string().contains("300 s ahead of the phones"));
}

#[test]
fn one_step_is_no_alarm_and_four_tickets_are_none() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    admit_many(&mut gate, &organizer, (100, 5), 10);
    assert_eq!(watch(&mut gate), ClockWatch::Fine);
    let mut gate = Device::ready(&organizer, "A", 2);
    admit_many(&mut gate, &organizer, (100, 4), 20);
    assert_eq!(watch(&mut gate), ClockWatch::Unconfirmed);
}

#[test]
fn one_ticket_counts_once_and_by_its_first_code() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    let holder = Holder::of(&organizer, 10);
    for _ in 0..6 {
        gate.clock.advance(60);
        let code = holder.show_at(gate.now());
        gate.admit(&code);
    }
    assert_eq!(watch(&mut gate), ClockWatch::Unconfirmed);
    admit_many(&mut gate, &organizer, (100, 4), -20);
    let slow = Holder::of(&organizer, 10).show_at(gate.now().shifted(-20));
    gate.clock.advance(10);
    gate.admit(&slow);
    assert_eq!(watch(&mut gate), ClockWatch::Skewed { seconds: -20 });
}

#[test]
fn what_confirmed_a_clock_counts_for_twelve_hours_and_until_it_is_set_or_started_again() {
    let organizer = Organizer::new();
    let mut gate = confirmed(&organizer, 1);
    gate.clock.advance(12 * 3600);
    assert_eq!(watch(&mut gate), ClockWatch::Fine);
    gate.clock.advance(1);
    assert_eq!(watch(&mut gate), ClockWatch::Unconfirmed);

    let mut gate = confirmed(&organizer, 2);
    let now = gate.now().seconds();
    gate.clock.set(now + 10);
    assert_eq!(watch(&mut gate), ClockWatch::Fine);
    gate.clock.set(now - 11);
    assert_eq!(watch(&mut gate), ClockWatch::Unconfirmed);

    let mut gate = confirmed(&organizer, 3);
    gate.clock.restart_at(5);
    assert_eq!(watch(&mut gate), ClockWatch::Unconfirmed);
}

#[test]
fn the_newest_thirty_one_tickets_decide() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    admit_many(&mut gate, &organizer, (2, 20), 20);
    assert_eq!(watch(&mut gate), ClockWatch::Skewed { seconds: 20 });
    admit_many(&mut gate, &organizer, (100, 31), 0);
    assert_eq!(watch(&mut gate), ClockWatch::Fine);
}

#[test]
fn a_merge_with_a_device_of_the_same_time_confirms_the_clock_and_an_old_journal_does_not() {
    let organizer = Organizer::new();
    for (later, expected) in [(120, ClockWatch::Fine), (121, ClockWatch::Unconfirmed)] {
        let (mut a, mut b) = (Device::ready(&organizer, "A", 1), Device::ready(&organizer, "A", 2));
        b.admit(&Holder::of(&organizer, 10).show(0));
        let journal = b.gate().export().unwrap();
        a.clock.advance(later);
        a.gate().merge(&journal).unwrap();
        assert_eq!(watch(&mut a), expected, "{later}");
        a.crash();
        a.reopen();
        assert_eq!(watch(&mut a), expected, "{later}");
        let own = a.gate().export().unwrap();
        a.gate().merge(&own).unwrap();
        assert_eq!(watch(&mut a), expected, "its own journal says nothing");
    }
}

#[test]
fn a_merge_with_a_device_whose_serial_was_revoked_confirms_nothing() {
    let organizer = Organizer::new();
    let (mut a, mut b) = (Device::ready(&organizer, "A", 1), Device::ready(&organizer, "A", 2));
    b.admit(&Holder::of(&organizer, 10).show(0));
    let journal = b.gate().export().unwrap();
    a.gate().update(&organizer.revocation(1, &[], &[2])).unwrap();
    a.gate().merge(&journal).unwrap();
    assert_eq!(watch(&mut a), ClockWatch::Unconfirmed);
}

#[test]
fn phones_that_differ_outweigh_a_merge() {
    let organizer = Organizer::new();
    let (mut a, mut b) = (Device::ready(&organizer, "A", 1), Device::ready(&organizer, "A", 2));
    b.admit(&Holder::of(&organizer, 10).show(0));
    a.gate().merge(&b.gate().export().unwrap()).unwrap();
    admit_many(&mut a, &organizer, (100, 5), 20);
    assert_eq!(watch(&mut a), ClockWatch::Skewed { seconds: 20 });
}

#[test]
fn without_the_role_scan_or_after_the_grace_there_is_no_beacon() {
    let organizer = Organizer::new();
    let (mut gate, holder) = (confirmed(&organizer, 1), Holder::of(&organizer, 10));
    let id = refused(gate.admit(&holder.show(-420))).beacon_for.unwrap();
    let bare = organizer.certify(&gate.gate().enrolment(), &[Role::Stamp], None, 9);
    gate.gate().update(&bare).unwrap();
    assert_eq!(gate.gate().beacon(&id), Err(GateError::NotAllowed));
}

#[test]
fn a_phone_that_was_corrected_enters() {
    let organizer = Organizer::new();
    let (mut gate, holder) = (confirmed(&organizer, 1), Holder::of(&organizer, 10));
    gate.admit(&holder.show(-420));
    gate.clock.advance(20);
    let code = ProofCode::present(&holder.credential, &holder.chain, &holder.key, at(20).step()).to_text();
    assert!(is_admitted(&gate.admit(&code)));
}
