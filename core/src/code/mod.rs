//! What the screen shows and a camera reads, and when it holds.
//!
//! ```text
//! text ─▶ Code (P-01) ─▶ verify (P-02..P-09, pure) ─▶ Presented ─▶ the gate's rules (P-10..P-18)
//! ```

mod beacon;
mod challenge;
mod check_digits;
mod digits;
mod door;
mod examine;
mod interactive_code;
mod name_seen;
mod presentation;
mod proof_code;
pub mod qr;
mod reason;
mod reference_code;
mod scan;
mod static_code;
mod totp_code;
mod verify;

pub use beacon::{Beacon, BeaconPayload};
pub use challenge::{Challenge, ChallengeHash, ChallengePayload};
pub use check_digits::{CheckDigits, CheckDigitsError, Locator};
pub use digits::Digits;
pub use door::{Asked, Detail, Door, Finding, asked_of};
pub use examine::{Examination, Known, Rule, entrance, examine};
pub use interactive_code::{InteractiveCode, SealedOpening};
pub use name_seen::{NameSeen, opened_name};
pub use presentation::Presentation;
pub use proof_code::ProofCode;
pub use reason::{Reason, ReasonKind};
pub use reference_code::ReferenceCode;
pub use scan::{Code, Profile, scan};
pub use static_code::StaticCode;
pub use totp_code::{TotpCode, TotpForm};
pub use verify::{Against, Presented, RevokedKeys, codes_of, verify, verify_holding};
