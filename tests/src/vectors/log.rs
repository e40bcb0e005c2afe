//! Another device's log, put together by hand: the library itself writes no broken ones.

use mogiri::crypto::{SecretKey, hash_bytes, sha256};
use mogiri::gate::journal::{Body, Entry, FileHeader, HeadPayload, Hlc, Passage, SignedHead};
use mogiri::testing::fixtures::at;
use mogiri::ticket::{CertificatePayload, EntryHash, LogId, Millis, Role, Serial, TicketId};
use mogiri::wire::{Envelope, Wire, Writer};

use super::forge::Forge;
use super::stage::Stage;
use crate::samples::key;

/// A staff device with its certificate.
#[derive(Clone)]
pub(super) struct Staff {
    pub(super) key: SecretKey,
    pub(super) certificate: Envelope,
}

impl Stage {
    /// A device with these roles, at all gates, from two hours before the doors to two hours after.
    pub(super) fn device(&self, seed: u8, roles: &[Role]) -> Staff {
        self.device_with(seed, roles, |_| ())
    }

    /// The same with something changed.
    pub(super) fn device_with(
        &self,
        seed: u8,
        roles: &[Role],
        change: impl FnOnce(&mut CertificatePayload),
    ) -> Staff {
        let mut payload = CertificatePayload {
            serial: Serial::from_bytes([seed; 8]),
            key: key(seed).public(),
            ..self.certificate_payload(roles)
        };
        change(&mut payload);
        Staff { key: key(seed), certificate: payload.sign(&self.organizer.issuer) }
    }
}

/// A log while it is written.
#[derive(Clone)]
pub(super) struct Log {
    pub(super) staff: Staff,
    pub(super) entries: Vec<Entry>,
}

/// When an entry that says nothing else was written: seconds after the doors.
fn instant(seconds: i64) -> Hlc {
    Hlc { ms: Millis(at(seconds).seconds() * 1000), counter: 0 }
}

impl Log {
    /// Entry 0, an hour before the doors.
    pub(super) fn open(staff: &Staff) -> Self {
        let random = [1; 16];
        let digest = hash_bytes("log", &[staff.certificate.payload.as_slice(), &random].concat());
        let log = LogId::from_bytes(*digest.first_chunk().expect("a hash has 32 bytes"));
        let body = Body::Open { certificate: staff.certificate.clone(), random };
        let none = EntryHash::from_bytes([0; 32]);
        let hlc = instant(-3600);
        let open =
            Entry { log, seq: 0, prev: none, hlc, ticket: None, epoch: None, gate: 0, step: None, body };
        Self { staff: staff.clone(), entries: vec![open] }
    }

    pub(super) fn last(&self) -> &Entry {
        self.entries.last().expect("a log has its first entry")
    }

    /// The entry that would follow.
    pub(super) fn next(&self, seconds: i64, body: Body) -> Entry {
        let last = self.last();
        let (seq, prev) = (last.seq + 1, last.hash());
        Entry {
            log: last.log,
            seq,
            prev,
            hlc: instant(seconds),
            ticket: None,
            epoch: None,
            gate: 0,
            step: None,
            body,
        }
    }

    /// An admission by a code of profile P or, without a holder, S.
    pub(super) fn admission(&self, seconds: i64, code: &Forge) -> Entry {
        let body = Body::Admit(passage(Some(code)));
        about(self.next(seconds, body), code)
    }

    /// An admission that rests on somebody's word.
    pub(super) fn word(&self, seconds: i64, number: u8) -> Entry {
        let ticket = Some(TicketId::from_bytes([number; 16]));
        Entry { ticket, epoch: Some(0), ..self.next(seconds, Body::Admit(passage(None))) }
    }

    /// Takes an entry in, whatever it is.
    pub(super) fn push(&mut self, entry: Entry) -> EntryHash {
        let hash = entry.hash();
        self.entries.push(entry);
        hash
    }

    pub(super) fn admits(&mut self, seconds: i64, code: &Forge) -> EntryHash {
        self.push(self.admission(seconds, code))
    }

    pub(super) fn says(&mut self, seconds: i64, number: u8) -> EntryHash {
        self.push(self.word(seconds, number))
    }

    pub(super) fn voids(&mut self, seconds: i64, target: EntryHash) -> EntryHash {
        self.push(self.next(seconds, Body::Void { target, reason: "MISTAKE".to_owned() }))
    }

    /// The head over the last entry, by the device's key.
    pub(super) fn head(&self) -> SignedHead {
        let last = self.last();
        SignedHead::sign(HeadPayload { log: last.log, seq: last.seq, entry: last.hash() }, &self.staff.key)
    }

    /// The items of a journal file: entries, then a head.
    pub(super) fn items(&self) -> Vec<Vec<u8>> {
        vec![self.all(), head_item(&self.head())]
    }

    /// One item with all entries.
    pub(super) fn all(&self) -> Vec<u8> {
        let payloads: Vec<Vec<u8>> = self.entries.iter().map(Wire::to_bytes).collect();
        entries_item(self.last().log, &payloads)
    }
}

/// What an entry by a code says of its ticket.
pub(super) fn about(entry: Entry, code: &Forge) -> Entry {
    let step = code.payload.holder.is_some().then_some(code.step);
    Entry { ticket: Some(code.payload.ticket), epoch: Some(code.payload.epoch), step, ..entry }
}

pub(super) fn passage(code: Option<&Forge>) -> Passage {
    Passage { code: code.map(Forge::shown_bytes), challenge: None, notes: Vec::new() }
}

pub(super) fn entries_item(log: LogId, payloads: &[Vec<u8>]) -> Vec<u8> {
    let mut w = Writer::new();
    w.array(3).value(&log).uint(0_u8).list(payloads, |w, payload| {
        w.bytes(payload);
    });
    w.into_bytes()
}

pub(super) fn head_item(head: &SignedHead) -> Vec<u8> {
    let mut w = Writer::new();
    w.array(3).value(&head.payload.log).bytes(&head.payload.to_bytes()).bytes(&head.signature);
    w.into_bytes()
}

/// What stands at the front of a file.
pub(super) fn header(stage: &Stage, revocation: Option<Envelope>) -> FileHeader {
    let (root, event) = (stage.organizer.trust().root(), stage.organizer.event.event);
    FileHeader { root, event, trust: None, revocation }
}

/// Header, items and the digest that catches a cut.
pub(super) fn file(header: &FileHeader, items: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = [header.to_bytes(), items.concat()].concat();
    let mut w = Writer::new();
    w.array(2).uint(items.len() as u64 + 1).bytes(&sha256(&bytes));
    bytes.extend(w.into_bytes());
    bytes
}
