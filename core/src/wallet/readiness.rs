//! The day before: whether each ticket will show without a network, and what to do if not.

use super::ticket::{Standing, Ticket, closes};
use super::{EventSource, Wallet, WalletClock, WalletError};
use crate::code::{Against, ProofCode, Reason, scan, verify};
use crate::ticket::{Documents, KeyStatus, Step, TicketId, Time};

/// Whether the key that shows a ticket answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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

/// One ticket, looked at the day before.
#[derive(Debug, Clone, PartialEq, Eq)]
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

impl Readiness {
    /// "オフラインで使えます ○": nothing that a network could bring is missing.
    pub fn works_offline(&self) -> bool {
        self.key == KeyReady::Here
            && self.code == CodeReady::Holds
            && self.event != EventReady::KeyRevoked
            && !matches!(self.clock, WalletClock::Behind { .. })
    }
}

impl KeyReady {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::Locked => "HARDWARE_LOCKED",
            Self::NoHardware => "NO_HARDWARE",
            Self::Lost => "KEY_LOST",
        }
    }
}

impl CodeReady {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails { reason } => reason.code(),
            Self::NotMade => "NOT_MADE",
        }
    }
}

impl EventReady {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::FirstSeen => "FIRST_SEEN",
            Self::Old { .. } => "LIST_OLD",
            Self::KeyRevoked => "KEY_REVOKED",
        }
    }
}

impl Wallet {
    /// The day before: tries every ticket that is held and not over as at the door, without a network.
    ///
    /// Tries every ticket that is held and not over, by the way it will take at the door: the code of this moment is
    /// signed, kept as shown, and judged as a gate would. It is given to nobody.
    pub fn readiness(&mut self) -> Result<Vec<Readiness>, WalletError> {
        let mut tickets = Vec::new();
        for summary in self.tickets()? {
            let ticket = self.current(summary.id)?;
            let over = self.now() >= closes(&ticket.credential, self.documents(&ticket)?);
            if self.standing(&ticket) == Standing::Held && !over {
                tickets.push(self.try_out(&ticket, summary.title, summary.source)?);
            }
        }
        Ok(tickets)
    }

    fn try_out(
        &mut self,
        ticket: &Ticket,
        title: String,
        source: EventSource,
    ) -> Result<Readiness, WalletError> {
        let (id, place) = (ticket.ticket(), ticket.credential.payload().place.clone());
        let (key, code) = match self.rehearsed(ticket) {
            Ok((text, step)) => {
                let documents = self.documents(ticket)?;
                let judged = scan(&text).and_then(|code| verify(code, &Against::gate(documents, step)));
                (
                    KeyReady::Here,
                    judged.map_or_else(|reason| CodeReady::Fails { reason }, |_| CodeReady::Holds),
                )
            }
            Err(error) => (key_fault(error)?, CodeReady::NotMade),
        };
        let event = event_ready(ticket, self.documents(ticket)?, source, self.now());
        Ok(Readiness { ticket: id, title, place, key, code, clock: self.clock(), event })
    }
}

impl Wallet {
    /// A code that nobody sees: it is no step shown, and the ticket can be handed on in the next moment.
    fn rehearsed(&self, ticket: &Ticket) -> Result<(String, Step), WalletError> {
        let key = self.holder_key(ticket.chain.holder())?;
        let (step, _) = self.step_now();
        let code = ProofCode::present_by(&ticket.credential, &ticket.chain, &key, step)?;
        Ok((code.to_text(), step))
    }
}

/// What speaks against the key; another fault is one of the wallet.
fn key_fault(error: WalletError) -> Result<KeyReady, WalletError> {
    match error {
        WalletError::NoHardware => Ok(KeyReady::NoHardware),
        WalletError::HardwareUnavailable | WalletError::HardwareRefused => Ok(KeyReady::Locked),
        WalletError::HardwareKeyLost | WalletError::HardwareBroken => Ok(KeyReady::Lost),
        other => Err(other),
    }
}

fn event_ready(ticket: &Ticket, documents: &Documents, source: EventSource, now: Time) -> EventReady {
    let signer = documents.trust().status(&ticket.credential.issuer());
    let next = documents.trust().next_update();
    match source {
        _ if signer != Some(KeyStatus::Active) => EventReady::KeyRevoked,
        EventSource::FirstSeen => EventReady::FirstSeen,
        EventSource::Imported if now > next => EventReady::Old { since: next },
        EventSource::Imported => EventReady::Known,
    }
}
