//! The whole audience through the doors: every wallet is opened, every ticket shown and judged.

use std::collections::HashMap;
use std::sync::Arc;

use indicatif::ProgressBar;
use mogiri::gate::Verdict;
use mogiri::ticket::Time;

use super::DemoError;
use super::scenes::Played;
use super::stage::{Door, EveningClock, Stage, host};
use super::tell::Teller;
use crate::error::CliError;
use crate::vault::DevVault;

/// One arrival: an order's folder and the seats of it that have not been shown yet.
struct Arrival {
    folder: std::path::PathBuf,
    /// Each seat once for each ticket that has it.
    seats: Vec<String>,
    at: Time,
}

/// Guests arrive one every so many seconds at a door.
const SECONDS_APART: i64 = 3;

/// Sends everybody who is not in yet to a door that admits them, all doors at once.
pub(super) fn enter(stage: &mut Stage, played: &Played, teller: &mut Teller) -> Result<(), CliError> {
    teller.part("入場", "the whole audience");
    let queues = queues(stage, played)?;
    let total: usize = queues.iter().flatten().map(|arrival| arrival.seats.len()).sum();
    let bar = teller.bar(total, "入場");
    let doors = stage.doors.iter_mut().zip(queues);
    let admitted = std::thread::scope(|scope| {
        let running: Vec<_> =
            doors.map(|(door, queue)| scope.spawn(|| admit_all(door, queue, &bar))).collect();
        running
            .into_iter()
            .map(|door| door.join().unwrap_or(Err(DemoError::Recount.into())))
            .collect::<Result<Vec<_>, CliError>>()
    })?;
    bar.finish_and_clear();
    let admitted: usize = admitted.iter().sum();
    teller.scene(
        "audience",
        &format!("{admitted} more tickets, each shown by its wallet and judged at a gate"),
    );
    Ok(())
}

/// Spreads the orders over the doors that admit all of their zones.
fn queues(stage: &Stage, played: &Played) -> Result<Vec<Vec<Arrival>>, CliError> {
    let mut queues: Vec<Vec<Arrival>> = stage.doors.iter().map(|_| Vec::new()).collect();
    let mut admitting: HashMap<u8, Vec<usize>> = HashMap::new();
    for (number, order) in stage.orders.iter().enumerate() {
        let shown = usize::from(number < played.orders);
        let mut by_zone: HashMap<u8, Vec<String>> = HashMap::new();
        for row in order.rows.iter().skip(shown) {
            by_zone.entry(row.zone).or_default().push(row.seat.clone());
        }
        for (zone, seats) in by_zone {
            let doors = match admitting.get(&zone) {
                Some(doors) => doors,
                None => admitting.entry(zone).or_insert(stage.doors_for(zone)?),
            };
            let index = doors.get(number % doors.len().max(1)).copied();
            let index = index.ok_or(DemoError::TooSmall("a gate for each zone"))?;
            let Some(queue) = queues.get_mut(index) else { continue };
            let place = i64::try_from(queue.len()).unwrap_or_default();
            let at = played.until.shifted(60 + place * SECONDS_APART);
            queue.push(Arrival { folder: stage.wallets().join(&order.file_name), seats, at });
        }
    }
    Ok(queues)
}

fn admit_all(door: &mut Door, queue: Vec<Arrival>, bar: &ProgressBar) -> Result<usize, CliError> {
    let mut admitted = 0;
    for arrival in queue {
        door.clock.set(arrival.at);
        admitted += admit(door, arrival, bar)?;
    }
    Ok(admitted)
}

fn admit(door: &mut Door, arrival: Arrival, bar: &ProgressBar) -> Result<usize, CliError> {
    let Arrival { folder, mut seats, .. } = arrival;
    let count = seats.len();
    let mut wallet = open(&folder, &door.clock)?;
    for ticket in wallet.tickets()? {
        let Some(place) = seats.iter().position(|seat| *seat == ticket.place) else { continue };
        seats.swap_remove(place);
        let text = wallet.present(ticket.id)?.text;
        let verdict = door.gate.admit(&text)?;
        if !matches!(verdict, Verdict::Admitted(_)) {
            let found = verdict.reason().map_or(verdict.word(), mogiri::code::Reason::code).to_owned();
            return Err(DemoError::Scene { scene: "the audience", expected: "admitted", found }.into());
        }
        bar.inc(1);
    }
    wallet.close()?;
    Ok(count - seats.len())
}

fn open(folder: &std::path::Path, clock: &Arc<EveningClock>) -> Result<mogiri::wallet::Wallet, CliError> {
    use crate::busy::patiently;
    // An order with seats in two zones comes to two doors; its one phone is shown at one after the other.
    patiently(|| {
        let host = host(folder, clock, DevVault::of(folder)).map_err(OpenError::Cli)?;
        mogiri::wallet::Wallet::open(folder, host).map_err(OpenError::Wallet)
    })
    .map_err(|error| match error {
        OpenError::Cli(error) => error,
        OpenError::Wallet(error) => error.into(),
    })
}

enum OpenError {
    Cli(CliError),
    Wallet(mogiri::wallet::WalletError),
}

impl crate::busy::MaybeBusy for OpenError {
    fn is_busy(&self) -> bool {
        matches!(self, Self::Wallet(error) if error.is_busy())
    }
}
