//! What staff sign, and the certificate that lets them.

use mogiri::code::{BeaconPayload, ChallengePayload};
use mogiri::crypto::{Domain, HpkePublicKey};
use mogiri::gate::journal::{HeadPayload, SignedHead};
use mogiri::stamp::StampPayload;
use mogiri::testing::fixtures::at;
use mogiri::ticket::{
    Certificate, CertificatePayload, Enrolment, EntryHash, LogId, PresentationId, Role, Serial, StaffPayload,
    StaffSigned,
};
use mogiri::wire::{MessageType, Wire, Writer};

use super::{Cast, SignedMessage, envelope, holds, named, signed};
use crate::samples::key;

impl Cast {
    /// The fields of a certificate for the key of seed 7.
    pub fn certificate_payload(&self) -> CertificatePayload {
        CertificatePayload {
            serial: Serial::from_bytes([1; 8]),
            key: key(7).public(),
            roles: [Role::Scan, Role::Stamp].into_iter().collect(),
            event: self.organizer.event.event,
            gates: Some(vec![0, 1]),
            not_before: at(-7200),
            not_after: at(7200),
        }
    }

    /// A staff certificate.
    pub fn certificate(&self) -> SignedMessage {
        let (issuer, documents) = (self.organizer.issuer.clone(), self.documents());
        SignedMessage {
            name: "certificate",
            domain: Domain::Staff,
            key: issuer.clone(),
            payload: self.certificate_payload().to_bytes(),
            kind: Some(MessageType::StaffCertificate),
            wrap: Box::new(move |payload, signature| {
                Certificate::message(&envelope(&issuer, payload, signature))
            }),
            read: Box::new(move |bytes| named(Certificate::from_message(bytes, &documents))),
        }
    }

    /// The enrolment of the key of seed 7.
    pub fn enrolment(&self) -> SignedMessage {
        let enrolment = Enrolment {
            event: self.organizer.event.event,
            key: key(7).public(),
            label: "A-1".to_owned(),
            made: at(-7200),
            hpke: mogiri::crypto::HpkePublicKey::from_bytes([9; 32]),
        };
        SignedMessage {
            name: "enrolment",
            domain: Domain::Enrol,
            key: key(7),
            payload: enrolment.to_bytes(),
            kind: Some(MessageType::Enrolment),
            wrap: Box::new(|payload, signature| signed(MessageType::Enrolment, payload, signature)),
            read: Box::new(|bytes| named(Enrolment::verify(bytes))),
        }
    }

    /// A stamp of gate 0 on the friend's code.
    pub fn stamp_payload(&self) -> StampPayload {
        StampPayload {
            presentation: PresentationId::from_bytes([3; 16]),
            gate: 0,
            time: at(10),
            level: 2,
            entry: [9; 16],
        }
    }

    /// A digital stamp.
    pub fn stamp(&self) -> SignedMessage {
        self.by_staff("stamp", &self.stamp_payload())
    }

    /// A beacon of gate 0 for the friend's code.
    pub fn beacon(&self) -> SignedMessage {
        let payload =
            BeaconPayload { presentation: PresentationId::from_bytes([3; 16]), gate: 0, time: at(10) };
        self.by_staff("beacon", &payload)
    }

    /// What gate 0 asks the friend to sign.
    pub fn challenge_payload(&self) -> ChallengePayload {
        ChallengePayload {
            event: self.organizer.event.event,
            gate: 0,
            time: at(10),
            nonce: [5; 16],
            seconds: 30,
            hpke: Some(HpkePublicKey::from_bytes([9; 32])),
        }
    }

    /// A challenge.
    pub fn challenge(&self) -> SignedMessage {
        self.by_staff("challenge", &self.challenge_payload())
    }

    fn by_staff<P: StaffPayload + 'static>(&self, name: &'static str, payload: &P) -> SignedMessage {
        let certificate = self.certificate_payload().sign(&self.organizer.issuer);
        let documents = self.documents();
        SignedMessage {
            name,
            domain: P::DOMAIN,
            key: key(7),
            payload: payload.to_bytes(),
            kind: Some(P::KIND),
            wrap: Box::new(move |payload, signature| {
                let mut w = Writer::new();
                w.array(4).uint(P::KIND.number()).bytes(payload).bytes(&signature).value(&certificate);
                w.into_bytes()
            }),
            read: Box::new(move |bytes| {
                let message = StaffSigned::<P>::from_message(bytes).map_err(|error| format!("{error:?}"))?;
                named(message.verify(&documents))
            }),
        }
    }

    /// A journal's head.
    pub fn head(&self) -> SignedMessage {
        let payload =
            HeadPayload { log: LogId::from_bytes([1; 16]), seq: 4, entry: EntryHash::from_bytes([2; 32]) };
        let staff = key(7).public();
        SignedMessage {
            name: "journal head",
            domain: Domain::Head,
            key: key(7),
            payload: payload.to_bytes(),
            kind: None,
            wrap: Box::new(|payload, signature| {
                let mut w = Writer::new();
                w.array(2).bytes(payload).bytes(&signature);
                w.into_bytes()
            }),
            read: Box::new(move |bytes| {
                let head = SignedHead::from_bytes(bytes, 256).map_err(|error| format!("{error:?}"))?;
                holds(head.holds(&staff))
            }),
        }
    }
}
