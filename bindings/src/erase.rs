//! Forgetting, checking and telling what was held, as the core has it.

use std::path::Path;
use std::sync::Arc;

use mogiri::code::Reason;
use mogiri::gate::{self, GatePurged, LogCheck, ManifestPurge};
use mogiri::store::{Examined, Fault};
use mogiri::ticket::{EntryHash, EventId, Held, LogId, PersonalData, TicketId, Time};
use mogiri::wallet::{
    self, CodeReady, Erased, EventReady, KeyReady, NotForgettable, Purged, Readiness, StillValid, Traces,
    Unproven, WalletClock,
};

use crate::host::{HolderSigner, HostSigner, KeyVault, host};
use crate::{GateError, WalletError};

/// Whether a ticket may be forgotten that still lets its holder in.
#[uniffi::remote(Enum)]
pub enum StillValid {
    /// No: answer why.
    Keep,
    /// Yes. Ask the person first: nobody gets in with it any more.
    Erase,
}

/// Why a ticket cannot be forgotten yet.
#[uniffi::remote(Enum)]
pub enum NotForgettable {
    /// The friend has not answered: without this wallet the ticket would be nobody's.
    WaitsForAnswer {
        /// From then on it can be forgotten.
        until: Time,
    },
    /// It can still be used.
    StillValid {
        /// From then on gates take it no more.
        until: Time,
    },
}

/// What an erasure took away. It cannot be taken back.
#[uniffi::remote(Record)]
pub struct Erased {
    /// Tickets of which nothing is left but the answers to hand-overs.
    pub tickets: u64,
    /// Events whose documents went too.
    pub events: u64,
    /// Secret keys.
    pub keys: u64,
    /// Whether the files are clean already.
    pub traces: Traces,
    /// Keys that the phone's hardware has still to forget, once it answers.
    pub hardware_keys_left: u64,
}

/// Whether what was deleted is out of the files too.
#[uniffi::remote(Enum)]
pub enum Traces {
    /// Nothing of it is in them.
    Gone,
    /// There was no room for it: that is done when the folder is opened next.
    Later,
}

/// What a purge did.
#[uniffi::remote(Record)]
pub struct Purged {
    /// What went.
    pub erased: Erased,
    /// Events that this phone's clock alone calls over: offer to forget their tickets by hand.
    pub unproven: Vec<Unproven>,
}

/// An event that waits for a time that somebody signed.
#[uniffi::remote(Record)]
pub struct Unproven {
    /// The event.
    pub event: EventId,
    /// Its title.
    pub title: String,
    /// From then on it may be purged.
    pub due: Time,
    /// The latest time that somebody signed.
    pub known: Time,
}

/// One kind of personal data that a folder holds or held.
#[uniffi::remote(Record)]
pub struct Held {
    /// What.
    pub kind: PersonalData,
    /// How many are here now.
    pub count: u64,
    /// How many were erased.
    pub erased: u64,
    /// From when on there was one.
    pub from: Time,
    /// When the last one was erased; nothing while there is one.
    pub until: Option<Time>,
}

/// A kind of personal data, as a notice names it.
#[uniffi::remote(Enum)]
pub enum PersonalData {
    /// Which seat at which event.
    Tickets,
    /// Names of people.
    Names,
    /// Keys that stand for one person.
    Keys,
    /// When and at which gate somebody was stamped.
    Stamps,
    /// That a ticket went from one key to another.
    HandOvers,
    /// Signed messages kept as evidence.
    Evidence,
    /// When and at which gate a ticket was let in.
    Admissions,
    /// When and at which gate a ticket was refused.
    Refusals,
}

/// One ticket, looked at the day before.
#[uniffi::remote(Record)]
pub struct Readiness {
    /// The ticket.
    pub ticket: TicketId,
    /// The event's title.
    pub title: String,
    /// Seat or place, perhaps empty.
    pub place: String,
    /// Its key.
    pub key: KeyReady,
    /// Its code.
    pub code: CodeReady,
    /// The phone's clock.
    pub clock: WalletClock,
    /// The event's documents.
    pub event: EventReady,
}

/// Whether the key that shows a ticket answers.
#[uniffi::remote(Enum)]
pub enum KeyReady {
    /// It signed.
    Here,
    /// It is in hardware that does not answer now: unlock the phone.
    Locked,
    /// It is in hardware that the app did not name.
    NoHardware,
    /// It is gone: ask the organizer to issue the ticket again.
    Lost,
}

/// Whether a code could be made that a gate would read.
#[uniffi::remote(Enum)]
pub enum CodeReady {
    /// One was made, and holds.
    Holds,
    /// One was made, and does not hold.
    Fails {
        /// Why.
        reason: Reason,
    },
    /// None could be made without the key.
    NotMade,
}

/// What the event's documents are worth.
#[uniffi::remote(Enum)]
pub enum EventReady {
    /// From a file of the organizer, and current.
    Known,
    /// From a friend's parcel only: import the organizer's event file.
    FirstSeen,
    /// The organizer meant to send a newer file by now: import it.
    Old {
        /// Since when.
        since: Time,
    },
    /// The organizer withdrew the key that signed the ticket: ask the organizer.
    KeyRevoked,
}

/// What a gate's purge took away. It cannot be taken back.
#[uniffi::remote(Record)]
pub struct GatePurged {
    /// Names of the guest list.
    pub names: u64,
    /// What became of the manifest.
    pub manifest: ManifestPurge,
    /// Whether the files are clean already.
    pub traces: Traces,
}

/// What became of the manifest.
#[uniffi::remote(Enum)]
pub enum ManifestPurge {
    /// There was none.
    None,
    /// It is forgotten.
    Gone,
    /// It stays: counts rest on it.
    Needed,
}

/// One branch of one device's log.
#[uniffi::remote(Record)]
pub struct LogCheck {
    /// The log.
    pub log: LogId,
    /// Its entries, from the first.
    pub entries: u64,
    /// The hash of the last one, which covers all of them.
    pub head: EntryHash,
    /// How many of them a signed head covers.
    pub signed: u64,
}

/// What a check of a folder found.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FolderCheck {
    /// The rows of each table that are whole.
    pub rows: Vec<TableRows>,
    /// What is damaged; empty if everything is as it was written.
    pub faults: Vec<FolderFault>,
    /// Of a gate, its logs as far as their chains hold.
    pub logs: Vec<LogCheck>,
}

/// The rows of one table.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct TableRows {
    /// The table's name.
    pub table: String,
    /// How many are whole.
    pub rows: u64,
}

/// One damage.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FolderFault {
    /// The stable code, as the command line prints it.
    pub code: String,
    /// The table it is in, if it is in one.
    pub table: Option<String>,
    /// The row it is in, from 1, if it is in one.
    pub row: Option<u64>,
}

/// Whether nothing that a network could bring is missing for a ticket: "オフラインで使えます ○".
#[uniffi::export]
pub fn works_offline(ticket: Readiness) -> bool {
    ticket.works_offline()
}

/// Reads everything in a wallet's folder, also of one that does not open, and says what is found. Release the wallet
/// first.
#[uniffi::export]
pub fn check_wallet(folder: String, vault: Arc<dyn KeyVault>) -> Result<FolderCheck, WalletError> {
    let found = wallet::check(Path::new(&folder), &host(vault, None))?;
    Ok(FolderCheck::of(&found, Vec::new()))
}

/// Reads everything in a gate's folder, also of one that does not open, and says what is found: rows, chains, heads and
/// codes. Release the gate first.
#[uniffi::export]
pub fn check_gate(folder: String, vault: Arc<dyn KeyVault>) -> Result<FolderCheck, GateError> {
    let found = gate::check(Path::new(&folder), &host(vault, None))?;
    Ok(FolderCheck::of(&found.store, found.logs))
}

/// Destroys the wallet in a folder, also one that does not open any more: keys in hardware, the vault's key and item,
/// then the files. Release the wallet first; nothing can be undone.
#[uniffi::export(default(signer = None))]
pub fn wipe_wallet(
    folder: String,
    vault: Arc<dyn KeyVault>,
    signer: Option<Arc<dyn HolderSigner>>,
) -> Result<(), WalletError> {
    let mut host = host(vault, None);
    host.signer = signer.map(|signer| Arc::new(HostSigner(signer)) as _);
    Ok(wallet::wipe(Path::new(&folder), host)?)
}

impl FolderCheck {
    fn of(found: &Examined, logs: Vec<LogCheck>) -> Self {
        let rows =
            found.rows.iter().map(|(table, rows)| TableRows { table: table.name().to_owned(), rows: *rows });
        Self { rows: rows.collect(), faults: found.faults.iter().map(FolderFault::from).collect(), logs }
    }
}

impl From<&Fault> for FolderFault {
    fn from(fault: &Fault) -> Self {
        let table = fault.table().map(|table| table.name().to_owned());
        Self { code: fault.code().to_owned(), table, row: fault.place() }
    }
}
