//! The fields of event core, details, revocation list and delta, manifest and trust list.

use mogiri::testing::fixtures::at;
use mogiri::ticket::{
    CredentialPayload, EventCore, EventId, GatePlan, RevocationReason, RootId, Serial, Staleness, TicketId,
};
use mogiri_tests::samples::key;
use mogiri_tests::signed::Cast;

use super::{refused, refused_bytes};

fields! { an_event_with_another: EventCore in event else "NotSigned";
    event: |p| p.event = EventId::from_bytes([8; 8]);
    root: |p| p.root = RootId::from_bytes([8; 32]);
    version: |p| p.version = 2;
    title: |p| p.title = "夏の公演".to_owned();
    venue: |p| p.venue = "県民ホール".to_owned();
    timezone: |p| p.timezone = "Asia/Seoul".to_owned();
    doors: |p| p.doors = at(60);
    start: |p| p.start = at(3660);
    end: |p| p.end = at(60);
    early: |p| p.early = 60;
    late: |p| p.late = 60;
    moved: |p| p.moved = -60;
    zones: |p| p.zones = vec!["S".to_owned(), "A".to_owned()];
    gates: |p| p.gates.truncate(1);
    count: |p| p.count = 2;
    stamp_level: |p| p.stamp_level = 0;
    minimum_trust: |p| p.minimum_trust = 1;
    minimum_revocation: |p| p.minimum_revocation = 1;
    staleness: |p| p.staleness = Staleness::AskLead;
    grace: |p| p.grace = 0;
    purge: |p| p.purge = at(0);
    return_key: |p| p.return_key = Some(key(9).public());
    templates: |p| p.templates = Some(vec![0x80]);
    locations: |p| p.locations = Some(vec![0x80]);
}

mod a_gate_with_another {
    use super::*;

    #[allow(dead_code, reason = "it only has to compile")]
    fn none_is_left_out(gate: &GatePlan) {
        let GatePlan { name: _, zones: _ } = gate;
    }

    #[test]
    fn name() {
        refused("gate name", &Cast::default().event(), "NotSigned", |p: &mut EventCore| {
            p.gates[0].name = "C".to_owned();
        });
    }

    #[test]
    fn zones() {
        refused("gate zones", &Cast::default().event(), "NotSigned", |p: &mut EventCore| {
            p.gates[1].zones = None;
        });
    }
}

#[test]
fn other_details() {
    refused_bytes("byte", &Cast::default().details(), "NotSigned", b"other details");
}

mod a_guest_list_with_another {
    use super::*;
    use mogiri::ticket::{NameOpening, ZoneKey};
    use mogiri_tests::signed::GuestFields;

    fn refused_with(field: &str, change: fn(&mut GuestFields)) {
        let cast = Cast::default();
        refused_bytes(field, &cast.guests(), "NotSigned", &cast.guests_payload(change));
    }

    #[test]
    fn event() {
        refused_with("event", |list| list.event = EventId::from_bytes([8; 8]));
    }

    #[test]
    fn version() {
        refused_with("version", |list| list.version += 1);
    }

    #[test]
    fn issued() {
        refused_with("issued", |list| list.issued = at(0));
    }

    #[test]
    fn zone() {
        refused_with("zone", |list| list.zones[1].0 = 2);
    }

    #[test]
    fn zone_key() {
        refused_with("zone key", |list| list.zones[1].1 = ZoneKey::from_bytes([9; 32]));
    }

    #[test]
    fn ticket() {
        refused_with("ticket", |list| list.guests[0].0 = TicketId::from_bytes([9; 16]));
    }

    #[test]
    fn salt() {
        refused_with("salt", |list| list.guests[0].1 = NameOpening::new([9; 16], "山田 太郎").unwrap());
    }

    #[test]
    fn name() {
        refused_with("name", |list| list.guests[0].1 = NameOpening::new([1; 16], "山田 花子").unwrap());
    }

    #[test]
    fn number_of_guests() {
        refused_with("number of guests", |list| list.guests.truncate(1));
    }
}

mod a_list_of_carriers_with_another {
    use super::*;
    use mogiri::ticket::{CardTag, CarrierKey};
    use mogiri_tests::signed::CarrierFields;

    fn refused_with(field: &str, change: fn(&mut CarrierFields)) {
        let cast = Cast::default();
        refused_bytes(field, &cast.carriers(), "NotSigned", &cast.carriers_payload(change));
    }

    #[allow(dead_code, reason = "it only has to compile")]
    fn none_is_left_out(list: &CarrierFields) {
        let CarrierFields { event: _, version: _, issued: _, key: _, cards: _ } = list;
    }

    #[test]
    fn event() {
        refused_with("event", |list| list.event = EventId::from_bytes([8; 8]));
    }

    #[test]
    fn version() {
        refused_with("version", |list| list.version += 1);
    }

    #[test]
    fn issued() {
        refused_with("issued", |list| list.issued = at(0));
    }

    #[test]
    fn carrier_key() {
        refused_with("carrier key", |list| list.key = CarrierKey::from_bytes([9; 32]));
    }

    #[test]
    fn tag() {
        refused_with("tag", |list| list.cards[0].0 = CardTag::from_bytes([9; 16]));
    }

    #[test]
    fn ticket() {
        refused_with("ticket", |list| list.cards[0].1 = TicketId::from_bytes([9; 16]));
    }

    #[test]
    fn number_of_cards() {
        refused_with("number of cards", |list| list.cards.truncate(1));
    }
}

mod a_revocation_list_with_another {
    use super::*;
    use mogiri_tests::signed::RevocationFields;

    fn refused_with(field: &str, change: fn(&mut RevocationFields)) {
        let cast = Cast::default();
        let changed = cast.revocation_list(change).envelope().payload.clone();
        refused_bytes(field, &cast.revocation(), "Bounds { field: \"signature\" }", &changed);
    }

    #[test]
    fn event() {
        refused_with("event", |list| list.event = EventId::from_bytes([8; 8]));
    }

    #[test]
    fn version() {
        refused_with("version", |list| list.version += 1);
    }

    #[test]
    fn issued() {
        refused_with("issued", |list| list.issued = at(0));
    }

    #[test]
    fn next_update() {
        refused_with("next update", |list| list.next_update = at(0));
    }

    #[test]
    fn missing_ticket() {
        refused_with("tickets", |list| list.tickets.truncate(1));
    }

    #[test]
    fn reason() {
        refused_with("reason", |list| list.tickets[0].1 = RevocationReason::Superseded);
    }

    #[test]
    fn serial() {
        refused_with("serial", |list| list.serials[0] = Serial::from_bytes([5; 8]));
    }
}

mod a_revocation_delta_with_another {
    use super::*;
    use mogiri_tests::signed::DeltaFields;

    fn refused_with(field: &str, change: fn(&mut DeltaFields)) {
        let cast = Cast::default();
        let delta = cast.delta(change).to_message();
        let changed = mogiri::ticket::Revocation::envelope_of(&delta).unwrap().payload;
        let message = cast.revocation_delta();
        assert_eq!(message.read(&message.under(message.domain)), Ok(()));
        assert_ne!(changed, message.payload, "{field} is what it was");
        let forged = message.read(&message.forged(&changed));
        assert_eq!(forged, Err("NotSigned".to_owned()), "another {field}");
        let anew = message.read(&message.signed_by(&message.key, &changed));
        assert_ne!(anew, forged, "it was the signature that noticed another {field}");
    }

    #[test]
    fn list_before() {
        refused_with("list before", |delta| {
            delta.before = Cast::default().revocation_list(|l| l.issued = at(0));
        });
    }

    #[test]
    fn version() {
        refused_with("version", |delta| {
            delta.before = Cast::default().revocation_list(|list| list.version = 4);
        });
    }

    #[test]
    fn event() {
        refused_with("event", |delta| {
            delta.before = Cast::default().revocation_list(|list| list.event = EventId::from_bytes([8; 8]));
        });
    }

    #[test]
    fn issued() {
        refused_with("issued", |delta| delta.issued = at(0));
    }

    #[test]
    fn next_update() {
        refused_with("next update", |delta| delta.next_update = at(0));
    }

    #[test]
    fn missing_ticket() {
        refused_with("tickets", |delta| delta.tickets.clear());
    }

    #[test]
    fn reason() {
        refused_with("reason", |delta| delta.tickets[0].1 = RevocationReason::Superseded);
    }

    #[test]
    fn serial() {
        refused_with("serial", |delta| delta.serials[0] = Serial::from_bytes([5; 8]));
    }
}

mod a_manifest_with_another {
    use super::*;

    fn refused_with(field: &str, version: u32, issued: i64, change: fn(&mut CredentialPayload)) {
        let cast = Cast::default();
        let mut row = cast.owner.credential.payload().clone();
        change(&mut row);
        let changed = cast.manifest_list(version, at(issued), &[row]).envelope().payload.clone();
        refused_bytes(field, &cast.manifest(), "Bounds { field: \"signature\" }", &changed);
    }

    #[test]
    fn version() {
        refused_with("version", 2, -3600, |_| {});
    }

    #[test]
    fn issued() {
        refused_with("issued", 1, 0, |_| {});
    }

    #[test]
    fn ticket() {
        refused_with("ticket", 1, -3600, |row| row.ticket = TicketId::from_bytes([0x43; 16]));
    }

    #[test]
    fn holder() {
        refused_with("holder", 1, -3600, |row| row.holder = Some(key(2).public()));
    }

    #[test]
    fn place() {
        refused_with("place", 1, -3600, |row| row.place = "1F 12-35 ABC".to_owned());
    }

    #[test]
    fn row() {
        let cast = Cast::default();
        let none = cast.manifest_list(1, at(-3600), &[]).envelope().payload.clone();
        refused_bytes("rows", &cast.manifest(), "Bounds { field: \"signature\" }", &none);
    }
}

mod a_trust_list_with_another {
    use super::*;
    use mogiri::ticket::{KeyStatus, KeyUse, KeyUses, Time, TrustList, TrustedKey};

    struct Fields {
        version: u32,
        issued: Time,
        next_update: Time,
        keys: Vec<TrustedKey>,
    }

    #[allow(dead_code, reason = "it only has to compile")]
    fn none_is_left_out(row: &TrustedKey) {
        let TrustedKey { key: _, uses: _, status: _, from: _, until: _, events: _ } = row;
    }

    fn refused_with(field: &str, change: fn(&mut Fields)) {
        let cast = Cast::default();
        let organizer = &cast.organizer;
        let row = organizer.trust().key(&organizer.issuer.public()).unwrap().clone();
        let mut fields =
            Fields { version: 1, issued: at(-86_400), next_update: at(365 * 86_400), keys: vec![row] };
        let list = |f: &Fields| {
            let list = TrustList::issue(&organizer.root, f.version, f.issued, f.next_update, f.keys.clone());
            list.signed().payload.clone()
        };
        let message = cast.trust();
        assert_eq!(list(&fields), message.payload, "the fields are those of the sample");
        change(&mut fields);
        refused_bytes(field, &message, "Bounds { field: \"signature\" }", &list(&fields));
    }

    #[test]
    fn version() {
        refused_with("version", |list| list.version = 2);
    }

    #[test]
    fn issued() {
        refused_with("issued", |list| list.issued = at(0));
    }

    #[test]
    fn next_update() {
        refused_with("next update", |list| list.next_update = at(0));
    }

    #[test]
    fn key() {
        refused_with("key", |list| list.keys[0].key = super::key(9).public());
    }

    #[test]
    fn second_key() {
        refused_with("keys", |list| {
            let second = TrustedKey { key: super::key(9).public(), ..list.keys[0].clone() };
            list.keys.push(second);
        });
    }

    #[test]
    fn uses() {
        refused_with("uses", |list| {
            list.keys[0].uses = KeyUses::from_bits(KeyUse::Events as u8).unwrap();
        });
    }

    #[test]
    fn status() {
        refused_with("status", |list| list.keys[0].status = KeyStatus::Revoked);
    }

    #[test]
    fn from() {
        refused_with("from", |list| list.keys[0].from = at(0));
    }

    #[test]
    fn until() {
        refused_with("until", |list| list.keys[0].until = at(0));
    }

    #[test]
    fn events() {
        refused_with("events", |list| list.keys[0].events = Some(vec![EventId::from_bytes([7; 8])]));
    }
}
