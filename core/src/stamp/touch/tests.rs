use super::*;

const DPI: f64 = 254.0;

fn event(id: u64, x_px: f64, t_ms: u64, phase: Phase) -> Touch {
    Touch { id, x_px, y_px: 50.0, t_ms, phase }
}

fn began(id: u64, t_ms: u64) -> Touch {
    let place = u32::try_from(id).unwrap();
    event(id, f64::from(place) * 100.0, t_ms, Phase::Began)
}

fn contacts(touches: Vec<Touch>) -> Result<Vec<Point>, PressError> {
    TouchLog::new(DPI, touches)?.contacts()
}

#[test]
fn pixels_become_millimetres_with_y_up() {
    let found = contacts(vec![began(1, 0), began(2, 0), began(3, 0)]).unwrap();
    assert_eq!(found.len(), 3);
    assert!((found[0].x - 10.0).abs() < 1e-9 && (found[0].y + 5.0).abs() < 1e-9, "{found:?}");
}

#[test]
fn contacts_150_ms_apart_are_one_press_and_151_ms_are_not() {
    assert_eq!(contacts(vec![began(1, 7), began(2, 7), began(3, 157)]).unwrap().len(), 3);
    assert_eq!(contacts(vec![began(1, 7), began(2, 7), began(3, 158)]), Err(PressError::Spread { ms: 151 }));
}

#[test]
fn a_sixth_contact_is_too_many_whenever_it_comes_and_even_if_cancelled() {
    let six: Vec<Touch> = (1..=6).map(|id| began(id, id)).collect();
    assert_eq!(contacts(six.clone()), Err(PressError::TooMany { got: 6 }));
    let mut late = six.clone();
    late[5].t_ms = 5000;
    assert_eq!(contacts(late), Err(PressError::TooMany { got: 6 }));
    let mut cancelled = six;
    cancelled.push(event(6, 0.0, 9, Phase::Cancelled));
    assert_eq!(contacts(cancelled), Err(PressError::TooMany { got: 6 }));
}

#[test]
fn fewer_than_three_contacts_are_too_few() {
    assert_eq!(contacts(vec![]), Err(PressError::TooFew { got: 0 }));
    assert_eq!(contacts(vec![began(1, 0), began(2, 0)]), Err(PressError::TooFew { got: 2 }));
}

#[test]
fn a_cancelled_touch_spoils_the_press() {
    let touches = vec![began(1, 0), began(2, 0), began(3, 0), event(2, 0.0, 900, Phase::Cancelled)];
    assert_eq!(contacts(touches), Err(PressError::Cancelled));
}

#[test]
fn a_contact_lifted_before_the_last_began_is_no_press() {
    let lifted = event(1, 0.0, 10, Phase::Ended);
    let touches = vec![began(1, 0), began(2, 0), lifted, began(3, 10)];
    assert_eq!(contacts(touches), Err(PressError::Lifted));
    let again = vec![began(1, 0), began(2, 0), began(3, 0), lifted, began(1, 20)];
    assert_eq!(contacts(again), Err(PressError::Lifted));
}

#[test]
fn a_contact_that_settles_counts_where_it_settled_and_a_smear_does_not_count() {
    let down = || vec![began(1, 0), began(2, 0), began(3, 0), event(1, 120.0, 16, Phase::Moved)];
    let mut after_lift = down();
    after_lift.extend([event(2, 200.0, 30, Phase::Ended), event(1, 500.0, 31, Phase::Moved)]);
    let mut after_window = down();
    after_window.push(event(1, 500.0, 151, Phase::Moved));
    for touches in [down(), after_lift, after_window] {
        let found = contacts(touches).unwrap();
        assert!((found[0].x - 12.0).abs() < 1e-9, "{found:?}");
    }
}

#[test]
fn impossible_numbers_are_refused() {
    for dpi in [f64::NAN, f64::INFINITY, 0.0, -326.0, 49.9, 2000.1] {
        assert_eq!(TouchLog::new(dpi, vec![]), Err(PressError::Density), "{dpi}");
    }
    for x in [f64::NAN, f64::NEG_INFINITY, 1e300, -100_001.0] {
        let log = TouchLog::new(DPI, vec![event(4, x, 0, Phase::Began)]);
        assert_eq!(log, Err(PressError::Position { id: 4 }), "{x}");
        let log = TouchLog::new(DPI, vec![Touch { y_px: x, ..began(4, 0) }]);
        assert_eq!(log, Err(PressError::Position { id: 4 }), "{x}");
    }
}

#[test]
fn events_that_cannot_follow_each_other_are_refused() {
    let sequence = Err(PressError::Sequence { id: 1 });
    for phase in [Phase::Moved, Phase::Ended, Phase::Cancelled] {
        assert_eq!(contacts(vec![event(1, 0.0, 0, phase)]), sequence);
        assert_eq!(
            contacts(vec![began(1, 0), event(1, 0.0, 1, Phase::Ended), event(1, 0.0, 2, phase)]),
            sequence
        );
    }
    assert_eq!(contacts(vec![began(1, 0), began(1, 0)]), sequence);
    assert_eq!(contacts(vec![began(1, 5), began(2, 4)]), Err(PressError::OutOfOrder { id: 2 }));
    let many = vec![began(1, 0); MAX_EVENTS + 1];
    assert_eq!(contacts(many), Err(PressError::TooManyEvents { got: MAX_EVENTS + 1 }));
}

#[test]
fn the_greatest_times_do_not_overflow() {
    let touches = vec![began(1, 0), began(2, 0), began(3, u64::MAX)];
    assert_eq!(contacts(touches), Err(PressError::Spread { ms: u64::MAX }));
}
