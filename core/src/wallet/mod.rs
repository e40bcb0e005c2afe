//! What the holder does: import tickets, show them, keep stamps, hand them to friends and take them from friends.
//!
//! A [`Wallet`] is one folder and one vault. Every change is one transaction; then the vault's item is put; only then
//! does anything leave that was signed (protocol §9). A wallet dropped at any point opens again where it was.
//!
//! ```text
//! friend: request ─▶ owner: hand_over … parcel ─▶ friend: preview, receive ─▶ answer ─▶ owner: settle
//! ```
//! What a stranger's message deserves is an outcome with a stable code; [`WalletError`] is for what the app or its
//! user can do something about.

mod adoption;
mod challenge;
mod check;
mod clock;
mod commit;
mod diagnostics;
mod erase;
mod error;
mod events;
mod examine;
mod exposure;
mod fold;
mod forget;
mod friend;
mod holder_key;
mod import;
mod log;
mod mend;
mod offer;
mod owner;
mod present;
mod press;
mod readiness;
mod receive;
mod request;
mod rollback;
mod rows;
mod send;
mod settle;
mod stamp;
mod summary;
#[cfg(test)]
mod tests;
mod ticket;
mod upkeep;
mod vault_item;

use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use crate::ports::{HolderSigner, Host, LogAct, tell};
pub use crate::store::Traces;
use crate::store::{Schema, Store, StoreError};
use crate::ticket::{Step, TicketId};
use crate::wire::Frames;

pub use crate::store::Rollback;
pub use challenge::{AsksFor, ChallengeFace};
pub use check::check;
pub use clock::{CorrectOutcome, WalletClock};
pub use diagnostics::WalletDiagnostics;
pub use erase::Erased;
pub use error::{BadRequest, NotTransferable, WalletError};
pub use forget::{NotForgettable, Purged, StillValid, Unproven, wipe};
pub use import::{ImportOutcome, Imported, ImportedTicket};
pub use mend::mend;
pub use offer::{Decision, EventFace, ParcelRefusal, Preview, PreviewRow, Received, ReceivedRow, RowOutcome};
pub use present::PresentedCode;
pub use press::{PressClaim, PressOutcome};
pub use readiness::{CodeReady, EventReady, KeyReady, Readiness};
pub use rows::EventSource;
pub use send::{Confirmation, HandOver, ParcelState};
pub use settle::{SettleOutcome, Settled};
pub use stamp::{StampFace, StampMark, StampOutcome};
pub use summary::{TicketState, TicketSummary};

use clock::ClockRow;
use events::Events;
use rows::{Kept, MetaRow};
use vault_item::VaultItem;

/// Tickets of one holder, in one folder.
pub struct Wallet {
    store: Store,
    host: Host,
    meta: Kept<MetaRow>,
    /// What the vault's item must say.
    item: VaultItem,
    /// What it says, as far as this object knows.
    on_vault: Option<VaultItem>,
    events: Events,
    shown: HashMap<TicketId, LastShown>,
    clock: ClockRow,
    /// Of a file that a friend shows in codes.
    frames: Frames,
}

/// The last code this object signed for a ticket. On disk is only a step that is as late or later.
#[derive(Debug, Clone, Copy)]
struct LastShown {
    /// When the last one was signed, by the monotonic clock.
    at_ms: u64,
    /// The highest step this object signed for.
    highest: Step,
    /// The ceiling that was there before this object signed its first.
    before: Option<Step>,
}

impl Wallet {
    /// Makes a new wallet, and the folder if it is missing.
    pub fn create(folder: &Path, mut host: Host) -> Result<Self, WalletError> {
        Self::opened(Store::create(folder, Schema::Wallet, &*host.vault, &mut *host.rng), host)
    }

    /// Opens the wallet in a folder; finishes what a crash interrupted.
    pub fn open(folder: &Path, host: Host) -> Result<Self, WalletError> {
        Self::opened(Store::open(folder, Schema::Wallet, &*host.vault), host)
    }

    fn opened(store: Result<Store, StoreError>, host: Host) -> Result<Self, WalletError> {
        let log = host.log.clone();
        let wallet = store.map_err(WalletError::from).and_then(|store| Self::start(store, host));
        tell(log.as_deref(), LogAct::Open, wallet.as_ref().map_err(|error| error.code()));
        wallet
    }

    /// Where keys in hardware are, for a host that did not say it when it opened the wallet. Keys that it has still to
    /// forget are deleted.
    pub fn use_signer(&mut self, signer: Arc<dyn HolderSigner>) {
        self.host.signer = Some(signer);
        let _later = self.finish_erasing();
    }

    /// Closes the wallet. Dropping it does the same, but hides a failure.
    pub fn close(self) -> Result<(), WalletError> {
        Ok(self.store.close()?)
    }
}

impl fmt::Debug for Wallet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wallet").finish_non_exhaustive()
    }
}
