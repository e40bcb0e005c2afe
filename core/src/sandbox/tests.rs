//! Every sample on real gates.

use std::sync::Arc;

use tempfile::TempDir;

use super::{Expected, Sample, SampleKind, Sandbox};
use crate::code::Reason;
use crate::gate::{Gate, Verdict};
use crate::issuer::Issuer;
use crate::stamp::{Point, SimulatedPress};
use crate::testing::fixtures::{DOORS, Organizer, at, host};
use crate::testing::{FixedClock, MemoryVault};
use crate::ticket::Role;
use crate::wallet::{PressOutcome, Wallet};

struct Stage {
    folder: TempDir,
    clock: Arc<FixedClock>,
    issuer: Issuer,
    sandbox: Sandbox,
}

fn stage() -> Stage {
    let (folder, clock) = (tempfile::tempdir().unwrap(), FixedClock::at(DOORS + 1234));
    let place = folder.path().join("sandbox");
    let mut issuer = Issuer::sandbox(&place, host(&clock, &MemoryVault::new(), 1)).unwrap();
    let sandbox = Sandbox::new(&mut issuer, at(1234)).unwrap();
    Stage { folder, clock, issuer, sandbox }
}

impl Stage {
    fn gate(&mut self, name: &str) -> Gate {
        let place = self.folder.path().join(format!("gate {name}"));
        let host = host(&self.clock, &MemoryVault::new(), 7);
        let mut gate = Gate::create(&place, host, self.sandbox.event_file(), name, "").unwrap();
        let certificate = self.sandbox.certify(&mut self.issuer, &gate.enrolment()).unwrap();
        gate.update(&certificate).unwrap();
        gate
    }

    fn wallet(&mut self) -> Wallet {
        let place = self.folder.path().join("wallet");
        let mut wallet = Wallet::create(&place, host(&self.clock, &MemoryVault::new(), 9)).unwrap();
        let tickets = self.sandbox.tickets(&mut self.issuer, &wallet.request(2, None).unwrap()).unwrap();
        wallet.import(&tickets).unwrap();
        wallet
    }
}

fn play(gate: &mut Gate, sample: &Sample) -> Expected {
    for document in &sample.documents {
        gate.update(document).unwrap();
    }
    for text in &sample.before {
        assert!(matches!(gate.admit(text).unwrap(), Verdict::Admitted(_)), "{:?}", sample.kind);
    }
    match gate.admit(&sample.text).unwrap() {
        Verdict::Admitted(_) => Expected::Admitted,
        Verdict::Refused(refusal) => Expected::Refused(refusal.reason),
        Verdict::Ask(refusal) => Expected::Ask(refusal.reason),
        Verdict::Repeat(_) => Expected::Repeat,
    }
}

#[test]
fn one_pair_of_gates_answers_every_sample_as_it_says() {
    let mut stage = stage();
    let (mut a, mut b) = (stage.gate("A"), stage.gate("B"));
    for sample in stage.sandbox.samples().unwrap() {
        let gate = if sample.gate == "A" { &mut a } else { &mut b };
        assert_eq!(play(gate, &sample), sample.expected, "{:?}", sample.kind);
    }
}

#[test]
fn a_sample_is_the_same_for_the_same_moment() {
    let sandbox = stage().sandbox;
    assert_eq!(sandbox.sample(SampleKind::Valid), sandbox.sample(SampleKind::Valid));
}

#[test]
fn a_real_gate_refuses_every_sandbox_ticket_by_name() {
    let (mut stage, organizer) = (stage(), Organizer::new());
    let place = stage.folder.path().join("real");
    let host = host(&stage.clock, &MemoryVault::new(), 3);
    let mut gate = Gate::create(&place, host, &organizer.event_file(), "A", "").unwrap();
    let certificate = organizer.certify(&gate.enrolment(), &[Role::Scan], None, 1);
    gate.update(&certificate).unwrap();
    let mut wallet = stage.wallet();
    let ticket = wallet.tickets().unwrap().remove(0).id;
    let mut codes = vec![wallet.present(ticket).unwrap().text];
    let kinds = [SampleKind::Valid, SampleKind::HandedOnce, SampleKind::HandedTwice, SampleKind::Paper];
    codes.extend(kinds.map(|kind| stage.sandbox.sample(kind).unwrap().text));
    for text in codes {
        assert_eq!(gate.admit(&text).unwrap().reason(), Some(Reason::TestTicket));
    }
}

#[test]
fn the_tickets_of_a_request_are_admitted_at_the_sandboxs_gates_alone() {
    let mut stage = stage();
    let (mut gate, mut wallet) = (stage.gate("A"), stage.wallet());
    let tickets = wallet.tickets().unwrap();
    assert_eq!(tickets.len(), 2);
    let text = wallet.present(tickets[0].id).unwrap().text;
    assert!(matches!(gate.admit(&text).unwrap(), Verdict::Admitted(_)));
}

#[test]
fn the_simulated_stamp_is_recognised_through_its_noise() {
    let mut stage = stage();
    let mut wallet = stage.wallet();
    let ticket = wallet.tickets().unwrap().remove(0).id;
    wallet.present(ticket).unwrap();
    let origin_mm = Point { x: 30.0, y: 60.0 };
    let press = SimulatedPress { dpi: 460.0, rotation_deg: 25.0, origin_mm, noise_mm: 0.3, start_ms: 0 };
    let touches = Sandbox::press(2, press, 5).unwrap();
    assert_eq!(touches, Sandbox::press(2, press, 5).unwrap());
    assert!(matches!(wallet.press(ticket, &touches).unwrap(), PressOutcome::Stamped { .. }));
    assert!(Sandbox::press(4, press, 5).is_err());
}
