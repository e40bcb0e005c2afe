//! Event tickets that work when everything around them fails.
//!
//! Four parties meet here, and each of them may be offline: the *issuer* who signs credentials, the *holder* whose
//! phone presents them, the *verifier* at a gate, and the friend a ticket is handed to. For the holder use
//! [`wallet::Wallet`], for the gate [`gate::Gate`], for the organizer `issuer::Issuer` (feature `issuer`).
//!
//! The house has one direction: each room below may use the ones above it in this list, never the other way round
//! (a test says so). `docs/protocol.md` has the rules that comments cite by id (`P-07`, `H-02`, …).
//!
//! The library never reads a clock, draws randomness or opens a connection by itself: time and randomness come in
//! through [`ports`], bytes come in and go out.

/// The release of this library.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

pub mod crypto;
mod order;
pub mod ports;
pub mod wire;
pub mod words;

pub mod ticket;

pub mod code;
pub mod stamp;

pub mod transfer;

pub mod store;

pub mod gate;
#[cfg(feature = "issuer")]
pub mod issuer;
pub mod wallet;

#[cfg(feature = "sandbox")]
pub mod sandbox;

#[cfg(any(test, feature = "testing"))]
pub mod testing;
