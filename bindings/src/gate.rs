//! The gate: what the staff do.

use std::path::Path;
use std::sync::Arc;

use mogiri::gate;

use crate::GateError;
use crate::host::{Clock, KeyVault, LogSink, host};
use crate::session::Session;

/// One staff device at one gate of one event. It needs no network: a folder, an event file and a certificate.
///
/// Every method may be called from any thread and does its work before it returns, disk included: call it off the
/// main thread.
#[derive(uniffi::Object)]
pub struct Gate(Session<gate::Gate>);

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
