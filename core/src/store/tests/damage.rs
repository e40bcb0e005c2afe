use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::*;

/// Opening and reading everything gives the rows from before, or an error with a name.
#[track_caller]
fn same_or_named(bench: &Bench, schema: Schema, bytes: &[u8], before: &[Row], what: &str) -> bool {
    fs::write(bench.path("store.db"), bytes).unwrap();
    let read = || bench.open(schema).and_then(|store| all(&store));
    let read = catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| panic!("{what}: a panic"));
    // A header that was changed may have made one.
    let _ = fs::remove_file(bench.path("store.db-wal"));
    match read {
        Ok(rows) => {
            assert!(rows == before, "{what}: other rows");
            true
        }
        Err(_) => false,
    }
}

/// Every byte of a part of a file that has rows in each table of its schema.
fn change_each_byte(filling: Filling, part: impl FnOnce(usize) -> Range<usize>) {
    let mut bench = Bench::new();
    let before = bench.filled_everywhere(filling);
    let mut bytes = fs::read(bench.path("store.db")).unwrap();
    let part = part(bytes.len());
    let harmless = part.clone().filter(|at| {
        bytes[*at] ^= 1 << (at % 8);
        let same = same_or_named(&bench, filling.schema, &bytes, &before, &format!("byte {at}"));
        bytes[*at] ^= 1 << (at % 8);
        same
    });
    let (harmless, tried) = (harmless.count(), part.len());
    println!("{tried} bytes changed, {harmless} of them where nothing is that is read");
    assert!(tried - harmless > tried / 5, "{harmless} of {tried} changes were not noticed");
}

// One test for each half: they run at the same time.

#[test]
fn a_changed_byte_in_the_first_half_of_a_wallet_never_changes_a_row() {
    change_each_byte(WALLET, |length| 0..length / 2);
}

#[test]
fn a_changed_byte_in_the_second_half_of_a_wallet_never_changes_a_row() {
    change_each_byte(WALLET, |length| length / 2..length);
}

#[test]
fn a_changed_byte_in_the_first_half_of_a_gate_never_changes_a_row() {
    change_each_byte(GATE, |length| 0..length / 2);
}

#[test]
fn a_changed_byte_in_the_second_half_of_a_gate_never_changes_a_row() {
    change_each_byte(GATE, |length| length / 2..length);
}

#[test]
fn a_file_cut_short_is_an_error() {
    let mut bench = Bench::new();
    let before = bench.filled();
    let sound = fs::read(bench.path("store.db")).unwrap();
    for end in (0..sound.len()).step_by(997).chain((0..sound.len()).step_by(4096)) {
        assert!(
            !same_or_named(&bench, Schema::Wallet, &sound[..end], &before, &format!("cut at {end}")),
            "cut at {end}"
        );
    }
}

#[test]
fn two_pages_swapped_never_change_a_row() {
    let mut bench = Bench::new();
    let before = bench.filled();
    let sound = fs::read(bench.path("store.db")).unwrap();
    let pages = sound.len() / 4096;
    for first in 0..pages {
        for second in first + 1..pages {
            let mut pages: Vec<_> = sound.chunks(4096).collect();
            pages.swap(first, second);
            same_or_named(
                &bench,
                Schema::Wallet,
                &pages.concat(),
                &before,
                &format!("pages {first} and {second}"),
            );
        }
    }
}

#[test]
fn a_log_cut_short_says_how_much_it_lacks_of_what_was_marked() {
    let mut bench = Bench::new();
    let mut store = bench.create(Schema::Wallet);
    for n in 0..6 {
        insert(&mut store, &mut bench.rng, Table::Ticket, &[n], b"value");
    }
    let log = fs::read(bench.path("store.db-wal")).unwrap();
    for end in (0..log.len()).step_by(509) {
        let crashed = copy(bench.folder.path());
        fs::write(crashed.path().join("store.db-wal"), &log[..end]).unwrap();
        let reopened = Store::open(crashed.path(), Schema::Wallet, &*bench.vault).unwrap();
        assert_eq!(reopened.generation() + reopened.missing(), 6, "cut at {end}");
        assert!(reopened.missing() > 0, "cut at {end}");
    }
}

#[test]
fn a_database_put_back_beside_a_newer_mark_lacks_what_came_after() {
    let mut bench = Bench::new();
    let mut store = bench.create(Schema::Wallet);
    insert(&mut store, &mut bench.rng, Table::Ticket, &[1], b"value");
    store.close().unwrap();
    let older = fs::read(bench.path("store.db")).unwrap();
    let mut store = bench.open(Schema::Wallet).unwrap();
    insert(&mut store, &mut bench.rng, Table::Ticket, &[2], b"value");
    store.close().unwrap();
    fs::write(bench.path("store.db"), older).unwrap();
    let mut store = bench.open(Schema::Wallet).unwrap();
    assert_eq!((store.generation(), store.missing()), (1, 1));
    insert(&mut store, &mut bench.rng, Table::Ticket, &[3], b"value");
    store.close().unwrap();
    assert_eq!(bench.open(Schema::Wallet).unwrap().missing(), 0, "it was told once");
}

#[test]
fn a_log_cut_short_without_a_mark_gives_the_rows_of_an_earlier_transaction() {
    let mut bench = Bench::new();
    let mut store = bench.create(Schema::Wallet);
    let mut moments = vec![vec![]];
    for n in 0..6 {
        insert(&mut store, &mut bench.rng, Table::Ticket, &[n], b"value");
        moments.push(all(&store).unwrap());
    }
    let log = fs::read(bench.path("store.db-wal")).unwrap();
    for end in (0..log.len()).step_by(509) {
        let crashed = copy(bench.folder.path());
        fs::write(crashed.path().join("store.db-wal"), &log[..end]).unwrap();
        fs::remove_file(crashed.path().join("store.lock")).unwrap();
        let reopened = Store::open(crashed.path(), Schema::Wallet, &*bench.vault).unwrap();
        let generation = usize::try_from(reopened.generation()).unwrap();
        assert_eq!(all(&reopened).unwrap(), moments[generation], "cut at {end}");
    }
}

#[test]
fn rows_changed_by_hand_are_corrupt() {
    let changes = [
        "UPDATE ticket SET value = (SELECT value FROM ticket WHERE seq = 2) WHERE seq = 1",
        "UPDATE ticket SET value = (SELECT value FROM event WHERE seq = 1) WHERE seq = 1",
        "UPDATE ticket SET value = x'' WHERE seq = 1",
        "UPDATE ticket SET value = 'text' WHERE seq = 1",
        "UPDATE ticket SET lookup = (SELECT lookup FROM ticket WHERE seq = 2) WHERE seq = 1",
        "UPDATE ticket SET lookup = NULL WHERE seq = 1",
        "UPDATE ticket SET id = randomblob(16) WHERE seq = 1",
        "UPDATE ticket SET seq = 1000 WHERE seq = 1",
        "DELETE FROM ticket WHERE seq = 1",
        "DELETE FROM ticket",
        "INSERT INTO ticket (id, value) VALUES (randomblob(16), randomblob(104))",
        "INSERT INTO tombstone (id, lookup, value) SELECT id, lookup, value FROM ticket WHERE seq = 1",
        "UPDATE envelope SET state = randomblob(104)",
        "DELETE FROM envelope",
        "DROP TABLE shown",
        "CREATE INDEX i ON ticket (lookup)",
        "CREATE TABLE extra (a)",
        "CREATE TRIGGER t AFTER INSERT ON ticket BEGIN DELETE FROM tombstone; END",
        "PRAGMA user_version = 0",
        "PRAGMA application_id = 0",
    ];
    let mut bench = Bench::new();
    bench.filled();
    let sound = fs::read(bench.path("store.db")).unwrap();
    for change in changes {
        fs::write(bench.path("store.db"), &sound).unwrap();
        bench.tamper(change);
        let read = bench.open(Schema::Wallet).and_then(|store| all(&store));
        assert_eq!(read.err(), Some(StoreError::Corrupt), "{change}");
    }
}

#[test]
fn two_rows_exchanged_are_corrupt() {
    let mut bench = Bench::new();
    bench.filled();
    let sound = fs::read(bench.path("store.db")).unwrap();
    let mut tried = 0;
    for (table, rows) in [(Table::Ticket, 12_i64), (Table::Event, 12)] {
        let pairs = (1..=rows).flat_map(|first| (first + 1..=rows).map(move |second| (first, second)));
        // The sixth ticket was deleted.
        for (first, second) in pairs.filter(|(a, b)| table == Table::Event || ![*a, *b].contains(&6)) {
            for columns in ["seq", "value", "lookup", "id, lookup, value"] {
                fs::write(bench.path("store.db"), &sound).unwrap();
                bench.tamper(&exchange(table.name(), first, second, columns));
                tried += 1;
                match bench.open(Schema::Wallet).and_then(|store| all(&store)) {
                    Err(error) => assert_eq!(error, StoreError::Corrupt),
                    // Two rows of one key have one lookup: nothing was exchanged.
                    Ok(_) => {
                        assert!(columns == "lookup" && table == Table::Event && (second - first) % 3 == 0);
                    }
                }
            }
        }
    }
    assert_eq!(tried, 4 * (55 + 66));
}

/// SQL that exchanges columns of two rows.
fn exchange(table: &str, first: i64, second: i64, columns: &str) -> String {
    if columns == "seq" {
        return format!(
            "UPDATE {table} SET seq = 1000 WHERE seq = {first}; UPDATE {table} SET seq = {first} WHERE seq = {second};
             UPDATE {table} SET seq = {second} WHERE seq = 1000"
        );
    }
    format!(
        "CREATE TEMP TABLE two AS SELECT * FROM {table} WHERE seq IN ({first}, {second});
         UPDATE {table} SET ({columns}) = (SELECT {columns} FROM two WHERE two.seq = {first} + {second} - {table}.seq)
         WHERE seq IN ({first}, {second})"
    )
}

#[test]
fn a_value_swapped_under_its_nonce_is_corrupt_when_read() {
    let mut bench = Bench::new();
    bench.filled();
    bench.tamper(
        "UPDATE ticket SET value = CAST(substr(value, 1, 24) ||
         (SELECT substr(value, 25) FROM ticket WHERE seq = 2) AS BLOB) WHERE seq = 1",
    );
    let read = bench.open(Schema::Wallet).and_then(|store| all(&store));
    assert_eq!(read.err(), Some(StoreError::Corrupt));
}

#[test]
fn an_older_row_put_back_is_corrupt() {
    let mut bench = Bench::new();
    bench.filled();
    let older = bench.path("older.db");
    fs::copy(bench.path("store.db"), &older).unwrap();
    let mut store = bench.open(Schema::Wallet).unwrap();
    let id = store.read(|r| r.find(Table::Ticket, &[0])).unwrap().remove(0).id;
    store.write(&mut bench.rng, |w| w.update(Table::Ticket, id, b"handed")).unwrap();
    store.close().unwrap();
    bench.tamper(&format!(
        "ATTACH '{}' AS older;
         UPDATE ticket SET value = (SELECT value FROM older.ticket WHERE seq = 1) WHERE seq = 1",
        older.display()
    ));
    let store = bench.open(Schema::Wallet).unwrap();
    assert_eq!(store.read(|r| r.find(Table::Ticket, &[0])), Err(StoreError::Corrupt));
    assert_eq!(
        store.read(|r| r.find(Table::Ticket, &[1])),
        Err(StoreError::Corrupt),
        "no row is told from it"
    );
    assert_eq!(store.read(|r| r.all(Table::Event)).map(|rows| rows.len()), Ok(12));
}

#[test]
fn no_plaintext_and_no_key_is_in_the_files() {
    let mut bench = Bench::new();
    let mut store = bench.create(Schema::Wallet);
    let (name, seat) = (b"Aoi Tanaka, born in spring", b"block C, row 12, seat 7");
    insert(&mut store, &mut bench.rng, Table::Ticket, seat, &name.repeat(100));
    let open = copy(bench.folder.path());
    store.close().unwrap();
    for folder in [open.path(), bench.folder.path()] {
        for file in fs::read_dir(folder).unwrap() {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(12).any(|window| window == &name[..12] || window == &seat[..12]));
        }
    }
}
