//! Handing a ticket to a friend: messages and proofs (protocol §6).
//!
//! ```text
//! friend: Request ─▶ owner: Parcel ─▶ friend: Answer (receipt | return) ─▶ owner
//! ```
//! The two machines that keep the rules O-01..O-04 and H-01..H-10 durable live in the wallet.

mod answer;
mod compare;
mod fold;
mod parcel;
mod proof;
mod request;

pub use answer::{Answer, AnswerRow, ReceiptPayload};
pub use compare::{CompareCode, CompareError};
pub use fold::{Fold, FoldPayload};
pub use parcel::{OpenedParcel, Parcel, ParcelError};
pub use proof::{Accused, Exhibit, Proof, ProofKind, Weight, find_proof, find_proof_between};
pub use request::{Request, RequestError, RequestPayload};
