//! A person with authority lets somebody in (protocol §5.6).

use super::*;
use crate::gate::journal::Body;
use crate::gate::{GateError, OVERRIDE_REASONS, Overridden, OverruledEntry, Rests};
use crate::testing::fixtures::at;
use crate::ticket::{EntryRule, TicketId};

const LEAD: [Role; 4] = [Role::Scan, Role::Override, Role::Supervise, Role::Void];

fn sync(from: &mut Device, to: &mut Device) {
    let file = from.gate().export().unwrap();
    to.gate().merge(&file).unwrap();
}

fn body(device: &mut Device, act: &Overridden) -> crate::gate::journal::Override {
    match &device.gate().journal.get(&act.entry).unwrap().entry.body {
        Body::Override(body) => body.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_lead_lets_in_by_a_code_and_other_gates_count_it_as_proved() {
    let organizer = Organizer::new();
    let (mut lead, mut gate) =
        (Device::with_roles(&organizer, "A", 1, &LEAD), Device::ready(&organizer, "A", 2));
    let holder = Holder::of(&organizer, 10);
    let late = 60;
    lead.clock.advance(late);
    let act = lead.gate().override_code(&holder.show(0), "wrong_clock").unwrap();
    assert_eq!((act.rests, act.over.clone()), (Rests::Code, None));
    assert_eq!(body(&mut lead, &act).reason, "WRONG_CLOCK");
    sync(&mut lead, &mut gate);
    gate.clock.advance(late + 30);
    assert_eq!(reason(&gate.admit(&holder.show(90))), Some(Reason::AlreadyUsed));
    let report = gate.gate().report().unwrap();
    assert_eq!((report.admitted, report.overrides["WRONG_CLOCK"]), (1, 1));
}

#[test]
fn a_lead_lets_in_by_a_ticket_id_and_it_stays_the_leads_word() {
    let organizer = Organizer::new();
    let (mut lead, mut gate) =
        (Device::with_roles(&organizer, "A", 1, &LEAD), Device::ready(&organizer, "A", 2));
    let holder = Holder::of(&organizer, 10);
    let ticket = TicketId::from_bytes([10; 16]);
    assert_eq!(
        lead.gate().override_ticket(&ticket.to_string()[..8], "DEAD_PHONE"),
        Err(GateError::TicketNotFound),
        "nothing here knows it"
    );
    let manifest = organizer.manifest(1, &[holder.credential.payload().clone()]);
    lead.gate().update(&manifest).unwrap();
    let act = lead.gate().override_ticket(&ticket.to_string()[..8], "DEAD_PHONE").unwrap();
    assert_eq!((act.ticket, act.rests, act.place.as_deref()), (ticket, Rests::Word, Some("1階 10番")));
    sync(&mut lead, &mut gate);
    gate.clock.advance(30);
    assert_eq!(reason(&gate.admit(&holder.show(30))), Some(Reason::UnprovedEntry));
}

#[test]
fn an_override_over_an_entry_names_it_and_stands_as_a_conflict() {
    let organizer = Organizer::new();
    let mut lead = Device::with_roles(&organizer, "A", 1, &LEAD);
    let holder = Holder::of(&organizer, 10);
    let Verdict::Admitted(admission) = lead.admit(&holder.show(0)) else { panic!() };
    lead.clock.advance(60);
    assert_eq!(reason(&lead.admit(&holder.show(60))), Some(Reason::AlreadyUsed));
    let act = lead.gate().override_code(&holder.show(60), "SAME_PERSON").unwrap();
    let OverruledEntry { entry, first } = act.over.clone().unwrap();
    assert_eq!((entry, first.at), (admission.entry, at(0)));
    assert_eq!(body(&mut lead, &act).blocker, Some(admission.entry));
    let report = lead.gate().report().unwrap();
    assert_eq!((report.admitted, report.in_hall, report.conflicts.len()), (1, 2, 1));
    lead.clock.advance(2);
    assert!(matches!(lead.admit(&holder.show(60)), Verdict::Repeat(_)), "the code is in now");
}

#[test]
fn an_override_asked_again_after_a_crash_is_the_same_one() {
    let organizer = Organizer::new();
    let mut lead = Device::with_roles(&organizer, "A", 1, &LEAD);
    let text = Holder::of(&organizer, 10).show(0);
    let act = lead.gate().override_code(&text, "GOODWILL").unwrap();
    lead.crash();
    lead.reopen();
    lead.clock.advance(5);
    assert_eq!(lead.gate().override_code(&text, "GOODWILL"), Ok(act.clone()));
    lead.clock.advance(1);
    assert_ne!(lead.gate().override_code(&text, "GOODWILL").unwrap().entry, act.entry);
}

#[test]
fn an_override_is_undone_by_a_void() {
    let organizer = Organizer::new();
    let mut lead = Device::with_roles(&organizer, "A", 1, &LEAD);
    let act = lead.gate().override_code(&Holder::of(&organizer, 10).show(0), "GOODWILL").unwrap();
    lead.gate().void(&act.ticket.to_string(), "MISTAKE").unwrap();
    let report = lead.gate().report().unwrap();
    assert_eq!((report.admitted, report.in_hall, report.overrides.len()), (0, 0, 0));
    lead.clock.advance(30);
    assert!(is_admitted(&lead.admit(&Holder::of(&organizer, 10).show(30))));
}

#[test]
fn an_override_needs_the_role_a_listed_reason_and_a_code_that_holds() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    let holder = Holder::of(&organizer, 10);
    assert_eq!(gate.gate().override_code(&holder.show(0), "GOODWILL"), Err(GateError::NotAllowed));
    let mut lead = Device::with_roles(&organizer, "A", 2, &LEAD);
    assert_eq!(lead.gate().override_code(&holder.show(0), "山田さん"), Err(GateError::UnknownReason));
    let foreign = Holder::of(&Organizer::other(), 10).show(0);
    let refused = Err(GateError::CodeRefused(Reason::UnknownIssuer));
    assert_eq!(lead.gate().override_code(&foreign, OVERRIDE_REASONS[0]), refused);
    assert_eq!(lead.gate().report().unwrap().admitted, 0);
}

#[test]
fn a_code_too_old_for_other_gates_makes_the_override_a_word() {
    let organizer = Organizer::new();
    let mut lead = Device::with_roles(&organizer, "A", 1, &LEAD);
    lead.clock.advance(700);
    let act = lead.gate().override_code(&Holder::of(&organizer, 10).show(0), "WRONG_CLOCK").unwrap();
    assert_eq!((act.rests, body(&mut lead, &act).code), (Rests::Word, None));
    assert_eq!(lead.gate().report().unwrap().overrides["WRONG_CLOCK"], 1);
}

#[test]
fn a_scanners_override_is_a_note_unless_a_code_proves_it() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    let holder = Holder::of(&organizer, 10);
    let about =
        crate::gate::own_log::About { ticket: TicketId::from_bytes([10; 16]), epoch: Some(0), step: None };
    let word = crate::gate::journal::Override {
        blocker: None,
        reason: "GOODWILL".to_owned(),
        code: None,
        challenge: None,
    };
    gate.gate().append(Body::Override(word), Some(about)).unwrap();
    assert_eq!(gate.gate().report().unwrap().admitted, 0);
    assert!(is_admitted(&gate.admit(&holder.show(0))));
}

#[test]
fn the_highest_epoch_says_the_entry_rule_of_all() {
    let mut organizer = Organizer::new();
    organizer.policy.flags = organizer.policy.flags.with_entry_rule(EntryRule::PassOut);
    let mut gate = Device::ready(&organizer, "A", 1);
    let holder = Holder::of(&organizer, 10);
    gate.admit(&holder.show(0));
    gate.clock.advance(30);
    gate.gate().exit(&holder.show(30)).unwrap();
    let mut payload = holder.credential.payload().clone();
    payload.epoch = 1;
    payload.policy.flags = payload.policy.flags.with_entry_rule(EntryRule::Single);
    let newer = Holder::with(organizer.verified(&payload), holder.key.clone());
    gate.clock.advance(30);
    assert_eq!(reason(&gate.admit(&newer.show(60))), Some(Reason::HigherEpoch), "its exit is a note now");
    payload.policy.flags = payload.policy.flags.with_entry_rule(EntryRule::PassOut);
    let same = Holder::with(organizer.verified(&payload), holder.key.clone());
    assert!(is_admitted(&gate.admit(&same.show(60))));
}
