//! D-01 to D-06, and presses of capacitive stamps.

use super::*;
use crate::stamp::{DigitalStamp, Point, SimulatedPress, StampFamily, StampPayload, Touch, TouchLog};
use crate::store::Table;
use crate::ticket::{PresentationId, Role, Time};
use crate::wallet::{Confirmation, NotTransferable, PressOutcome, StampMark, StampOutcome};
use crate::wire::Wire;

/// A gate's word about a code, one change away from a good one.
pub(super) fn stamp(
    organizer: &Organizer,
    shown: &Presented,
    change: impl FnOnce(&mut StampPayload),
) -> Vec<u8> {
    let mut payload = StampPayload {
        presentation: shown.id(),
        gate: 0,
        time: shown.step().unwrap().begins(),
        level: 2,
        entry: [4; 16],
    };
    change(&mut payload);
    let (key, certificate) = organizer.staff(50, &[Role::Scan, Role::Stamp]);
    DigitalStamp::sign(&payload, &key, &certificate).to_bytes()
}

/// Alice at the doors, with the code she showed.
fn shown() -> (Organizer, Person, TicketId, Presented) {
    let mut organizer = Organizer::new();
    let (mut alice, ids) = Person::with_tickets(1, &mut organizer, 1);
    alice.clock.set(DOORS + 30);
    let shown = alice.show(ids[0], &organizer.documents());
    (organizer, alice, ids[0], shown)
}

fn accept(person: &mut Person, stamp: &[u8]) -> &'static str {
    person.w().accept_stamp(stamp).unwrap().code()
}

#[test]
fn a_stamp_for_a_code_that_was_shown_is_kept_and_drawn_and_the_ticket_can_still_be_shown() {
    let (organizer, mut alice, id, shown) = shown();
    let bytes = stamp(&organizer, &shown, |_| ());
    let outcome = alice.w().accept_stamp(&bytes).unwrap();
    let StampOutcome::Stamped { ticket, face } = outcome else { panic!("{outcome:?}") };
    assert_eq!((ticket, face.name.as_str(), face.time), (id, "A", shown.step().unwrap().begins()));
    assert_eq!(face.mark, StampMark::Digital { level: 2, gate: 0 });
    alice.reopen();
    let summary = alice.w().ticket(id).unwrap();
    assert_eq!((summary.state, summary.stamp), (TicketState::Stamped, Some(face)));
    assert_eq!(summary.not_transferable, Some(NotTransferable::Stamped));
    alice.show(id, &organizer.documents());
}

#[test]
fn d_01_a_stamp_without_form_role_hour_or_signature_is_bad() {
    let (organizer, mut alice, _, shown) = shown();
    let good = stamp(&organizer, &shown, |_| ());
    for place in 0..good.len() {
        let mut changed = good.clone();
        changed[place] ^= 1;
        let code = accept(&mut alice, &changed);
        assert!(["BAD_STAMP", "UPDATE_APP"].contains(&code), "{place}: {code}");
        assert_eq!(accept(&mut alice, &good[..place]), "BAD_STAMP");
    }
    let payload = StampPayload {
        presentation: shown.id(),
        gate: 0,
        time: shown.step().unwrap().begins(),
        level: 2,
        entry: [4; 16],
    };
    let (key, scanner) = organizer.staff(51, &[Role::Scan]);
    let unauthorised = DigitalStamp::sign(&payload, &key, &scanner).to_bytes();
    assert_eq!(accept(&mut alice, &unauthorised), "BAD_STAMP");
    let late =
        stamp(&organizer, &shown, |payload| payload.time = Time::from_seconds(DOORS + 10 * 3600).unwrap());
    assert_eq!(accept(&mut alice, &late), "BAD_STAMP");
    assert_eq!(accept(&mut alice, &good), "stamped");
}

#[test]
fn d_02_a_stamp_for_a_code_that_was_not_shown_is_not_for_me() {
    let (organizer, mut alice, id, shown) = shown();
    let other = stamp(&organizer, &shown, |p| p.presentation = PresentationId::from_bytes([1; 16]));
    assert_eq!(accept(&mut alice, &other), "NOT_FOR_ME");
    let mut bob = Person::new(2);
    bob.clock.set(DOORS);
    bob.obtain(&mut Organizer::new(), 1);
    assert_eq!(accept(&mut bob, &stamp(&organizer, &shown, |_| ())), "NOT_FOR_ME");
    assert_eq!(alice.state(id), TicketState::Ready);
}

#[test]
fn d_02_a_code_is_known_for_ten_minutes_even_after_a_crash_and_for_good_once_stamped() {
    let (organizer, mut alice, id, shown) = shown();
    let good = stamp(&organizer, &shown, |_| ());
    let second = stamp(&organizer, &shown, |p| p.entry = [5; 16]);
    alice.clock.advance(590);
    alice.w().present(id).unwrap();
    alice.reopen();
    assert_eq!(accept(&mut alice, &good), "stamped");
    alice.clock.advance(3600);
    alice.w().present(id).unwrap();
    alice.reopen();
    assert_eq!(accept(&mut alice, &second), "second");
    assert_eq!(accept(&mut alice, &good), "repeat");
}

#[test]
fn d_02_a_code_that_was_not_stamped_is_forgotten_after_ten_minutes() {
    let (organizer, mut alice, id, shown) = shown();
    alice.clock.advance(700);
    alice.w().present(id).unwrap();
    assert_eq!(accept(&mut alice, &stamp(&organizer, &shown, |_| ())), "NOT_FOR_ME");
}

#[test]
fn d_02_every_code_of_a_ceiling_that_was_written_ahead_is_known() {
    let (organizer, mut alice, id, _) = shown();
    for _ in 0..8 {
        alice.clock.advance(10);
        let shown = alice.show(id, &organizer.documents());
        alice.reopen();
        let bytes = stamp(&organizer, &shown, |_| ());
        assert_eq!(accept(&mut alice, &bytes), "stamped");
        alice.w().present(id).unwrap();
    }
}

#[test]
fn d_03_a_stamp_two_minutes_from_its_code_is_good_and_one_second_more_is_bad() {
    let (organizer, mut alice, _, shown) = shown();
    let late = stamp(&organizer, &shown, |p| p.time = p.time.shifted(121));
    assert_eq!(accept(&mut alice, &late), "BAD_STAMP");
    let early = stamp(&organizer, &shown, |p| p.time = p.time.shifted(-121));
    assert_eq!(accept(&mut alice, &early), "BAD_STAMP");
    let edge = stamp(&organizer, &shown, |p| p.time = p.time.shifted(120));
    assert_eq!(accept(&mut alice, &edge), "stamped");
}

#[test]
fn d_04_a_stamp_below_the_level_that_is_asked_for_is_a_souvenir_and_still_blocks_a_hand_over() {
    let (organizer, mut alice, id, shown) = shown();
    let low = stamp(&organizer, &shown, |p| p.level = 1);
    assert_eq!(accept(&mut alice, &low), "LEVEL_TOO_LOW");
    let summary = alice.w().ticket(id).unwrap();
    assert_eq!(summary.state, TicketState::Ready);
    assert_eq!(summary.stamp.unwrap().mark, StampMark::Souvenir { level: 1, gate: 0 });
    assert_eq!(summary.not_transferable, Some(NotTransferable::Stamped));
}

#[test]
fn d_05_the_same_stamp_again_changes_nothing_and_another_one_is_kept_behind_the_first() {
    let (organizer, mut alice, id, shown) = shown();
    let first = stamp(&organizer, &shown, |_| ());
    let second = stamp(&organizer, &shown, |p| p.gate = 1);
    assert_eq!(accept(&mut alice, &first), "stamped");
    let generation = alice.w().store.generation();
    assert_eq!(accept(&mut alice, &first), "repeat");
    assert_eq!(alice.w().store.generation(), generation);
    assert_eq!(accept(&mut alice, &second), "second");
    assert_eq!(alice.w().ticket(id).unwrap().stamp.unwrap().name, "A");
    assert_eq!(alice.w().store.read(|r| r.count(Table::Evidence)), Ok(2));
}

#[test]
fn d_06_a_stamp_that_cannot_be_committed_is_not_shown() {
    let (organizer, mut alice, id, shown) = shown();
    let bytes = stamp(&organizer, &shown, |_| ());
    alice.vault.fail_with(Some(crate::ports::VaultError::Unavailable));
    alice.w().accept_stamp(&bytes).unwrap_err();
    alice.vault.fail_with(None);
    alice.reopen();
    assert_eq!(alice.state(id), TicketState::Stamped);
    assert_eq!(accept(&mut alice, &bytes), "repeat");
}

#[test]
fn a_stamped_ticket_is_handed_on_only_where_the_organizer_allows_it() {
    let mut organizer = Organizer::new();
    organizer.policy.flags = organizer.policy.flags.with(crate::ticket::Flag::HandOverAfterUse);
    let (mut alice, ids) = Person::with_tickets(1, &mut organizer, 1);
    alice.clock.set(DOORS);
    let shown = alice.show(ids[0], &organizer.documents());
    assert_eq!(accept(&mut alice, &stamp(&organizer, &shown, |_| ())), "stamped");
    let mut bob = Person::new(2);
    bob.clock.set(DOORS);
    let request = bob.w().request(1, None).unwrap();
    alice.w().hand_over(ids[0], &request, &Confirmation::Camera).unwrap();
}

/// Alice at an event with three capacitive stamps, and the family.
fn pressable() -> (Person, TicketId, StampFamily) {
    let mut organizer = Organizer::new();
    let mut rng = ChaCha20Rng::seed_from_u64(5);
    let family = StampFamily::generate(3, 5, 200, &mut rng).unwrap();
    organizer.event.templates = Some(family.encode());
    let (alice, ids) = Person::with_tickets(1, &mut organizer, 1);
    alice.clock.set(DOORS);
    (alice, ids[0], family)
}

fn touches(family: &StampFamily, place: usize) -> TouchLog {
    let origin_mm = Point { x: 35.0, y: 60.0 };
    let press = SimulatedPress { dpi: 460.0, rotation_deg: 130.0, origin_mm, noise_mm: 0.3, start_ms: 1000 };
    press.touches(&family.templates()[place], &mut ChaCha20Rng::seed_from_u64(6)).unwrap()
}

#[test]
fn a_stamp_pressed_on_the_shown_ticket_is_recognised_claimed_and_drawn() {
    let (mut alice, id, family) = pressable();
    alice.w().present(id).unwrap();
    let outcome = alice.w().press(id, &touches(&family, 1)).unwrap();
    let PressOutcome::Stamped { face, worst_mm } = outcome else { panic!("{outcome:?}") };
    assert_eq!(face.mark, StampMark::Pressed { stamp: family.templates()[1].stamp() });
    assert!(worst_mm < 2.0);
    alice.reopen();
    let summary = alice.w().ticket(id).unwrap();
    assert_eq!((summary.state, summary.stamp), (TicketState::Stamped, Some(face)));
    assert_eq!(summary.not_transferable, Some(NotTransferable::Stamped));
    alice.w().present(id).unwrap();
    assert_eq!(alice.w().press(id, &touches(&family, 1)).unwrap().code(), "repeat");
    assert_eq!(alice.w().press(id, &touches(&family, 2)).unwrap().code(), "stamped");
}

#[test]
fn the_claim_of_a_press_is_signed_by_the_tickets_key_over_head_stamp_and_time() {
    let (mut alice, id, family) = pressable();
    alice.w().present(id).unwrap();
    alice.w().press(id, &touches(&family, 0)).unwrap();
    let row = alice.w().store.read(|r| r.find(Table::Evidence, id.as_bytes())).unwrap().remove(0);
    let kept = super::super::rows::Kept::<super::super::rows::EvidenceRow>::load(&row).unwrap();
    let signed = crate::ticket::Signed::from_bytes(&kept.row.bytes, 1024).unwrap();
    let claim = crate::wallet::PressClaim::from_bytes(&signed.payload, 128).unwrap();
    let ticket = alice.w().current(id).unwrap();
    assert_eq!((claim.head, claim.time.seconds()), (ticket.head(), DOORS));
    assert_eq!(claim.stamp, family.templates()[0].stamp());
    let key = ticket.chain.holder().unwrap();
    key.verify(crate::crypto::Domain::Claim, &signed.payload, &signed.signature).unwrap();
}

#[test]
fn a_press_counts_only_within_a_minute_after_the_ticket_was_shown() {
    let (mut alice, id, family) = pressable();
    let press = |alice: &mut Person| alice.w().press(id, &touches(&family, 0)).unwrap().code();
    assert_eq!(press(&mut alice), "NOT_ARMED");
    alice.w().present(id).unwrap();
    alice.clock.advance(61);
    assert_eq!(press(&mut alice), "NOT_ARMED");
    alice.reopen();
    alice.clock.advance(20);
    assert_eq!(press(&mut alice), "NOT_ARMED");
    alice.w().present(id).unwrap();
    alice.reopen();
    alice.clock.advance(50);
    assert_eq!(press(&mut alice), "stamped");
}

#[test]
fn a_wrong_stamp_a_hand_and_an_event_without_stamps_each_have_their_own_answer() {
    let (mut alice, id, _) = pressable();
    let mut rng = ChaCha20Rng::seed_from_u64(77);
    let foreign = StampFamily::generate(1, 4, 200, &mut rng).unwrap();
    alice.w().present(id).unwrap();
    assert_eq!(alice.w().press(id, &touches(&foreign, 0)).unwrap(), PressOutcome::NoMatch);
    let finger = Touch { id: 1, x_px: 5.0, y_px: 5.0, t_ms: 1, phase: crate::stamp::Phase::Began };
    let finger = TouchLog::new(460.0, vec![finger]).unwrap();
    assert_eq!(alice.w().press(id, &finger).unwrap().code(), "NO_PRESS");
    assert_eq!(alice.state(id), TicketState::Ready);

    let (mut bob, ids) = Person::with_tickets(2, &mut Organizer::new(), 1);
    bob.w().present(ids[0]).unwrap();
    assert_eq!(bob.w().press(ids[0], &touches(&foreign, 0)).unwrap(), PressOutcome::NoStamps);
}
