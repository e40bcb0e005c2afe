//! Opens what is left and says whether it is sound.
//!
//! A state is written as text, without what was drawn at random: what a wallet, a gate or an issuer answers to every
//! question that a host can ask.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use mogiri::gate::{Gate, GateStatus, Report};
use mogiri::issuer::Issuer;
use mogiri::wallet::{ParcelState, Wallet, WalletError};

use super::operation::{Again, Open, Operation, Room, open};
use super::scene::Scene;
use super::strace::nobody_starts;

/// Randomness of whoever looks, of the peer, and of whoever tries again: each its own, for ids must not meet.
const LOOK: u64 = 760;
const PEER: u64 = 780;
const AGAIN: u64 = 740;

/// Codes with which a folder says that there is nothing in it yet.
const NOTHING: [&str; 3] = ["NO_WALLET", "NO_GATE", "NO_ISSUER"];

/// What is expected of one operation, from runs that nothing disturbed.
pub struct Judge<'a> {
    operation: &'a Operation,
    /// How things stood before.
    pub before: String,
    /// And after.
    pub after: String,
    /// Every state on the way that is neither: at most one fewer than there are transactions.
    between: Vec<String>,
}

impl<'a> Judge<'a> {
    /// Looks at a prepared scene and at one in which the operation was done.
    pub fn new(operation: &'a Operation, prepared: &Scene, done: &Scene) -> Self {
        let _nobody_starts = nobody_starts();
        let look = |scene: &Scene| observe(operation, &scene.copy()).expect("an undisturbed folder opens");
        Self { operation, before: look(prepared), after: look(done), between: Vec::new() }
    }

    /// Whether a scene is sound in which the operation was begun, and, if something was told, done.
    pub fn judge(&mut self, scene: &Scene, told: Option<&[u8]>) -> Result<(), String> {
        let _nobody_starts = nobody_starts();
        let judged = catch_unwind(AssertUnwindSafe(|| self.look(scene, told)));
        judged.unwrap_or_else(|panic| Err(format!("a panic: {}", words(&*panic))))
    }

    fn look(&mut self, scene: &Scene, told: Option<&[u8]>) -> Result<(), String> {
        let state = observe(self.operation, &scene.copy())?;
        if let Some(told) = told {
            if state != self.after {
                return Err(format!("what was told is lost: {}", difference(&self.after, &state)));
            }
            (self.operation.holds)(&scene.copy(), told)?;
        } else if state != self.before && state != self.after {
            self.meet_between(state)?;
        }
        self.try_again(scene, told)
    }

    fn meet_between(&mut self, state: String) -> Result<(), String> {
        if self.between.contains(&state) {
            return Ok(());
        }
        if self.between.len() + 1 >= self.operation.transactions {
            return Err(format!("half a state: {}", difference(&self.after, &state)));
        }
        self.between.push(state);
        Ok(())
    }

    /// The host does it once more, as it would after a crash.
    fn try_again(&self, scene: &Scene, told: Option<&[u8]>) -> Result<(), String> {
        let operation = self.operation;
        let mut open = operation.open(scene, AGAIN).map_err(|code| format!("does not open: {code}"))?;
        let again = operation.act(&mut open, scene, AGAIN);
        drop(open);
        match (again, operation.again) {
            (Ok(again), Again::Same) if told.is_some_and(|told| told != again) => {
                return Err("once more gives other bytes than were told".to_owned());
            }
            // What leaves now was told too.
            (Ok(again), _) => {
                (operation.holds)(&scene.copy(), &again).map_err(|why| format!("once more: {why}"))?;
            }
            (Err(code), Again::Done(done)) if code == done => {}
            (Err(code), _) => return Err(format!("once more fails: {code}")),
        }
        let state = observe(operation, scene)?;
        if state == self.after {
            (operation.leaves)(scene)
        } else {
            Err(format!("once more: {}", difference(&self.after, &state)))
        }
    }
}

/// A panic's words.
fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("without words").to_owned()
}

/// The lines in which two states differ.
fn difference(expected: &str, found: &str) -> String {
    let mut text = String::new();
    for line in expected.lines().filter(|line| !found.lines().any(|other| other == *line)) {
        let _ = write!(text, "\n  expected {line}");
    }
    for line in found.lines().filter(|line| !expected.lines().any(|other| other == *line)) {
        let _ = write!(text, "\n  found    {line}");
    }
    text
}

/// Everything that the operation's folder answers. Changes the scene: give it a copy.
pub fn observe(operation: &Operation, scene: &Scene) -> Result<String, String> {
    match open(operation.room, scene, operation.folder, operation.at, LOOK) {
        Ok(Open::Wallet(wallet)) => of_wallet(*wallet),
        Ok(Open::Gate(gate)) => of_gate(*gate, scene, operation.at),
        Ok(Open::Issuer(issuer)) => of_issuer(&issuer),
        Ok(Open::Nothing) => Ok("nothing".to_owned()),
        Err(code) if NOTHING.contains(&code.as_str()) => Ok("nothing".to_owned()),
        Err(code) => Err(format!("does not open: {code}")),
    }
}

fn of_wallet(mut wallet: Wallet) -> Result<String, String> {
    let named = |error: WalletError| format!("does not answer: {}", error.code());
    let mut state = format!("{:?}\n{:?}\n", wallet.rollback(), wallet.clock());
    for ticket in wallet.tickets().map_err(named)? {
        let parcel = match wallet.parcel(ticket.id) {
            Ok(ParcelState::Ready { .. }) => "parcel ready",
            Ok(ParcelState::Wait { .. }) => "parcel waits",
            Err(error) => error.code(),
        };
        let shown = wallet.present(ticket.id).map_or_else(WalletError::code, |_| "can be shown");
        let folded = wallet.acknowledge(ticket.id).map_or_else(WalletError::code, |_| "folded");
        writeln!(state, "{ticket:?} {parcel} {shown} {folded}").expect("text can be written");
    }
    Ok(state)
}

/// What another gate learns belongs to it: the journal chains, and no log is forked.
fn of_gate(mut gate: Gate, scene: &Scene, at: u64) -> Result<String, String> {
    let named = |error: mogiri::gate::GateError| format!("does not answer: {}", error.code());
    // A log that was opened and not told to the vault is left for another: one entry more, and no harm.
    let status = GateStatus { entries: 0, ..gate.status() };
    let mut state = format!("{}\n{status:?}\n", counted(gate.report().map_err(named)?));
    let journal = gate.export().map_err(named)?;
    if !scene.path("peer").exists() {
        return Ok(state);
    }
    let Open::Gate(mut peer) = open(Room::Gate, scene, "peer", at, PEER)? else { return Ok(state) };
    let merged = peer.merge(&journal).map_err(|error| format!("its journal is refused: {}", error.code()))?;
    if merged.ending != mogiri::gate::Ending::Whole || merged.waiting > 0 {
        return Err(format!("its journal does not chain: {merged:?}"));
    }
    let report = peer.report().map_err(named)?;
    if report.forked_logs > 0 {
        return Err("its log is forked".to_owned());
    }
    writeln!(
        state,
        "a peer: {} admitted, {} refused, {:?}",
        report.admitted, report.refused, report.conflicts
    )
    .expect("text can be written");
    Ok(state)
}

/// A report as text that is the same for equal reports.
pub(super) fn counted(mut report: Report) -> String {
    let maps = [&mut report.overrides, &mut report.refused_here, &mut report.gates, &mut report.zones];
    let in_order = maps.map(|counts| std::mem::take(counts).into_iter().collect::<BTreeMap<_, _>>());
    format!("{in_order:?} {report:?}")
}

fn of_issuer(issuer: &Issuer) -> Result<String, String> {
    let named = |error: mogiri::issuer::IssuerError| format!("does not answer: {}", error.code());
    let mut state = format!("trust {} of {} keys\n", issuer.trust().version(), issuer.trust().keys().len());
    for ticket in issuer.list().map_err(named)? {
        let state = &mut state;
        writeln!(
            state,
            "{} {} {} {} {:?}",
            ticket.order, ticket.row, ticket.epoch, ticket.place, ticket.state
        )
        .expect("text can be written");
    }
    Ok(state)
}
