//! An evening in which somebody has the issuer's key: what he signed falls, what the organizer signed stands.

use mogiri::code::Reason;
use mogiri::gate::{GateError, Note, Verdict};
use mogiri::testing::fixtures::Organizer;
use mogiri::ticket::{AdoptError, RevocationReason, Role};
use mogiri_tests::device::Device;
use mogiri_tests::samples::{Holder, key};

const LEAD: [Role; 3] = [Role::Scan, Role::Void, Role::Supervise];

fn holder(organizer: &Organizer, number: u8) -> Holder {
    Holder::of(organizer, &organizer.payload(number, key(number).public()), number)
}

/// The genuine tickets of zone S.
fn genuine(organizer: &Organizer) -> Vec<Holder> {
    [2, 4, 6, 8].map(|number| holder(organizer, number)).into()
}

fn reason(verdict: &Verdict) -> Option<&'static str> {
    verdict.reason().map(Reason::code)
}

/// Merges what one device has into another.
fn merge(from: &mut Device, into: &mut Device) {
    let file = from.gate().export().expect("the journal is written");
    into.gate().merge(&file).expect("the journal is merged");
}

/// The organizer after the theft, and what every gate gets.
fn salvage(organizer: &Organizer, tickets: &[Holder]) -> (Organizer, [Vec<u8>; 3]) {
    let mut saved = organizer.clone();
    let event_file = saved.salvage(77);
    let payloads: Vec<_> = tickets.iter().map(|holder| holder.credential.payload().clone()).collect();
    let documents = [event_file, saved.manifest(1, &payloads), saved.revocation(6, &[], &[])];
    (saved, documents)
}

fn update(gate: &mut Device, documents: &[Vec<u8>]) {
    for document in documents {
        gate.gate().update(document).expect("it is adopted");
    }
}

#[test]
fn forged_tickets_ask_the_lead_and_genuine_ones_enter() {
    let organizer = Organizer::new();
    let (tickets, forged) = (genuine(&organizer), holder(&organizer, 200));
    let mut gate = Device::at_gate(&organizer, "A", 1);
    let (saved, documents) = salvage(&organizer, &tickets);
    update(&mut gate, &documents[..1]);
    assert_eq!(reason(&gate.admit(&tickets[0].code(0).to_text())), Some("KEY_REVOKED"), "no manifest yet");
    update(&mut gate, &documents[1..]);
    for holder in [&forged, &self::holder(&organizer, 202)] {
        let verdict = gate.admit(&holder.code(0).to_text());
        assert!(matches!(verdict, Verdict::Ask(_)), "{verdict:?}");
        assert_eq!(reason(&verdict), Some("KEY_REVOKED"));
    }
    let mut other_seat = organizer.payload(4, key(4).public());
    other_seat.place.push('0');
    let other_seat = Holder::of(&organizer, &other_seat, 4);
    assert_eq!(reason(&gate.admit(&other_seat.code(0).to_text())), Some("KEY_REVOKED"), "a better seat");
    gate.clock.advance(10);
    for holder in &tickets {
        let verdict = gate.admit(&holder.code(10).to_text());
        let Verdict::Admitted(admission) = verdict else { panic!("{verdict:?}") };
        assert_eq!(admission.notes, [Note::CertificateKeyRevoked]);
    }
    let fresh = Holder::of(&saved, &saved.payload(10, key(10).public()), 10);
    assert!(matches!(gate.admit(&fresh.code(10).to_text()), Verdict::Admitted(_)), "issued after the theft");
}

#[test]
fn a_forged_revocation_list_gives_way_whatever_its_version() {
    let organizer = Organizer::new();
    let tickets = genuine(&organizer);
    let mut gate = Device::at_gate(&organizer, "A", 1);
    let everybody = [2, 4, 6, 8].map(|number| (number, RevocationReason::Fraud));
    gate.gate().update(&organizer.revocation(4_000_000, &everybody, &[1])).unwrap();
    assert_eq!(reason(&gate.admit(&tickets[0].code(0).to_text())), Some("REVOKED"));
    let (_, documents) = salvage(&organizer, &tickets);
    update(&mut gate, &documents);
    assert_eq!(gate.gate().status().revocation, Some(6));
    gate.clock.advance(10);
    assert!(matches!(gate.admit(&tickets[0].code(10).to_text()), Verdict::Admitted(_)));
    for late in [organizer.revocation(4_000_001, &everybody, &[]), organizer.manifest(9, &[])] {
        assert_eq!(gate.gate().update(&late), Err(GateError::BadDocument(AdoptError::KeyRevoked)));
    }
    gate.crash();
    gate.reopen().unwrap();
    assert_eq!(gate.gate().status().revocation, Some(6));
}

#[test]
fn a_thiefs_lead_undoes_nothing_and_what_his_scanner_proved_counts() {
    let organizer = Organizer::new();
    let tickets = genuine(&organizer);
    let mut gate = Device::at_gate(&organizer, "A", 1);
    let mut thief = Device::ready(&organizer, "B", 66, &LEAD);
    assert!(matches!(gate.admit(&tickets[0].code(0).to_text()), Verdict::Admitted(_)));
    merge(&mut gate, &mut thief);
    let ticket = tickets[0].credential.payload().ticket.to_string();
    thief.gate().void(&ticket, "MISTAKE").expect("his certificate holds until it is known");
    let mut odd = organizer.payload(7, key(7).public());
    odd.place.push('7');
    let odd = Holder::of(&organizer, &odd, 7);
    let proved = holder(&organizer, 9);
    for holder in [&odd, &proved] {
        assert!(matches!(thief.admit(&holder.code(0).to_text()), Verdict::Admitted(_)));
    }
    merge(&mut thief, &mut gate);
    assert_eq!(gate.gate().report().unwrap().admitted, 2, "the guest was sent back to the queue");

    let salvaged: Vec<_> = tickets.iter().chain([&proved]).cloned().collect();
    let (saved, documents) = salvage(&organizer, &salvaged);
    for device in [&mut gate, &mut thief] {
        update(device, &documents);
        assert_eq!(device.gate().report().unwrap().admitted, 2, "the guest, and whoever proved to be there");
    }
    assert_eq!(thief.gate().void(&ticket, "MISTAKE"), Err(GateError::NotAllowed));
    gate.clock.advance(20);
    assert_eq!(reason(&gate.admit(&tickets[0].code(20).to_text())), Some("ALREADY_USED"));
    assert_eq!(reason(&gate.admit(&holder(&organizer, 7).code(20).to_text())), Some("KEY_REVOKED"));

    let enrolment = gate.gate().enrolment();
    let shift = saved.certify(&enrolment, &LEAD, None, 9);
    gate.gate().update(&shift).expect("a new shift");
    gate.gate().void(&ticket, "MISTAKE").expect("the organizer's lead may undo");
    merge(&mut gate, &mut thief);
    for device in [&mut gate, &mut thief] {
        assert_eq!(device.gate().report().unwrap().admitted, 1);
    }
}
