//! Profile S: a credential without a holder, on paper (protocol §5). It does not turn: whoever copies it has it.

use super::Presentation;
use crate::ticket::{Credential, CredentialPayload};
use crate::wire::{Envelope, MessageType, Reader, Wire, WireError, Writer};

/// A code as it is printed, nothing checked: `[4, env]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaticCode {
    /// The issuer's signed credential, whose holder is null.
    pub credential: Envelope,
}

impl StaticCode {
    /// The code of a paper credential.
    pub fn of(credential: &Credential) -> Self {
        Self { credential: credential.envelope().clone() }
    }

    /// What stands for a presentation where nobody signs one: `[4, event, head_0, 0, null]`, the same each time.
    pub(super) fn presentation(credential: &Credential) -> Presentation {
        Presentation::paper(credential.payload().event, credential.head())
    }
}

impl Wire for StaticCode {
    fn encode(&self, w: &mut Writer) {
        w.array(2).uint(MessageType::Static.number()).value(&self.credential);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(2, "code")?;
        MessageType::Static.require(r)?;
        Ok(Self { credential: Envelope::decode_within(r, CredentialPayload::MAX_BYTES)? })
    }
}
