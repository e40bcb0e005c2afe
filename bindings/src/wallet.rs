//! The wallet: what the holder does.

use std::path::Path;
use std::sync::Arc;

use mogiri::code::qr::{Purpose, QrCode};
use mogiri::ticket::{EventId, TicketId, Time};
use mogiri::wallet;
use mogiri::wire::{WireError, from_text, to_text};

use crate::WalletError;
use crate::host::{Clock, HolderSigner, HostSigner, KeyVault, LogSink, host};
use crate::session::Session;

/// Tickets of one holder, in one folder with one vault. It needs no network.
///
/// Every method may be called from any thread and does its work before it returns, disk included: call it off the
/// main thread.
#[derive(uniffi::Object)]
pub struct Wallet(Session<wallet::Wallet>);

/// One turn of a ticket's code.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct TicketCode {
    /// The text of the code.
    pub text: String,
    /// The picture of the text.
    pub qr: QrModules,
    /// The protocol's letter for the kind of code: P for a full proof.
    pub profile: String,
    /// Which turn: unix time / 10.
    pub step: u64,
    /// When the next turn begins.
    pub valid_until: Time,
    /// In so many milliseconds the next turn begins, by the clock that this code was made with: ask for it then. At most
    /// 10 000, and 0 if it has begun. A code that answers a gate does not turn; it is of use for so long.
    pub turns_in_ms: u64,
}

/// A QR symbol as modules, to draw black on white with four light modules around it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct QrModules {
    /// Modules on one side.
    pub size: u32,
    /// Row by row from the top left: 1 is dark, 0 is light.
    pub modules: Vec<u8>,
}

/// A message for a camera.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct MessageCode {
    /// The text of the code.
    pub text: String,
    /// The picture of the text.
    pub qr: QrModules,
}

/// The code of a message, for another phone's camera. `NoPicture`: it is too long for one code; share it as a file.
#[uniffi::export]
pub fn message_code(message: Vec<u8>) -> Result<MessageCode, WalletError> {
    let text = to_text(&message);
    Ok(MessageCode { qr: QrModules::of(&text)?, text })
}

/// The message in a text that a camera read. `BadFile`: it is none, it is damaged, or it is of a newer version.
#[uniffi::export]
pub fn message_of(text: String) -> Result<Vec<u8>, WalletError> {
    Ok(from_text(&text).map_err(|error| wallet::WalletError::BadFile(WireError::from(error)))?)
}

/// The acts that the core has in another form; the others are in `acts.txt`.
#[uniffi::export]
impl Wallet {
    /// Makes a new wallet, and the folder if it is missing.
    #[uniffi::constructor(default(clock = None, log = None))]
    pub fn create(
        folder: String,
        vault: Arc<dyn KeyVault>,
        clock: Option<Arc<dyn Clock>>,
        log: Option<Arc<dyn LogSink>>,
    ) -> Result<Arc<Self>, WalletError> {
        let made = wallet::Wallet::create(Path::new(&folder), host(vault, clock, log))?;
        Ok(Arc::new(Self(Session::new(made))))
    }

    /// Opens the wallet in a folder; finishes what a crash interrupted.
    #[uniffi::constructor(default(clock = None, log = None))]
    pub fn open(
        folder: String,
        vault: Arc<dyn KeyVault>,
        clock: Option<Arc<dyn Clock>>,
        log: Option<Arc<dyn LogSink>>,
    ) -> Result<Arc<Self>, WalletError> {
        let opened = wallet::Wallet::open(Path::new(&folder), host(vault, clock, log))?;
        Ok(Arc::new(Self(Session::new(opened))))
    }

    /// The code of this moment. No clock, stamp or list stops it.
    pub fn present(&self, ticket: TicketId) -> Result<TicketCode, WalletError> {
        TicketCode::of(self.with(|wallet| wallet.present(ticket))?)
    }

    /// The short code of this moment, for gates that carry the manifest.
    pub fn present_reference(&self, ticket: TicketId) -> Result<TicketCode, WalletError> {
        TicketCode::of(self.with(|wallet| wallet.present_reference(ticket))?)
    }

    /// The digits of this moment as a code, for doors that know only TOTP.
    pub fn present_totp(&self, ticket: TicketId) -> Result<TicketCode, WalletError> {
        TicketCode::of(self.with(|wallet| wallet.present_totp(ticket))?)
    }

    /// The check digits of this moment, to be read out where no camera helps; none once the ticket was handed on.
    pub fn check_digits(&self, ticket: TicketId) -> Result<Option<String>, WalletError> {
        Ok(self.with(|wallet| wallet.check_digits(ticket))?.map(|digits| digits.to_string()))
    }

    /// The code that answers a gate's challenge, after the person said yes. No clock is asked.
    pub fn answer(&self, ticket: TicketId, challenge: Vec<u8>) -> Result<TicketCode, WalletError> {
        TicketCode::of(self.with(|wallet| wallet.answer(ticket, &challenge))?)
    }

    /// A request for 1 to 20 tickets, for the organizer or a friend to answer within 24 hours. With `event` only
    /// tickets of that event are taken.
    #[uniffi::method(default(count = 1, event = None))]
    pub fn request(&self, count: u32, event: Option<EventId>) -> Result<Vec<u8>, WalletError> {
        self.with(|wallet| wallet.request(count as usize, event))
    }

    /// Says where keys in hardware are. Call it right after opening, if the phone has such hardware.
    pub fn use_signer(&self, signer: Arc<dyn HolderSigner>) -> Result<(), WalletError> {
        self.with(|wallet| {
            wallet.use_signer(Arc::new(HostSigner(signer)));
            Ok(())
        })
    }

    /// A request for 1 to 20 tickets that are bound to this phone's hardware, for the organizer to answer within 24
    /// hours. Such tickets are not handed on.
    #[uniffi::method(default(count = 1, event = None))]
    pub fn request_hardware(&self, count: u32, event: Option<EventId>) -> Result<Vec<u8>, WalletError> {
        self.with(|wallet| wallet.request_hardware(count as usize, event))
    }

    /// The eight characters that two people read to each other when a request came by message and not by camera.
    /// Takes 64 MiB of memory and a noticeable part of a second.
    pub fn compare_code(&self, request: Vec<u8>) -> Result<String, WalletError> {
        self.with(|_| wallet::Wallet::compare_code(&request)).map(|code| code.to_string())
    }

    /// Destroys this wallet; nothing can be undone. If this fails, call `wipeWallet` for the folder.
    pub fn wipe(&self) -> Result<(), WalletError> {
        self.0.take()?.map_or(Err(WalletError::Released), |wallet| Ok(wallet.wipe()?))
    }

    /// Lets the folder go; every later call is Released.
    pub fn release(&self) -> Result<(), WalletError> {
        self.0.take()?.map_or(Ok(()), |wallet| Ok(wallet.close()?))
    }
}

impl Wallet {
    pub(crate) fn with<R>(
        &self,
        work: impl FnOnce(&mut wallet::Wallet) -> Result<R, wallet::WalletError>,
    ) -> Result<R, WalletError> {
        Ok(self.0.with(work)??)
    }
}

impl TicketCode {
    fn of(code: wallet::PresentedCode) -> Result<Self, WalletError> {
        Ok(Self {
            qr: QrModules::of(&code.text)?,
            text: code.text,
            profile: code.profile.code().to_owned(),
            step: code.step.number(),
            valid_until: code.valid_until,
            turns_in_ms: code.turns_in_ms,
        })
    }
}

impl QrModules {
    fn of(text: &str) -> Result<Self, WalletError> {
        let qr = QrCode::new(text, Purpose::Screen).map_err(|_| WalletError::NoPicture)?;
        let size = u32::try_from(qr.size()).map_err(|_| WalletError::NoPicture)?;
        Ok(Self { size, modules: qr.modules().iter().copied().map(u8::from).collect() })
    }
}
