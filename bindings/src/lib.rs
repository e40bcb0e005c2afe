//! The thin door to Swift and Kotlin. No domain rule lives here.
//!
//! Values of the core cross as they are, declared from its sources when this is built (`remote`). Only [`Wallet`] and
//! [`Gate`] are objects. What the host brings are [`Clock`] and [`KeyVault`].

mod check;
mod erase;
mod folder;
mod gate;
mod gate_error;
mod host;
mod press;
mod remote;
mod session;
mod values;
mod version;
mod wallet;
mod wallet_error;

pub use check::{
    CodeCheck, ControlDocuments, DocumentAnswer, KnownAtDoor, check_code, check_document, check_time_answer,
};
pub use erase::{FolderCheck, FolderFault, TableRows, check_gate, check_wallet, wipe_wallet, works_offline};
pub use folder::move_aside;
pub use gate::{
    Gate, GateExit, GateOverride, GateReport, MinuteCount, OverruledEntry, StaffStatus, issue_reasons,
    override_reasons, void_reasons,
};
pub use gate_error::GateError;
pub use host::{Clock, ClockError, CreatedKey, HolderSigner, KeyVault, SignerError, VaultError};
pub use press::{PressFault, PressOutcome};
pub use version::{Versions, version};
pub use wallet::{QrModules, TicketCode, Wallet};
pub use wallet_error::WalletError;

uniffi::setup_scaffolding!();
