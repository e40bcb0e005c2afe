//! Blanks: sold and given out at one gate, known at the others once the journals meet.

use super::*;
use crate::gate::{GateError, Updated};
use crate::testing::fixtures::at;
use crate::ticket::{Blanks, Revocation, RevocationReason, RevokedKey};

const SELLER: [Role; 5] = [Role::Scan, Role::Issue, Role::Override, Role::Void, Role::Supervise];

/// A gate that sells, with blanks of both zones.
fn seller(organizer: &Organizer, seed: u64, first: u32) -> Device {
    let mut device = Device::with_roles(organizer, "A", seed, &SELLER);
    let enrolment = device.gate().enrolment();
    for (zone, first) in [(0, first), (1, first + 10)] {
        let message = organizer.blanks(&enrolment, zone, first..first + 3);
        assert_eq!(device.gate().update(&message).unwrap(), Updated::New);
        assert_eq!(device.gate().update(&message).unwrap(), Updated::Unchanged);
    }
    device
}

fn meet(from: &mut Device, to: &mut Device) {
    let journal = from.gate().export().unwrap();
    to.gate().merge(&journal).unwrap();
}

#[test]
fn a_blank_admits_once_it_is_sold_and_elsewhere_once_the_journals_met() {
    let organizer = Organizer::new();
    let (mut box_office, mut door) = (seller(&organizer, 1, 1), Device::ready(&organizer, "A", 2));
    let sold = box_office.gate().issue(Some("S"), None, "sale").unwrap();
    assert_eq!((sold.number, sold.zone.as_str(), sold.reason.as_str()), (1, "S", "SALE"));
    assert_eq!(reason(&door.admit(&sold.code)), Some(Reason::NotIssued));
    meet(&mut box_office, &mut door);
    door.clock.advance(10);
    assert!(is_admitted(&door.admit(&sold.code)));
    meet(&mut door, &mut box_office);
    assert_eq!(reason(&box_office.admit(&sold.code)), Some(Reason::AlreadyUsed));
    let report = box_office.gate().report().unwrap();
    assert_eq!((report.issued, report.admitted, report.blanks_twice.len()), (1, 1, 0));
}

#[test]
fn a_stolen_blank_that_no_gate_issued_asks_the_lead() {
    let organizer = Organizer::new();
    let mut gate = seller(&organizer, 1, 1);
    let envelope = organizer.blank(2, 0).sign(&organizer.issuer);
    let code = crate::code::StaticCode { credential: envelope };
    let text = crate::wire::to_text(&crate::wire::Wire::to_bytes(&code));
    assert_eq!(reason(&gate.admit(&text)), Some(Reason::NotIssued));
    let over = gate.gate().override_code(&text, "GOODWILL").unwrap();
    assert_eq!(over.ticket, Blanks::ticket([7; 12], 2));
    assert_eq!(gate.gate().report().unwrap().admitted, 1);
}

#[test]
fn paper_in_place_of_a_ticket_blocks_it_weakly_until_that_is_taken_back() {
    let organizer = Organizer::new();
    let mut gate = seller(&organizer, 1, 1);
    let holder = Holder::of(&organizer, 20);
    let ticket = organizer.payload(20, holder.key.public()).ticket.to_string();
    let given = gate.gate().issue(Some("S"), Some(&ticket), "DEAD_PHONE").unwrap();
    assert_eq!(given.replaced.map(|ticket| ticket.to_string()), Some(ticket));
    assert_eq!(reason(&gate.admit(&holder.show(0))), Some(Reason::Reissued));
    let entry = given.entry.to_string();
    gate.gate().void(&entry, "MISTAKE").unwrap();
    gate.clock.advance(10);
    assert!(is_admitted(&gate.admit(&holder.show(10))));
    assert_eq!(reason(&gate.admit(&given.code)), Some(Reason::NotIssued));
}

#[test]
fn paper_for_one_ticket_asked_for_twice_in_one_breath_is_one_sheet() {
    let organizer = Organizer::new();
    let mut gate = seller(&organizer, 1, 1);
    let ticket = organizer.payload(20, Holder::of(&organizer, 20).key.public()).ticket.to_string();
    let first = gate.gate().issue(Some("S"), Some(&ticket), "LOST").unwrap();
    assert_eq!(gate.gate().issue(Some("S"), Some(&ticket), "LOST").unwrap(), first);
    gate.clock.advance(6);
    let second = gate.gate().issue(Some("S"), Some(&ticket), "LOST").unwrap();
    gate.gate().void(&second.entry.to_string(), "MISTAKE").unwrap();
    let third = gate.gate().issue(Some("S"), Some(&ticket), "LOST").unwrap();
    assert_eq!((first.number, second.number, third.number), (1, 2, 3));
    assert_ne!(gate.gate().issue(Some("R"), None, "SALE").unwrap().number, third.number);
}

#[test]
fn a_blank_is_sold_once_in_order_of_number_and_never_again_after_an_undo() {
    let organizer = Organizer::new();
    let mut gate = seller(&organizer, 1, 1);
    assert_eq!(gate.gate().issue(None, None, "SALE"), Err(GateError::UnknownZone));
    let numbers: Vec<u32> =
        (0..3).map(|_| gate.gate().issue(Some("R"), None, "SALE").unwrap().number).collect();
    assert_eq!(numbers, [11, 12, 13]);
    assert_eq!(gate.gate().issue(Some("R"), None, "SALE"), Err(GateError::NoBlanks));
    let sold = gate.gate().issue(None, None, "SALE").unwrap();
    gate.gate().void(&sold.entry.to_string(), "MISTAKE").unwrap();
    gate.close();
    gate.reopen();
    assert_eq!(gate.gate().issued(Some(&sold.ticket.to_string())).unwrap().code, sold.code);
    assert_eq!(gate.gate().issued(None).unwrap().number, sold.number, "the last one");
    assert_eq!(gate.gate().issue(None, None, "SALE").unwrap().number, 2);
    assert_eq!(gate.gate().blanks_left().into_iter().collect::<Vec<_>>(), [("S".to_owned(), 1)]);
}

#[test]
fn one_blank_issued_by_two_devices_is_told_and_still_admits_one() {
    let organizer = Organizer::new();
    let (mut first, mut second) = (seller(&organizer, 1, 1), seller(&organizer, 2, 1));
    let sold = first.gate().issue(Some("S"), None, "SALE").unwrap();
    let again = second.gate().issue(Some("S"), None, "SALE").unwrap();
    assert_eq!(sold.ticket, again.ticket);
    meet(&mut first, &mut second);
    meet(&mut second, &mut first);
    assert!(is_admitted(&first.admit(&sold.code)));
    for device in [&mut first, &mut second] {
        let twice = device.gate().report().unwrap().blanks_twice;
        assert_eq!(twice.iter().map(|twice| twice.entries.len()).collect::<Vec<_>>(), [2]);
    }
}

#[test]
fn only_the_role_issue_sells_and_only_within_its_hours() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    let message = organizer.blanks(&gate.gate().enrolment(), 0, 1..3);
    gate.gate().update(&message).unwrap();
    assert_eq!(gate.gate().issue(None, None, "SALE"), Err(GateError::NotAllowed));
    let mut seller = seller(&organizer, 2, 5);
    assert_eq!(seller.gate().issue(None, None, "BECAUSE"), Err(GateError::UnknownReason));
    assert_eq!(seller.gate().update(&message), Err(GateError::OtherDevice));
    assert!(seller.gate().issue(Some("S"), Some("not a ticket"), "LOST").is_err());
}

#[test]
fn a_revoked_blank_is_neither_sold_nor_admitted() {
    let organizer = Organizer::new();
    let mut gate = seller(&organizer, 1, 1);
    let sold = gate.gate().issue(Some("S"), None, "SALE").unwrap();
    let withdrawn = [1, 2].map(|number| RevokedKey::of(Blanks::ticket([7; 12], number), 0));
    let rows = withdrawn.map(|key| (key, RevocationReason::Fraud)).to_vec();
    let event = organizer.event.event;
    let list = Revocation::issue(&organizer.issuer, event, 1, at(0), at(3600), rows, Vec::new());
    gate.gate().update(&list.to_message()).unwrap();
    assert_eq!(reason(&gate.admit(&sold.code)), Some(Reason::Revoked));
    assert_eq!(gate.gate().issue(Some("S"), None, "SALE").unwrap().number, 3);
}
