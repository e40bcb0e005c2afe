//! The whole audience through the doors: every wallet is opened, every ticket shown and judged.

use std::collections::HashMap;

use indicatif::ProgressBar;
use mogiri::gate::Verdict;
use mogiri::ticket::Time;

use super::DemoError;
use super::scenes::Played;
use super::stage::{Door, EveningClock, Stage, open_wallet};
use super::tell::Teller;
use crate::error::CliError;
use crate::parallel;

/// One arrival: an order's folder and the seats of it that have not been shown yet.
struct Arrival {
    folder: std::path::PathBuf,
    /// Each seat once for each ticket that has it.
    seats: Vec<String>,
    at: Time,
}

/// Guests arrive one every so many seconds at a door.
const SECONDS_APART: i64 = 3;
/// So many wallets are opened at a time for one door.
const SIDE_BY_SIDE: usize = 48;

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

fn admit_all(door: &mut Door, mut queue: Vec<Arrival>, bar: &ProgressBar) -> Result<usize, CliError> {
    let mut admitted = 0;
    while !queue.is_empty() {
        // Guests get their phones out side by side; the door takes them one after the other.
        let rest = queue.split_off(queue.len().min(SIDE_BY_SIDE));
        for shown in parallel::map(std::mem::replace(&mut queue, rest), show)? {
            door.clock.set(shown.at);
            for text in &shown.texts {
                admit(door, text)?;
                admitted += 1;
                bar.inc(1);
            }
        }
    }
    Ok(admitted)
}

/// The codes of one arrival.
struct Shown {
    at: Time,
    texts: Vec<String>,
}

/// Opens a wallet and shows the tickets of the seats that are asked for.
fn show(arrival: Arrival) -> Result<Shown, CliError> {
    let Arrival { folder, mut seats, at } = arrival;
    let clock = EveningClock::at(at);
    let mut wallet = open_wallet(&folder, &clock)?;
    let mut texts = Vec::new();
    for ticket in wallet.tickets()? {
        if let Some(place) = seats.iter().position(|seat| *seat == ticket.place) {
            seats.swap_remove(place);
            texts.push(wallet.present(ticket.id)?.text);
        }
    }
    wallet.close()?;
    Ok(Shown { at, texts })
}

fn admit(door: &mut Door, text: &str) -> Result<(), CliError> {
    let verdict = door.gate.admit(text)?;
    if matches!(verdict, Verdict::Admitted(_)) {
        return Ok(());
    }
    let found = verdict.reason().map_or(verdict.word(), mogiri::code::Reason::code).to_owned();
    Err(DemoError::Scene { scene: "the audience", expected: "admitted", found }.into())
}
