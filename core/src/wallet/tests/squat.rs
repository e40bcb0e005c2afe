//! An event's id can be squatted, a root cannot (protocol §3): what a stranger signs under the ids of an organizer.

use super::hand_over::pair;
use super::*;
use crate::code::{Beacon, BeaconPayload, Challenge, ChallengePayload, Reason};
use crate::crypto::SecretKey;
use crate::stamp::{DigitalStamp, StampPayload};
use crate::store::Table;
use crate::testing::fixtures::at;
use crate::ticket::{CredentialPayload, Role};
use crate::wallet::commit::keep_evidence;
use crate::wallet::rows::EvidenceKind;
use crate::wallet::{
    CorrectOutcome, Decision, ImportOutcome, ParcelRefusal, Received, RowOutcome, StampOutcome,
};
use crate::wire::Wire as _;

/// Alice with a ticket, and a stranger's event of the same id in her wallet.
fn squatted() -> (Organizer, Organizer, Person, TicketId) {
    let (mut organizer, stranger) = (Organizer::new(), Organizer::other());
    let (mut alice, ids) = Person::with_tickets(1, &mut organizer, 1);
    alice.w().import(&stranger.event_file()).unwrap();
    alice.clock.set(DOORS);
    (organizer, stranger, alice, ids[0])
}

fn payload_of(person: &mut Person, id: TicketId) -> CredentialPayload {
    person.w().current(id).unwrap().credential.payload().clone()
}

#[test]
fn a_strangers_file_takes_nothing_of_a_ticket_that_it_names() {
    let (organizer, stranger, mut alice, id) = squatted();
    let same = payload_of(&mut alice, id);
    let higher = CredentialPayload { epoch: u16::MAX, ..same.clone() };
    for payload in [same, higher] {
        let file = stranger.ticket_file_of(&[stranger.holding(&payload)]);
        assert_eq!(alice.w().import(&file).unwrap().tickets[0].outcome, ImportOutcome::KeyTaken);
        assert_eq!(alice.w().rows_of(id).unwrap().len(), 1);
        alice.show(id, &organizer.documents());
    }
}

#[test]
fn a_parcel_with_a_strangers_ticket_of_a_known_id_gets_no_row_beside_it() {
    let (organizer, stranger, mut alice, id) = squatted();
    let mut mallory = Person::new(7);
    let asked = crate::transfer::Request::verify(&mallory.w().request(1, None).unwrap()).unwrap();
    let holder = Some(asked.payload().keys[0]);
    let payload = CredentialPayload { epoch: 9, holder, ..payload_of(&mut alice, id) };
    mallory.w().import(&stranger.ticket_file_of(&[stranger.holding(&payload)])).unwrap();
    let request = alice.w().request(1, None).unwrap();
    mallory.hand(id, &request).unwrap();
    mallory.clock.set(DOORS);
    let parcel = mallory.parcel(id);
    assert_eq!(alice.refusal(&parcel), RowOutcome::BadTicket(Reason::UnknownIssuer));
    assert_eq!(alice.w().rows_of(id).unwrap().len(), 1);
    alice.show(id, &organizer.documents());
}

#[test]
fn a_strangers_gate_gets_no_answer_for_a_ticket_of_the_organizers() {
    let (organizer, stranger, mut alice, id) = squatted();
    for (asking, answered) in [(&stranger, false), (&organizer, true)] {
        let (key, certificate) = asking.staff(50, &[Role::Scan]);
        let event = asking.event.event;
        let asks = ChallengePayload { event, gate: 0, time: at(0), nonce: [4; 16], seconds: 30, hpke: None };
        let challenge = Challenge::sign(&asks, &key, &certificate).to_bytes();
        let answer = alice.w().answer(id, &challenge);
        assert_eq!(answer.is_ok(), answered, "{answer:?}");
        assert_eq!(alice.w().current(id).unwrap().row.answered.is_empty(), !answered);
    }
}

/// Whoever lists the organizer's key makes what it signed hold under his documents too. His root sorts before, or after.
fn squatters() -> impl Iterator<Item = Organizer> {
    let squatters: Vec<_> = (13..19).map(Organizer::squatter).collect();
    let before =
        squatters.iter().filter(|squatter| squatter.event.root < Organizer::new().event.root).count();
    assert!((1..squatters.len()).contains(&before), "{before}");
    squatters.into_iter()
}

#[test]
fn a_stranger_who_lists_the_organizers_key_keeps_no_stamp_and_no_beacon_from_its_ticket() {
    for squatter in squatters() {
        let (organizer, _, mut alice, id) = squatted();
        alice.w().import(&squatter.event_file()).unwrap();
        let presentation = alice.show(id, &organizer.documents()).id();
        let (key, certificate) = organizer.staff(50, &[Role::Scan, Role::Stamp]);
        let time = BeaconPayload { presentation, gate: 0, time: at(0) };
        let beacon = Beacon::sign(&time, &key, &certificate).to_bytes();
        assert_eq!(alice.w().correct(&beacon), Ok(CorrectOutcome::Unchanged));
        let payload = StampPayload { presentation, gate: 0, level: 2, time: at(0), entry: [1; 16] };
        let stamp = DigitalStamp::sign(&payload, &key, &certificate).to_bytes();
        let outcome = alice.w().accept_stamp(&stamp).unwrap();
        assert!(matches!(outcome, StampOutcome::Stamped { .. }), "{outcome:?}");
    }
}

#[test]
fn h_04_a_stranger_who_lists_the_organizers_key_does_not_judge_its_parcels() {
    for squatter in squatters() {
        let (organizer, mut alice, mut bob, id, request) = pair();
        bob.w().import(&squatter.event_file()).unwrap();
        alice.hand(id, &request).unwrap();
        let parcel = alice.parcel(id);
        let refused = Received::Refused(ParcelRefusal::PendingTrust);
        assert_eq!(bob.w().receive(&parcel, Decision::Take), Ok(refused));
        bob.w().import(&organizer.event_file()).unwrap();
        bob.take(&parcel);
        assert_eq!(bob.w().current(id).unwrap().row.root, organizer.event.root);
    }
}

/// The sender leaves the event file out for a friend who has it: then its digest says which.
#[test]
fn h_04_a_parcel_without_an_event_file_is_judged_by_the_one_that_its_sender_has() {
    for squatter in squatters() {
        let (organizer, mut alice, mut bob, id, _) = pair();
        bob.w().import(&squatter.event_file()).unwrap();
        bob.w().import(&organizer.event_file()).unwrap();
        let knowing = bob.w().request(1, Some(organizer.event.event)).unwrap();
        alice.hand(id, &knowing).unwrap();
        let parcel = alice.parcel(id);
        bob.take(&parcel);
        assert_eq!(bob.w().current(id).unwrap().row.root, organizer.event.root);
    }
}

/// After a root handed over, a ticket of before takes what the new one's gates sign.
#[test]
fn a_ticket_of_a_former_root_takes_the_beacon_of_the_one_that_took_over() {
    let mut organizer = Organizer::new();
    let (mut alice, ids) = Person::with_tickets(1, &mut organizer, 1);
    let next = SecretKey::from_seed(&[21; 32]);
    alice.w().import(&organizer.announce(&next)).unwrap();
    alice.w().import(&organizer.hand_over(&next)).unwrap();
    alice.clock.set(DOORS);
    let presentation = alice.show(ids[0], &organizer.documents()).id();
    let (key, certificate) = organizer.staff(50, &[Role::Scan]);
    let time = BeaconPayload { presentation, gate: 0, time: at(0) };
    let beacon = Beacon::sign(&time, &key, &certificate).to_bytes();
    assert_eq!(alice.w().correct(&beacon), Ok(CorrectOutcome::Unchanged));
}

#[test]
fn what_a_stranger_sends_to_be_refused_leaves_the_vault_room_for_the_holder() {
    let mut item = super::super::vault_item::VaultItem::default();
    let mut refused: u64 = 0;
    while item.has_room_to_refuse(1) {
        item.add_head(refused.to_be_bytes());
        item.add_xid(refused.to_be_bytes());
        refused += 1;
    }
    assert!(refused > 150, "{refused}");
    for handed in 0..40_u64 {
        item.add_head((1000 + handed).to_be_bytes());
        item.add_sent(&[(1000 + handed).to_be_bytes()]);
    }
    assert_eq!(item.check_size(), Ok(()));
}

#[test]
fn evidence_that_names_itself_cannot_fill_the_disk_nor_crowd_out_what_a_gate_said() {
    let (_, _, mut alice, id) = squatted();
    alice
        .w()
        .commit(&|_, _| (), |w| {
            for number in 0..600_u32 {
                let name = number.to_be_bytes();
                keep_evidence(w, &name, EvidenceKind::BadTicket, at(0), name.to_vec())?;
                keep_evidence(w, id.as_bytes(), EvidenceKind::BadAnswer, at(0), name.to_vec())?;
            }
            keep_evidence(w, id.as_bytes(), EvidenceKind::Stamp, at(0), vec![1])
        })
        .unwrap();
    let stamps = alice.w().store.read(|r| r.find(Table::Evidence, id.as_bytes())).unwrap();
    assert!(stamps.iter().any(|row| row.value.ends_with(&[1])));
    assert!((300..600).contains(&alice.count(Table::Evidence)), "{}", alice.count(Table::Evidence));
}
