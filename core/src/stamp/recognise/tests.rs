use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

use super::*;
use crate::stamp::{PressError, SimulatedPress, Touch, TouchLog};

const PRESSES_A_STAMP: u32 = 100;

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(2026)
}

fn family(count: u8, contacts: u8) -> StampFamily {
    StampFamily::generate(count, contacts, 200, &mut rng()).unwrap()
}

/// A press somewhere on a phone, in any orientation, with 0.5 mm of noise.
fn anywhere(rng: &mut ChaCha20Rng) -> SimulatedPress {
    let mut part = |of: u32| f64::from(rng.next_u32() % (of * 100)) / 100.0;
    let origin_mm = Point { x: 18.0 + part(30), y: 18.0 + part(80) };
    SimulatedPress { dpi: 460.0, rotation_deg: part(360), origin_mm, noise_mm: 0.5, start_ms: 1 }
}

fn press(template: &StampTemplate, rng: &mut ChaCha20Rng) -> Vec<Point> {
    anywhere(rng).touches(template, rng).unwrap().contacts().unwrap()
}

/// Presses every stamp, changed by `change`, and counts presses that were (refused, recognised, taken for another).
fn outcomes(pressed: &StampFamily, armed: &StampFamily, change: fn(Point) -> Point) -> (u32, u32, u32) {
    let mut rng = rng();
    let (mut refused, mut recognised, mut mistaken) = (0, 0, 0);
    for template in pressed.templates() {
        for _ in 0..PRESSES_A_STAMP {
            let contacts: Vec<Point> = press(template, &mut rng).into_iter().map(change).collect();
            match recognise(armed, &contacts) {
                Recognition::Match { stamp, .. } if stamp == template.stamp() => recognised += 1,
                Recognition::Match { .. } => mistaken += 1,
                _ => refused += 1,
            }
        }
    }
    (refused, recognised, mistaken)
}

#[test]
fn every_stamp_of_a_full_family_is_recognised_anywhere_in_any_orientation() {
    for (count, contacts) in [(24, 5), (16, 4), (3, 3)] {
        let family = family(count, contacts);
        let (refused, recognised, mistaken) = outcomes(&family, &family, |p| p);
        let all = u32::from(count) * PRESSES_A_STAMP;
        assert_eq!((refused + recognised, mistaken), (all, 0));
        assert!(refused * 100 < all, "{refused} of {all} refused with {contacts} contacts");
    }
}

#[test]
fn the_mirror_image_is_refused() {
    let family = family(24, 5);
    let (refused, recognised, mistaken) = outcomes(&family, &family, |p| Point { x: -p.x, y: p.y });
    assert_eq!((refused, recognised, mistaken), (2400, 0, 0));
}

#[test]
fn a_stamp_enlarged_by_a_fifth_is_refused() {
    let family = family(24, 5);
    let quiet = |t: &StampTemplate| t.points_mm().into_iter().map(|p| Point { x: p.x * 1.2, y: p.y * 1.2 });
    for template in family.templates() {
        assert_eq!(recognise(&family, &quiet(template).collect::<Vec<_>>()), Recognition::NoMatch);
    }
}

#[test]
fn a_stamp_of_another_event_is_refused() {
    let both = family(24, 5);
    let (ours, theirs) = both.templates().split_at(12);
    let ours = StampFamily::new(ours.to_vec()).unwrap();
    let theirs = StampFamily::new(theirs.to_vec()).unwrap();
    let (refused, recognised, mistaken) = outcomes(&theirs, &ours, |p| p);
    assert_eq!((refused, recognised, mistaken), (1200, 0, 0));
}

#[test]
fn a_finger_beside_the_stamp_is_a_sixth_touch_or_another_pattern() {
    let family = family(4, 5);
    let template = &family.templates()[0];
    let log = anywhere(&mut rng()).touches(template, &mut rng()).unwrap();
    let finger = Touch { id: 99, ..log.touches()[0] };
    let touches = [&[finger], log.touches()].concat();
    let six = TouchLog::new(log.dpi(), touches).unwrap();
    assert_eq!(six.contacts(), Err(PressError::TooMany { got: 6 }));

    let without_one = log.contacts().unwrap().split_off(1);
    assert_eq!(recognise(&family, &without_one), Recognition::NoMatch);
}

#[test]
fn a_press_spread_over_more_than_150_ms_reaches_no_stamp() {
    let family = family(1, 5);
    let log = anywhere(&mut rng()).touches(&family.templates()[0], &mut rng()).unwrap();
    let slow = log.touches().iter().map(|t| Touch { t_ms: t.t_ms * 5, ..*t }).collect();
    assert_eq!(TouchLog::new(log.dpi(), slow).unwrap().contacts(), Err(PressError::Spread { ms: 160 }));
}

#[test]
fn a_press_between_two_like_stamps_is_ambiguous() {
    let points = vec![(0, 0), (3000, 0), (2200, 1500), (700, 1900)];
    let mut moved = points.clone();
    moved[3].1 += 100;
    let a = StampTemplate::new(1, "", 200, points).unwrap();
    let b = StampTemplate::new(2, "", 200, moved).unwrap();
    let contacts = a.points_mm();
    let family = StampFamily::new(vec![a, b]).unwrap();
    assert_eq!(recognise(&family, &contacts), Recognition::Ambiguous { first: 1, second: 2 });
}

#[test]
fn contacts_that_are_no_numbers_match_nothing() {
    let family = family(1, 3);
    let mut contacts = family.templates()[0].points_mm();
    assert!(matches!(recognise(&family, &contacts), Recognition::Match { stamp: 1, .. }));
    for bad in [f64::NAN, f64::INFINITY] {
        contacts[1].x = bad;
        assert_eq!(recognise(&family, &contacts), Recognition::NoMatch);
    }
    assert_eq!(recognise(&family, &[]), Recognition::NoMatch);
}
