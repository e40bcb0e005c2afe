//! What the host brings: a clock, a vault for keys, randomness, and where it keeps a log. Nothing else comes from outside.

use std::sync::Arc;

use rand_core::CryptoRng;

/// The host's clock.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970-01-01T00:00:00Z, as the device believes.
    fn now_ms(&self) -> u64;
    /// Milliseconds since the device was started, sleep included. Nobody can set it; a smaller number than before means
    /// that the device was started again.
    fn monotonic_ms(&self) -> u64;

    /// Both at once.
    fn reading(&self) -> ClockReading {
        ClockReading { wall_ms: self.now_ms(), monotonic_ms: self.monotonic_ms() }
    }
}

/// Both sides of a clock at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClockReading {
    /// Milliseconds since 1970, as the device believes.
    pub wall_ms: u64,
    /// Milliseconds since it was started.
    pub monotonic_ms: u64,
}

impl ClockReading {
    /// Milliseconds since an earlier reading; `None` if the device was started again or its clock was set in between:
    /// the two sides parted by more than `max_parted_ms`.
    pub fn since(self, earlier: Self, max_parted_ms: u64) -> Option<u64> {
        let passed = self.monotonic_ms.checked_sub(earlier.monotonic_ms)?;
        let shown = earlier.wall_ms.checked_add(passed)?;
        (shown.abs_diff(self.wall_ms) <= max_parted_ms).then_some(passed)
    }
}

/// Why a vault could not answer. Anything else that it throws counts as Broken, and its text is never kept: it may hold
/// names or paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The device is locked or the vault's service does not answer; try again after unlocking.
    #[error("the key vault is not available now")]
    Unavailable,
    /// The vault no longer has the key (restored backup, reinstalled app): what it sealed cannot be opened again.
    #[error("the key vault no longer has its key")]
    KeyLost,
    /// The vault refused, for a reason of its own (storage full, user declined).
    #[error("the key vault refused")]
    Refused,
    /// The vault threw what it has no word for: a fault of the app.
    #[error("the key vault is broken")]
    Broken,
}

/// Where the host keeps what the database alone must not hold (protocol §3, §9).
///
/// A vault belongs to one folder. Its key never leaves the device and its item is not part of the folder's files, so
/// that a folder put back from a copy is noticed.
pub trait KeyVault: Send + Sync {
    /// Encrypts at most 1 KiB under the vault's key.
    fn seal(&self, plaintext: &[u8]) -> Result<Vec<u8>, VaultError>;
    /// Opens what [`KeyVault::seal`] made.
    fn open(&self, sealed: &[u8]) -> Result<Vec<u8>, VaultError>;
    /// Replaces the one item (at most 4 KiB) durably: when this returns, it is on disk.
    fn put(&self, item: &[u8]) -> Result<(), VaultError>;
    /// The item last put, if any.
    fn get(&self) -> Result<Option<Vec<u8>>, VaultError>;
    /// Forgets the key and the item.
    fn delete(&self) -> Result<(), VaultError>;
}

/// A key that a [`HolderSigner`] made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatedKey {
    /// The point, compressed: 33 bytes (SEC 1).
    pub public: Vec<u8>,
    /// What the signer calls the key by, at most 512 bytes. It is no secret.
    pub handle: Vec<u8>,
}

/// Why a signer could not answer. Anything else that it throws counts as Broken, and its text is never kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignerError {
    /// The device is locked or the hardware does not answer; try again after unlocking.
    #[error("the hardware key is not available now")]
    Unavailable,
    /// The hardware no longer has the key (reset, new lock screen, restored backup): ask for a re-issue.
    #[error("the hardware no longer has the key")]
    KeyLost,
    /// The hardware refused, for a reason of its own (user declined, no such hardware).
    #[error("the hardware refused")]
    Refused,
    /// What came back is no key or no signature of its key, or the signer threw what it has no word for.
    #[error("the hardware's answer is not a key or signature")]
    Broken,
}

/// Keys in a phone's hardware (protocol §3): NIST P-256, made there and never leaving it.
pub trait HolderSigner: Send + Sync {
    /// Makes a key.
    fn create(&self) -> Result<CreatedKey, SignerError>;
    /// ECDSA with SHA-256 over the message, as DER or as `r || s`.
    fn sign(&self, handle: &[u8], message: &[u8]) -> Result<Vec<u8>, SignerError>;
    /// Forgets a key; one that is not there is no error.
    fn delete(&self, handle: &[u8]) -> Result<(), SignerError>;
}

/// Where the host keeps a log of what happened.
pub trait LogSink: Send + Sync {
    /// Takes one event, in the middle of the act that it tells of: write it down and return.
    fn log(&self, event: LogEvent);
}

/// One act that ended. Nothing of it says who, which ticket, which seat or which key: it is made of closed lists and
/// counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LogEvent {
    /// What was done.
    pub act: LogAct,
    /// What came of it: the stable code of the outcome or error, or `ok`.
    pub outcome: &'static str,
    /// How many tickets, entries or rows it was about.
    pub count: u64,
}

/// What was done, in a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LogAct {
    /// A folder was opened or made.
    Open,
    /// Its files were closed for a while.
    Suspend,
    /// It moved to another key of the host.
    RotateKey,
    /// What is past its purge time was forgotten.
    Purge,
    /// A wallet took in a file.
    Import,
    /// A wallet showed a ticket.
    Present,
    /// A wallet answered a gate's challenge.
    Answer,
    /// A wallet took a gate's beacon.
    Correct,
    /// A wallet handed a ticket on.
    HandOver,
    /// A wallet took or declined a parcel.
    Receive,
    /// A wallet took a friend's answer.
    Settle,
    /// A wallet took a digital stamp.
    AcceptStamp,
    /// A stamp was pressed on the screen.
    Press,
    /// A wallet forgot a ticket.
    Forget,
    /// A gate judged a code, or digits.
    Admit,
    /// A gate let somebody out.
    Exit,
    /// A person with authority let somebody in.
    Override,
    /// A gate sold a blank, or gave one out.
    Issue,
    /// A gate took in a document.
    Update,
    /// A gate wrote its journal for others.
    Export,
    /// A gate took in another one's journal.
    Merge,
    /// An entry was taken back.
    Void,
    /// A gate took another device's time.
    TakeTime,
    /// A gate closed its log.
    CloseLog,
    /// A gate did what it does when nobody waits.
    Maintain,
}

/// What a log says of an outcome: its stable code, and how many things it was about.
pub(crate) trait Told {
    fn told(&self) -> (&'static str, u64);
}

impl Told for () {
    fn told(&self) -> (&'static str, u64) {
        ("ok", 0)
    }
}

impl Told for Vec<u8> {
    fn told(&self) -> (&'static str, u64) {
        ("ok", 1)
    }
}

/// Tells the host's log, if there is one, of an act that ended.
pub(crate) fn tell<T: Told>(log: Option<&dyn LogSink>, act: LogAct, outcome: Result<&T, &'static str>) {
    let Some(log) = log else { return };
    let (outcome, count) = outcome.map_or_else(|code| (code, 0), Told::told);
    log.log(LogEvent { act, outcome, count });
}

/// The ports of one facade, bundled.
pub struct Host {
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The vault of the folder that is opened.
    pub vault: Arc<dyn KeyVault>,
    /// Keys in hardware, where the device has any.
    pub signer: Option<Arc<dyn HolderSigner>>,
    /// Where what happens is told, if anywhere.
    pub log: Option<Arc<dyn LogSink>>,
    /// Cryptographic randomness.
    pub rng: Box<dyn CryptoRng + Send>,
}
