//! Table K: a supervisor takes another device's time, and nobody else gives one.

use super::clock::{confirmed, watch};
use super::{Device, Holder, is_admitted, reason};
use crate::code::Reason;
use crate::gate::{ClockWatch, GateError, PeerTime};
use crate::testing::fixtures::{DOORS, Organizer};
use crate::ticket::Role;

/// How far the wrong clock is behind, in seconds: a day.
const BEHIND: i64 = 86_400;

const LEAD: [Role; 2] = [Role::Scan, Role::Supervise];

/// A gate with a good clock, and one of a supervisor that is a day behind.
fn two(organizer: &Organizer) -> (Device, Device) {
    let (good, wrong) = (confirmed(organizer, 1), Device::with_roles(organizer, "B", 2, &LEAD));
    wrong.clock.set(DOORS - BEHIND.cast_unsigned());
    (good, wrong)
}

fn show(organizer: &Organizer, number: u8, at: i64) -> String {
    Holder::of(organizer, number).show(at)
}

#[test]
fn a_supervisor_takes_the_time_of_a_gate_that_was_asked_and_the_gate_goes_on_with_it() {
    let organizer = Organizer::new();
    let (mut good, mut wrong) = two(&organizer);
    let refused = wrong.gate().admit(&show(&organizer, 11, 0)).unwrap_err();
    assert!(matches!(refused, GateError::ShiftNotBegun { .. }), "by its clock there is no shift");
    let asked = wrong.gate().ask_time().unwrap();
    let told = good.gate().tell_time(&asked).unwrap();
    let peer = PeerTime { gate: "A".to_owned(), seconds: BEHIND };
    assert_eq!(wrong.gate().read_time(&told), Ok(peer.clone()));
    assert_eq!(wrong.gate().clock_offset(), None, "looking changes nothing");
    assert_eq!(wrong.gate().take_time(&told), Ok(peer));
    assert_eq!((wrong.gate().clock_offset(), watch(&mut wrong)), (Some(BEHIND), ClockWatch::Fine));
    wrong.crash();
    wrong.reopen();
    assert!(is_admitted(&wrong.admit(&show(&organizer, 11, 0))), "over a restart of the app");
    assert_eq!(wrong.gate().take_time(&told), Err(GateError::BadTime), "an answer is taken once");
    let journal = wrong.gate().export().unwrap();
    assert_eq!(good.gate().merge(&journal).unwrap().refused_heads, 0);
    assert_eq!(reason(&good.admit(&show(&organizer, 11, 10))), Some(Reason::AlreadyUsed));
}

#[test]
fn an_answer_counts_for_a_minute_for_the_gate_that_asked_and_from_another_device() {
    let organizer = Organizer::new();
    let (mut good, mut wrong) = two(&organizer);
    let mut third = Device::with_roles(&organizer, "B", 3, &LEAD);
    let first = wrong.gate().ask_time().unwrap();
    let old = good.gate().tell_time(&first).unwrap();
    assert_eq!(third.gate().take_time(&old), Err(GateError::BadTime), "it asked nothing");
    let asked = wrong.gate().ask_time().unwrap();
    assert_eq!(wrong.gate().take_time(&old), Err(GateError::BadTime), "an answer to an earlier question");
    let told = good.gate().tell_time(&asked).unwrap();
    wrong.clock.advance(61);
    assert_eq!(wrong.gate().take_time(&told), Err(GateError::BadTime), "a minute has passed");
    let own = good.gate().tell_time(&asked).unwrap();
    assert_eq!(wrong.gate().tell_time(&asked).unwrap_err().code(), "SHIFT_NOT_BEGUN");
    assert_eq!(third.gate().tell_time(&asked), Err(GateError::ClockUnconfirmed));
    assert_eq!(wrong.gate().take_time(&own), Err(GateError::BadTime));
    assert_eq!(wrong.gate().clock_offset(), None);
}

#[test]
fn without_the_role_supervise_nobody_asks_and_nobody_is_told() {
    let organizer = Organizer::new();
    let mut good = confirmed(&organizer, 1);
    let mut plain = Device::ready(&organizer, "B", 2);
    assert_eq!(plain.gate().ask_time(), Err(GateError::NotAllowed));
    let challenge = plain.gate().challenge(crate::gate::AskName::No).unwrap();
    assert_eq!(good.gate().tell_time(&challenge), Err(GateError::BadTime), "a challenge for a phone");
    let mut lead = Device::with_roles(&organizer, "B", 3, &LEAD);
    let asked = lead.gate().ask_time().unwrap();
    let told = good.gate().tell_time(&asked).unwrap();
    good.gate().update(&organizer.revocation(1, &[], &[3])).unwrap();
    assert_eq!(good.gate().tell_time(&asked), Err(GateError::BadTime), "its serial is revoked");
    lead.gate().update(&organizer.revocation(1, &[], &[1])).unwrap();
    assert_eq!(lead.gate().take_time(&told), Err(GateError::BadTime), "the teller's serial is revoked");
}

#[test]
fn what_was_taken_falls_when_the_clock_is_set_or_the_device_started_and_after_twelve_hours() {
    let organizer = Organizer::new();
    for (fall, what) in [
        (Box::new(|gate: &Device| gate.clock.set(DOORS)) as Box<dyn Fn(&Device)>, "set"),
        (Box::new(|gate| gate.clock.restart_at(DOORS - BEHIND.cast_unsigned())), "started"),
        (Box::new(|gate| gate.clock.advance(12 * 3600 + 1)), "old"),
    ] {
        let (mut good, mut wrong) = two(&organizer);
        let asked = wrong.gate().ask_time().unwrap();
        let told = good.gate().tell_time(&asked).unwrap();
        wrong.gate().take_time(&told).unwrap();
        fall(&wrong);
        assert_eq!(wrong.gate().clock_offset(), None, "{what}");
    }
}

#[test]
fn a_gate_whose_clock_was_ahead_opens_a_new_log_that_other_gates_take() {
    let organizer = Organizer::new();
    let (mut good, mut wrong) = two(&organizer);
    wrong.clock.set(DOORS + 3600);
    assert!(is_admitted(&wrong.admit(&show(&organizer, 11, 3600))));
    let asked = wrong.gate().ask_time().unwrap();
    let told = good.gate().tell_time(&asked).unwrap();
    assert_eq!(wrong.gate().take_time(&told).map(|peer| peer.seconds), Ok(-3600));
    assert!(is_admitted(&wrong.admit(&show(&organizer, 13, 0))));
    let journal = wrong.gate().export().unwrap();
    let merged = good.gate().merge(&journal).unwrap();
    assert_eq!((merged.refused_heads, merged.waiting, merged.new_entries), (0, 0, 5));
}
