//! One gate asks another for the time (K-02, K-03).

#![allow(clippy::wildcard_imports, reason = "one generator in several files")]

use super::*;
use mogiri::ticket::{CertificatePayload, Serial};

/// Two devices of one event, and what they say to each other.
struct Devices {
    asking: Certificate,
    telling: Certificate,
}

const ASKING: u8 = 7;
const TELLING: u8 = 8;
const SET: &str = "plain";
/// After the shift, as a clock that is wrong has it.
const LATE: i64 = 80_000;

impl Cases<'_> {
    pub(super) fn times(&mut self) {
        let issuer = &self.stage.organizer.issuer.clone();
        let telling = self.stage.certificate_payload(&[Role::Scan]);
        let telling =
            CertificatePayload { serial: Serial::from_bytes([8; 8]), key: key(TELLING).public(), ..telling };
        let telling = self.adopted_certificate(&telling);
        let asking = self.stage.certificate(&[Role::Supervise], issuer);
        let devices = Devices { asking, telling };
        self.time_questions(&devices);
        self.time_answers(&devices);
    }

    fn adopted_certificate(&self, payload: &CertificatePayload) -> Certificate {
        let envelope = payload.sign(&self.stage.organizer.issuer);
        let documents = adopted(&self.sets[SET]);
        Certificate::verify(&envelope, &documents).expect("the organizer's own certificate holds")
    }

    fn question(&self, seconds: i64) -> ChallengePayload {
        let event = self.stage.organizer.event.event;
        ChallengePayload { event, gate: 0, time: at(seconds), nonce: [5; 16], seconds: 30, hpke: None }
    }

    /// K-02
    fn time_questions(&mut self, devices: &Devices) {
        let (kind, asked) = ("time_question", self.question(0));
        let by = |payload: &ChallengePayload, certificate: &Certificate| {
            Challenge::sign(payload, &key(ASKING), certificate).to_bytes()
        };
        self.push("a question for the time", Some(SET), kind, &by(&asked, &devices.asking), "holds");
        let late = by(&self.question(LATE), &devices.asking);
        self.push("a question of a gate whose clock is a day off", Some(SET), kind, &late, "holds");
        let without = self.stage.certificate(&[Role::Scan, Role::Override], &self.stage.organizer.issuer);
        let without = by(&asked, &without);
        self.push("a question by who may not supervise", Some(SET), kind, &without, "DOES_NOT_HOLD");
        let forged = Challenge::sign(&asked, &key(99), &devices.asking).to_bytes();
        self.push("a question that another key signed", Some(SET), kind, &forged, "DOES_NOT_HOLD");
        let other = ChallengePayload { event: EventId::from_bytes([8; 8]), ..asked };
        let other = by(&other, &devices.asking);
        self.push("a question of another event", Some(SET), kind, &other, "DOES_NOT_HOLD");
        let longer = [by(&asked, &devices.asking), vec![0]].concat();
        self.push("a byte after a question", Some(SET), kind, &longer, "DOES_NOT_HOLD");
        let revoked = by(&asked, &devices.asking);
        self.push("a question under a revoked key", Some("key revoked"), kind, &revoked, "DOES_NOT_HOLD");
    }

    /// K-03
    fn time_answers(&mut self, devices: &Devices) {
        let (asked, told) = (self.question(0), self.telling(0, 0));
        let question = Challenge::sign(&asked, &key(ASKING), &devices.asking).to_bytes();
        let by = |payload: &BeaconPayload, signer: u8, certificate: &Certificate| {
            Beacon::sign(payload, &key(signer), certificate).to_bytes()
        };
        let good = by(&told, TELLING, &devices.telling);
        self.answer("the time that another gate tells", &question, &good, "holds");
        let hour = by(&self.telling(0, 3600), TELLING, &devices.telling);
        self.answer("a time an hour from the question's", &question, &hour, "holds");
        let other = by(&self.telling(1, 0), TELLING, &devices.telling);
        self.answer("the answer to another question", &question, &other, "DOES_NOT_HOLD");
        let both = self.stage.certificate_payload(&[Role::Scan, Role::Supervise]);
        let own = self.adopted_certificate(&both);
        let own = by(&told, ASKING, &own);
        self.answer("the time that a gate tells itself", &question, &own, "DOES_NOT_HOLD");
        let forged = by(&told, 99, &devices.telling);
        self.answer("a time that another key signed", &question, &forged, "DOES_NOT_HOLD");
        let out = by(&self.telling(0, LATE), TELLING, &devices.telling);
        self.answer("a time outside the teller's hours", &question, &out, "DOES_NOT_HOLD");
        let mute = CertificatePayload {
            roles: [Role::Stamp].into_iter().collect(),
            ..devices.telling.payload().clone()
        };
        let mute = by(&told, TELLING, &self.adopted_certificate(&mute));
        self.answer("a time by who may not scan", &question, &mute, "DOES_NOT_HOLD");
        let beacon =
            BeaconPayload { presentation: PresentationId::from_bytes([1; 16]), gate: 0, time: at(0) };
        let beacon = by(&beacon, TELLING, &devices.telling);
        self.answer("a beacon for a phone", &question, &beacon, "DOES_NOT_HOLD");
    }

    /// What a beacon says that answers the question of so many seconds after the doors.
    fn telling(&self, question: i64, seconds: i64) -> BeaconPayload {
        let hash = self.question(question).hash();
        let (id, _) = hash.as_bytes().split_first_chunk().expect("a hash is longer");
        BeaconPayload { presentation: PresentationId::from_bytes(*id), gate: 0, time: at(seconds) }
    }

    fn answer(&mut self, name: &str, question: &[u8], answer: &[u8], expect: &str) {
        let DocumentCheck { code, version } = answer_outcome(&self.sets[SET], question, answer);
        assert_eq!(code, expect, "{name}");
        self.made.push(AdoptCase {
            name: name.to_owned(),
            documents: Some(SET.to_owned()),
            kind: "time_answer".to_owned(),
            question: Some(hex(question)),
            message: hex(answer),
            expect: expect.to_owned(),
            version,
        });
    }
}
