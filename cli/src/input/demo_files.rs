//! The demo's own input is what its readers take, and what the demo says it is.

use super::{EventPlan, Orders, TicketKind, read_event, read_orders, read_stamps};
use mogiri::stamp::MIN_CONTACT_DISTANCE_MM;

fn event() -> EventPlan {
    read_event(include_bytes!("../../demo/event.toml"), "event.toml").unwrap()
}

fn orders() -> Orders {
    read_orders(include_bytes!("../../demo/orders.csv"), "orders.csv", &event().zones).unwrap()
}

#[test]
fn the_demo_has_1000_orders_of_1_to_6_tickets_and_no_warning() {
    let orders = orders();
    assert_eq!(orders.orders.len(), 1_000);
    assert!(orders.orders.iter().all(|order| (1..=6).contains(&order.rows.len())));
    assert_eq!(orders.warnings, []);
}

#[test]
fn the_demo_has_every_kind_and_a_companion_for_each_wheelchair() {
    let orders = orders();
    let kinds =
        |kind| orders.orders.iter().flat_map(|order| &order.rows).filter(|row| row.kind == kind).count();
    assert!(kinds(TicketKind::Adult) > 2_000 && kinds(TicketKind::Child) > 100);
    assert_eq!(kinds(TicketKind::Wheelchair), 20);
    assert_eq!(kinds(TicketKind::Companion), 20);
}

#[test]
fn the_demo_has_late_rows_and_an_order_number_that_is_no_file_name() {
    let orders = orders();
    let scattered =
        orders.orders.iter().filter(|order| order.rows.windows(2).any(|w| w[0].line + 1 < w[1].line));
    assert!(scattered.count() > 1);
    assert!(orders.orders.iter().any(|order| order.file_name != order.number));
}

#[test]
fn the_demo_lets_every_zone_in_by_two_gates_and_uses_every_zone() {
    let (event, orders) = (event(), orders());
    for zone in (0..).take(event.zones.len()) {
        let admits = |zones: &Option<Vec<u8>>| zones.as_ref().is_none_or(|zones| zones.contains(&zone));
        assert!(event.gates.iter().filter(|gate| admits(&gate.zones)).count() >= 2, "zone {zone}");
        assert!(
            orders.orders.iter().flat_map(|order| &order.rows).any(|row| row.zone == zone),
            "zone {zone}"
        );
    }
}

#[test]
fn the_demos_stamps_can_be_told_apart_and_built() {
    assert_eq!(event().stamps.as_deref(), Some("stamps.toml".as_ref()));
    let family = read_stamps(include_bytes!("../../demo/stamps.toml"), "stamps.toml").unwrap();
    assert_eq!(family.templates().len(), 4);
    for stamp in family.templates() {
        let points = stamp.points_mm();
        assert_eq!(points.len(), 5);
        let near = |i: usize, j: usize| (points[i].x - points[j].x).hypot(points[i].y - points[j].y);
        let pairs = (0..5).flat_map(|i| (0..i).map(move |j| (i, j)));
        assert!(pairs.into_iter().all(|(i, j)| near(i, j) >= MIN_CONTACT_DISTANCE_MM), "{}", stamp.stamp());
    }
}
