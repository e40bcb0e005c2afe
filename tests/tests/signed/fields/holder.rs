//! The fields of credential, hand-over, code and request.

use mogiri::crypto::HpkePublicKey;
use mogiri::testing::fixtures::at;
use mogiri::ticket::{CredentialPayload, EndorsementPayload, EventId, Flag, HopKind, Policy, TicketId};
use mogiri::transfer::RequestPayload;
use mogiri::wire::Wire;
use mogiri_tests::samples::key;
use mogiri_tests::signed::{Cast, SignedMessage};

use super::refused;

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

fields! { a_blank_with_another: CredentialPayload in blank else "NotSigned";
    ticket: |p| p.ticket = TicketId::from_bytes([0x43; 16]);
    event: |p| p.event = EventId::from_bytes([8; 8]);
    epoch: |p| p.epoch = 1;
    holder: |p| p.holder = Some(key(2).public());
    from: |p| p.from = at(60);
    minutes: |p| p.minutes += 1;
    place: |p| p.place = "1F 12-35 ABC".to_owned();
    zone: |p| p.zone = 1;
    policy: |p| p.policy.hops = 1;
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

/// The step of a code is what a gate judges its age by; it stands right before the signature in every profile.
#[test]
fn a_code_with_another_step() {
    let cast = Cast::default();
    let codes = [
        (cast.presentation(), "BadSignature"),
        (cast.interactive(), "BadSignature"),
        (cast.reference(), "NeedProof"),
    ];
    for (message, refusal) in codes {
        let code = message.under(message.domain);
        let signature = message.signature(message.domain);
        let at = code.windows(64).position(|bytes| bytes == signature).unwrap() - 2 - 5;
        assert_eq!(code[at], 0x1a, "a step is five bytes before the signature's head");
        for bit in 0..8 {
            let mut changed = code.clone();
            changed[at + 4] ^= 1 << bit;
            assert_eq!(message.read(&changed), Err(refusal.to_owned()), "{message:?}");
        }
    }
}

#[test]
fn a_short_code_with_another_ticket() {
    let reference = Cast::default().reference();
    let mut code = reference.under(reference.domain);
    assert_eq!(code[3..19], [0x42; 16], "the ticket follows the type");
    code[3] ^= 1;
    assert_eq!(reference.read(&code), Err("NeedProof".to_owned()));
}
