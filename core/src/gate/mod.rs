//! What the staff do: verify, admit, let out, overrule, stamp, undo, merge, count. All of it without a network.
//!
//! A gate is a folder that got nothing but an event file and a certificate. [`Gate::admit`] answers with a
//! [`Verdict`]: a refused ticket is an outcome; an error means that no decision was possible.

mod admit;
mod authority;
mod blanks;
mod carriers;
mod challenge;
mod check;
mod clock;
mod close;
mod diagnostics;
mod digits;
mod documents;
mod error;
mod examine;
mod exit;
mod exposure;
mod guests;
mod history;
pub mod journal;
mod log;
mod merge;
mod overrule;
mod own_log;
mod own_time;
mod purge;
mod report;
mod rows;
mod rules;
mod setup;
mod sync;
mod trace;
mod upkeep;
mod verdict;

use std::collections::HashMap;
use std::sync::Arc;

use rand_core::CryptoRng;

use crate::crypto::{HpkePublicKey, HpkeSecretKey, SecretKey};
use crate::ports::{Clock, KeyVault, LogSink};
use crate::store::{Rollback, Store};
use crate::ticket::{Carriers, Certificate, Documents, EntryHash, GuestList, Time};
use crate::wire::Frames;
use blanks::KeptBlank;
use challenge::Asked;
use clock::Watch;
use digits::WrongTry;
use journal::{Evidence, HeadPayload, Journal};
use own_time::OwnTime;
use rows::{Fingerprint, Identity, Recent, Session};

pub use crate::code::Detail;
pub use authority::{VOID_REASONS, Voided};
pub use blanks::{ISSUE_REASONS, IssuedBlank};
pub use challenge::AskName;
pub use check::{DeviceLists, DocumentCheck, DocumentKind, check_document, check_time_answer};
pub use clock::ClockWatch;
pub use close::ClosedLog;
pub use diagnostics::GateDiagnostics;
pub use error::{GateError, Missing};
pub use examine::{GateCheck, LogCheck, check};
pub use exit::{Exit, ExitEffect};
pub use history::{HistoryAct, HistoryEntry, Standing};
pub use merge::{Ending, MergeReport};
pub use overrule::{OVERRIDE_REASONS, Overridden, OverruledEntry, Rests};
pub use own_time::PeerTime;
pub use purge::{GatePurged, ManifestPurge};
pub use report::{BlankTwice, Conflict, MinuteCount, Report, SameCode};
pub use setup::{GateStatus, Updated};
pub use sync::{FrameTaken, MissingEntries};
pub use verdict::{Admission, Device, First, Note, Refusal, Repeat, RepeatOf, Verdict};

/// One staff device at one gate of one event.
pub struct Gate {
    store: Store,
    clock: Arc<dyn Clock>,
    vault: Arc<dyn KeyVault>,
    log: Option<Arc<dyn LogSink>>,
    rng: Box<dyn CryptoRng + Send>,
    identity: Identity,
    key: SecretKey,
    hpke: HpkeSecretKey,
    hpke_public: HpkePublicKey,
    documents: Documents,
    guests: Option<GuestList>,
    blanks: Vec<KeptBlank>,
    carriers: Option<Carriers>,
    tries: Vec<WrongTry>,
    certificate: Option<Certificate>,
    journal: Journal,
    evidence: HashMap<EntryHash, Evidence>,
    /// Of the documents that the evidence was judged under.
    under: Fingerprint,
    session: Session,
    /// The own admission before an unclean stop, if this opening followed one.
    resumed_after: Option<EntryHash>,
    recent: Vec<Recent>,
    challenges: Vec<Asked>,
    watch: Watch,
    own_time: OwnTime,
    /// Of a journal that another gate shows in codes; not kept.
    frames: Frames,
    /// The store's generation that the vault's item names, and the head beside it.
    vault_generation: u64,
    vault_head: Option<HeadPayload>,
    rollback: Rollback,
}

impl Gate {
    fn now(&self) -> Time {
        Time::from_clock_ms(self.now_ms())
    }

    /// The control documents in force.
    pub fn documents(&self) -> &Documents {
        &self.documents
    }

    /// The name of the gate this device stands at.
    pub fn gate_name(&self) -> String {
        self.documents.event().gate_name(self.identity.gate)
    }
}

impl core::fmt::Debug for Gate {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Gate")
            .field("gate", &self.identity.gate)
            .field("entries", &self.journal.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
