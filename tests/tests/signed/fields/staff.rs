//! The fields of certificate, enrolment, stamp, beacon and challenge.

use mogiri::code::{BeaconPayload, ChallengePayload};
use mogiri::stamp::StampPayload;
use mogiri::testing::fixtures::at;
use mogiri::ticket::{CertificatePayload, Enrolment, EventId, PresentationId, Role, Serial};
use mogiri_tests::samples::key;
use mogiri_tests::signed::Cast;

use super::refused;

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
    hpke: |p| p.hpke = mogiri::crypto::HpkePublicKey::from_bytes([8; 32]);
}

fields! { a_stamp_with_another: StampPayload in stamp else "Signature";
    presentation: |p| p.presentation = PresentationId::from_bytes([4; 16]);
    gate: |p| p.gate = 1;
    time: |p| p.time = at(20);
    level: |p| p.level = 3;
    entry: |p| p.entry = [8; 16];
}

fields! { a_beacon_with_another: BeaconPayload in beacon else "Signature";
    presentation: |p| p.presentation = PresentationId::from_bytes([4; 16]);
    gate: |p| p.gate = 1;
    time: |p| p.time = at(20);
}

fields! { a_challenge_with_another: ChallengePayload in challenge else "Signature";
    event: |p| p.event = EventId::from_bytes([8; 8]);
    gate: |p| p.gate = 1;
    time: |p| p.time = at(20);
    nonce: |p| p.nonce = [6; 16];
    seconds: |p| p.seconds = 29;
    hpke: |p| p.hpke = None;
}
