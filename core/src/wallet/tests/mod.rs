//! What a wallet keeps, shows and hands over: sentences, by rule.

mod check;
mod clock;
mod erase;
mod fold;
mod frames;
mod hand_over;
mod hardware;
mod import;
mod log;
mod mend;
mod present;
mod put_back;
mod receive;
mod secrets;
mod squat;
mod stamp;
mod upkeep;
mod walk;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use tempfile::TempDir;

use super::{EventSource, TicketState, Wallet, WalletError};
use crate::code::{Against, Presented, scan, verify};
use crate::ports::Host;
use crate::testing::fixtures::{DOORS, Organizer};
use crate::testing::{FixedClock, MemoryVault, SoftwareSigner, StrictLog};
use crate::ticket::{Documents, TicketId};

/// Six hours before the doors.
const T0: u64 = DOORS - 6 * 3600;
/// The end of the show, and of its tickets.
const END: u64 = DOORS + 4 * 3600;

/// A person: a folder, a vault, a clock and the wallet that is open.
struct Person {
    folder: TempDir,
    vault: Arc<MemoryVault>,
    clock: Arc<FixedClock>,
    seed: u64,
    signer: Option<Arc<SoftwareSigner>>,
    log: Arc<StrictLog>,
    wallet: Option<Wallet>,
}

impl Person {
    fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut person = Self {
            folder,
            vault: MemoryVault::new(),
            clock: FixedClock::at(T0),
            seed,
            signer: None,
            log: StrictLog::new(),
            wallet: None,
        };
        let host = person.host();
        person.wallet = Some(Wallet::create(person.folder.path(), host).unwrap());
        person
    }

    /// With `count` tickets of an organizer.
    fn with_tickets(seed: u64, organizer: &mut Organizer, count: usize) -> (Self, Vec<TicketId>) {
        let mut person = Self::new(seed);
        let ids = person.obtain(organizer, count);
        (person, ids)
    }

    fn obtain(&mut self, organizer: &mut Organizer, count: usize) -> Vec<TicketId> {
        let request = self.w().request(count, None).unwrap();
        let imported = self.w().import(&organizer.ticket_file_for(&request, count)).unwrap();
        imported.tickets.iter().map(|row| row.ticket).collect()
    }

    fn host(&mut self) -> Host {
        self.seed += 1000;
        Host {
            clock: self.clock.clone(),
            vault: self.vault.clone(),
            signer: self.signer.clone().map(|signer| signer as _),
            log: Some(self.log.clone()),
            rng: Box::new(ChaCha20Rng::seed_from_u64(self.seed)),
        }
    }

    fn w(&mut self) -> &mut Wallet {
        self.wallet.as_mut().unwrap()
    }

    /// A crash: nothing is closed in order.
    fn reopen(&mut self) {
        self.try_reopen().unwrap();
    }

    fn try_reopen(&mut self) -> Result<(), WalletError> {
        drop(self.wallet.take());
        let host = self.host();
        self.wallet = Some(Wallet::open(self.folder.path(), host)?);
        Ok(())
    }

    /// A copy of the folder as it is now.
    fn backup(&mut self) -> TempDir {
        drop(self.wallet.take());
        let copy = tempfile::tempdir().unwrap();
        copy_files(self.folder.path(), copy.path());
        self.reopen();
        copy
    }

    /// Puts a copy of the folder back; the vault stays.
    fn restore(&mut self, copy: &TempDir) {
        drop(self.wallet.take());
        for file in fs::read_dir(self.folder.path()).unwrap() {
            fs::remove_file(file.unwrap().path()).unwrap();
        }
        copy_files(copy.path(), self.folder.path());
        self.reopen();
    }

    fn state(&mut self, id: TicketId) -> TicketState {
        self.w().ticket(id).unwrap().state
    }

    /// Shows a ticket and lets a gate with the right time look at it.
    fn show(&mut self, id: TicketId, documents: &Documents) -> Presented {
        let code = self.w().present(id).unwrap();
        verify(scan(&code.text).unwrap(), &Against::gate(documents, code.step)).unwrap()
    }
}

fn copy_files(from: &Path, to: &Path) {
    for file in fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}
