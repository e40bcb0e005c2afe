//! A folder that was changed, cut or mixed with another opens with everything as before, or fails by a named error.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use mogiri::code::Reason;
use mogiri::gate::{Gate, GateError, Report, Verdict};
use mogiri::ports::{Host, KeyVault};
use mogiri::testing::FixedClock;
use mogiri::testing::fixtures::{CountingRng, DOORS, Organizer};
use mogiri::ticket::{RevocationReason, Role, TicketId};
use mogiri::wallet::{Rollback, TicketSummary, Wallet, WalletError};
use mogiri_tests::device::scratch;
use mogiri_tests::samples::{Holder, key};
use mogiri_tests::vault::DeviceVault;

const PAGE: usize = 4096;
const LOG: &str = "store.db-wal";
/// What `SQLite` puts before all frames, and a frame with its own header.
const LOG_HEADER: usize = 32;
const FRAME: usize = 24 + PAGE;

fn host(clock: &Arc<FixedClock>, vault: &Arc<DeviceVault>, seed: u64) -> Host {
    Host {
        clock: clock.clone(),
        vault: vault.clone(),
        signer: None,
        log: None,
        rng: Box::new(CountingRng(seed << 32)),
    }
}

/// The files of a folder that was closed.
type Files = BTreeMap<String, Vec<u8>>;

fn read(folder: &Path) -> Files {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    // Nothing is read from the reserve.
    entries
        .filter(|path| name(path) != "store.reserve")
        .map(|path| (name(&path), fs::read(&path).unwrap()))
        .collect()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

/// Opens a folder: the code of the error, or `Ok` if everything is as before.
type Opening = Rc<dyn Fn(&Path) -> Result<(), String>>;

/// A folder to be damaged, and what must be true of it when it opens.
struct Subject {
    files: Files,
    other: Files,
    folder: PathBuf,
    open: Opening,
    codes: BTreeSet<String>,
    attempts: usize,
    opened: usize,
}

impl Subject {
    fn try_with(&mut self, what: &str, files: &Files) {
        let _ = fs::remove_dir_all(&self.folder);
        fs::create_dir_all(&self.folder).unwrap();
        for (name, bytes) in files {
            fs::write(self.folder.join(name), bytes).unwrap();
        }
        self.attempts += 1;
        let open = || (self.open)(&self.folder);
        match std::panic::catch_unwind(std::panic::AssertUnwindSafe(open)) {
            Ok(Ok(())) => self.opened += 1,
            Ok(Err(code)) => drop(self.codes.insert(code)),
            Err(panic) => {
                eprintln!("with {what}");
                std::panic::resume_unwind(panic)
            }
        }
    }

    fn try_file(&mut self, what: &str, name: &str, bytes: Vec<u8>) {
        let mut files = self.files.clone();
        files.insert(name.to_owned(), bytes);
        self.try_with(&format!("{name}: {what}"), &files);
    }

    fn damage_everything(&mut self) {
        for (name, bytes) in self.files.clone() {
            self.change_bytes(&name, &bytes);
            self.cut(&name, &bytes);
            self.swap_pages(&name, &bytes);
            self.mix(&name);
        }
    }

    /// Every byte of the first two pages, then one in 211.
    fn change_bytes(&mut self, name: &str, bytes: &[u8]) {
        let head = bytes.len().min(2 * PAGE);
        for at in (0..head).chain((head..bytes.len()).step_by(211)) {
            let mut changed = bytes.to_vec();
            changed[at] ^= if at % 2 == 0 { 0x01 } else { 0x80 };
            self.try_file(&format!("byte {at} changed"), name, changed);
        }
    }

    /// The log of a folder whose process was killed: each byte of its headers, one in 211 of its pages, frames in
    /// another order, cuts, and no log at all.
    fn damage_the_log(&mut self) {
        self.try_with("nothing damaged", &self.files.clone());
        let log = self.files.get(LOG).expect("a killed process leaves its log").clone();
        let headers = (LOG_HEADER..log.len()).step_by(FRAME).flat_map(|frame| frame..frame + FRAME - PAGE);
        for at in (0..LOG_HEADER).chain(headers).chain((0..log.len()).step_by(211)) {
            let mut changed = log.clone();
            changed[at] ^= if at % 2 == 0 { 0x01 } else { 0x80 };
            self.try_file(&format!("byte {at} changed"), LOG, changed);
        }
        self.cut(LOG, &log);
        self.mix(LOG);
        let (header, frames) = log.split_at(LOG_HEADER);
        let frames: Vec<&[u8]> = frames.chunks(FRAME).collect();
        for (a, b) in (0..frames.len()).flat_map(|a| (a + 1..frames.len()).map(move |b| (a, b))) {
            let mut swapped = frames.clone();
            swapped.swap(a, b);
            self.try_file(&format!("frames {a} and {b} swapped"), LOG, [header, &swapped.concat()].concat());
        }
    }

    fn cut(&mut self, name: &str, bytes: &[u8]) {
        let pages = (0..bytes.len()).step_by(PAGE);
        for len in pages.chain((0..bytes.len()).step_by(509)).collect::<BTreeSet<_>>() {
            self.try_file(&format!("cut to {len}"), name, bytes[..len].to_vec());
        }
    }

    fn swap_pages(&mut self, name: &str, bytes: &[u8]) {
        let pages: Vec<&[u8]> = bytes.chunks(PAGE).collect();
        for (a, b) in (0..pages.len()).flat_map(|a| (a + 1..pages.len()).map(move |b| (a, b))) {
            let mut swapped = pages.clone();
            swapped.swap(a, b);
            self.try_file(&format!("pages {a} and {b} swapped"), name, swapped.concat());
        }
    }

    /// A file is missing, or another device's is in its place.
    fn mix(&mut self, name: &str) {
        let mut files = self.files.clone();
        files.remove(name);
        self.try_with(&format!("{name} removed"), &files);
        let other = self.other.get(name).expect("both folders have the same files").clone();
        self.try_file("of another device", name, other);
    }

    fn report(&self) {
        println!("{} attempts, {} opened as before, the rest {:?}", self.attempts, self.opened, self.codes);
        assert!(self.attempts > 1000 && self.opened > 0 && !self.codes.is_empty());
    }
}

fn holders(organizer: &Organizer) -> Vec<Holder> {
    (1..=4).map(|n| Holder::of(organizer, &organizer.payload(n, key(n).public()), n)).collect()
}

/// A gate that admitted three of four tickets, took the last of them back, and refused a second use.
/// Its files as they were before it was closed, too.
fn gate_folder(folder: &Path, organizer: &Organizer, vault: &Arc<DeviceVault>, seed: u8) -> (Report, Files) {
    let clock = FixedClock::at(DOORS);
    let ports = host(&clock, vault, seed.into());
    let mut gate = Gate::create(folder, ports, &organizer.event_file(), "A", "iPad").unwrap();
    let roles = [Role::Scan, Role::Stamp, Role::Void];
    let certificate = organizer.certify(&gate.enrolment(), &roles, None, seed);
    gate.update(&certificate).unwrap();
    gate.update(&organizer.revocation(1, &[(9, RevocationReason::Refund)], &[])).unwrap();
    let mut entries = Vec::new();
    for holder in &holders(organizer)[..3] {
        let verdict = gate.admit(&holder.code(0).to_text()).unwrap();
        let Verdict::Admitted(admission) = verdict else { panic!("{verdict:?}") };
        entries.push(admission.entry);
    }
    gate.stamp(&entries[0]).unwrap();
    gate.void(&entries[2].to_string(), "MISTAKE").unwrap();
    clock.advance(20);
    gate.admit(&holders(organizer)[0].code(20).to_text()).unwrap();
    gate.export().unwrap();
    let (report, killed) = (gate.report().unwrap(), read(folder));
    gate.close().unwrap();
    (report, killed)
}

/// The same entries, and nobody is let in again.
fn gate_as_before(
    folder: &Path,
    vault: &Arc<DeviceVault>,
    organizer: &Organizer,
    report: &Report,
) -> Result<(), String> {
    let code = |error: GateError| error.code().to_owned();
    let clock = FixedClock::at(DOORS + 60);
    let mut gate = Gate::open(folder, host(&clock, vault, 50)).map_err(code)?;
    assert_eq!(gate.report().map_err(code)?, *report);
    for holder in &holders(organizer)[..2] {
        // The gate may fail to write now, but it never lets the same ticket in again.
        match gate.admit(&holder.code(60).to_text()).map_err(code)? {
            Verdict::Refused(refusal) => assert_eq!(refusal.reason, Reason::AlreadyUsed),
            other => panic!("a used ticket was answered with {other:?}"),
        }
    }
    Ok(())
}

#[test]
fn a_damaged_gate_opens_as_it_was_or_names_its_error_and_admits_nobody_twice() {
    let (folder, organizer) = (scratch(), Organizer::new());
    let (vault, other_vault) = (DeviceVault::new(1), DeviceVault::new(2));
    let (path, other) = (folder.path().join("gate"), folder.path().join("other"));
    let (report, killed) = gate_folder(&path, &organizer, &vault, 1);
    let (_, other_killed) = gate_folder(&other, &organizer, &other_vault, 2);
    assert_eq!((report.admitted, report.refused), (2, 1));
    let item = vault.get().unwrap();
    let open: Opening = Rc::new(move |folder| {
        vault.restore(item.clone());
        gate_as_before(folder, &vault, &organizer, &report)
    });
    let mut closed = subject(read(&path), read(&other), folder.path(), open.clone());
    closed.damage_everything();
    closed.report();
    assert!(closed.codes.contains("STORE_CORRUPT"), "{:?}", closed.codes);
    let mut crashed = subject(killed, other_killed, folder.path(), open);
    crashed.damage_the_log();
    crashed.report();
    assert!(crashed.codes.contains("ROLLED_BACK"), "{:?}", crashed.codes);
}

fn subject(files: Files, other: Files, folder: &Path, open: Opening) -> Subject {
    let folder = folder.join("damaged");
    Subject { files, other, folder, open, codes: BTreeSet::new(), attempts: 0, opened: 0 }
}

/// A wallet with three tickets, one of them shown and one stamped.
fn wallet_folder(folder: &Path, vault: &Arc<DeviceVault>, seed: u8) -> (Vec<TicketSummary>, TicketId, Files) {
    let (clock, mut organizer) = (FixedClock::at(DOORS), Organizer::new());
    let mut wallet = Wallet::create(folder, host(&clock, vault, seed.into())).unwrap();
    let request = wallet.request(3, None).unwrap();
    let imported = wallet.import(&organizer.ticket_file_for(&request, 3)).unwrap();
    let ticket = imported.tickets[0].ticket;
    let code = wallet.present(ticket).unwrap().text;
    let gate_vault = DeviceVault::new(99);
    let gate_folder = folder.with_extension("gate");
    let mut gate =
        Gate::create(&gate_folder, host(&clock, &gate_vault, 9), &organizer.event_file(), "A", "iPad")
            .unwrap();
    let certificate = organizer.certify(&gate.enrolment(), &[Role::Scan, Role::Stamp], None, 1);
    gate.update(&certificate).unwrap();
    let Verdict::Admitted(admission) = gate.admit(&code).unwrap() else { panic!("the ticket is good") };
    wallet.accept_stamp(&gate.stamp(&admission.entry).unwrap()).unwrap();
    wallet.present(imported.tickets[1].ticket).unwrap();
    let (tickets, killed) = (wallet.tickets().unwrap(), read(folder));
    wallet.close().unwrap();
    (tickets, ticket, killed)
}

#[test]
fn a_damaged_wallet_opens_with_the_same_tickets_or_names_its_error() {
    let folder = scratch();
    let (vault, other_vault) = (DeviceVault::new(1), DeviceVault::new(2));
    let (path, other) = (folder.path().join("wallet"), folder.path().join("other"));
    let (tickets, shown, killed) = wallet_folder(&path, &vault, 1);
    let (.., other_killed) = wallet_folder(&other, &other_vault, 2);
    assert_eq!(tickets.len(), 3);
    let item = vault.get().unwrap();
    let open: Opening = Rc::new(move |folder| {
        vault.restore(item.clone());
        let clock = FixedClock::at(DOORS);
        let code = |error: WalletError| error.code().to_owned();
        let mut wallet = Wallet::open(folder, host(&clock, &vault, 50)).map_err(code)?;
        if wallet.rollback() != Rollback::None {
            return Err("ROLLED_BACK".to_owned());
        }
        assert_eq!(wallet.tickets().map_err(code)?, tickets);
        wallet.present(shown).map_err(code).map(drop)
    });
    let mut closed = subject(read(&path), read(&other), folder.path(), open.clone());
    closed.damage_everything();
    closed.report();
    assert!(closed.codes.contains("STORE_CORRUPT"), "{:?}", closed.codes);
    let mut crashed = subject(killed, other_killed, folder.path(), open);
    crashed.damage_the_log();
    crashed.report();
    assert!(crashed.codes.contains("ROLLED_BACK"), "{:?}", crashed.codes);
}
