//! The journal: append-only logs whose union, in whatever order it came, gives one state (protocol §8).
//!
//! ```text
//! bytes ─▶ Entry (J-02) ─▶ Journal::accept under a signed Head (J-01..J-05) ─▶ Class (J-06, J-07) ─▶ fold (J-08, J-09)
//! ```

mod class;
mod entry;
mod file;
mod fold;
mod head;
mod hlc;
mod issued;
mod logs;
mod passage;
mod state;
mod vector;
mod voids;
mod walk;

pub use class::{Class, Evidence, Facts, Worth};
pub(crate) use class::{is_disowned, is_withdrawn};
pub use entry::{Body, Entry, Kind};
pub use file::{Completeness, FileHeader, Item, JournalReader, JournalWriter};
pub use fold::RuleSaid;
pub use head::{HeadPayload, SignedHead};
pub use hlc::Hlc;
pub use logs::{Accepted, Intake, Journal, Stored};
pub use passage::{Issue, Override, Passage};
pub use state::{Act, Group, TicketState};
pub use vector::SyncVector;
pub(crate) use voids::is_voidable;
pub use walk::{Block, WeakCause};

#[cfg(test)]
mod tests;
