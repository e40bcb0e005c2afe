//! Closing a log: role supervise, and entries above it are notes.

use super::{Device, Holder, is_admitted};
use crate::code::ProofCode;
use crate::gate::GateError;
use crate::gate::Verdict;
use crate::gate::journal::{Body, Entry, Evidence, Kind, Passage};
use crate::gate::own_log::Draft;
use crate::ports::Clock;
use crate::testing::fixtures::{Organizer, at};
use crate::ticket::{Role, Step};
use crate::wire::Wire;

const ALL: [Role; 4] = [Role::Scan, Role::Stamp, Role::Void, Role::Supervise];

#[test]
fn a_supervisor_closes_the_log_and_its_head_is_signed_and_told() {
    let organizer = Organizer::new();
    let mut gate = Device::with_roles(&organizer, "A", 1, &ALL);
    gate.admit(&Holder::of(&organizer, 10).show(0));
    let closed = gate.gate().close_log().unwrap();
    assert_eq!(closed.entries, 3, "open, admit, close");
    assert_eq!(gate.gate().close_log().as_ref(), Ok(&closed), "closing again gives the same");
    gate.crash();
    gate.reopen();
    assert_eq!(gate.gate().close_log().as_ref(), Ok(&closed));
    let journal = &gate.gate().journal;
    assert_eq!(journal.last_signed(&closed.log).map(|head| head.payload.entry), Some(closed.head));
    assert_eq!(journal.get(&closed.head).unwrap().entry.body.kind(), Kind::Close);
}

#[test]
fn without_the_role_supervise_nothing_is_closed() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    gate.admit(&Holder::of(&organizer, 10).show(0));
    let before = gate.gate().status().entries;
    assert_eq!(gate.gate().close_log(), Err(GateError::NotAllowed));
    assert_eq!(gate.gate().status().entries, before);
}

#[test]
fn after_a_close_people_enter_over_another_log() {
    let organizer = Organizer::new();
    let mut gate = Device::with_roles(&organizer, "A", 1, &ALL);
    gate.admit(&Holder::of(&organizer, 10).show(0));
    let closed = gate.gate().close_log().unwrap();
    assert!(is_admitted(&gate.admit(&Holder::of(&organizer, 12).show(0))));
    let again = gate.gate().close_log().unwrap();
    assert_ne!(again.log, closed.log);
    let report = gate.gate().report().unwrap();
    assert_eq!((report.admitted, report.after_close), (2, 0));
}

/// A hostile device goes on in a log that it closed.
fn go_on(gate: &mut Device, holder: &Holder, step: Option<Step>, body: Body) {
    let log = gate.gate().session.log.unwrap();
    let tip = gate.gate().own_tip(log).unwrap().clone();
    let entry = Entry {
        log,
        seq: tip.entry.seq + 1,
        prev: tip.hash,
        hlc: tip.entry.hlc.next(gate.clock.now_ms()),
        ticket: Some(holder.credential.payload().ticket),
        epoch: Some(0),
        gate: 0,
        step,
        body,
    };
    let evidence = Evidence::of(&entry, &tip.key, &gate.gate().documents);
    let (session, draft) = (gate.gate().session, Draft { hash: entry.hash(), entry, evidence, trace: None });
    gate.gate().commit(draft, session, |_| Ok(())).unwrap();
}

#[test]
fn a_void_above_a_close_undoes_nothing() {
    let organizer = Organizer::new();
    for closes in [true, false] {
        let mut gate = Device::with_roles(&organizer, "A", 1, &ALL);
        let holder = Holder::of(&organizer, 10);
        let verdict = gate.admit(&holder.show(0));
        let Verdict::Admitted(admission) = verdict else { panic!("{verdict:?}") };
        if closes {
            gate.gate().close_log().unwrap();
        }
        let void = Body::Void { target: admission.entry, reason: "MISTAKE".to_owned() };
        go_on(&mut gate, &holder, None, void);
        assert_eq!(gate.gate().report().unwrap().admitted, u64::from(closes));
        let mut other = Device::ready(&organizer, "A", 2);
        other.gate().merge(&gate.gate().export().unwrap()).unwrap();
        assert_eq!(other.gate().report().unwrap().admitted, u64::from(closes));
    }
}

#[test]
fn a_proved_admission_above_a_close_counts_and_is_marked() {
    let organizer = Organizer::new();
    let mut gate = Device::with_roles(&organizer, "A", 1, &ALL);
    gate.gate().close_log().unwrap();
    let holder = Holder::of(&organizer, 10);
    let step = at(0).step();
    let code = ProofCode::present(&holder.credential, &holder.chain, &holder.key, step).to_bytes();
    let passage = Passage { code: Some(code), challenge: None, notes: Vec::new() };
    go_on(&mut gate, &holder, Some(step), Body::Admit(passage));
    let report = gate.gate().report().unwrap();
    assert_eq!((report.admitted, report.after_close), (1, 1));
    assert_eq!(gate.gate().admit(&holder.show(10)).unwrap().reason(), Some(crate::code::Reason::AlreadyUsed));
}
