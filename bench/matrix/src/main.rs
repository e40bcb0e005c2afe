//! A store of matrix-sdk-sqlite in a process of its own, for it links another `SQLite` than mogiri does. Each line on
//! standard input is a piece of work; the answer is how many nanoseconds it took.
//!
//! Its custom values are not encrypted and its state events are: a value is a state event of 500 bytes in JSON, as large
//! as the values of the other side.

use std::hint::black_box;
use std::io::{BufRead as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use matrix_sdk_base::store::{StateChanges, StateStore as _};
use matrix_sdk_sqlite::SqliteStateStore;
use ruma::events::{AnySyncStateEvent, StateEventType};
use ruma::serde::Raw;
use ruma::{OwnedRoomId, RoomId};
use tempfile::TempDir;
use tokio::runtime::Runtime;

const KEY: [u8; 32] = [7; 32];
const EVENT: &str = "org.example.ticket";
/// Bytes of one event.
const VALUE: usize = 500;

fn main() -> Result<()> {
    let count = std::env::args().nth(1).context("how many values?")?.parse()?;
    let mut peer = Peer::new(count)?;
    let mut out = std::io::stdout();
    writeln!(out, "ready")?;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (what, times) = line.split_once(' ').context("what, and how often")?;
        writeln!(out, "{}", peer.time(what, times.parse()?)?)?;
        out.flush()?;
    }
    Ok(())
}

/// The key is a raw one: deriving it from a passphrase, which their apps may do, would count for us.
fn open(runtime: &Runtime, folder: &Path) -> Result<SqliteStateStore> {
    Ok(runtime.block_on(SqliteStateStore::open_with_key(folder, Some(&KEY)))?)
}

struct Peer {
    runtime: Runtime,
    store: SqliteStateStore,
    room: OwnedRoomId,
    count: usize,
    turn: usize,
    folder: TempDir,
}

impl Peer {
    fn new(count: usize) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let store = open(&runtime, folder.path())?;
        let room = RoomId::parse("!event:example.org")?;
        let mut changes = StateChanges::default();
        let events = changes.state.entry(room.clone()).or_default().entry(kind()).or_default();
        for number in 0..count {
            events.insert(name(number), event(number)?);
        }
        runtime.block_on(store.save_changes(&changes))?;
        Ok(Self { runtime, store, room, count, turn: 0, folder })
    }

    fn time(&mut self, what: &str, times: usize) -> Result<u128> {
        match what {
            "get" => self.get(times),
            "list" => self.list(times),
            "open" => self.open(times),
            other => bail!("no work is called {other}"),
        }
    }

    fn get(&mut self, times: usize) -> Result<u128> {
        let names: Vec<String> = (0..times).map(|_| self.next()).collect();
        let start = Instant::now();
        for name in names {
            let found = self.runtime.block_on(self.store.get_state_event(&self.room, kind(), &name))?;
            black_box(found.context("it was put there")?);
        }
        Ok(start.elapsed().as_nanos())
    }

    fn list(&mut self, times: usize) -> Result<u128> {
        let start = Instant::now();
        for _ in 0..times {
            let all = self.runtime.block_on(self.store.get_state_events(&self.room, kind()))?;
            anyhow::ensure!(black_box(all).len() == self.count, "some are missing");
        }
        Ok(start.elapsed().as_nanos())
    }

    /// As an app does when it starts. Closing is not timed.
    fn open(&mut self, times: usize) -> Result<u128> {
        let (folder, mut nanos): (PathBuf, u128) = (self.folder.path().to_owned(), 0);
        for _ in 0..times {
            let start = Instant::now();
            let store = open(&self.runtime, &folder)?;
            nanos += start.elapsed().as_nanos();
            // Their pool wants its runtime when it ends.
            let _inside = self.runtime.enter();
            self.store = store;
        }
        Ok(nanos)
    }

    /// Steps that visit every value before one comes again.
    fn next(&mut self) -> String {
        self.turn = (self.turn + 7919) % self.count;
        name(self.turn)
    }
}

fn kind() -> StateEventType {
    StateEventType::from(EVENT)
}

fn name(number: usize) -> String {
    format!("{number:016}")
}

fn event(number: usize) -> Result<Raw<AnySyncStateEvent>> {
    let json = |filler: &str| {
        format!(
            r#"{{"type":"{EVENT}","state_key":"{}","event_id":"$event{number}","sender":"@mogiri:example.org","origin_server_ts":0,"content":{{"filler":"{filler}"}}}}"#,
            name(number)
        )
    };
    let room = VALUE.checked_sub(json("").len()).context("an event is longer than that")?;
    Ok(Raw::from_json_string(json(&"x".repeat(room)))?)
}
