//! The manifest, as a list of payloads and as what survives a stolen key.

use super::*;
use crate::crypto::Domain;
use crate::wire::{WireError, Writer};

fn ticket(number: u8) -> TicketId {
    TicketId::from_bytes([number; 16])
}

#[test]
fn a_manifest_gives_each_tickets_exact_payload() {
    let desk = Desk::new();
    let manifest = desk.manifest(desk.old(), 1, &[9, 2, 5]);
    let read = Manifest::envelope_of(&manifest.to_message()).unwrap();
    let read = Manifest::verify(&read, desk.organizer.trust()).unwrap();
    assert_eq!(read, manifest);
    let tickets: Vec<_> = read.rows().map(|(ticket, _)| ticket).collect();
    assert_eq!(tickets, [2, 5, 9].map(ticket));
    assert_eq!(read.row(ticket(5)), Some(desk.payload(5).as_slice()));
    assert_eq!(read.payload(ticket(5)).unwrap().unwrap().place, "1階 5番");
    assert_eq!(read.row(ticket(6)), None);
    assert!(read.holds(&desk.payload(9)) && !read.holds(&desk.payload(6)) && !read.holds(b"\xff"));
    let mut other = desk.organizer.payload(9, public(9));
    other.place.push('a');
    assert!(!read.holds(&other.to_bytes()), "the same ticket, another seat");
}

#[test]
fn a_manifest_has_a_ticket_once_in_order_and_of_its_event_only() {
    let desk = Desk::new();
    let (event, trust) = (desk.organizer.event.event, desk.organizer.trust());
    let issue = |rows: Vec<Vec<u8>>| Manifest::issue(desk.old(), event, 1, at(0), rows);
    let rows = Err(WireError::Bounds { field: "manifest rows" });
    assert_eq!(issue(vec![desk.payload(1), desk.payload(1)]), rows);
    let mut foreign = desk.organizer.payload(1, public(1));
    foreign.event = EventId::from_bytes([8; 8]);
    assert_eq!(issue(vec![foreign.to_bytes()]), Err(WireError::Bounds { field: "manifest row" }));
    assert!(issue(vec![b"no credential".to_vec()]).is_err());
    for (version, order, outcome) in [
        (1_u32, [1, 2], Ok(2)),
        (1, [2, 1], Err(WireError::Bounds { field: "manifest rows" })),
        (0, [1, 2], Err(WireError::Bounds { field: "version" })),
    ] {
        let mut w = Writer::new();
        w.array(4).value(&event).uint(version).uint(at(0)).list(&order, |w, n| {
            w.bytes(&desk.payload(*n));
        });
        let payload = w.into_bytes();
        let signature = desk.old().sign(Domain::Manifest, &payload);
        let envelope = Envelope { payload, kid: desk.old().public().kid4(), signature };
        assert_eq!(Manifest::verify(&envelope, trust).map(|manifest| manifest.len()), outcome);
    }
}

#[test]
fn a_manifest_is_signed_as_a_manifest() {
    let desk = Desk::new();
    let mut envelope = desk.manifest(desk.old(), 1, &[1]).envelope().clone();
    for domain in Domain::ALL {
        envelope.signature = desk.old().sign(domain, &envelope.payload);
        let holds = Manifest::verify(&envelope, desk.organizer.trust()).is_ok();
        assert_eq!(holds, domain == Domain::Manifest, "{domain:?}");
    }
}

#[test]
fn only_exact_rows_of_an_active_keys_manifest_are_salvaged() {
    let desk = Desk::new();
    let mut documents = desk.documents();
    assert!(!documents.salvages(&desk.payload(1)));
    documents.adopt_manifest(desk.manifest(desk.old(), 1, &[1, 2]).envelope()).unwrap();
    assert!(documents.salvages(&desk.payload(1)));
    documents.adopt_trust(desk.salvaged().signed()).unwrap();
    assert!(!documents.salvages(&desk.payload(1)), "a thief signs manifests too");
    documents.adopt_manifest(desk.manifest(&desk.new, 1, &[2]).envelope()).unwrap();
    assert!(documents.salvages(&desk.payload(2)) && !documents.salvages(&desk.payload(1)));
}

#[test]
fn a_manifest_of_another_event_is_not_adopted() {
    let desk = Desk::new();
    let event = EventId::from_bytes([8; 8]);
    let manifest = Manifest::issue(desk.old(), event, 1, at(0), Vec::new()).unwrap();
    assert_eq!(desk.documents().adopt_manifest(manifest.envelope()), Err(AdoptError::OtherEvent));
}
