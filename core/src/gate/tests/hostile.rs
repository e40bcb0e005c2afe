//! A staff device that writes whatever it likes: it may confuse nobody but itself (protocol §8, journal model).

use std::collections::BTreeSet;

use super::*;
use crate::crypto::hash_bytes;
use crate::gate::Report;
use crate::gate::journal::{
    Body, Entry, FileHeader, HeadPayload, Hlc, JournalWriter, Kind, Passage, SignedHead,
};
use crate::stamp::DigitalStamp;
use crate::store::Table;
use crate::testing::fixtures::{CountingRng, at};
use crate::ticket::{Certificate, Enrolment, EntryHash, LogId, TicketId};
use crate::wire::{Envelope, Wire as _, from_text};
use rand_core::Rng as _;

/// A certified key in the wrong hands.
struct Rogue {
    key: SecretKey,
    certificate: Envelope,
}

/// One log of it.
struct RogueLog<'a> {
    rogue: &'a Rogue,
    entries: Vec<Entry>,
}

impl Rogue {
    fn new(organizer: &Organizer, roles: &[Role]) -> Self {
        let key = SecretKey::from_seed(&[200; 32]);
        let enrolment = Enrolment {
            event: organizer.event.event,
            key: key.public(),
            label: String::new(),
            made: at(0),
            hpke: crate::crypto::HpkePublicKey::from_bytes([9; 32]),
        };
        let message = organizer.certify(&enrolment.sign(&key), roles, None, 66);
        let certificate = Certificate::from_message(&message, &organizer.documents()).unwrap();
        Self { key, certificate: certificate.envelope().clone() }
    }

    fn log(&self, random: u8, ms: u64) -> RogueLog<'_> {
        let random = [random; 16];
        let named = hash_bytes("log", &[self.certificate.payload.as_slice(), &random].concat());
        let log = LogId::from_bytes(named[..16].try_into().unwrap());
        let body = Body::Open { certificate: self.certificate.clone(), random };
        let entry = entry(log, 0, EntryHash::from_bytes([0; 32]), Hlc::at(ms), None, body);
        RogueLog { rogue: self, entries: vec![entry] }
    }
}

fn entry(log: LogId, seq: u64, prev: EntryHash, hlc: Hlc, about: Option<&Entry>, body: Body) -> Entry {
    Entry {
        log,
        seq,
        prev,
        hlc,
        ticket: about.and_then(|e| e.ticket),
        epoch: about.and_then(|e| e.epoch),
        gate: 0,
        step: about.and_then(|e| e.step),
        body,
    }
}

impl RogueLog<'_> {
    fn push(&mut self, ms: u64, about: Option<&Entry>, body: Body) -> &mut Self {
        let last = self.entries.last().unwrap();
        let hlc = if ms == 0 { last.hlc.next(0) } else { Hlc::at(ms) };
        self.entries.push(entry(last.log, last.seq + 1, last.hash(), hlc, about, body));
        self
    }

    fn head(&self) -> SignedHead {
        let last = self.entries.last().unwrap();
        let payload = HeadPayload { log: last.log, seq: last.seq, entry: last.hash() };
        SignedHead::sign(payload, &self.rogue.key)
    }

    fn file(&self, organizer: &Organizer) -> Vec<u8> {
        file(organizer, &[self])
    }
}

fn file(organizer: &Organizer, logs: &[&RogueLog<'_>]) -> Vec<u8> {
    let documents = organizer.documents();
    let header =
        FileHeader { root: documents.root(), event: documents.event().event, trust: None, revocation: None };
    let mut writer = JournalWriter::new(&header);
    for log in logs {
        let entries: Vec<_> = log.entries.iter().collect();
        writer.entries(entries[0].log, 0, &entries);
        writer.head(&log.head());
    }
    writer.finish()
}

/// An honest admission of ticket 10 at gate A at the doors.
fn honest(organizer: &Organizer) -> (Device, Entry) {
    let mut gate = Device::ready(organizer, "A", 1);
    let Verdict::Admitted(admission) = gate.admit(&Holder::of(organizer, 10).show(0)) else { panic!() };
    let admitted = gate.gate().journal.get(&admission.entry).unwrap().entry.clone();
    (gate, admitted)
}

fn ms(seconds: i64) -> u64 {
    at(seconds).seconds() * 1000
}

#[test]
fn j06_a_scanner_cannot_borrow_the_leads_certificate() {
    let organizer = Organizer::new();
    let (mut gate, admitted) = honest(&organizer);
    let mut lead = Device::with_roles(&organizer, "A", 5, &[Role::Supervise, Role::Void]);
    let leads = organizer.certify(&lead.gate().enrolment(), &[Role::Supervise, Role::Void], None, 5);
    let leads = Certificate::from_message(&leads, &organizer.documents()).unwrap();
    let rogue = Rogue::new(&organizer, &[Role::Scan, Role::Void]);
    let mut log = rogue.log(1, ms(10));
    let void = Body::Void { target: admitted.hash(), reason: "TEST".to_owned() };
    log.push(0, None, Body::Cert(leads.envelope().clone())).push(0, Some(&admitted), void);
    gate.gate().merge(&log.file(&organizer)).unwrap();
    assert_eq!(gate.gate().report().unwrap().admitted, 1);
}

#[test]
fn j07_admissions_without_evidence_or_with_a_redated_copy_count_for_nothing() {
    let organizer = Organizer::new();
    let (mut gate, admitted) = honest(&organizer);
    let rogue = Rogue::new(&organizer, &[Role::Scan]);
    let bare = Passage { code: None, challenge: None, notes: Vec::new() };
    let mut forged = admitted.clone();
    forged.ticket = Some(TicketId::from_bytes([12; 16]));
    let mut redated = admitted.clone();
    redated.step = Some(at(-600).step());
    let mut log = rogue.log(1, ms(1));
    log.push(0, Some(&forged), Body::Admit(bare)).push(0, Some(&forged), admitted.body.clone()).push(
        0,
        Some(&redated),
        admitted.body.clone(),
    );
    gate.gate().merge(&log.file(&organizer)).unwrap();
    let report = gate.gate().report().unwrap();
    assert_eq!((report.admitted, report.conflicts.len()), (1, 0));
    gate.clock.advance(60);
    assert!(is_admitted(&gate.admit(&Holder::of(&organizer, 12).show(60))));
}

#[test]
fn j08_taking_back_a_copy_leaves_the_honest_admission_asking_the_lead() {
    let organizer = Organizer::new();
    let (mut gate, admitted) = honest(&organizer);
    let rogue = Rogue::new(&organizer, &[Role::Scan, Role::Void]);
    let mut log = rogue.log(1, ms(1));
    log.push(0, Some(&admitted), admitted.body.clone());
    let copy = log.entries[1].hash();
    log.push(0, Some(&admitted), Body::Void { target: copy, reason: "TEST".to_owned() });
    gate.gate().merge(&log.file(&organizer)).unwrap();
    assert_eq!(gate.gate().report().unwrap().admitted, 1);
    gate.clock.advance(60);
    let verdict = gate.admit(&Holder::of(&organizer, 10).show(60));
    assert_eq!(reason(&verdict), Some(Reason::CodeDisputed));
}

#[test]
fn j05_entries_in_an_honest_gates_name_need_that_gates_signature() {
    let organizer = Organizer::new();
    let (mut gate, _) = honest(&organizer);
    let honest_log = gate.gate().session.log.unwrap();
    let tip = gate.gate().own_tip(honest_log).unwrap().clone();
    let rogue = Rogue::new(&organizer, &[Role::Scan, Role::Void, Role::Override]);
    let mut log = rogue.log(1, ms(1));
    let forged = entry(
        honest_log,
        tip.entry.seq + 1,
        tip.hash,
        Hlc::at(ms(20)),
        None,
        Body::Other(Kind::Note, vec![0x80]),
    );
    log.entries = vec![forged];
    let mut other = Device::ready(&organizer, "A", 2);
    let mine = gate.gate().export().unwrap();
    other.gate().merge(&mine).unwrap();
    let report = other.gate().merge(&log.file(&organizer)).unwrap();
    assert_eq!((report.new_entries, report.refused_heads), (0, 1));
    assert_eq!(other.gate().report().unwrap().forked_logs, 0);
}

/// Anybody who saw a file knows the heads in it, and can put another signature under one.
#[test]
fn j05_a_false_signature_over_a_known_head_is_refused_and_does_not_stand_in_for_the_true_one() {
    let organizer = Organizer::new();
    let (mut gate, _) = honest(&organizer);
    let mut other = Device::ready(&organizer, "A", 2);
    let mine = gate.gate().export().unwrap();
    other.gate().merge(&mine).unwrap();
    let log = gate.gate().session.log.unwrap();
    let tip = gate.gate().own_tip(log).unwrap().clone();
    let payload = HeadPayload { log, seq: tip.entry.seq, entry: tip.hash };
    let documents = organizer.documents();
    let header =
        FileHeader { root: documents.root(), event: documents.event().event, trust: None, revocation: None };
    let mut writer = JournalWriter::new(&header);
    writer.head(&SignedHead::sign(payload, &SecretKey::from_seed(&[200; 32])));
    let file = writer.finish();
    for (device, seed) in [(&mut gate, 3), (&mut other, 4)] {
        assert_eq!(device.gate().merge(&file).unwrap().refused_heads, 1);
        device.close();
        device.reopen();
        let relayed = device.gate().export().unwrap();
        let mut third = Device::ready(&organizer, "A", seed);
        assert_eq!(third.gate().merge(&relayed).unwrap().refused_heads, 0);
        assert_eq!(third.gate().report().unwrap().admitted, 1);
    }
}

#[test]
fn what_a_peer_wrote_of_a_stamp_is_not_what_an_honest_gate_signs() {
    let organizer = Organizer::new();
    let (mut gate, admitted) = honest(&organizer);
    let rogue = Rogue::new(&organizer, &[Role::Scan]);
    let mut log = rogue.log(1, ms(1));
    let body = Body::Stamp { admit: admitted.hash(), level: 3, time: at(9_999) };
    log.push(0, Some(&admitted), body);
    gate.gate().merge(&log.file(&organizer)).unwrap();
    let stamp = gate.gate().stamp(&admitted.hash()).unwrap();
    let stamp = DigitalStamp::from_message(&stamp).unwrap().verify(&organizer.documents()).unwrap();
    assert_eq!((stamp.level, stamp.time), (2, at(0)));
}

/// Nobody signed for what waits: it is there once, and leaves room for what comes.
#[test]
fn heads_over_entries_that_nobody_has_wait_once_and_not_more_than_a_gate_keeps() {
    let organizer = Organizer::new();
    let (mut gate, _) = honest(&organizer);
    let rogue = Rogue::new(&organizer, &[Role::Scan]);
    let documents = organizer.documents();
    let header =
        FileHeader { root: documents.root(), event: documents.event().event, trust: None, revocation: None };
    let head = |number: u16| {
        let entry = EntryHash::from_bytes(hash_bytes("nobody", &number.to_be_bytes()));
        SignedHead::sign(HeadPayload { log: LogId::from_bytes([9; 16]), seq: 7, entry }, &rogue.key)
    };
    let mut writer = JournalWriter::new(&header);
    for number in 0..300 {
        writer.head(&head(number));
    }
    let many = writer.finish();
    let mut writer = JournalWriter::new(&header);
    writer.head(&head(1_000));
    let one = writer.finish();
    for _ in 0..2 {
        assert_eq!(gate.gate().merge(&many).unwrap().waiting, 256);
        assert_eq!(gate.gate().merge(&one).unwrap().waiting, 256);
    }
    let rows = gate.gate().store.read(|r| r.all(Table::Waiting)).unwrap();
    let kept: Vec<_> = rows.iter().map(|row| SignedHead::from_bytes(&row.value, 256).unwrap()).collect();
    assert!(kept.len() == 256 && kept.contains(&head(1_000)));
}

#[test]
fn j10_a_forked_log_is_named_and_its_proved_admissions_count() {
    let organizer = Organizer::new();
    let rogue = Rogue::new(&organizer, &[Role::Scan]);
    let codes = [10_u8, 12].map(|number| from_text(&Holder::of(&organizer, number).show(0)).unwrap());
    let [left, right] = [(10_u8, &codes[0]), (12, &codes[1])].map(|(number, code)| {
        let about = Entry {
            ticket: Some(TicketId::from_bytes([number; 16])),
            epoch: Some(0),
            step: Some(at(0).step()),
            ..rogue.log(1, ms(0)).entries.remove(0)
        };
        let passage = Passage { code: Some(code.clone()), challenge: None, notes: Vec::new() };
        let mut log = rogue.log(1, ms(0));
        log.push(0, Some(&about), Body::Admit(passage));
        log
    });
    let mut gate = Device::ready(&organizer, "A", 1);
    gate.gate().merge(&left.file(&organizer)).unwrap();
    gate.gate().merge(&right.file(&organizer)).unwrap();
    let relayed = gate.gate().export().unwrap();
    let mut other = Device::ready(&organizer, "A", 2);
    other.gate().merge(&relayed).unwrap();
    for device in [&mut gate, &mut other] {
        let report = device.gate().report().unwrap();
        assert_eq!((report.admitted, report.forked_logs), (2, 1));
    }
}

#[test]
fn an_unknown_kind_is_kept_relayed_and_moves_nobody() {
    let organizer = Organizer::new();
    let (mut gate, admitted) = honest(&organizer);
    let rogue = Rogue::new(&organizer, &[Role::Scan, Role::Supervise]);
    for (number, kind) in
        [Kind::Exit, Kind::Claim, Kind::Note, Kind::Checkpoint, Kind::Close, Kind::Unknown(99)]
            .into_iter()
            .enumerate()
    {
        let body = match kind {
            Kind::Exit => Body::Exit(Passage { code: None, challenge: None, notes: Vec::new() }),
            other => Body::Other(other, vec![0x81, 0x01]),
        };
        let mut log = rogue.log(u8::try_from(number).unwrap() + 1, ms(5));
        log.push(0, Some(&admitted), body);
        assert_eq!(gate.gate().merge(&log.file(&organizer)).unwrap().new_entries, 2, "{kind:?}");
    }
    let relayed = gate.gate().export().unwrap();
    let mut other = Device::ready(&organizer, "A", 2);
    assert_eq!(other.gate().merge(&relayed).unwrap().new_entries, 14);
    assert_eq!(other.gate().report().unwrap().admitted, 1);
}

/// Random hostile logs, forked, cut and copied, against two honest gates that see them in different orders.
#[test]
fn gates_with_the_same_entries_agree_in_whatever_order_they_came() {
    let organizer = Organizer::new();
    let rogue = Rogue::new(&organizer, &[Role::Scan, Role::Void]);
    for seed in 0..12_u64 {
        let mut rng = CountingRng(seed << 20);
        let (mut a, admitted) = honest(&organizer);
        let mut b = Device::ready(&organizer, "A", 2);
        b.clock.advance(30);
        b.admit(&Holder::of(&organizer, 14).show(30));
        let mut files = vec![a.gate().export().unwrap(), b.gate().export().unwrap()];
        for number in 0..4 {
            files.push(random_log(&rogue, &admitted, number, &mut rng).file(&organizer));
        }
        for device in [&mut a, &mut b] {
            let mut order: Vec<usize> = (0..files.len()).chain(0..files.len()).collect();
            for i in (1..order.len()).rev() {
                let j = usize::try_from(rng.next_u64() % (i as u64 + 1)).unwrap();
                order.swap(i, j);
            }
            for index in order {
                device.gate().merge(&files[index]).unwrap();
            }
        }
        let (left, right) = (shared(&mut a), shared(&mut b));
        assert_eq!(left, right, "seed {seed}");
        assert!(left.admitted >= 2, "seed {seed}: an honest admission was lost");
        let hashes =
            |device: &mut Device| device.gate().journal.iter().map(|s| s.hash).collect::<BTreeSet<_>>();
        assert_eq!(hashes(&mut a), hashes(&mut b), "seed {seed}");
        assert!([&mut a, &mut b].into_iter().all(forks_are_where_chains_part), "seed {seed}");
        let first = a.gate().fold(TicketId::from_bytes([10; 16]));
        let witness = first.counted().next().unwrap().witnesses.clone();
        assert!(witness.contains(&admitted.hash()), "seed {seed}");
    }
}

/// What the journal says of forks, beside the definition: an entry that not every branch of its log contains.
fn forks_are_where_chains_part(device: &mut Device) -> bool {
    let journal = &device.gate().journal;
    let branches = |log| journal.tips().filter(move |(of, _)| **of == log).flat_map(|(_, tips)| tips);
    let on = |tip: &HeadPayload, hash| journal.chain(&tip.entry, 0).iter().any(|below| below.hash == hash);
    journal.iter().all(|stored| {
        let shared = branches(stored.entry.log).all(|tip| on(tip, stored.hash));
        journal.is_above_fork(stored) != shared
    })
}

fn shared(device: &mut Device) -> Report {
    Report { refused_here: std::collections::HashMap::default(), ..device.gate().report().unwrap() }
}

fn random_log<'a>(rogue: &'a Rogue, admitted: &Entry, number: u8, rng: &mut CountingRng) -> RogueLog<'a> {
    // Two logs share their opening, so that some of them fork.
    let mut log = rogue.log(number % 2, ms(1));
    for _ in 0..=(rng.next_u64() % 4) {
        let last = log.entries.last().unwrap().hash();
        let body = match rng.next_u64() % 7 {
            0 => Body::Admit(Passage { code: None, challenge: None, notes: Vec::new() }),
            1 | 2 => admitted.body.clone(),
            3 => Body::Void { target: admitted.hash(), reason: "TEST".to_owned() },
            4 => Body::Void { target: last, reason: "TEST".to_owned() },
            5 => Body::Exit(Passage { code: None, challenge: None, notes: Vec::new() }),
            _ => Body::Other(Kind::Unknown(40), vec![0x80]),
        };
        // One time in eight the clock falls, and nothing above that entry may ever count.
        let at = u64::from(rng.next_u64().is_multiple_of(8));
        log.push(at, Some(admitted), body);
    }
    log
}
