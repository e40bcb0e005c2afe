//! P-01: text to a code of a type that gates take.

use super::{InteractiveCode, ProofCode, Reason, ReferenceCode, StaticCode, TotpCode};
use crate::ticket::{Holding, Step, TicketId};
use crate::wire::{MAX_CODE_BYTES, MessageType, TextError, Wire, WireError, from_text, trimmed};

/// A code as it was scanned, nothing checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Code {
    /// Profile P.
    Proof(ProofCode),
    /// Profile R.
    Reference(ReferenceCode),
    /// Profile I.
    Interactive(InteractiveCode),
    /// Profile S.
    Static(StaticCode),
    /// Profile T.
    Totp(TotpCode),
    /// No code: a card that was tapped, and the ticket that it stands for.
    Card(TicketId),
}

/// Which profile of the code (protocol §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Profile {
    /// P: credential, chain and holder's signature; any gate, offline.
    Proof,
    /// R: ticket and signature; gates that carry the manifest.
    Reference,
    /// I: P over a gate's challenge.
    Interactive,
    /// S: a credential on paper.
    Static,
    /// T: digits of a shared secret.
    Totp,
    /// No code: a card that was tapped (protocol §5.7).
    Card,
}

impl Profile {
    /// Every profile.
    pub const ALL: [Self; 6] =
        [Self::Proof, Self::Reference, Self::Interactive, Self::Static, Self::Totp, Self::Card];

    /// The protocol's letter.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Proof => "P",
            Self::Reference => "R",
            Self::Interactive => "I",
            Self::Static => "S",
            Self::Totp => "T",
            Self::Card => "CARD",
        }
    }
}

impl Code {
    /// Reads the bytes of a code: at most 744, one deterministic array of a type from 1 to 5.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        if bytes.len() > MAX_CODE_BYTES {
            return Err(WireError::TooLarge { limit: MAX_CODE_BYTES });
        }
        Ok(match MessageType::of(bytes)? {
            MessageType::Proof => Self::Proof(Wire::from_bytes(bytes, MAX_CODE_BYTES)?),
            MessageType::Reference => Self::Reference(Wire::from_bytes(bytes, MAX_CODE_BYTES)?),
            MessageType::Interactive => Self::Interactive(Wire::from_bytes(bytes, MAX_CODE_BYTES)?),
            MessageType::Static => Self::Static(Wire::from_bytes(bytes, MAX_CODE_BYTES)?),
            MessageType::Totp => Self::Totp(Wire::from_bytes(bytes, MAX_CODE_BYTES)?),
            _ => return Err(WireError::WrongType),
        })
    }

    /// The bytes that travel; none of a card.
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Proof(code) => code.to_bytes(),
            Self::Reference(code) => code.to_bytes(),
            Self::Interactive(code) => code.to_bytes(),
            Self::Static(code) => code.to_bytes(),
            Self::Totp(code) => code.to_bytes(),
            Self::Card(_) => Vec::new(),
        }
    }

    /// The profile.
    pub const fn profile(&self) -> Profile {
        match self {
            Self::Proof(_) => Profile::Proof,
            Self::Reference(_) => Profile::Reference,
            Self::Interactive(_) => Profile::Interactive,
            Self::Static(_) => Profile::Static,
            Self::Totp(_) => Profile::Totp,
            Self::Card(_) => Profile::Card,
        }
    }

    /// The step that the holder signed; paper, digits and cards have none.
    pub const fn step(&self) -> Option<Step> {
        match self {
            Self::Proof(code) => Some(code.step),
            Self::Reference(code) => Some(code.step),
            Self::Interactive(code) => Some(code.step),
            Self::Static(_) | Self::Totp(_) | Self::Card(_) => None,
        }
    }

    /// Credential and chain, where the code carries them.
    pub fn holding(&self) -> Option<Holding> {
        match self {
            Self::Proof(code) => Some(code.holding.clone()),
            Self::Interactive(code) => Some(code.holding.clone()),
            Self::Static(code) => Some(Holding { credential: code.credential.clone(), chain: Vec::new() }),
            Self::Reference(_) | Self::Totp(_) | Self::Card(_) => None,
        }
    }
}

/// P-01: the text of a code, or of a pass.
pub fn scan(text: &str) -> Result<Code, Reason> {
    if let Some(body) = trimmed(text).strip_prefix(TotpCode::PASS_PREFIX) {
        return TotpCode::from_pass(body).map(Code::Totp).ok_or(Reason::Malformed);
    }
    let bytes = from_text(text).map_err(|e| match e {
        TextError::NewerVersion => Reason::UpdateApp,
        TextError::Foreign | TextError::Damaged | TextError::TooLong => Reason::Malformed,
    })?;
    if bytes.len() > MAX_CODE_BYTES {
        return Err(wrong_type(&bytes));
    }
    Code::from_bytes(&bytes).map_err(wire_reason)
}

/// Too long for a code: a request or parcel held up at a gate is no damaged ticket.
fn wrong_type(bytes: &[u8]) -> Reason {
    match MessageType::of(bytes) {
        Ok(kind) if kind.number() > MessageType::Totp.number() => Reason::NotATicket,
        _ => Reason::Malformed,
    }
}

fn wire_reason(error: WireError) -> Reason {
    match error {
        WireError::Unknown { .. } => Reason::UpdateApp,
        WireError::WrongType => Reason::NotATicket,
        _ => Reason::Malformed,
    }
}
