//! The evening's folders, files and clock.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use mogiri::gate::Gate;
use mogiri::ports::{Clock, Host};
use mogiri::ticket::{Documents, Time};
use mogiri::wallet::Wallet;

use super::tell::Teller;
use super::{DemoArguments, DemoError};
use crate::busy::patiently;
use crate::error::CliError;
use crate::input::{self, Order};
use crate::vault::DevVault;
use crate::{files, issuer, random};

const EVENT: &[u8] = include_bytes!("../../demo/event.toml");
const STAMPS: &[u8] = include_bytes!("../../demo/stamps.toml");
const ORDERS: &[u8] = include_bytes!("../../demo/orders.csv");

/// A clock that the evening moves.
#[derive(Debug)]
pub(super) struct EveningClock(AtomicU64);

impl EveningClock {
    pub(super) fn at(time: Time) -> Arc<Self> {
        Arc::new(Self(AtomicU64::new(time.seconds() * 1000)))
    }

    pub(super) fn set(&self, time: Time) {
        self.0.store(time.seconds() * 1000, Ordering::SeqCst);
    }
}

impl Clock for EveningClock {
    fn now_ms(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }

    fn monotonic_ms(&self) -> u64 {
        self.now_ms()
    }
}

/// A gate with the name it stands at.
pub(super) struct Door {
    pub(super) name: String,
    pub(super) gate: Gate,
    pub(super) clock: Arc<EveningClock>,
}

/// Everything the evening works with.
pub(super) struct Stage {
    pub(super) folder: PathBuf,
    pub(super) event_toml: PathBuf,
    pub(super) orders_csv: PathBuf,
    pub(super) orders: Vec<Order>,
    pub(super) event_file: Vec<u8>,
    pub(super) doors: Vec<Door>,
    pub(super) clock: Arc<EveningClock>,
}

impl Stage {
    /// Lays the inputs into the folder and reads them there.
    pub(super) fn read(
        arguments: &DemoArguments,
        folder: &Path,
        teller: &mut Teller,
    ) -> Result<Self, CliError> {
        let (event_toml, orders_csv) = (folder.join("event.toml"), folder.join("orders.csv"));
        lay(arguments.event.as_deref(), EVENT, &event_toml)?;
        lay(arguments.orders.as_deref(), ORDERS, &orders_csv)?;
        files::write(&folder.join("stamps.toml"), STAMPS)?;
        let plan = issuer::read_plan(&event_toml)?;
        let orders = read_orders(&orders_csv, &plan.zones)?;
        let tickets: usize = orders.iter().map(|order| order.rows.len()).sum();
        teller.part("注文から入場まで", "from an order list to an open door");
        teller.line(&format!("  {} · {} orders, {tickets} tickets", plan.title, orders.len()));
        let clock = EveningClock::at(plan.doors.shifted(-30 * 86_400));
        Ok(Self {
            folder: folder.to_owned(),
            event_toml,
            orders_csv,
            orders,
            event_file: Vec::new(),
            doors: Vec::new(),
            clock,
        })
    }

    /// Moves every clock of the evening.
    pub(super) fn set_time(&self, time: Time) {
        self.clock.set(time);
        for door in &self.doors {
            door.clock.set(time);
        }
    }

    /// The control documents, as everybody has them.
    pub(super) fn documents(&self) -> Result<Documents, CliError> {
        Documents::from_event_file(&self.event_file)
            .map_err(|_| CliError::Unreadable("the event file does not hold"))
    }

    pub(super) fn wallets(&self) -> PathBuf {
        self.folder.join("wallets")
    }

    /// Makes a wallet for a friend.
    pub(super) fn make_wallet(&self, folder: &Path) -> Result<Wallet, CliError> {
        Ok(Wallet::create(folder, host(folder, &self.clock, DevVault::make(folder))?)?)
    }

    /// The doors that admit a zone, in order.
    pub(super) fn doors_for(&self, zone: u8) -> Result<Vec<usize>, CliError> {
        let documents = self.documents()?;
        let admits = |door: &Door| {
            let event = documents.event();
            let index = event.gate_index(&door.name);
            index.and_then(|index| event.gate(index)).is_some_and(|gate| gate.admits(zone))
        };
        let found = self.doors.iter().enumerate().filter(|(_, door)| admits(door));
        Ok(found.map(|(index, _)| index).collect())
    }

    pub(super) fn door(&mut self, index: usize) -> Result<&mut Door, CliError> {
        self.doors.get_mut(index).ok_or_else(|| DemoError::TooSmall("three gates").into())
    }
}

/// Opens a wallet under a clock. An order with seats in two zones comes to two doors: its one phone is shown at one
/// after the other.
pub(super) fn open_wallet(folder: &Path, clock: &Arc<EveningClock>) -> Result<Wallet, CliError> {
    let vault = Arc::new(DevVault::of(folder).map_err(|error| CliError::file(folder, &error))?);
    let ports = || Host {
        clock: clock.clone(),
        vault: vault.clone(),
        signer: None,
        log: crate::log::sink(),
        rng: random::system(),
    };
    Ok(patiently(|| Wallet::open(folder, ports()))?)
}

/// The order list as a plain list.
pub(super) fn read_orders(path: &Path, zones: &[String]) -> Result<Vec<Order>, CliError> {
    Ok(input::read_orders(&files::read(path)?, &path.to_string_lossy(), zones)?.orders)
}

/// The ports of a folder under a clock of the evening.
pub(super) fn host(
    folder: &Path,
    clock: &Arc<EveningClock>,
    vault: std::io::Result<DevVault>,
) -> Result<Host, CliError> {
    let vault = vault.map_err(|error| CliError::file(folder, &error))?;
    Ok(Host {
        clock: clock.clone(),
        vault: Arc::new(vault),
        signer: None,
        log: crate::log::sink(),
        rng: random::system(),
    })
}

fn lay(given: Option<&Path>, built_in: &[u8], to: &Path) -> Result<(), CliError> {
    match given {
        Some(path) => files::write(to, &files::read(path)?),
        None => files::write(to, built_in),
    }
}
