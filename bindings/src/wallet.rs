//! The wallet: what the holder does.

use std::path::Path;
use std::sync::Arc;

use mogiri::code::qr::{Purpose, QrCode};
use mogiri::stamp::Touch;
use mogiri::ticket::{EventId, Held, TicketId, Time};
use mogiri::wallet::{
    self, ChallengeFace, Confirmation, CorrectOutcome, Decision, Erased, HandOver, Imported, ParcelState,
    Preview, Purged, Readiness, Received, Rollback, Settled, StampOutcome, StillValid, TicketSummary,
    WalletClock,
};

use crate::WalletError;
use crate::host::{Clock, HolderSigner, HostSigner, KeyVault, host, vault};
use crate::press::{self, PressOutcome};
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
    /// When the next turn begins; ask for it then.
    pub valid_until: Time,
}

/// A QR symbol as modules, to draw black on white with four light modules around it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct QrModules {
    /// Modules on one side.
    pub size: u32,
    /// Row by row from the top left: 1 is dark, 0 is light.
    pub modules: Vec<u8>,
}

#[uniffi::export]
impl Wallet {
    /// Makes a new wallet, and the folder if it is missing.
    #[uniffi::constructor(default(clock = None))]
    pub fn create(
        folder: String,
        vault: Arc<dyn KeyVault>,
        clock: Option<Arc<dyn Clock>>,
    ) -> Result<Arc<Self>, WalletError> {
        let made = wallet::Wallet::create(Path::new(&folder), host(vault, clock))?;
        Ok(Arc::new(Self(Session::new(made))))
    }

    /// Opens the wallet in a folder; finishes what a crash interrupted.
    #[uniffi::constructor(default(clock = None))]
    pub fn open(
        folder: String,
        vault: Arc<dyn KeyVault>,
        clock: Option<Arc<dyn Clock>>,
    ) -> Result<Arc<Self>, WalletError> {
        let opened = wallet::Wallet::open(Path::new(&folder), host(vault, clock))?;
        Ok(Arc::new(Self(Session::new(opened))))
    }

    /// Every ticket: those to come, the next event first, then those that are over, the latest first.
    pub fn tickets(&self) -> Result<Vec<TicketSummary>, WalletError> {
        self.with(|wallet| wallet.tickets())
    }

    /// One ticket.
    pub fn ticket(&self, ticket: TicketId) -> Result<TicketSummary, WalletError> {
        self.with(|wallet| wallet.ticket(ticket))
    }

    /// The one ticket whose id begins with `prefix`: at least six characters, any case.
    pub fn find(&self, prefix: String) -> Result<TicketId, WalletError> {
        self.with(|wallet| wallet.find(&prefix))
    }

    /// Takes in a ticket file or an event file: all of it or nothing. The same file again changes nothing.
    pub fn import_file(&self, file: Vec<u8>) -> Result<Imported, WalletError> {
        self.with(|wallet| wallet.import(&file))
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

    /// The check digits of this moment, to stand under the code and to be read out where no camera helps; none once
    /// the ticket was handed on.
    pub fn check_digits(&self, ticket: TicketId) -> Result<Option<String>, WalletError> {
        let digits = self.with(|wallet| wallet.check_digits(ticket))?;
        Ok(digits.map(|digits| digits.to_string()))
    }

    /// Which gate asks by a challenge: show it to the person before `answer`.
    pub fn challenge_face(&self, challenge: Vec<u8>) -> Result<ChallengeFace, WalletError> {
        self.with(|wallet| wallet.challenge_face(&challenge))
    }

    /// The code that answers a gate's challenge, after the person said yes. No clock is asked.
    pub fn answer(&self, ticket: TicketId, challenge: Vec<u8>) -> Result<TicketCode, WalletError> {
        TicketCode::of(self.with(|wallet| wallet.answer(ticket, &challenge))?)
    }

    /// Takes the beacon that a gate shows for a code it called stale.
    pub fn correct(&self, beacon: Vec<u8>) -> Result<CorrectOutcome, WalletError> {
        self.with(|wallet| wallet.correct(&beacon))
    }

    /// What the phone's clock is worth. Whatever it says, `present` works.
    pub fn clock(&self) -> Result<WalletClock, WalletError> {
        self.with(|wallet| Ok(wallet.clock()))
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

    /// Hands a ticket to the friend who made `request`. From here on this wallet shows it no more; there is no way
    /// back but the friend's answer. The same request again for the same ticket gives the same hand-over.
    pub fn hand_over(
        &self,
        ticket: TicketId,
        request: Vec<u8>,
        confirmation: Confirmation,
    ) -> Result<HandOver, WalletError> {
        self.with(|wallet| wallet.hand_over(ticket, &request, &confirmation))
    }

    /// The parcel of a ticket that was handed over, once no code shown before is alive. It may be sent as often as
    /// needed.
    pub fn parcel(&self, ticket: TicketId) -> Result<ParcelState, WalletError> {
        self.with(|wallet| wallet.parcel(ticket))
    }

    /// What a parcel offers, for a person to see before receiving it. Writes nothing.
    pub fn preview(&self, parcel: Vec<u8>) -> Result<Preview, WalletError> {
        self.with(|wallet| wallet.preview(&parcel))
    }

    /// Takes or declines every ticket of a parcel; the answer goes back to the owner. The same parcel again gives the
    /// same answer.
    pub fn receive(&self, parcel: Vec<u8>, decision: Decision) -> Result<Received, WalletError> {
        self.with(|wallet| wallet.receive(&parcel, decision))
    }

    /// Takes a friend's answer.
    pub fn settle(&self, answer: Vec<u8>) -> Result<Vec<Settled>, WalletError> {
        self.with(|wallet| wallet.settle(&answer))
    }

    /// Keeps a digital stamp that a gate showed for a code of the last ten minutes.
    pub fn accept_stamp(&self, stamp: Vec<u8>) -> Result<StampOutcome, WalletError> {
        self.with(|wallet| wallet.accept_stamp(&stamp))
    }

    /// Judges the touches of the screen that shows a ticket; `dpi` is the screen's, in pixels an inch.
    pub fn press(
        &self,
        ticket: TicketId,
        dpi: f64,
        touches: Vec<Touch>,
    ) -> Result<PressOutcome, WalletError> {
        match press::log(dpi, touches) {
            Ok(log) => self.with(|wallet| wallet.press(ticket, &log)).map(PressOutcome::from),
            Err(outcome) => Ok(outcome),
        }
    }

    /// Forgets a ticket for good, in every file: seat, name, stamps and key, and the event with its last ticket. What
    /// was answered to friends stays, so that no ticket has two holders by forgetting.
    pub fn forget(&self, ticket: TicketId, valid: StillValid) -> Result<Erased, WalletError> {
        self.with(|wallet| wallet.forget(ticket, valid))
    }

    /// Forgets every event that is past its purge time, by this phone's clock and by a time that a gate or its
    /// organizer signed. Nothing is purged unless this is called.
    pub fn purge(&self) -> Result<Purged, WalletError> {
        self.with(wallet::Wallet::purge)
    }

    /// Which kinds of personal data are here and were erased, and when: for a notice after a theft, never the data.
    pub fn exposure(&self) -> Result<Vec<Held>, WalletError> {
        self.with(|wallet| wallet.exposure())
    }

    /// The day before: tries every ticket that is held and not over as at the door, without a network.
    pub fn readiness(&self) -> Result<Vec<Readiness>, WalletError> {
        self.with(wallet::Wallet::readiness)
    }

    /// Destroys this wallet: keys in hardware, the vault's key and item, then the files. Nothing can be undone. Every
    /// later call is Released; if this fails, call `wipeWallet` for the folder.
    pub fn wipe(&self) -> Result<(), WalletError> {
        self.0.take()?.map_or(Err(WalletError::Released), |wallet| Ok(wallet.wipe()?))
    }

    /// Whether the folder was put back from an older copy.
    pub fn rollback(&self) -> Result<Rollback, WalletError> {
        self.with(|wallet| Ok(wallet.health().rollback))
    }

    /// Closes the files and lets the folder go; the next call opens it again. Call it before iOS suspends an app whose
    /// folder is shared.
    pub fn suspend(&self) -> Result<(), WalletError> {
        self.with(wallet::Wallet::suspend)
    }

    /// Moves to another key of the host: the new vault gets the item, then one row is sealed anew. Killed at any point,
    /// the wallet opens with the old vault or with the new one; delete the old key once this returned.
    pub fn rotate_key(&self, to: Arc<dyn KeyVault>) -> Result<(), WalletError> {
        self.with(|wallet| wallet.rotate_key(vault(to)))
    }

    /// Lets the folder go; every later call is Released.
    pub fn release(&self) -> Result<(), WalletError> {
        self.0.take()?.map_or(Ok(()), |wallet| Ok(wallet.close()?))
    }
}

impl Wallet {
    fn with<R>(
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
