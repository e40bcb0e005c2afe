//! What a gate forgets after its event, what stays countable, and what a check finds.

use std::fs;
use std::path::PathBuf;

use rusqlite::Connection;

use super::{Device, Holder, is_admitted};
use crate::code::ReferenceCode;
use crate::gate::challenge::CHALLENGES;
use crate::gate::clock::CLOCK;
use crate::gate::digits::TRIES;
use crate::gate::exposure::LEDGER;
use crate::gate::own_time::OWN_TIME;
use crate::gate::rows::{
    BLANKS, CARRIERS, CERTIFICATE, DOCUMENTS, GUESTS, IDENTITY, MANIFEST, RECENT, SESSION,
};
use crate::gate::{AskName, GateError, ManifestPurge, check};
use crate::store::{Fault, Row, Schema, Store, Table, Traces};
use crate::testing::fixtures::{CountingRng, DOORS, Organizer, at, host};
use crate::ticket::{Held, PersonalData, Role};
use crate::wire::{Wire, to_text};

const NAME: &str = "山田 太郎";
const PURGE: u64 = DOORS + 30 * 86_400;

/// A gate that let two people in, with names, a manifest, a challenge and an outdated code behind it.
pub(super) fn after_the_show(organizer: &Organizer) -> Device {
    let mut device = Device::with_roles(organizer, "A", 1, &[Role::Scan, Role::Manual]);
    let holders = [Holder::of(organizer, 10), Holder::of(organizer, 12), Holder::of(organizer, 14)];
    let payloads: Vec<_> = holders.iter().map(|holder| holder.credential.payload().clone()).collect();
    device.gate().update(&organizer.manifest(1, &payloads)).unwrap();
    let list = organizer.guest_list(&device.gate().enrolment(), 1, &[0], &[(10, NAME), (14, "鈴木 花子")]);
    device.gate().update(&list).unwrap();
    device.gate().challenge(AskName::Yes).unwrap();
    for (holder, seconds) in holders.iter().zip([10, 20]) {
        device.clock.advance(10);
        assert!(is_admitted(&device.admit(&holder.show(seconds))));
    }
    assert!(!is_admitted(&device.admit(&holders[2].show(-600))));
    device
}

/// After the purge time, with a newer event file of the organizer.
pub(super) fn due(organizer: &mut Organizer, device: &mut Device) {
    device.clock.set(PURGE + 100);
    let file = organizer.renew(at(30 * 86_400));
    device.gate().update(&file).unwrap();
}

fn store(device: &Device) -> PathBuf {
    device.folder.path().join("gate")
}

/// Both ends of the sealed values of some rows as they lie on disk. The gate stays open, and its log as it is.
fn sealed(device: &Device, sql: &str) -> Vec<Vec<u8>> {
    let copy = tempfile::tempdir().unwrap();
    for name in ["store.db", "store.db-wal"] {
        fs::copy(store(device).join(name), copy.path().join(name)).unwrap();
    }
    let connection = Connection::open(copy.path().join("store.db")).unwrap();
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
    let ends = |value: Vec<u8>| [value[..40].to_vec(), value[value.len() - 40..].to_vec()];
    rows.map(Result::unwrap).flat_map(ends).collect()
}

/// The same of exactly the rows of one list of the event.
fn sealed_list(device: &mut Device, key: &[u8]) -> Vec<Vec<u8>> {
    let rows = device.gate().store.read(|tables| tables.find(Table::Event, key)).unwrap();
    let id = |row: &Row| format!("x'{}'", base16ct::lower::encode_string(&row.id.0));
    let ids: Vec<String> = rows.iter().map(id).collect();
    sealed(device, &format!("SELECT value FROM event WHERE id IN ({})", ids.join(", ")))
}

/// How many of these are in some file of the gate: the database, its free pages, the log, the lock.
fn on_disk(device: &Device, needles: &[Vec<u8>]) -> usize {
    let files = fs::read_dir(store(device)).unwrap();
    let files = files.map(|file| fs::read(file.unwrap().path()).unwrap());
    // The reserve is megabytes of zeros, and no needle is.
    let files: Vec<_> = files.filter(|bytes| bytes.iter().any(|byte| *byte != 0)).collect();
    let is_there = |needle: &&Vec<u8>| {
        files.iter().any(|bytes| bytes.windows(needle.len()).any(|window| window == needle.as_slice()))
    };
    needles.iter().filter(is_there).count()
}

#[test]
fn a_purged_gate_has_no_name_no_seat_list_and_no_key_for_them_and_counts_as_before() {
    let mut organizer = Organizer::new();
    let mut device = after_the_show(&organizer);
    let old_list = organizer.guest_list(&device.gate().enrolment(), 2, &[0], &[(10, NAME)]);
    due(&mut organizer, &mut device);
    let report = device.gate().report().unwrap();
    let journal = device.gate().export().unwrap();
    let needles = sealed(&device, "SELECT value FROM judged UNION ALL SELECT value FROM meta");
    assert!(needles.len() > 4, "challenges, identity, ledger");
    assert_eq!(on_disk(&device, &needles), needles.len());
    let purged = device.gate().purge().unwrap();
    assert_eq!((purged.names, purged.manifest, purged.traces), (2, ManifestPurge::Gone, Traces::Gone));
    let status = device.gate().status();
    assert_eq!((status.guests, status.manifest), (None, None));
    assert_eq!(device.gate().report().unwrap(), report);
    assert_eq!(device.gate().export().unwrap(), journal, "every entry, every hash, every head");
    device.crash();
    device.reopen();
    assert_eq!(device.gate().report().unwrap(), report);
    assert_eq!(device.gate().update(&old_list), Err(GateError::OtherDevice), "its key is gone");
    assert_eq!(on_disk(&device, &needles), 0);
    let check = check(&store(&device), &host(&device.clock, &device.vault, 5));
    assert_eq!(check.err().map(|error| error.code()), Some("BUSY"));
}

fn lists(device: &mut Device) -> [Option<u32>; 3] {
    let status = device.gate().status();
    [status.manifest, status.guests, status.carriers]
}

#[test]
fn no_list_of_a_purged_event_is_in_any_file_and_a_restart_brings_none_back() {
    let mut organizer = Organizer::new();
    let mut device = after_the_show(&organizer);
    let cards = organizer.carriers(&device.gate().enrolment(), 1, &[(1, 10), (3, 14)]);
    device.gate().update(&cards).unwrap();
    due(&mut organizer, &mut device);
    let rows = [MANIFEST, GUESTS, CARRIERS].map(|key| sealed_list(&mut device, key));
    assert!(rows.iter().all(|ends| !ends.is_empty()));
    let needles = rows.concat();
    assert_eq!((lists(&mut device), on_disk(&device, &needles)), ([Some(1); 3], needles.len()));
    device.gate().purge().unwrap();
    for _ in 0..2 {
        assert_eq!((lists(&mut device), on_disk(&device, &needles)), ([None; 3], 0));
        device.crash();
        device.reopen();
    }
}

#[test]
fn a_gate_is_not_purged_early_nor_by_its_own_clock() {
    let mut organizer = Organizer::new();
    let mut device = after_the_show(&organizer);
    let due_at = at(30 * 86_400);
    assert_eq!(device.gate().purge(), Err(GateError::NotDue { due: due_at }));
    device.clock.set(PURGE + 100);
    let known = at(-3600);
    assert_eq!(device.gate().purge(), Err(GateError::TimeUnproven { due: due_at, known }));
    due(&mut organizer, &mut device);
    device.gate().purge().unwrap();
}

#[test]
fn a_manifest_by_which_something_counts_stays() {
    let mut organizer = Organizer::new();
    let mut device = after_the_show(&organizer);
    let holder = Holder::of(&organizer, 14);
    device.clock.advance(10);
    let short = ReferenceCode::present(&holder.credential, &holder.key, at(30).step());
    assert!(is_admitted(&device.admit(&to_text(&short.to_bytes()))));
    due(&mut organizer, &mut device);
    let report = device.gate().report().unwrap();
    assert_eq!(device.gate().purge().unwrap().manifest, ManifestPurge::Needed);
    assert_eq!(device.gate().report().unwrap(), report);
    let seats = exposed(&mut device, PersonalData::Tickets).unwrap();
    assert_eq!((seats.count, seats.erased), (3, 0));
}

#[test]
fn a_ticket_under_a_revoked_key_counts_by_the_manifest_so_it_stays() {
    let mut organizer = Organizer::new();
    let mut device = after_the_show(&organizer);
    device.gate().update(&organizer.salvage(9)).unwrap();
    let payloads: Vec<_> =
        [10, 12, 14].map(|n| Holder::of(&organizer, n).credential.payload().clone()).into();
    device.gate().update(&organizer.manifest(2, &payloads)).unwrap();
    due(&mut organizer, &mut device);
    let report = device.gate().report().unwrap();
    assert_eq!(device.gate().purge().unwrap().manifest, ManifestPurge::Needed);
    assert_eq!(device.gate().report().unwrap(), report);
}

fn exposed(device: &mut Device, kind: PersonalData) -> Option<Held> {
    device.gate().exposure().unwrap().into_iter().find(|held| held.kind == kind)
}

#[test]
fn an_exposure_tells_of_names_after_they_are_gone_and_of_admissions_while_they_are_there() {
    let mut organizer = Organizer::new();
    let mut device = after_the_show(&organizer);
    let names = exposed(&mut device, PersonalData::Names).unwrap();
    assert_eq!((names.count, names.erased, names.from, names.until), (2, 0, at(0), None));
    let admissions = exposed(&mut device, PersonalData::Admissions).unwrap();
    assert_eq!((admissions.count, admissions.from), (2, at(10)));
    due(&mut organizer, &mut device);
    device.gate().purge().unwrap();
    device.crash();
    device.reopen();
    let names = exposed(&mut device, PersonalData::Names).unwrap();
    let until = Some(at(30 * 86_400 + 100));
    assert_eq!((names.count, names.erased, names.from, names.until), (0, 2, at(0), until));
    assert_eq!(exposed(&mut device, PersonalData::Admissions).unwrap().count, 2);
}

fn checked(device: &mut Device) -> Vec<Fault> {
    device.crash();
    check(&store(device), &host(&device.clock, &device.vault, 5)).unwrap().store.faults
}

fn tamper(device: &mut Device, sql: &str) {
    device.crash();
    Connection::open(store(device).join("store.db")).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn a_check_of_a_sound_gate_follows_each_log_to_its_signed_head() {
    let mut device = after_the_show(&Organizer::new());
    device.gate().export().unwrap();
    let entries = device.gate().status().entries;
    device.crash();
    let found = check(&store(&device), &host(&device.clock, &device.vault, 5)).unwrap();
    assert_eq!(found.store.faults, []);
    assert_eq!((found.logs.len(), found.logs[0].entries, found.logs[0].signed), (1, entries, entries));
}

#[test]
fn a_check_names_the_entry_where_a_chain_breaks_once() {
    let mut device = after_the_show(&Organizer::new());
    device.gate().export().unwrap();
    tamper(&mut device, "DELETE FROM entry WHERE seq = 2");
    let (entry, lost) = (Fault::Chain { table: Table::Entry, place: 2 }, Fault::Rows { table: Table::Entry });
    assert_eq!(checked(&mut device), [entry, lost]);
}

#[test]
fn a_check_names_the_entry_that_was_changed() {
    let mut device = after_the_show(&Organizer::new());
    tamper(&mut device, "UPDATE entry SET value = CAST(value || x'00' AS BLOB) WHERE seq = 3");
    let faults = checked(&mut device);
    assert_eq!(faults[0], Fault::Row { table: Table::Entry, place: 3 });
}

/// A row in place of those with its key, sealed as this library does it; gives its place.
fn write_row(device: &mut Device, table: Table, key: Option<&[u8]>, value: &[u8]) -> u64 {
    device.crash();
    let mut store = Store::open(&store(device), Schema::Gate, &*device.vault).unwrap();
    let place = store.write(&mut CountingRng(77 << 32), |tables| {
        for row in key.map_or(Ok(Vec::new()), |key| tables.find(table, key))? {
            tables.delete(table, row.id)?;
        }
        tables.insert(table, key, value)?;
        tables.count(table)
    });
    let place = place.unwrap();
    store.close().unwrap();
    place
}

/// A row of a table, its key and its value.
type Planted<'a> = (Table, Option<&'a [u8]>, &'a [u8]);

#[test]
fn a_check_names_what_this_library_does_not_write_in_every_table() {
    let rows: [Planted; 16] = [
        (Table::Meta, Some(IDENTITY), b"x"),
        (Table::Meta, Some(SESSION), b"x"),
        (Table::Meta, Some(LEDGER), b"x"),
        (Table::Event, Some(GUESTS), b"x"),
        (Table::Event, Some(CARRIERS), b"x"),
        (Table::Event, Some(BLANKS), b"x"),
        (Table::Event, Some(CERTIFICATE), b"x"),
        (Table::Waiting, None, b"x"),
        (Table::Judged, Some(RECENT), b"x"),
        (Table::Judged, Some(CHALLENGES), b"x"),
        (Table::Judged, Some(CLOCK), b"x"),
        (Table::Judged, Some(TRIES), b"x"),
        (Table::Judged, Some(OWN_TIME), b"x"),
        (Table::Refused, Some(b"EXPIRED"), b"3"),
        (Table::Refused, Some(b"NO_SUCH_REASON"), &[0; 8]),
        (Table::Head, None, b"x"),
    ];
    for (table, key, value) in rows {
        let mut device = after_the_show(&Organizer::new());
        let place = write_row(&mut device, table, key, value);
        assert_eq!(checked(&mut device), [Fault::Content { table, place }], "{table:?} {key:?}");
    }
}

#[test]
fn a_check_of_a_gate_that_has_no_log_yet_reads_its_documents() {
    let organizer = Organizer::new();
    let mut device = Device::blank(&organizer, "A", 1);
    assert_eq!(checked(&mut device), []);
    let place = write_row(&mut device, Table::Event, Some(DOCUMENTS), b"x");
    assert_eq!(checked(&mut device), [Fault::Content { table: Table::Event, place }]);
}

#[test]
fn a_check_of_a_gate_behind_its_vault_says_that_changes_are_lost() {
    let organizer = Organizer::new();
    let mut device = after_the_show(&organizer);
    let copied = device.folder.path().join("copy");
    device.close();
    fs::create_dir(&copied).unwrap();
    fs::copy(store(&device).join("store.db"), copied.join("store.db")).unwrap();
    device.reopen();
    device.clock.advance(10);
    assert!(is_admitted(&device.admit(&Holder::of(&organizer, 16).show(30))));
    device.close();
    let found = check(&copied, &host(&device.clock, &device.vault, 5)).unwrap();
    assert_eq!(found.store.faults, [Fault::Lost]);
    let found = check(&store(&device), &host(&device.clock, &device.vault, 5)).unwrap();
    assert_eq!(found.store.faults, []);
}
