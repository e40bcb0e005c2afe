//! What staff or holder is shown is covered by a checked signature: one test a field changes it, keeps the signature
//! and expects the refusal that a false signature gets. Signed anew with the new value, the same message is not
//! refused for its signature: it was the signature that noticed.
//!
//! The lists are complete: a field that one of them does not name does not compile.

use mogiri::crypto::HpkePublicKey;
use mogiri::stamp::StampPayload;
use mogiri::testing::fixtures::at;
use mogiri::ticket::{
    CertificatePayload, CredentialPayload, EndorsementPayload, Enrolment, EventCore, EventId, Flag, GatePlan,
    HopKind, Policy, PresentationId, RevocationReason, Role, RootId, Serial, Staleness, TicketId,
};
use mogiri::transfer::RequestPayload;
use mogiri::wire::{Wire, WireError};
use mogiri_tests::samples::key;
use mogiri_tests::signed::{Cast, SignedMessage};

/// Changes one field of a message's payload.
fn refused<T: Wire>(field: &str, message: &SignedMessage, refusal: &str, change: impl FnOnce(&mut T)) {
    let read: Result<T, WireError> = T::from_bytes(&message.payload, 4096);
    let mut payload = read.unwrap_or_else(|error| panic!("{message:?}: {error}"));
    change(&mut payload);
    refused_bytes(field, message, refusal, &payload.to_bytes());
}

fn refused_bytes(field: &str, message: &SignedMessage, refusal: &str, changed: &[u8]) {
    assert_ne!(changed, message.payload, "{message:?}: {field} is what it was");
    assert_eq!(message.read(&message.under(message.domain)), Ok(()), "{message:?} is good");
    let forged = message.read(&message.forged(changed));
    assert_eq!(forged, Err(refusal.to_owned()), "{message:?} with another {field}");
    // An enrolment is signed by the key that it names, which may be what changed.
    let signers = [&message.key, &key(8)];
    let noticed = signers.map(|signer| message.read(&message.signed_by(signer, changed)) == forged);
    assert_ne!(noticed, [true, true], "{message:?} with another {field}, signed anew");
}

/// One test a field, and a pattern that names them all.
macro_rules! fields {
    ($module:ident: $type:ident in $message:ident else $refusal:literal;
     $($field:ident: $change:expr;)*) => {
        mod $module {
            use super::*;

            #[allow(dead_code, reason = "it only has to compile")]
            fn none_is_left_out(payload: &$type) {
                let $type { $($field: _),* } = payload;
            }

            $(
                #[test]
                fn $field() {
                    let change: fn(&mut $type) = $change;
                    refused(stringify!($field), &Cast::default().$message(), $refusal, change);
                }
            )*
        }
    };
}

fields! { a_credential_with_another: CredentialPayload in credential else "NotGenuine";
    ticket: |p| p.ticket = TicketId::from_bytes([0x43; 16]);
    event: |p| p.event = EventId::from_bytes([8; 8]);
    epoch: |p| p.epoch = 1;
    holder: |p| p.holder = Some(key(2).public());
    from: |p| p.from = at(60);
    minutes: |p| p.minutes = 1441;
    place: |p| p.place = "1F 12-35 ABC".to_owned();
    zone: |p| p.zone = 0;
    policy: |p| p.policy = Policy::default();
    name: |p| p.name = Some([1; 16]);
}

mod a_credential_with_other {
    use super::*;

    #[allow(dead_code, reason = "it only has to compile")]
    fn none_is_left_out(policy: Policy) {
        let Policy { flags: _, hops: _, deadline: _ } = policy;
    }

    fn refused_with(field: &str, change: fn(&mut Policy)) {
        let credential = Cast::default().credential();
        refused(field, &credential, "NotGenuine", |p: &mut CredentialPayload| change(&mut p.policy));
    }

    #[test]
    fn flags() {
        refused_with("flags", |policy| policy.flags = policy.flags.with(Flag::Refundable));
    }

    #[test]
    fn stamp_level() {
        refused_with("stamp level", |policy| policy.flags = policy.flags.with_stamp_level(0));
    }

    #[test]
    fn hops() {
        refused_with("hops", |policy| policy.hops = 3);
    }

    #[test]
    fn deadline() {
        refused_with("deadline", |policy| policy.deadline = 0);
    }
}

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

fields! { a_certificate_with_another: CertificatePayload in certificate
    else "Bounds { field: \"certificate signature\" }";
    serial: |p| p.serial = Serial::from_bytes([2; 8]);
    key: |p| p.key = super::key(8).public();
    roles: |p| p.roles = [Role::Scan, Role::Supervise].into_iter().collect();
    event: |p| p.event = EventId::from_bytes([8; 8]);
    gates: |p| p.gates = None;
    not_before: |p| p.not_before = at(-10_000);
    not_after: |p| p.not_after = at(100_000);
}

fields! { an_enrolment_with_another: Enrolment in enrolment else "Bounds { field: \"signature\" }";
    event: |p| p.event = EventId::from_bytes([8; 8]);
    key: |p| p.key = super::key(8).public();
    label: |p| p.label = "B-1".to_owned();
    made: |p| p.made = at(0);
}

fields! { a_stamp_with_another: StampPayload in stamp else "Signature";
    presentation: |p| p.presentation = PresentationId::from_bytes([4; 16]);
    gate: |p| p.gate = 1;
    time: |p| p.time = at(20);
    level: |p| p.level = 3;
    entry: |p| p.entry = [8; 16];
}

fields! { a_request_with_another: RequestPayload in request else "Signature";
    keys: |p| p.keys.push(key(6).public());
    hpke: |p| p.hpke = HpkePublicKey::from_bytes([9; 32]);
    nonce: |p| p.nonce = [8; 16];
    expiry: |p| p.expiry = at(7200);
    event: |p| p.event = Some(EventId::from_bytes([7; 8]));
    known_roots: |p| p.known_roots = vec![[1; 8]];
}

mod a_hand_over_with_another {
    use super::*;

    fn forward() -> SignedMessage {
        Cast::default().endorsement(HopKind::Forward)
    }

    #[allow(dead_code, reason = "it only has to compile")]
    fn none_is_left_out(payload: &EndorsementPayload) {
        // The parent never travels: a gate takes it from the chain before.
        let EndorsementPayload { parent: _, kind: _, next: _, step: _ } = payload;
    }

    #[test]
    fn next() {
        refused("next key", &forward(), "BadChain", |p: &mut EndorsementPayload| {
            p.next = Some(key(6).public());
        });
    }

    #[test]
    fn step() {
        refused("step", &forward(), "BadChain", |p: &mut EndorsementPayload| p.step = p.step.plus(1));
    }

    #[test]
    fn step_back() {
        let back = Cast::default().endorsement(HopKind::Return);
        refused("step", &back, "BadChain", |p: &mut EndorsementPayload| p.step = p.step.plus(1));
    }

    /// A return made of the signature for a forward, and the other way round: P-08 has no form for either.
    #[test]
    fn kind() {
        for (from, to) in [(HopKind::Forward, HopKind::Return), (HopKind::Return, HopKind::Forward)] {
            let message = Cast::default().endorsement(from);
            let mut payload = EndorsementPayload::from_bytes(&message.payload, 256).unwrap();
            payload.kind = to;
            payload.next = (to == HopKind::Forward).then(|| key(6).public());
            assert_eq!(message.read(&message.forged(&payload.to_bytes())), Err("BadChain".to_owned()));
        }
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

/// The step of a code is what a gate judges its age by.
#[test]
fn a_code_with_another_step() {
    let presentation = Cast::default().presentation();
    let code = presentation.under(presentation.domain);
    let cut = code.len() - 64 - 2 - 5;
    assert_eq!(code[cut], 0x1a, "a step is five bytes before the signature");
    for bit in 0..8 {
        let mut changed = code.clone();
        changed[cut + 4] ^= 1 << bit;
        assert_eq!(presentation.read(&changed), Err("BadSignature".to_owned()));
    }
}
