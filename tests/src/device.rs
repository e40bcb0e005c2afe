//! One staff device: a gate in a folder of its own, with the clock and the vault of the device.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use mogiri::gate::{Gate, GateError, Verdict};
use mogiri::testing::fixtures::{DOORS, Organizer, host};
use mogiri::testing::{FixedClock, MemoryVault};
use mogiri::ticket::Role;
use rustix::fs::statvfs;
use tempfile::TempDir;

/// A folder for one test, in memory where the system has room for it: fsync costs nothing there.
pub fn scratch() -> TempDir {
    let shared = PathBuf::from("/dev/shm");
    let in_memory = has_room(&shared).then(|| tempfile::tempdir_in(shared).ok()).flatten();
    in_memory.map_or_else(tempfile::tempdir, Ok).expect("a folder can be made")
}

/// Each gate in a folder keeps 16 MiB of the disk, and some tests keep several copies of several gates.
fn has_room(folder: &Path) -> bool {
    const NEEDED: u64 = 1 << 30;
    statvfs(folder).is_ok_and(|place| place.f_bavail.saturating_mul(place.f_frsize) >= NEEDED)
}

/// A gate with everything around it.
pub struct Device {
    /// Where its files are; the gate's own are in `gate` below it.
    pub folder: TempDir,
    /// What time it believes.
    pub clock: Arc<FixedClock>,
    /// Where its keys are.
    pub vault: Arc<MemoryVault>,
    seed: u64,
    gate: Option<Gate>,
}

impl Device {
    /// A certified gate at the doors.
    pub fn ready(organizer: &Organizer, name: &str, seed: u8, roles: &[Role]) -> Self {
        let (clock, vault) = (FixedClock::at(DOORS), MemoryVault::new());
        let folder = scratch();
        let ports = host(&clock, &vault, seed.into());
        let path = folder.path().join("gate");
        let mut gate =
            Gate::create(&path, ports, &organizer.event_file(), name, "iPad 1").expect("a gate is made");
        let certificate = organizer.certify(&gate.enrolment(), roles, None, seed);
        gate.update(&certificate).expect("its certificate is adopted");
        Self { folder, clock, vault, seed: seed.into(), gate: Some(gate) }
    }

    /// A gate that scans, stamps and takes back.
    pub fn at_gate(organizer: &Organizer, name: &str, seed: u8) -> Self {
        Self::ready(organizer, name, seed, &[Role::Scan, Role::Stamp, Role::Void])
    }

    /// The open gate.
    pub fn gate(&mut self) -> &mut Gate {
        self.gate.as_mut().expect("the gate is open")
    }

    /// Shows it a code.
    pub fn admit(&mut self, text: &str) -> Verdict {
        self.gate().admit(text).expect("the gate decides")
    }

    /// Where the gate's files are.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("gate")
    }

    /// Closes the gate in order.
    pub fn close(&mut self) {
        self.gate.take().expect("the gate is open").close().expect("the gate closes");
    }

    /// The device dies.
    pub fn crash(&mut self) {
        drop(self.gate.take());
    }

    /// Opens the gate again, from its own folder.
    pub fn reopen(&mut self) -> Result<(), GateError> {
        self.gate = Some(self.open_at(&self.path(), self.seed + 1000)?);
        self.seed += 1000;
        Ok(())
    }

    /// Opens a gate from any folder under this device's vault and clock.
    pub fn open_at(&self, folder: &std::path::Path, seed: u64) -> Result<Gate, GateError> {
        Gate::open(folder, host(&self.clock, &self.vault, seed))
    }
}
