//! Opening a wallet against opening an empty plain database.

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use mogiri::crypto::PublicKey;
use mogiri::ports::Host;
use mogiri::testing::fixtures::{DOORS, Organizer};
use mogiri::testing::{FixedClock, MemoryVault};
use mogiri::ticket::{CredentialPayload, TicketId};
use mogiri::transfer::Request;
use mogiri::wallet::Wallet;

use crate::table::{Target, print_timed};
use crate::{contest, plain, random};

const TICKETS: usize = 1000;
/// As many as one request may ask for.
const KEYS: usize = 20;
/// So many requests may be open at once; two days later they are over.
const OPEN: usize = 25;
const TWO_DAYS: u64 = 2 * 24 * 60 * 60;

pub(crate) fn print() -> Result<()> {
    let (folder, empty) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let (clock, vault) = (FixedClock::at(DOORS - TWO_DAYS), MemoryVault::new());
    fill(folder.path(), &clock, host(&clock, &vault))?;
    let host = move || host(&clock, &vault);
    let file = plain::make(empty.path())?;
    let path = folder.path();
    let against = "opening plain SQLite with no row";
    let raw = || {
        contest::until(|| {
            let connection = plain::open(&file).expect("it is there");
            let count = "SELECT count(*) FROM ticket";
            let rows: i64 = connection.query_row(count, [], |row| row.get(0)).expect("the table is there");
            black_box(rows);
            connection
        })
    };
    print_timed(
        "open a wallet with 1,000 tickets",
        against,
        Target::AtMost(5.0),
        contest::until(|| Wallet::open(path, host()).expect("it is sound")),
        raw(),
    );
    print_timed(
        "open it and list all of them",
        against,
        Target::Open,
        contest::until(|| {
            let wallet = Wallet::open(path, host()).expect("it is sound");
            assert_eq!(black_box(wallet.tickets().expect("they are there")).len(), TICKETS);
            wallet
        }),
        raw(),
    );
    Ok(())
}

pub(crate) fn host(clock: &Arc<FixedClock>, vault: &Arc<MemoryVault>) -> Host {
    Host { clock: clock.clone(), vault: vault.clone(), signer: None, log: None, rng: Box::new(random()) }
}

fn fill(folder: &Path, clock: &FixedClock, host: Host) -> Result<()> {
    let organizer = Organizer::new();
    let mut wallet = Wallet::create(folder, host)?;
    for batch in 0..TICKETS / KEYS {
        if batch == OPEN {
            clock.advance(TWO_DAYS);
        }
        let request = wallet.request(KEYS, None)?;
        let keys = Request::verify(&request)?.payload().keys.clone();
        let payload = |(place, key): (usize, PublicKey)| {
            let mut ticket = [0; 16];
            ticket[..8].copy_from_slice(&(batch * KEYS + place).to_be_bytes());
            CredentialPayload { ticket: TicketId::from_bytes(ticket), ..organizer.payload(2, key) }
        };
        let holdings: Vec<_> =
            keys.into_iter().enumerate().map(|row| organizer.holding(&payload(row))).collect();
        wallet.import(&organizer.ticket_file_of(&holdings))?;
    }
    Ok(wallet.close()?)
}
