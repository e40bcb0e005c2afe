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
mod logs;
mod walk;

pub(crate) use class::is_disowned;
pub use class::{Class, Evidence, Facts};
pub use entry::{Body, Entry, Kind, Passage};
pub use file::{Completeness, FileHeader, Item, JournalReader, JournalWriter};
pub(crate) use fold::is_voidable;
pub use fold::{Group, TicketState};
pub use head::{HeadPayload, SignedHead};
pub use hlc::Hlc;
pub use logs::{Accepted, Intake, Journal, Stored};
pub use walk::{Block, WeakCause};
