//! What an organizer says by name.

use super::*;
use crate::stamp::StampFamily;
use crate::ticket::EventCore;

fn event(stamps: Option<StampFamily>) -> EventCore {
    let file = Desk::new().init().sign_event(&EventPlan { stamps, ..plan() }, None).unwrap();
    Documents::from_event_file(&file).unwrap().event().clone()
}

#[test]
fn a_zone_is_found_by_its_name_and_an_event_without_zones_has_only_the_empty_name() {
    let zoned = ["S", "A"].map(str::to_owned);
    assert_eq!(seat_zone(&zoned, "A").unwrap(), 1);
    assert_eq!(seat_zone(&[], "").unwrap(), 0);
    for (zones, name) in [(&zoned[..], ""), (&zoned, "B"), (&[], "A")] {
        assert!(matches!(seat_zone(zones, name), Err(IssuerError::ZoneNotFound)), "{name}");
    }
    assert!(matches!(zone_number(&[], ""), Err(IssuerError::ZoneNotFound)));
}

#[test]
fn a_gate_takes_the_zones_that_it_names_or_all() {
    let zones = ["S", "A", "B"].map(str::to_owned);
    let some = gate_plan("東".into(), Some(&zones[1..]), &zones).unwrap();
    assert_eq!((some.name.as_str(), some.zones), ("東", Some(vec![1, 2])));
    assert_eq!(gate_plan("西".into(), None, &zones).unwrap().zones, None);
    let unknown = gate_plan("南".into(), Some(&["C".to_owned()]), &zones);
    assert!(matches!(unknown, Err(IssuerError::ZoneNotFound)));
}

#[test]
fn the_stamps_of_a_version_before_are_kept_or_the_plan_is_refused() {
    let rng = &mut ChaCha20Rng::seed_from_u64(3);
    let made = stamps(3, None, rng).unwrap();
    assert_eq!(made.as_ref().unwrap().templates().len(), 3);
    let before = event(made.clone());
    assert_eq!(stamps(3, Some(&before), rng).unwrap(), made);
    for count in [0, 2, 4] {
        assert!(matches!(stamps(count, Some(&before), rng), Err(IssuerError::StampsChanged)), "{count}");
    }
    assert_eq!(stamps(0, None, rng).unwrap(), None);
    assert_eq!(stamps(0, Some(&event(None)), rng).unwrap(), None);
    assert!(matches!(stamps(25, None, rng), Err(IssuerError::Stamps(_))));
}

#[test]
fn a_next_version_with_other_stamps_or_none_is_refused_whoever_drew_them() {
    let mut issuer = Desk::new().init();
    let rng = &mut ChaCha20Rng::seed_from_u64(9);
    let [first, other] = [3, 3].map(|count| stamps(count, None, rng).unwrap());
    let with = |stamps: &Option<StampFamily>| EventPlan { stamps: stamps.clone(), ..plan() };
    let event = issuer.sign_event(&plan(), None).unwrap();
    let event = issuer.sign_event(&with(&first), Some(&event)).unwrap();
    for changed in [other, None] {
        assert_eq!(issuer.sign_event(&with(&changed), Some(&event)), Err(IssuerError::StampsChanged));
    }
    let moved = EventPlan { moved: 600, ..with(&first) };
    assert!(issuer.sign_event(&moved, Some(&event)).is_ok());
}
