//! Profile T: a ticket's id and eight digits, for doors that know only TOTP (RFC 6238; protocol §5). It rests on a
//! secret that the gate has too, so it proves nothing to anybody else.

use core::fmt;

use super::Digits;
use crate::ticket::{OtpUse, TicketId};
use crate::wire::{MessageType, Reader, Wire, WireError, Writer};

/// Which of a ticket's secrets made the digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TotpForm {
    /// `[5, ticket, digits]`, SHA-256.
    Code,
    /// `MGT1:` and both as text, SHA-1: what a wallet pass draws by itself.
    Pass,
    /// No code: check digits that somebody typed, and the ticket that they were found to be of.
    Typed,
}

impl TotpForm {
    pub(super) const fn purpose(self) -> OtpUse {
        match self {
            Self::Code => OtpUse::Code,
            Self::Pass => OtpUse::Pass,
            Self::Typed => OtpUse::Digits,
        }
    }
}

/// A code as it travels, nothing checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TotpCode {
    /// The ticket.
    pub ticket: TicketId,
    /// The digits of the moment.
    pub digits: Digits,
    /// How it was written.
    pub form: TotpForm,
}

impl TotpCode {
    /// What a pass's text begins with.
    pub const PASS_PREFIX: &'static str = "MGT1:";
    const ID_CHARACTERS: usize = 26;

    /// The text of a pass: `MGT1:`, the 26 characters of the ticket's id, eight digits.
    pub fn pass_text(ticket: TicketId, digits: impl fmt::Display) -> String {
        format!("{}{ticket}{digits}", Self::PASS_PREFIX)
    }

    /// Reads what follows [`TotpCode::PASS_PREFIX`].
    pub(super) fn from_pass(body: &str) -> Option<Self> {
        let (id, digits) = body.split_at_checked(Self::ID_CHARACTERS)?;
        let (ticket, digits) = (id.parse::<TicketId>().ok()?, Digits::from_text(digits)?);
        let code = Self { ticket, digits, form: TotpForm::Pass };
        (ticket.to_string() == id).then_some(code)
    }
}

impl Wire for TotpCode {
    fn encode(&self, w: &mut Writer) {
        w.array(3).uint(MessageType::Totp.number()).value(&self.ticket).uint(self.digits.number());
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(3, "code")?;
        MessageType::Totp.require(r)?;
        let ticket = TicketId::decode(r)?;
        let digits = Digits::new(r.uint32("digits")?).ok_or(WireError::Bounds { field: "digits" })?;
        Ok(Self { ticket, digits, form: TotpForm::Code })
    }
}
