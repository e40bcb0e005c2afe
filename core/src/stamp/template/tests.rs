use super::*;
use proptest::prelude::*;

fn ordered(points: &[(i32, i32)]) -> Vec<(i32, i32)> {
    StampTemplate::new(1, "", 200, points.to_vec()).unwrap().points().to_vec()
}

#[test]
fn points_run_counter_clockwise_from_the_start_of_the_longest_side() {
    let base_longest = [(0, 0), (2000, 0), (1500, 1200), (0, 1000)];
    assert_eq!(ordered(&[(1500, 1200), (0, 0), (0, 1000), (2000, 0)]), base_longest);
    let side_longest = [(0, 2000), (0, 0), (1000, 0), (900, 1500)];
    assert_eq!(ordered(&[(0, 0), (1000, 0), (900, 1500), (0, 2000)]), side_longest);
}

#[test]
fn equally_long_sides_start_at_the_smallest_x_then_y() {
    assert_eq!(
        ordered(&[(1000, 1000), (0, 1000), (1000, 0), (0, 0)]),
        [(0, 0), (1000, 0), (1000, 1000), (0, 1000)]
    );
}

#[test]
fn a_point_on_the_centroid_comes_last_and_the_nearer_of_one_direction_first() {
    assert_eq!(
        ordered(&[(0, 0), (1000, 1000), (-1000, 1000), (-1000, -1000), (1000, -1000)]),
        [(-1000, -1000), (1000, -1000), (1000, 1000), (-1000, 1000), (0, 0)]
    );
    assert_eq!(ordered(&[(3000, 0), (-4000, 0), (1000, 0)]), [(3000, 0), (-4000, 0), (1000, 0)]);
}

#[test]
fn impossible_templates_are_refused_each_by_name() {
    let triangle = || vec![(0, 0), (2000, 0), (500, 1200)];
    let new = |name: &str, tolerance, points| StampTemplate::new(7, name, tolerance, points).unwrap_err();
    assert_eq!(new("", 49, triangle()), TemplateError::Tolerance { stamp: 7 });
    assert_eq!(new("", 501, triangle()), TemplateError::Tolerance { stamp: 7 });
    assert_eq!(new("東ゲート東ゲート東", 200, triangle()), TemplateError::Name { stamp: 7 });
    assert_eq!(new("a\u{1b}[2J", 200, triangle()), TemplateError::Name { stamp: 7 });
    assert_eq!(new("", 200, vec![(0, 0), (1, 1)]), TemplateError::Contacts { stamp: 7, got: 2 });
    assert_eq!(new("", 200, (0..6).map(|i| (i, 0)).collect()), TemplateError::Contacts { stamp: 7, got: 6 });
    assert_eq!(new("", 200, vec![(0, 0), (10_001, 0), (5, 5)]), TemplateError::Coordinate { stamp: 7 });
    assert_eq!(new("", 200, vec![(0, i32::MIN), (1, 0), (5, 5)]), TemplateError::Coordinate { stamp: 7 });
    assert_eq!(new("", 200, vec![(0, 0), (5, 5), (0, 0)]), TemplateError::SamePlace { stamp: 7 });
}

#[test]
fn a_name_of_24_bytes_is_kept() {
    let named = StampTemplate::new(7, "", 200, vec![(0, 0), (2000, 0), (500, 1200)]).unwrap();
    assert_eq!(named.with_name("東ゲート東ゲート").unwrap().name(), "東ゲート東ゲート");
}

fn point() -> impl Strategy<Value = (i32, i32)> {
    let coordinate = prop_oneof![-4..=4, -MAX_COORDINATE..=MAX_COORDINATE];
    (coordinate.clone(), coordinate)
}

proptest! {
    #[test]
    fn the_order_depends_on_the_set_of_points_alone(
        points in proptest::collection::hash_set(point(), MIN_CONTACTS..=MAX_CONTACTS),
        swaps in proptest::collection::vec((0_usize..5, 0_usize..5), 8),
    ) {
        let points: Vec<_> = points.into_iter().collect();
        let mut shuffled = points.clone();
        for (a, b) in swaps {
            shuffled.swap(a % points.len(), b % points.len());
        }
        let first = ordered(&points);
        prop_assert_eq!(&first, &ordered(&shuffled));
        prop_assert_eq!(&first, &ordered(&first));
        prop_assert!(points.iter().all(|p| first.contains(p)));
    }
}
