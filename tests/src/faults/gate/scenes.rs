//! What the gate's operations start from.

use mogiri::gate::Gate;
use mogiri::testing::fixtures::{DOORS, Organizer};
use mogiri::ticket::{Flag, RevocationReason};

use super::super::scene::Scene;
use super::{EVENING, NAME, ROLES, code, holder, named};
use crate::command::copy_folder;
use crate::samples::key;
use crate::vault::FolderVault;

/// An organizer whose tickets stay with their holder.
pub(super) fn staying() -> Organizer {
    let mut organizer = Organizer::new();
    organizer.policy.hops = 0;
    organizer.policy.flags = organizer.policy.flags.with(Flag::Totp);
    organizer
}

pub(super) fn open(scene: &Scene, folder: &str, seed: u64) -> Gate {
    Gate::open(&scene.path(folder), scene.host(folder, EVENING, seed)).expect("the gate opens")
}

pub(super) fn reopened(scene: &Scene) -> Result<Gate, String> {
    Gate::open(&scene.path("gate"), scene.host("gate", EVENING, 701)).map_err(named)
}

pub(super) fn create(scene: &Scene, folder: &str, name: &str, seed: u64) -> Gate {
    FolderVault::beside(&scene.path(folder)).make();
    let (path, ports) = (scene.path(folder), scene.host(folder, DOORS, seed));
    Gate::create(&path, ports, &Organizer::new().event_file(), name, "iPad").expect("a gate is made")
}

/// A gate that asks for its first certificate, which is here, and another gate.
pub(super) fn enrolled() -> Scene {
    let (scene, organizer) = (Scene::new(), Organizer::new());
    let gate = create(&scene, "gate", "A", 1);
    scene.keep("message", organizer.certify(&gate.enrolment(), &ROLES, None, 1));
    gate.close().expect("it closes");
    let mut peer = create(&scene, "peer", "B", 2);
    peer.update(&organizer.certify(&peer.enrolment(), &ROLES, None, 2)).expect("it is certified");
    peer.close().expect("it closes");
    scene
}

pub(super) fn certified() -> Scene {
    let scene = enrolled();
    let mut gate = open(&scene, "gate", 3);
    gate.update(&scene.message("message")).expect("it is certified");
    gate.close().expect("it closes");
    scene
}

/// A gate that let one guest in and told the other gate so, then another one. `older` is its folder in between.
pub(super) fn door() -> Scene {
    let scene = certified();
    let mut gate = open(&scene, "gate", 4);
    admit(&mut gate, 10);
    let journal = gate.export().expect("it exports");
    gate.close().expect("it closes");
    let mut peer = open(&scene, "peer", 5);
    peer.merge(&journal).expect("it merges");
    peer.close().expect("it closes");
    std::fs::create_dir(scene.path("older")).expect("a scratch folder can be made");
    copy_folder(&scene.path("gate"), &scene.path("older"));
    let mut gate = open(&scene, "gate", 6);
    admit(&mut gate, 11);
    // Not closed in order: the vault knows the head of the export, not what came after it.
    let crashed = scene.copy();
    drop(gate);
    crashed
}

pub(super) fn admit(gate: &mut Gate, number: u8) {
    let verdict = gate.admit(&code(number)).expect("the gate decides");
    assert_eq!(verdict.word(), "admitted", "{verdict:?}");
}

/// Killed after it let a guest in.
pub(super) fn crashed() -> Scene {
    let scene = certified();
    let mut gate = open(&scene, "gate", 4);
    admit(&mut gate, 10);
    let crashed = scene.copy();
    drop(gate);
    crashed
}

/// With a message for the gate.
pub(super) fn with_message(make: impl FnOnce(&mut Organizer, &Gate) -> Vec<u8>) -> Scene {
    let (scene, mut organizer) = (door(), Organizer::new());
    let gate = open(&scene, "gate", 7);
    scene.keep("message", make(&mut organizer, &gate));
    gate.close().expect("it closes");
    scene
}

/// With the journal of the other gate, which let a guest in too and knows a newer revocation list.
pub(super) fn neighbours() -> Scene {
    let scene = door();
    let mut peer = open(&scene, "peer", 8);
    admit(&mut peer, 13);
    peer.update(&Organizer::new().revocation(1, &[(9, RevocationReason::Refund)], &[])).expect("it updates");
    scene.keep("message", peer.export().expect("it exports"));
    peer.close().expect("it closes");
    scene
}

/// Beside a gate whose clock phones have confirmed.
pub(super) fn timekeeper() -> (Scene, Gate) {
    let scene = door();
    let mut peer = open(&scene, "peer", 10);
    (21..=37).step_by(2).for_each(|number| admit(&mut peer, number));
    (scene, peer)
}

/// With the digits of a named ticket.
pub(super) fn turnstile() -> Scene {
    let scene = door();
    let organizer = staying();
    let mut payload = organizer.payload(14, key(14).public());
    payload.name = Some(organizer.opening(14, NAME).commitment());
    let mut gate = open(&scene, "gate", 9);
    gate.update(&organizer.manifest(1, &[payload])).expect("it takes the manifest");
    gate.update(&organizer.guest_list(&gate.enrolment(), 1, &[0], &[(14, NAME)])).expect("it takes the list");
    gate.update(&organizer.carriers(&gate.enrolment(), 1, &[(1, 14)])).expect("it takes the cards");
    gate.close().expect("it closes");
    scene
}

pub(super) fn last_blank() -> Scene {
    let (scene, organizer) = (door(), Organizer::new());
    let mut gate = open(&scene, "gate", 9);
    gate.update(&organizer.blanks(&gate.enrolment(), 0, 1..2)).expect("it takes the blank");
    gate.close().expect("it closes");
    scene
}

/// Its last blank is sold, and the device died before the vault knew it.
pub(super) fn unnamed_sale() -> Scene {
    let before = last_blank();
    let scene = before.copy();
    let mut gate = open(&scene, "gate", 9);
    gate.issue(None, None, "SALE").expect("one is left");
    gate.close().expect("it closes");
    std::fs::remove_dir_all(scene.path("gate.vault")).expect("a scratch folder can be removed");
    std::fs::create_dir(scene.path("gate.vault")).expect("a scratch folder can be made");
    crate::command::copy_folder(&before.path("gate.vault"), &scene.path("gate.vault"));
    scene
}

/// With blanks to sell, and a ticket that one may be given out for.
pub(super) fn box_office() -> Scene {
    let (scene, organizer) = (door(), Organizer::new());
    let mut gate = open(&scene, "gate", 9);
    gate.update(&organizer.blanks(&gate.enrolment(), 0, 1..4)).expect("it takes the blanks");
    gate.update(&organizer.manifest(1, &[holder(12).credential.payload().clone()]))
        .expect("it takes the manifest");
    gate.close().expect("it closes");
    scene
}
