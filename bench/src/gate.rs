//! A gate that lets somebody in, with all that is written before the answer (P-17), late in a long evening.

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use mogiri::code::ProofCode;
use mogiri::gate::{Gate, Verdict};
use mogiri::ports::Host;
use mogiri::testing::fixtures::{DOORS, Organizer, at};
use mogiri::testing::{FixedClock, MemoryVault};
use mogiri::ticket::{Chain, CredentialPayload, Role, TicketId};
use mogiri_tests::device::scratch;
use mogiri_tests::samples::key;
use rusqlite::{Connection, params};

use crate::code::{decode, verify_raw};
use crate::contest::{self, Outcome, Side};
use crate::reference::{Check, Reference};
use crate::table::{Target, median, print_outcome, print_spread, print_timed};
use crate::{opening, plain};

/// Entries in its journal.
const ENTRIES: u32 = 100_000;
/// After so many scans nobody waits for a moment, and either log is brought in.
const IDLE_AFTER: u32 = 200;
/// Scans of which the slowest are looked at.
const SCANS: u32 = 10_000;
/// So many come in a row, before the other side's turn.
const QUEUE: u32 = 1_000;
/// As the store limits the log of a gate.
const LOG: u32 = 16 * 1024;

pub(crate) fn print() -> Result<()> {
    let (evening, folder, raw_folder) = (Evening::new(), tempfile::tempdir()?, tempfile::tempdir()?);
    let place = folder.path().join("gate");
    evening.fill(&place)?;
    let size = entry_size(&place)?;
    let raw = Raw::new(raw_folder.path(), size)?;
    print_opening(&evening, &place, &raw);
    let mut gate = Gate::open(&place, evening.host())?;
    let mut ours = |times| evening.scan(&mut gate, times);
    let theirs = |times| raw.admit(times);
    // Each log once as long as it gets: until then a commit makes its file longer too.
    ours(IDLE_AFTER);
    theirs(IDLE_AFTER);
    let sum = |times: Vec<Duration>| times.into_iter().sum();
    print_timed(
        "admit, durably, 100k entries in the journal",
        &format!("one raw commit of {size} bytes + 2 x verify_strict"),
        Target::Open,
        Box::new(|times| sum(ours(times))),
        Box::new(|times| sum(theirs(times))),
    );
    let (mut our_times, mut raw_times) = (Vec::new(), Vec::new());
    for _ in 0..SCANS / QUEUE {
        our_times.extend(ours(QUEUE));
        raw_times.extend(theirs(QUEUE));
    }
    let middles = Outcome { ours: median(&mut our_times), baseline: median(&mut raw_times) };
    print_outcome("the same, the median of a queue", "their median", Target::AtMost(1.5), &middles);
    print_spread("admit, 10,000 scans: p99.9", "their median", Target::AtMost(10.0), our_times);
    print_spread("raw, 10,000 times: p99.9", "their median", Target::Open, raw_times);
    Ok(())
}

/// What staff wait for when the app starts.
fn print_opening(evening: &Evening, place: &Path, raw: &Raw) {
    let all = || -> Side<'_> { Box::new(|times| (0..times).map(|_| raw.read_all()).sum()) };
    let outcome = contest::run_for(
        10,
        contest::until(|| Gate::open(place, evening.host()).expect("it is sound")),
        all(),
    );
    let against = "reading as many raw rows";
    print_outcome("open a gate with 100k entries", against, Target::Open, &outcome);
}

/// An event with as many tickets as it takes. One key holds them all, which no rule minds.
struct Evening {
    organizer: Organizer,
    clock: Arc<FixedClock>,
    vault: Arc<MemoryVault>,
    sold: Cell<u32>,
}

impl Evening {
    fn new() -> Self {
        let (clock, vault) = (FixedClock::at(DOORS + 60), MemoryVault::new());
        Self { organizer: Organizer::new(), clock, vault, sold: Cell::new(0) }
    }

    fn host(&self) -> Host {
        opening::host(&self.clock, &self.vault)
    }

    /// A gate that admitted everybody so far: made in memory, then copied to the disk.
    fn fill(&self, place: &Path) -> Result<()> {
        let memory = scratch();
        let fast = memory.path().join("gate");
        let mut gate = Gate::create(&fast, self.host(), &self.organizer.event_file(), "A", "iPad")?;
        gate.update(&self.organizer.certify(&gate.enrolment(), &[Role::Scan], None, 1))?;
        self.scan(&mut gate, ENTRIES);
        gate.close()?;
        std::fs::create_dir(place)?;
        for name in ["store.db", "store.lock"] {
            std::fs::copy(fast.join(name), place.join(name))?;
        }
        Ok(())
    }

    fn scan(&self, gate: &mut Gate, times: u32) -> Vec<Duration> {
        let once = |turn| {
            let code = self.next_code();
            let start = Instant::now();
            let verdict = gate.admit(&code);
            let time = start.elapsed();
            assert!(matches!(verdict, Ok(Verdict::Admitted(_))), "{verdict:?}");
            if turn % IDLE_AFTER == IDLE_AFTER - 1 {
                gate.maintain().expect("the disk takes it");
            }
            time
        };
        (0..times).map(once).collect()
    }

    /// The code of a ticket that nobody showed yet.
    fn next_code(&self) -> String {
        self.sold.set(self.sold.get() + 1);
        let mut ticket = [0; 16];
        ticket[..4].copy_from_slice(&self.sold.get().to_be_bytes());
        let holder = key(1);
        let payload = CredentialPayload {
            ticket: TicketId::from_bytes(ticket),
            ..self.organizer.payload(2, holder.public())
        };
        let credential = self.organizer.verified(&payload);
        let chain = Chain::verify(&credential, &[], 0).expect("an empty chain holds");
        ProofCode::present(&credential, &chain, &holder, at(60).step()).to_text()
    }
}

/// How long a sealed entry is.
fn entry_size(place: &Path) -> Result<usize> {
    let connection = Connection::open(place.join("store.db"))?;
    let size: i64 = connection.query_row("SELECT max(length(value)) FROM entry", [], |row| row.get(0))?;
    Ok(usize::try_from(size)?)
}

/// The work that no gate can do without: the signatures of issuer and holder, and one row that is on the disk.
struct Raw {
    connection: Connection,
    checks: Vec<Check>,
    value: Vec<u8>,
    turn: Cell<u32>,
}

impl Raw {
    fn new(folder: &Path, size: usize) -> Result<Self> {
        let connection = plain::open(&folder.join("raw.sqlite"))?;
        let log = format!("PRAGMA wal_autocheckpoint = {LOG}");
        let _pages: u32 = connection.query_row(&log, [], |row| row.get(0))?;
        connection
            .execute_batch("CREATE TABLE entry (seq INTEGER PRIMARY KEY, value BLOB NOT NULL); BEGIN")?;
        for _ in 0..ENTRIES {
            connection.prepare_cached(INSERT)?.execute(params![vec![0x5a_u8; size]])?;
        }
        connection.execute_batch("COMMIT")?;
        let raw = Self {
            connection,
            checks: Reference::after(0).checks(),
            value: vec![0x5a; size],
            turn: Cell::new(0),
        };
        raw.bring_in();
        Ok(raw)
    }

    fn admit(&self, times: u32) -> Vec<Duration> {
        let once = |_| {
            let start = Instant::now();
            self.checks.iter().for_each(|check| verify_raw(&decode(check), check));
            self.commit().expect("the disk takes it");
            let time = start.elapsed();
            self.turn.set(self.turn.get() + 1);
            if self.turn.get().is_multiple_of(IDLE_AFTER) {
                self.bring_in();
            }
            time
        };
        (0..times).map(once).collect()
    }

    fn commit(&self) -> rusqlite::Result<()> {
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        self.connection.prepare_cached(INSERT)?.execute(params![self.value])?;
        self.connection.execute_batch("COMMIT")
    }

    fn bring_in(&self) {
        let passive = "PRAGMA wal_checkpoint(PASSIVE)";
        self.connection.query_row(passive, [], |_| Ok(())).expect("the disk takes it");
    }

    fn read_all(&self) -> Duration {
        let start = Instant::now();
        let mut statement = self.connection.prepare_cached("SELECT value FROM entry").expect("it is there");
        let values = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).expect("they are there");
        std::hint::black_box(values.flatten().count());
        start.elapsed()
    }
}

const INSERT: &str = "INSERT INTO entry (value) VALUES (?1)";
