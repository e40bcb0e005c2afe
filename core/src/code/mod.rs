//! What the screen shows and a camera reads, and when it holds.
//!
//! ```text
//! text ─▶ ProofCode (P-01) ─▶ verify (P-03..P-09, pure) ─▶ Presented ─▶ the gate's rules (P-10..P-18)
//! ```

mod presentation;
mod proof_code;
pub mod qr;
mod reason;
mod verify;

pub use presentation::Presentation;
pub use proof_code::ProofCode;
pub use reason::{Reason, ReasonKind};
pub use verify::{Presented, RevokedKeys, scan, verify, verify_holding};
