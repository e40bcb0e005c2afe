//! Forgetting: a ticket at its holder's word, an event after its purge time, everything at once (protocol §9).

use std::path::Path;

use super::erase::{Erased, Scope};
use super::holder_key::delete_what_opens;
use super::rows::State;
use super::ticket::{Standing, Ticket};
use super::{Wallet, WalletError};
use crate::order::{self, Set};
use crate::ports::Host;
use crate::ports::LogAct;
use crate::store::{self, Schema, Store};
use crate::ticket::{EventId, RootId, TicketId, Time};

/// Whether a ticket may be forgotten that still lets its holder in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StillValid {
    /// No: answer why.
    Keep,
    /// Yes. Ask the person first: nobody gets in with it any more.
    Erase,
}

/// Why a ticket cannot be forgotten yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum NotForgettable {
    /// The friend has not answered: without this wallet the ticket would be nobody's.
    #[error("the friend has not answered: the parcel may have to be sent again")]
    WaitsForAnswer {
        /// From then on it can be forgotten.
        until: Time,
    },
    /// It can still be used.
    #[error("the ticket can still be used")]
    StillValid {
        /// From then on gates take it no more.
        until: Time,
    },
}

impl NotForgettable {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::WaitsForAnswer { .. } => "WAITS_FOR_ANSWER",
            Self::StillValid { .. } => "STILL_VALID",
        }
    }
}

/// What a purge did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purged {
    /// What went.
    pub erased: Erased,
    /// Events that this phone's clock alone calls over: offer to forget their tickets by hand.
    pub unproven: Vec<Unproven>,
}

/// An event that waits for a time that somebody signed.
#[derive(Debug, Clone, PartialEq, Eq)]
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

impl Wallet {
    /// Forgets a ticket for good, in every file: seat, name, stamps and key, and the event with its last ticket. What
    /// was answered to friends stays, so that no ticket has two holders by forgetting.
    ///
    /// With it goes its chain. What stays lets nobody in and names nobody: those answers, and in the vault the tags of
    /// what was endorsed and answered.
    ///
    /// # Errors
    /// [`WalletError::CannotForget`] for a ticket that must stay, or may still be used.
    pub fn forget(&mut self, id: TicketId, valid: StillValid) -> Result<Erased, WalletError> {
        self.logged(LogAct::Forget, |wallet| {
            let rows = wallet.rows_of(id)?;
            if rows.is_empty() {
                return Err(WalletError::TicketNotFound);
            }
            let now = wallet.now();
            for row in &rows {
                let until = wallet.events()?.close_of(row);
                if now < until {
                    wallet.forgettable(row, valid, until)?;
                }
            }
            wallet.erase(&|ticket| ticket.ticket() == id, &Scope::Tickets)
        })
    }

    fn forgettable(&self, row: &Ticket, valid: StillValid, until: Time) -> Result<(), NotForgettable> {
        match (&row.row.state, self.standing(row)) {
            (State::Handed(_), _) => Err(NotForgettable::WaitsForAnswer { until }),
            (_, Standing::Held) if valid == StillValid::Keep => Err(NotForgettable::StillValid { until }),
            _ => Ok(()),
        }
    }

    /// Forgets every event that is past its purge time, by this phone's clock and by a time that a gate or its
    /// organizer signed. Nothing is purged unless this is called.
    ///
    /// All its tickets and keys go as by [`Wallet::forget`], and the answers to its hand-overs too. The tags of endorsed
    /// heads stay in the vault.
    pub fn purge(&mut self) -> Result<Purged, WalletError> {
        self.logged(LogAct::Purge, |wallet| {
            let (now, rows) = (wallet.now(), wallet.all_rows()?);
            let (mut purged, mut unproven) = (Set::default(), Vec::new());
            let mut certain = Time::default();
            let events = wallet.events()?;
            let mut keys: Vec<_> = events.keys().copied().collect();
            keys.extend(
                rows.iter().map(|row| events.key_of(row.event())).filter(|key| events.get(key).is_none()),
            );
            for key in keys {
                let due = wallet.due(key, &rows)?;
                let known = wallet.known_time(key.0)?;
                if now < due {
                    continue;
                }
                if known >= due {
                    purged.insert(key);
                    certain = certain.max(due);
                } else if let Some(event) = events.get(&key) {
                    let title = event.documents.event().title.clone();
                    unproven.push(Unproven { event: key.1, title, due, known });
                }
            }
            let scope = Scope::Events { purged: &purged, known: certain };
            let over: Set<_> = order::gathered(
                rows.iter().map(Ticket::event).filter(|key| purged.contains(&events.key_of(*key))),
            );
            let erased = wallet.erase(&|ticket| over.contains(&ticket.event()), &scope)?;
            Ok(Purged { erased, unproven })
        })
    }

    /// When an event may be purged: its purge time, and never before its tickets are over.
    fn due(&self, key: (RootId, EventId), rows: &[Ticket]) -> Result<Time, WalletError> {
        let events = self.events()?;
        let purge = events.get(&key).map(|event| event.documents.event().purge);
        let of_it = rows.iter().filter(|ticket| events.key_of(ticket.event()) == key);
        let last = of_it.map(|ticket| events.close_of(ticket)).max();
        Ok(purge.max(last).unwrap_or_default())
    }

    /// The latest time that is signed: the floor (protocol §5.3), or the newest trust list of this root. Nobody but
    /// an event's own organizer moves the purge of that event beyond what gates said.
    fn known_time(&self, root: RootId) -> Result<Time, WalletError> {
        let lists = self.events()?.iter().filter(|((of, _), _)| *of == root);
        let issued = lists.map(|(_, event)| event.documents.trust().issued()).max();
        Ok(self.floor().max(issued.unwrap_or_default()))
    }

    /// Destroys this wallet: keys in hardware, the vault's key and item, then the files. Nothing can be undone, and
    /// what friends or gates still wait for is lost; tell the person, and see [`Wallet::tickets`] for what is valid.
    ///
    /// # Errors
    /// Nothing was destroyed if the hardware or the vault does not answer. After that, wipe again: [`wipe`].
    pub fn wipe(self) -> Result<(), WalletError> {
        self.destroy_hardware_keys()?;
        let Self { store, host, .. } = self;
        host.vault.delete()?;
        Ok(store.wipe()?)
    }
}

/// Destroys the wallet in a folder, as [`Wallet::wipe`], also one that does not open any more: damaged, without its
/// key, or half destroyed by a wipe that was killed. Keys in hardware can be deleted only while the wallet opens.
///
/// # Errors
/// As [`Wallet::wipe`]; [`WalletError::NoWallet`] if nothing of a wallet is in the folder.
pub fn wipe(folder: &Path, host: Host) -> Result<(), WalletError> {
    let (vault, signer) = (host.vault.clone(), host.signer.clone());
    let opened = Store::open(folder, Schema::Wallet, &*vault).map_err(WalletError::from);
    match opened.and_then(|store| Wallet::start(store, host)) {
        Ok(wallet) => match wallet.wipe() {
            Err(WalletError::Corrupt) => {
                delete_what_opens(folder, &*vault, signer.as_deref());
                vault.delete()?;
                Ok(store::wipe(folder)?)
            }
            wiped => wiped,
        },
        Err(error @ (WalletError::Busy | WalletError::VaultUnavailable | WalletError::VaultBroken)) => {
            Err(error)
        }
        Err(_) if !store::has_traces(folder)? => Err(WalletError::NoWallet),
        Err(_) => {
            vault.delete()?;
            Ok(store::wipe(folder)?)
        }
    }
}
