//! A gate and its control documents: manifests, deltas, and a key that was stolen.

use super::*;
use crate::gate::{GateError, Note, Updated};
use crate::testing::fixtures::at;
use crate::ticket::{
    AdoptError, CredentialPayload, Manifest, Revocation, RevocationDelta, RevocationReason, RevokedKey,
    TicketId,
};
use crate::wire::Wire as _;

fn delta(organizer: &Organizer, before: &[u8], number: u8) -> Vec<u8> {
    let before = Revocation::envelope_of(before).unwrap();
    let before = Revocation::verify(&before, organizer.trust()).unwrap();
    let rows = vec![(RevokedKey::of(TicketId::from_bytes([number; 16]), 0), RevocationReason::Fraud)];
    RevocationDelta::issue(&organizer.issuer, &before, at(-60), at(86_400), rows, Vec::new()).to_message()
}

#[test]
fn a_gate_keeps_deltas_over_a_restart_and_names_a_gap() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    let list = organizer.revocation(4, &[(10, RevocationReason::Refund)], &[]);
    let delta = delta(&organizer, &list, 12);
    let gap = GateError::BadDocument(AdoptError::Gap { have: 0, needs: 4 });
    assert_eq!((gate.gate().update(&delta), gap.code()), (Err(gap), "GAP"));
    for message in [&list, &delta] {
        assert_eq!(gate.gate().update(message), Ok(Updated::New));
        assert_eq!(gate.gate().update(message), Ok(Updated::Unchanged));
    }
    gate.crash();
    gate.reopen();
    assert_eq!(gate.gate().status().revocation, Some(5));
    for number in [10, 12] {
        assert_eq!(reason(&gate.admit(&Holder::of(&organizer, number).show(0))), Some(Reason::Revoked));
    }
    let whole = organizer.revocation(6, &[(10, RevocationReason::Refund)], &[]);
    assert_eq!(gate.gate().update(&whole), Ok(Updated::New));
    gate.crash();
    gate.reopen();
    assert_eq!(gate.gate().status().revocation, Some(6));
    gate.clock.advance(60);
    assert!(is_admitted(&gate.admit(&Holder::of(&organizer, 12).show(60))));
}

#[test]
fn a_delta_that_rides_along_in_a_journal_is_adopted_where_it_follows() {
    let organizer = Organizer::new();
    let [mut a, mut near, mut far] = [1, 2, 3].map(|seed| Device::ready(&organizer, "A", seed));
    let list = organizer.revocation(4, &[], &[]);
    for message in [&list, &delta(&organizer, &list, 12)] {
        a.gate().update(message).unwrap();
    }
    near.gate().update(&list).unwrap();
    let file = a.gate().export().unwrap();
    for (gate, version) in [(&mut near, Some(5)), (&mut far, None)] {
        gate.gate().merge(&file).unwrap();
        assert_eq!(gate.gate().status().revocation, version);
    }
}

#[test]
fn a_gate_keeps_a_manifest_over_a_restart() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    let payloads: Vec<_> = (1..=9).map(|n| Holder::of(&organizer, n).credential.payload().clone()).collect();
    let manifest = organizer.manifest(1, &payloads[..5]);
    assert_eq!(gate.gate().update(&manifest), Ok(Updated::New));
    assert_eq!(gate.gate().update(&manifest), Ok(Updated::Unchanged));
    gate.crash();
    gate.reopen();
    assert_eq!(gate.gate().documents().manifest().map(Manifest::len), Some(5));
    gate.gate().update(&organizer.manifest(2, &payloads)).unwrap();
    gate.crash();
    gate.reopen();
    let kept = gate.gate().documents().manifest().unwrap();
    assert_eq!(kept.row(payloads[8].ticket), Some(payloads[8].to_bytes().as_slice()));
    assert_eq!(gate.gate().status().manifest, Some(2));
    assert_eq!(gate.gate().update(&manifest), Err(GateError::BadDocument(AdoptError::Older)));
}

#[test]
fn a_manifest_of_as_many_rows_as_there_may_be_is_kept_and_opened() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    let sample = Holder::of(&organizer, 1).credential.payload().clone();
    let payload = |n: u32| {
        let mut id = [0; 16];
        id[..4].copy_from_slice(&n.to_be_bytes());
        crate::ticket::CredentialPayload { ticket: TicketId::from_bytes(id), ..sample.clone() }
    };
    let payloads: Vec<_> = (0..100_000).map(payload).collect();
    let manifest = organizer.manifest(1, &payloads);
    assert!(manifest.len() > 2 * 4 * 1024 * 1024, "several rows of a store: {} bytes", manifest.len());
    gate.gate().update(&manifest).unwrap();
    gate.crash();
    gate.reopen();
    let kept = gate.gate().documents().manifest().unwrap();
    assert_eq!(kept.row(payloads[77_777].ticket), Some(payloads[77_777].to_bytes().as_slice()));
}

#[test]
fn a_gate_whose_certificates_key_was_revoked_goes_on_scanning_and_does_nothing_else() {
    let mut organizer = Organizer::new();
    let roles = [Role::Scan, Role::Stamp, Role::Void, Role::Supervise];
    let mut gate = Device::with_roles(&organizer, "A", 1, &roles);
    let old_shift = organizer.certify(&gate.gate().enrolment(), &roles, None, 8);
    let event_file = organizer.salvage(77);
    gate.gate().update(&event_file).unwrap();
    gate.crash();
    gate.reopen();
    let Verdict::Admitted(admission) = gate.admit(&Holder::of(&organizer, 10).show(0)) else { panic!() };
    assert_eq!(admission.notes, [Note::CertificateKeyRevoked]);
    let (ticket, entry) = (admission.ticket.to_string(), admission.entry);
    assert_eq!(gate.gate().void(&ticket, "MISTAKE"), Err(GateError::NotAllowed));
    assert_eq!(gate.gate().stamp(&entry), Err(GateError::NotAllowed));
    assert_eq!(gate.gate().update(&old_shift), Err(GateError::BadDocument(AdoptError::KeyRevoked)));
    let shift = organizer.certify(&gate.gate().enrolment(), &roles, None, 9);
    assert_eq!(gate.gate().update(&shift), Ok(Updated::New));
    let verdict = gate.admit(&Holder::of(&organizer, 12).show(0));
    assert!(matches!(verdict, Verdict::Admitted(admission) if admission.notes.is_empty()));
    assert!(gate.gate().stamp(&entry).is_ok());
    assert!(gate.gate().void(&ticket, "MISTAKE").is_ok());
}

#[test]
fn a_gate_whose_serial_was_withdrawn_goes_on_scanning_and_does_nothing_that_would_not_count() {
    let organizer = Organizer::new();
    let roles = [Role::Scan, Role::Stamp, Role::Void, Role::Supervise, Role::Override, Role::Issue];
    let mut gate = Device::with_roles(&organizer, "A", 1, &roles);
    let blanks = organizer.blanks(&gate.gate().enrolment(), 0, 1..4);
    gate.gate().update(&blanks).unwrap();
    gate.gate().update(&organizer.revocation(1, &[], &[1])).unwrap();
    let Verdict::Admitted(admission) = gate.admit(&Holder::of(&organizer, 10).show(0)) else { panic!() };
    let (ticket, entry) = (admission.ticket.to_string(), admission.entry);
    let other = Holder::of(&organizer, 12).show(0);
    assert_eq!(gate.gate().void(&ticket, "MISTAKE"), Err(GateError::NotAllowed));
    assert_eq!(gate.gate().stamp(&entry), Err(GateError::NotAllowed));
    assert_eq!(gate.gate().override_code(&other, "GOODWILL"), Err(GateError::NotAllowed));
    assert_eq!(gate.gate().issue(None, None, "SALE"), Err(GateError::NotAllowed));
    let shift = organizer.certify(&gate.gate().enrolment(), &roles, None, 9);
    assert_eq!(gate.gate().update(&shift), Ok(Updated::New));
    assert!(gate.gate().issue(None, None, "SALE").is_ok());
    assert!(gate.gate().void(&ticket, "MISTAKE").is_ok());
    assert_eq!(gate.gate().report().unwrap().admitted, 0);
}

#[test]
fn an_undo_under_a_stolen_keys_certificate_has_no_effect_and_its_proved_admissions_count() {
    let mut organizer = Organizer::new();
    let mut lead = Device::with_roles(&organizer, "A", 1, &[Role::Scan, Role::Supervise]);
    lead.gate().update(&organizer.rotate(77)).unwrap();
    let mut gate = Device::ready(&organizer, "A", 2);
    let Verdict::Admitted(admission) = gate.admit(&Holder::of(&organizer, 10).show(0)) else { panic!() };
    let file = gate.gate().export().unwrap();
    lead.gate().merge(&file).unwrap();
    lead.gate().void(&admission.ticket.to_string(), "MISTAKE").unwrap();
    assert!(is_admitted(&lead.admit(&Holder::of(&organizer, 12).show(0))));
    let undone = lead.gate().export().unwrap();
    gate.gate().merge(&undone).unwrap();
    assert_eq!(gate.gate().report().unwrap().admitted, 1, "the lead may undo");
    let event_file = organizer.salvage(77);
    for device in [&mut gate, &mut lead] {
        device.gate().update(&event_file).unwrap();
        let report = device.gate().report().unwrap();
        assert_eq!((report.admitted, report.conflicts.len()), (2, 0), "the key of that lead was stolen");
    }
}

/// The thief signs a newer credential of somebody's ticket; a gate that does not know yet lets it in.
#[test]
fn p11_what_a_stolen_key_signed_makes_no_genuine_ticket_superseded() {
    let mut organizer = Organizer::new();
    let mut gate = Device::with_roles(&organizer, "A", 1, &[Role::Scan]);
    gate.gate().update(&organizer.rotate(77)).unwrap();
    organizer.issuer = SecretKey::from_seed(&[2; 32]);
    let genuine = Holder::of(&organizer, 10);
    let thief = SecretKey::from_seed(&[66; 32]);
    let newer = CredentialPayload { epoch: 9, ..organizer.payload(10, thief.public()) };
    assert!(is_admitted(&gate.admit(&Holder::with(organizer.verified(&newer), thief).show(0))));
    gate.gate().update(&organizer.salvage(77)).unwrap();
    gate.gate().update(&organizer.manifest(1, &[genuine.credential.payload().clone()])).unwrap();
    gate.clock.advance(60);
    let verdict = gate.admit(&genuine.show(60));
    assert_ne!(reason(&verdict), Some(Reason::Superseded), "{verdict:?}");
}

#[test]
fn gates_on_both_sides_of_a_hand_over_of_the_root_merge_and_agree() {
    let mut organizer = Organizer::new();
    let (mut old, mut new) = (Device::ready(&organizer, "A", 1), Device::ready(&organizer, "B", 2));
    let next = crate::crypto::SecretKey::from_seed(&[96; 32]);
    let announced = organizer.announce(&next);
    for device in [&mut old, &mut new] {
        assert_eq!(device.gate().update(&announced), Ok(Updated::New));
    }
    let holder = Holder::of(&organizer, 11);
    assert!(is_admitted(&old.admit(&holder.show(0))));
    let handed_over = organizer.hand_over(&next);
    assert_eq!(new.gate().update(&handed_over), Ok(Updated::New));
    new.crash();
    new.reopen();
    assert_eq!(new.gate().update(&handed_over), Ok(Updated::Unchanged), "over a restart");
    let from_old = old.gate().export().unwrap();
    assert_eq!(new.gate().merge(&from_old).unwrap().new_entries, 2);
    assert_eq!(reason(&new.admit(&holder.show(10))), Some(Reason::AlreadyUsed));
    assert!(is_admitted(&new.admit(&Holder::of(&organizer, 13).show(10))), "its certificate stands");
    let from_new = new.gate().export().unwrap();
    assert!(old.gate().merge(&from_new).unwrap().new_entries >= 2, "its list announces that root");
    old.gate().update(&handed_over).unwrap();
    assert_eq!(old.gate().update(&announced).unwrap_err(), GateError::BadDocument(AdoptError::Older));
    assert_eq!(reason(&old.admit(&Holder::of(&organizer, 13).show(10))), Some(Reason::AlreadyUsed));
    let mut stranger = Device::blank(&Organizer::new(), "A", 3);
    assert_eq!(stranger.gate().merge(&from_new), Err(GateError::OtherEvent), "it has not heard of the root");
}
