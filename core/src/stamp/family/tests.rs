use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use super::*;

fn generate(count: u8, contacts: u8, tolerance: u16) -> Result<StampFamily, FamilyError> {
    StampFamily::generate(count, contacts, tolerance, &mut ChaCha20Rng::seed_from_u64(3))
}

fn template(stamp: u8, points: &[(i32, i32)]) -> StampTemplate {
    StampTemplate::new(stamp, "", 200, points.to_vec()).unwrap()
}

/// Three named stamps of 3, 4 and 5 contacts with coordinates of every encoded length.
fn mixed() -> StampFamily {
    let mut rng = ChaCha20Rng::seed_from_u64(11);
    let drawn = |stamp, contacts, name, rng: &mut ChaCha20Rng| {
        let one = StampFamily::generate(1, contacts, 150, rng).unwrap();
        StampTemplate::new(stamp, name, 150, one.templates()[0].points().to_vec()).unwrap()
    };
    let templates = vec![
        StampTemplate::new(0, "東", 200, vec![(0, 0), (10, -20), (-10_000, 300)]).unwrap(),
        drawn(9, 4, "", &mut rng),
        drawn(200, 5, "gate B", &mut rng),
    ];
    StampFamily::new(templates).unwrap()
}

#[test]
fn a_generated_family_is_on_the_face_and_its_contacts_are_apart() {
    for (count, contacts, tolerance) in [(24, 5, 200), (12, 4, 200), (3, 3, 200), (24, 5, 150)] {
        let family = generate(count, contacts, tolerance).unwrap();
        let numbers: Vec<u8> = family.templates().iter().map(StampTemplate::stamp).collect();
        assert_eq!(numbers, (1..=count).collect::<Vec<u8>>());
        for template in family.templates() {
            let points = template.points_mm();
            assert_eq!(points.len(), usize::from(contacts));
            assert!(points.iter().all(|p| p.x.hypot(p.y) <= FACE_DIAMETER_MM / 2.0 + 0.01));
            for (i, a) in points.iter().enumerate() {
                assert!(
                    points
                        .iter()
                        .skip(i + 1)
                        .all(|b| (a.x - b.x).hypot(a.y - b.y) >= MIN_CONTACT_DISTANCE_MM)
                );
            }
        }
        assert_eq!(family.check_apart(), Ok(()));
    }
}

/// By another way than the code's: turns one pattern in steps of half a degree, no closed form.
#[test]
fn a_generated_family_is_two_tolerances_apart_by_brute_force() {
    let family = generate(4, 4, 200).unwrap();
    let shapes: Vec<Vec<Point>> = family.templates().iter().map(|t| centred(&t.points_mm())).collect();
    for (i, a) in shapes.iter().enumerate() {
        for (j, b) in shapes.iter().enumerate() {
            assert!(i == j || least_squares_worst(a, b) >= 3.95, "{i} {j}");
            assert!(least_squares_worst(&mirrored(a), b) >= 3.95, "mirror of {i}, {j}");
        }
    }
}

fn least_squares_worst(from: &[Point], onto: &[Point]) -> f64 {
    let fits = assignments(from).into_iter().map(|order| {
        let turned = (0..720).map(|half| residuals(&order, onto, f64::from(half) / 2.0));
        turned.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap().1
    });
    fits.fold(f64::INFINITY, f64::min)
}

fn residuals(from: &[Point], onto: &[Point], degrees: f64) -> (f64, f64) {
    let gaps = from.iter().zip(onto).map(|(a, b)| (a.rotated(degrees), b));
    let gaps: Vec<f64> = gaps.map(|(a, b)| (a.x - b.x).hypot(a.y - b.y)).collect();
    (gaps.iter().map(|g| g * g).sum(), gaps.into_iter().fold(0.0, f64::max))
}

#[test]
fn a_family_that_does_not_fit_says_how_many_would() {
    let Err(FamilyError::Crowded { found, wanted }) = generate(24, 3, 250) else { panic!("24 fit") };
    assert!((1..24).contains(&found) && wanted == 24, "{found}");
    assert_eq!(generate(1, 3, 500), Err(FamilyError::Crowded { found: 0, wanted: 1 }));
}

#[test]
fn numbers_out_of_bounds_are_no_request() {
    for (count, contacts, tolerance) in
        [(0, 5, 200), (25, 5, 200), (5, 2, 200), (5, 6, 200), (5, 5, 49), (5, 5, 501)]
    {
        assert_eq!(generate(count, contacts, tolerance), Err(FamilyError::Request));
    }
}

#[test]
fn stamps_that_can_be_confused_are_named() {
    let drawn = generate(1, 4, 200).unwrap();
    let odd = drawn.templates()[0].points();
    let turned: Vec<_> = odd.iter().map(|(x, y)| (500 - y, x + 90)).collect();
    let mirror: Vec<_> = odd.iter().map(|(x, y)| (-x, *y)).collect();
    let check = |templates| StampFamily::new(templates).unwrap().check_apart();
    assert_eq!(check(vec![template(1, odd)]), Ok(()));
    let alike = Err(FamilyError::Alike { first: 4, second: 8 });
    assert_eq!(check(vec![template(4, odd), template(8, &turned)]), alike);
    assert_eq!(check(vec![template(4, odd), template(8, &mirror)]), alike);
}

#[test]
fn stamps_with_a_mirror_or_a_turn_of_their_own_are_named() {
    let kite = [(-1500, 0), (0, 600), (0, -600), (800, 0)];
    let windmill = [(0, 0), (3000, 0), (3800, 1500), (800, 1500)];
    let check = |points| StampFamily::new(vec![template(5, points)]).unwrap().check_apart();
    assert_eq!(check(&kite), Err(FamilyError::Mirror { stamp: 5 }));
    assert_eq!(check(&windmill), Err(FamilyError::Symmetric { stamp: 5 }));
}

#[test]
fn a_family_has_1_to_24_stamps_of_different_numbers() {
    let one = |stamp| template(stamp, &[(0, 0), (2000, 0), (500, 1200)]);
    assert_eq!(StampFamily::new(vec![]), Err(TemplateError::Count { got: 0 }));
    assert_eq!(StampFamily::new((0..25).map(one).collect()), Err(TemplateError::Count { got: 25 }));
    assert_eq!(StampFamily::new(vec![one(3), one(4), one(3)]), Err(TemplateError::Duplicate { stamp: 3 }));
}

#[test]
fn the_encoding_is_this_and_no_other() {
    let family = StampFamily::new(vec![
        StampTemplate::new(24, "A", 200, vec![(500, 1200), (0, 0), (2000, -1)]).unwrap(),
    ]);
    let hex = data_encoding::HEXLOWER.encode(&family.unwrap().encode());
    assert_eq!(
        hex,
        concat!("81", "84", "1818", "6141", "18c8", "83", "820000", "821907d020", "821901f41904b0")
    );
}

#[test]
fn every_cut_and_every_tail_is_refused() {
    let bytes = mixed().encode();
    assert_eq!(StampFamily::decode(&bytes), Ok(mixed()));
    for end in 0..bytes.len() {
        assert!(StampFamily::decode(&bytes[..end]).is_err(), "cut at {end}");
    }
    for tail in 0..=255 {
        let longer = [bytes.as_slice(), &[tail]].concat();
        assert_eq!(StampFamily::decode(&longer), Err(TemplateError::NotCanonical), "{tail}");
    }
}

#[test]
fn every_changed_byte_is_refused_or_means_another_family_with_exactly_these_bytes() {
    let family = mixed();
    let bytes = family.encode();
    for at in 0..bytes.len() {
        for value in (0..=255).filter(|v| *v != bytes[at]) {
            let mut changed = bytes.clone();
            changed[at] = value;
            if let Ok(other) = StampFamily::decode(&changed) {
                assert_eq!(other.encode(), changed, "byte {at} = {value}");
                assert_ne!(other, family, "byte {at} = {value}");
            }
        }
    }
}

#[test]
fn longer_integers_open_arrays_and_other_orders_are_not_canonical() {
    let decode = |hex: &str| StampFamily::decode(&data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap());
    let point = "821907d020";
    let good = format!("81841818614118c883820000{point}821901f41904b0");
    assert!(decode(&good).is_ok());
    for (from, to) in [
        ("8184", "9f84"),
        ("8184", "819f"),
        ("83820000", "9f820000"),
        ("18c8", "1900c8"),
        ("820000", "82001800"),
        ("820000821907d020", "821907d020820000"),
    ] {
        let bad = good.replace(from, to);
        assert_ne!(bad, good);
        let error = decode(&bad).unwrap_err();
        assert!(matches!(error, TemplateError::NotCanonical), "{from} as {to}: {error}");
    }
    assert_eq!(decode("80"), Err(TemplateError::Count { got: 0 }));
    assert_eq!(decode("9bffffffffffffffff"), Err(TemplateError::Count { got: u64::MAX }));
    assert_eq!(
        decode("8184016018c89bffffffffffffffff"),
        Err(TemplateError::Contacts { stamp: 1, got: u64::MAX })
    );
    assert_eq!(StampFamily::decode(&vec![0x81; MAX_BYTES + 1]), Err(TemplateError::Malformed));
}
