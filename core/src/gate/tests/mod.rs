//! Table P, the journal and the merge, rule by rule.

mod admit;
mod blanks;
mod carriers;
mod clock;
mod close;
mod digits;
mod exits;
mod history;
mod hostile;
mod journal;
mod log;
mod merge;
mod overrides;
mod own_time;
mod profiles;
mod purge;
mod sync;
mod trace;
mod trust;
mod upkeep;

use std::sync::Arc;

use tempfile::TempDir;

use super::{Gate, Verdict};
use crate::code::{ProofCode, Reason};
use crate::crypto::SecretKey;
use crate::testing::fixtures::{DOORS, Organizer, host};
use crate::testing::{FixedClock, MemoryVault};
use crate::ticket::{Chain, Credential, EndorsementPayload, HopKind, Role, Time};

/// A gate device with its folder, clock and vault.
struct Device {
    folder: TempDir,
    clock: Arc<FixedClock>,
    vault: Arc<MemoryVault>,
    seed: u64,
    gate: Option<Gate>,
}

impl Device {
    /// A certified gate with the roles scan, stamp and void, at the doors.
    fn ready(organizer: &Organizer, name: &str, seed: u64) -> Self {
        Self::with_roles(organizer, name, seed, &[Role::Scan, Role::Stamp, Role::Void])
    }

    fn with_roles(organizer: &Organizer, name: &str, seed: u64, roles: &[Role]) -> Self {
        let mut device = Self::blank(organizer, name, seed);
        let serial = u8::try_from(seed).unwrap();
        let certificate = organizer.certify(&device.gate().enrolment(), roles, None, serial);
        device.gate().update(&certificate).unwrap();
        device
    }

    fn blank(organizer: &Organizer, name: &str, seed: u64) -> Self {
        let (clock, vault) = (FixedClock::at(DOORS), MemoryVault::new());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("gate");
        let gate =
            Gate::create(&path, host(&clock, &vault, seed), &organizer.event_file(), name, "iPad 1").unwrap();
        Self { folder, clock, vault, seed, gate: Some(gate) }
    }

    fn gate(&mut self) -> &mut Gate {
        self.gate.as_mut().unwrap()
    }

    fn close(&mut self) {
        self.gate.take().unwrap().close().unwrap();
    }

    fn crash(&mut self) {
        drop(self.gate.take());
    }

    fn reopen(&mut self) {
        self.seed += 1000;
        let path = self.folder.path().join("gate");
        self.gate = Some(Gate::open(&path, host(&self.clock, &self.vault, self.seed)).unwrap());
    }

    fn admit(&mut self, text: &str) -> Verdict {
        self.gate().admit(text).unwrap()
    }
}

/// A holder with a credential and a chain.
#[derive(Clone)]
struct Holder {
    credential: Credential,
    chain: Chain,
    key: SecretKey,
}

impl Holder {
    fn of(organizer: &Organizer, number: u8) -> Self {
        let key = SecretKey::from_seed(&[number; 32]);
        let credential = organizer.credential(number, key.public());
        Self::with(credential, key)
    }

    fn with(credential: Credential, key: SecretKey) -> Self {
        let chain = Chain::verify(&credential, &[], 0).unwrap();
        Self { credential, chain, key }
    }

    fn show(&self, seconds: i64) -> String {
        self.show_at(crate::testing::fixtures::at(seconds))
    }

    fn show_at(&self, time: Time) -> String {
        ProofCode::present(&self.credential, &self.chain, &self.key, time.step()).to_text()
    }

    fn hand_to(&self, seed: u8, seconds: i64) -> Self {
        let key = SecretKey::from_seed(&[seed; 32]);
        let hop = EndorsementPayload {
            parent: self.chain.head(),
            kind: HopKind::Forward,
            next: Some(key.public()),
            step: crate::testing::fixtures::at(seconds).step(),
        };
        let mut hops = self.chain.endorsements().to_vec();
        hops.push(hop.sign(&self.key));
        let chain = Chain::verify(&self.credential, &hops, 0).unwrap();
        Self { credential: self.credential.clone(), chain, key }
    }
}

fn reason(verdict: &Verdict) -> Option<Reason> {
    verdict.reason()
}

fn is_admitted(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Admitted(_))
}
