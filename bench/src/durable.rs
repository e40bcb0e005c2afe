//! Showing a ticket with all that is written before it may be seen (protocol §6).

use std::path::Path;

use anyhow::Result;
use ed25519_dalek::{Signer as _, SigningKey};
use mogiri::testing::fixtures::{DOORS, Organizer, host};
use mogiri::testing::{FixedClock, MemoryVault};
use mogiri::wallet::Wallet;
use mogiri::wire::Wire;
use rusqlite::Connection;

use crate::contest::work;
use crate::plain;
use crate::reference::Reference;
use crate::table::{Target, print_timed};

/// After so many seconds no step is left of those that were written ahead: every code needs its commit.
const PAUSE: u64 = 120;

/// After so many commits either log has been filled and is written over. Until then each commit makes it longer, which
/// waits for the file system too, and the log that fills first would win.
const LOG: u32 = 1_100;

const TABLE: &str = "
    CREATE TABLE shown (id INTEGER PRIMARY KEY, value BLOB NOT NULL);
    INSERT INTO shown VALUES (1, x'00');";

pub(crate) fn print() -> Result<()> {
    let (folder, raw_folder) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let clock = FixedClock::at(DOORS);
    let mut wallet = Wallet::create(folder.path(), host(&clock, &MemoryVault::new(), 1))?;
    let request = wallet.request(1, None)?;
    let imported = wallet.import(&Organizer::new().ticket_file_for(&request, 1))?;
    let ticket = imported.tickets.first().expect("one ticket was asked for").ticket;

    let reference = Reference::after(0);
    let key = SigningKey::from_bytes(reference.holder.key().expose());
    let (signed, bytes) = (reference.signed(), reference.present().to_bytes());
    let connection = open(raw_folder.path())?;
    let mut turn = 0_u32;

    let mut show = || {
        clock.advance(PAUSE);
        wallet.present(ticket).expect("the ticket is held")
    };
    let mut raw = || {
        turn += 1;
        commit(&connection, turn).expect("the disk takes it");
        (key.sign(&signed), base45::encode(&bytes))
    };
    for _ in 0..LOG {
        show();
        raw();
    }
    print_timed(
        "show a ticket, with its commit",
        "one raw SQLite commit + Ed25519 signature + base45",
        Target::Open,
        work(show),
        work(raw),
    );
    Ok(())
}

fn open(folder: &Path) -> Result<Connection> {
    let connection = plain::open(&folder.join("raw.sqlite"))?;
    connection.execute_batch(TABLE)?;
    Ok(connection)
}

/// One row of about the size of a wallet's.
fn commit(connection: &Connection, turn: u32) -> rusqlite::Result<()> {
    let value = [turn.to_be_bytes(); 64].concat();
    connection.execute_batch("BEGIN IMMEDIATE")?;
    connection.prepare_cached("UPDATE shown SET value = ?1 WHERE id = 1")?.execute([value])?;
    connection.execute_batch("COMMIT")
}
