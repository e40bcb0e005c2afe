//! A gate and a wallet on a disk that is really full, or that may only be read. The disk is a few megabytes of memory,
//! mounted where only this process sees it.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use mogiri::code::{ProofCode, Reason};
use mogiri::gate::{Gate, Note, Verdict};
use mogiri::store::Reserve;
use mogiri::testing::fixtures::{DOORS, Organizer, at, host};
use mogiri::testing::{FixedClock, MemoryVault};
use mogiri::ticket::{Chain, CredentialPayload, Role, TicketId};
use mogiri::wallet::{Wallet, WalletError};

use crate::samples::key;

/// What the disk holds: two reserves and little more.
const SIZE: &str = "40m";
/// What the reserve of a gate is for.
const ADMISSIONS: u32 = 10_000;

/// Runs a program with the path of a small empty disk as its first argument; `None` where none may be mounted.
pub fn run_on(program: &Path, place: &Path, arguments: &[&str]) -> Option<std::process::Output> {
    let mounted = |then: &str| {
        let script = format!("mount -t tmpfs -o size={SIZE} mogiri \"$1\" && {then}");
        let mut command = Command::new("unshare");
        command.args(["--mount", "--map-root-user", "sh", "-c", &script, "sh"]).arg(place);
        command
    };
    let can = mounted("true").output().is_ok_and(|output| output.status.success());
    let run = || {
        let mut command = mounted("place=$1 program=$2 && shift 2 && exec \"$program\" \"$place\" \"$@\"");
        command.arg(program).args(arguments).output().expect("the program starts")
    };
    can.then(run)
}

/// Everything that must hold on a disk that may only be read: it is named, nothing is lost, and it goes on afterwards.
pub fn check_read_only(disk: &Path) {
    let (evening, gate_place, wallet_place) = (Evening::new(), disk.join("gate"), disk.join("wallet"));
    let mut gate = evening.create(&gate_place);
    assert!(matches!(gate.admit(&evening.code(1, 60)), Ok(Verdict::Admitted(_))));
    gate.close().expect("there is room");
    let gate_host = |seed| host(&evening.clock, &evening.vault, seed);
    let vault = MemoryVault::new();
    let wallet_host = |seed| host(&evening.clock, &vault, seed);
    let mut wallet = Wallet::create(&wallet_place, wallet_host(1)).expect("there is room");
    let request = wallet.request(1, None).expect("there is room");
    let imported = wallet.import(&Organizer::new().ticket_file_for(&request, 1)).expect("there is room");
    wallet.close().expect("there is room");
    remount(disk, "ro");
    for seed in [2, 3] {
        let opened = Gate::open(&gate_place, gate_host(seed)).map(drop);
        assert_eq!(opened.map_err(|error| error.code()), Err("READ_ONLY"));
        let opened = Wallet::open(&wallet_place, wallet_host(seed)).map(drop);
        assert_eq!(opened.map_err(WalletError::code), Err("READ_ONLY"));
        let made = Wallet::create(&disk.join("new"), wallet_host(seed)).map(drop);
        assert_eq!(made.map_err(WalletError::code), Err("READ_ONLY"));
    }
    remount(disk, "rw");
    evening.clock.advance(120);
    let mut gate = Gate::open(&gate_place, gate_host(4)).expect("it can be written again");
    let again = gate.admit(&evening.code(1, 180));
    assert!(matches!(&again, Ok(Verdict::Refused(refusal)) if refusal.reason == Reason::AlreadyUsed));
    let mut wallet = Wallet::open(&wallet_place, wallet_host(4)).expect("it can be written again");
    wallet.present(imported.tickets[0].ticket).expect("it can be shown");
}

fn remount(disk: &Path, how: &str) {
    let mounted = Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(disk).status();
    assert!(mounted.is_ok_and(|status| status.success()), "the disk is not mounted {how}");
}

/// Everything that must hold on a full disk.
pub fn check(disk: &Path) {
    a_gate_admits_ten_thousand_more(&disk.join("gate"), &Ballast(disk.join("ballast")));
    fs::remove_dir_all(disk.join("gate")).expect("the disk can be emptied");
    a_wallet_names_it_and_goes_on(&disk.join("wallet"), &Ballast(disk.join("ballast")));
}

/// What fills the rest of the disk.
struct Ballast(PathBuf);

impl Ballast {
    fn fill(&self) {
        let mut file = File::create(&self.0).expect("a file can be made");
        for size in [1 << 20, 4096, 512, 1] {
            while file.write_all(&vec![0x55; size]).is_ok() {}
        }
    }

    fn throw_out(&self) {
        fs::remove_file(&self.0).expect("it is there");
    }
}

struct Evening {
    organizer: Organizer,
    clock: Arc<FixedClock>,
    vault: Arc<MemoryVault>,
}

impl Evening {
    fn new() -> Self {
        let (clock, vault) = (FixedClock::at(DOORS + 60), MemoryVault::new());
        Self { organizer: Organizer::new(), clock, vault }
    }

    fn create(&self, place: &Path) -> Gate {
        let ports = host(&self.clock, &self.vault, 1);
        let mut gate =
            Gate::create(place, ports, &self.organizer.event_file(), "A", "iPad").expect("there is room");
        let certificate = self.organizer.certify(&gate.enrolment(), &[Role::Scan], None, 1);
        gate.update(&certificate).expect("there is room");
        gate
    }

    /// The code of a ticket of its own.
    fn code(&self, number: u32, seconds: i64) -> String {
        let mut ticket = [0; 16];
        ticket[..4].copy_from_slice(&number.to_be_bytes());
        let holder = key(1);
        let payload = CredentialPayload {
            ticket: TicketId::from_bytes(ticket),
            ..self.organizer.payload(2, holder.public())
        };
        let credential = self.organizer.verified(&payload);
        let chain = Chain::verify(&credential, &[], 0).expect("an empty chain holds");
        ProofCode::present(&credential, &chain, &holder, at(seconds).step()).to_text()
    }
}

fn a_gate_admits_ten_thousand_more(place: &Path, ballast: &Ballast) {
    let evening = Evening::new();
    let mut gate = evening.create(place);
    assert_eq!(gate.maintain(), Ok(Reserve::Kept));
    ballast.fill();
    let mut admitted = 0;
    let mut low = 0;
    let error = loop {
        match gate.admit(&evening.code(admitted, 60)) {
            Ok(Verdict::Admitted(admission)) => {
                admitted += 1;
                low += u32::from(admission.notes.contains(&Note::DiskLow));
            }
            Ok(other) => panic!("{other:?}"),
            Err(error) => break error,
        }
    };
    println!("{admitted} admissions on a full disk, {low} of them with DISK_LOW, then {}", error.code());
    assert_eq!(error.code(), "DISK_FULL");
    assert!(admitted >= ADMISSIONS, "{admitted}");
    assert!(low > 0 && low < admitted && gate.status().reserve == Reserve::Missing, "{low}");
    drop(gate);
    let mut gate =
        Gate::open(place, host(&evening.clock, &evening.vault, 2)).expect("what is there is whole");
    assert_eq!(gate.report().expect("it is there").admitted, u64::from(admitted));
    // A refusal is written too: the first guest gets no answer. The last one is still known as just seen.
    evening.clock.advance(120);
    assert_eq!(gate.admit(&evening.code(0, 180)).map_err(|error| error.code()), Err("DISK_FULL"));
    let last = gate.admit(&evening.code(admitted - 1, 180));
    assert!(matches!(&last, Ok(Verdict::Repeat(_))), "{last:?}");
    ballast.throw_out();
    assert_eq!(gate.maintain(), Ok(Reserve::Kept));
    let again = gate.admit(&evening.code(0, 180));
    let used = matches!(&again, Ok(Verdict::Refused(refusal)) if refusal.reason == Reason::AlreadyUsed);
    assert!(used, "{again:?}");
    let Ok(Verdict::Admitted(admission)) = gate.admit(&evening.code(admitted, 180)) else {
        panic!("there is room again")
    };
    assert!(!admission.notes.contains(&Note::DiskLow));
}

fn a_wallet_names_it_and_goes_on(place: &Path, ballast: &Ballast) {
    let (clock, vault) = (FixedClock::at(DOORS), MemoryVault::new());
    let mut wallet = Wallet::create(place, host(&clock, &vault, 1)).expect("there is room");
    let request = wallet.request(2, None).expect("there is room");
    let imported = wallet.import(&Organizer::new().ticket_file_for(&request, 2)).expect("there is room");
    let ids: Vec<TicketId> = imported.tickets.iter().map(|row| row.ticket).collect();
    ballast.fill();
    let full = (0..100).find_map(|_| wallet.request(20, None).err()).expect("a full disk takes no more");
    assert_eq!(full.code(), "DISK_FULL");
    drop(wallet);
    let mut wallet = Wallet::open(place, host(&clock, &vault, 2)).expect("what is there is whole");
    assert_eq!(wallet.tickets().expect("they are there").len(), ids.len());
    ballast.throw_out();
    wallet.present(ids[0]).expect("there is room again");
}
