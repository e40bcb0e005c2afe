//! What the organizer does: keys, the trust list, events, tickets, staff certificates, revocation.
//!
//! ```text
//! Root (apart, signs the trust list) ─▶ Issuer (its key signs all else) ─▶ event file ─▶ ticket files, certificates
//! ```
//! An [`Issuer`] keeps a register of what it signed, in its own folder, encrypted: names and readings stay there. Every
//! signed message is durable in the register before it is given out, so that doing the same thing again after a crash
//! gives the same bytes and doubles nothing (protocol §4, "Issuing again").

mod blanks;
mod carriers;
mod confide;
mod epoch;
mod error;
mod event;
mod facade;
mod file;
mod fold;
mod guests;
mod hand_over;
mod list;
mod manifest;
mod names;
mod order;
mod paper;
mod pass;
mod record;
mod reissue;
mod revoke;
mod root;
mod rotate;
mod staff;
#[cfg(test)]
mod tests;
mod vault;

pub use blanks::IssuedBlanks;
pub use error::{IssuerError, RowProblem};
pub use event::EventPlan;
pub use facade::Issuer;
pub use list::{ListedTicket, TicketState};
pub use names::{gate_plan, seat_zone, stamps, zone_number};
pub use order::{IssueRow, IssuedOrder, OrderIssue, TicketKind};
pub use paper::{PaperCode, PaperTwins};
pub use pass::Pass;
pub use reissue::Reissued;
pub use revoke::IssuedRevocation;
pub use root::Root;
pub use rotate::Salvaged;
pub use staff::{StaffGrant, StaffHours};
pub use vault::IssuerVault;
