//! The gate: what the staff do.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use mogiri::gate::{self, BlankTwice, Conflict, SameCode};
use mogiri::ticket::Time;

use crate::GateError;
use crate::host::{Clock, KeyVault, LogSink, host};
use crate::session::Session;

/// One staff device at one gate of one event. It needs no network: a folder, an event file and a certificate.
///
/// Every method may be called from any thread and does its work before it returns, disk included: call it off the
/// main thread.
#[derive(uniffi::Object)]
pub struct Gate(Session<gate::Gate>);

/// What happened, over everything this device knows. Gates that merged report the same, refusedHere apart.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct GateReport {
    /// Tickets with an admission that counts.
    pub admitted: u64,
    /// People in the hall: who came in, with conflicts, less who went out, as far as codes show it.
    pub in_hall: u64,
    /// Exits that stand.
    pub exits: u64,
    /// Overrides that stand, by reason.
    pub overrides: HashMap<String, u64>,
    /// Codes that more than one log saw: a copy, or one code at two gates.
    pub same_codes: Vec<SameCode>,
    /// Blanks that were sold or given out.
    pub issued: u64,
    /// Blanks with more than one such entry: nobody is blamed.
    pub blanks_twice: Vec<BlankTwice>,
    /// Journaled refusals of all gates.
    pub refused: u64,
    /// Every refusal of this device by the cause's code.
    pub refused_here: HashMap<String, u64>,
    /// Tickets with admissions that cannot stand together.
    pub conflicts: Vec<Conflict>,
    /// Admitted tickets by gate.
    pub gates: HashMap<String, u64>,
    /// Admitted tickets by zone, where a code showed it.
    pub zones: HashMap<String, u64>,
    /// Admitted tickets by minute, in order.
    pub minutes: Vec<MinuteCount>,
    /// Logs that prove a device's own fault.
    pub forked_logs: u64,
    /// Admissions, exits and overrides that a device wrote after a supervisor had closed its log.
    pub after_close: u64,
}

/// The admissions of one minute.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct MinuteCount {
    /// The minute's first second.
    pub minute: Time,
    /// Tickets admitted in it.
    pub admitted: u64,
}

/// The acts that the core has in another form; the others are in `acts.txt`.
#[uniffi::export]
impl Gate {
    /// Makes a gate in a folder from an event file. Its key is made here and never leaves. `label` names the device,
    /// no person.
    #[uniffi::constructor(default(clock = None, log = None))]
    pub fn create(
        folder: String,
        event_file: Vec<u8>,
        gate: String,
        label: String,
        vault: Arc<dyn KeyVault>,
        clock: Option<Arc<dyn Clock>>,
        log: Option<Arc<dyn LogSink>>,
    ) -> Result<Arc<Self>, GateError> {
        let made =
            gate::Gate::create(Path::new(&folder), host(vault, clock, log), &event_file, &gate, &label)?;
        Ok(Arc::new(Self(Session::new(made))))
    }

    /// Opens the gate in a folder. What is damaged is an error, never a changed value.
    #[uniffi::constructor(default(clock = None, log = None))]
    pub fn open(
        folder: String,
        vault: Arc<dyn KeyVault>,
        clock: Option<Arc<dyn Clock>>,
        log: Option<Arc<dyn LogSink>>,
    ) -> Result<Arc<Self>, GateError> {
        let opened = gate::Gate::open(Path::new(&folder), host(vault, clock, log))?;
        Ok(Arc::new(Self(Session::new(opened))))
    }

    /// Counts everything.
    pub fn report(&self) -> Result<GateReport, GateError> {
        self.with(|gate| Ok(gate.report()?.into()))
    }

    /// How many blanks of each zone are left here, by the zone's name.
    pub fn blanks_left(&self) -> Result<HashMap<String, u64>, GateError> {
        self.with(|gate| Ok(gate.blanks_left().into_iter().collect()))
    }

    /// Ends the session in order and lets the folder go; every later call is Released. Call it when the shift ends.
    pub fn release(&self) -> Result<(), GateError> {
        self.0.take()?.map_or(Ok(()), |gate| Ok(gate.close()?))
    }
}

impl Gate {
    pub(crate) fn with<R>(
        &self,
        work: impl FnOnce(&mut gate::Gate) -> Result<R, gate::GateError>,
    ) -> Result<R, GateError> {
        Ok(self.0.with(work)??)
    }
}

/// The words for taking an entry back: codes and no free text, so that no name can enter a journal.
#[uniffi::export]
pub fn void_reasons() -> Vec<String> {
    gate::VOID_REASONS.map(str::to_owned).into()
}

/// The words for an override: codes and no free text, so that no name can enter a journal.
#[uniffi::export]
pub fn override_reasons() -> Vec<String> {
    gate::OVERRIDE_REASONS.map(str::to_owned).into()
}

/// The words that `issue` takes as a reason.
#[uniffi::export]
pub fn issue_reasons() -> Vec<String> {
    gate::ISSUE_REASONS.map(str::to_owned).into()
}

impl From<gate::Report> for GateReport {
    fn from(report: gate::Report) -> Self {
        let minutes = report.minutes.into_iter().map(|(minute, admitted)| MinuteCount { minute, admitted });
        Self {
            admitted: report.admitted,
            in_hall: report.in_hall,
            exits: report.exits,
            overrides: report.overrides.into_iter().collect(),
            same_codes: report.same_codes,
            issued: report.issued,
            blanks_twice: report.blanks_twice,
            refused: report.refused,
            refused_here: report.refused_here.into_iter().collect(),
            conflicts: report.conflicts,
            gates: report.gates.into_iter().collect(),
            zones: report.zones.into_iter().collect(),
            minutes: minutes.collect(),
            forked_logs: report.forked_logs,
            after_close: report.after_close,
        }
    }
}
