//! A ticket as a pass of a phone's own wallet: what such a wallet needs to draw profile T by itself (protocol §5).

use super::IssuerError;
use super::confide::known_secret;
use super::facade::Issuer;
use crate::ticket::{Flag, OtpUse, TicketId, TicketSecret};

/// What a pass is made of. `Debug` shows no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pass {
    /// The ticket.
    pub ticket: TicketId,
    /// The secret of its digits: 20 bytes, SHA-1.
    pub secret: TicketSecret,
}

impl Issuer {
    /// The pass of a ticket. Whoever has it can enter with it: it goes to the holder's own wallet and nowhere else.
    ///
    /// # Errors
    /// [`IssuerError::NoPass`] for a ticket without digits for turnstiles.
    pub fn pass(&self, ticket: TicketId) -> Result<Pass, IssuerError> {
        let located = self.locate(&[ticket])?.pop().ok_or(IssuerError::TicketNotFound)?;
        let (event, payload) = (located.event, located.payload()?);
        let secret = self.store.read(|r| known_secret(r, event))?;
        let allowed = payload.policy.flags.has(Flag::Totp);
        let secret = secret.filter(|_| allowed).ok_or(IssuerError::NoPass)?;
        let key = secret.zone_key(event, payload.zone);
        Ok(Pass { ticket, secret: key.secret(OtpUse::Pass, ticket, payload.epoch) })
    }
}
