//! The thin door to Swift and Kotlin. No domain rule lives here.
//!
//! Values, errors and most acts of the core cross as they are, declared from its sources when this is built (`remote`).
//! Only [`Wallet`] and [`Gate`] are objects. What the host brings are [`Clock`], [`KeyVault`], [`HolderSigner`] and
//! [`LogSink`].

mod check;
mod error;
mod folder;
mod gate;
mod host;
mod remote;
mod session;
mod values;
mod version;
mod wallet;

pub use check::{
    CodeCheck, ControlDocuments, DocumentAnswer, KnownAtDoor, check_code, check_document, check_time_answer,
};
pub use folder::{
    FolderCheck, FolderFault, TableRows, check_gate, check_wallet, mend_wallet, move_aside, wipe_wallet,
    works_offline,
};
pub use gate::{Gate, issue_reasons, override_reasons, void_reasons};
pub use host::{Clock, ClockError, HolderSigner, KeyVault, LogError, LogEvent, LogSink};
pub use remote::{GateError, SignerError, VaultError, WalletError};
pub use version::{Versions, version};
pub use wallet::{MessageCode, QrModules, TicketCode, Wallet, message_code, message_of};

uniffi::setup_scaffolding!();
