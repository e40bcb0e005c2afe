//! Profile R: ticket, step and the holder's signature, for gates that carry the manifest (protocol §5).

use super::Presentation;
use crate::crypto::{Domain, SecretKey, Signature, Signs, sure};
use crate::ticket::{Credential, Step, TicketId};
use crate::wire::{MessageType, Reader, Wire, WireError, Writer};

/// A code as it travels, nothing checked: `[2, ticket, step, signature]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceCode {
    /// The ticket, whose credential the gate's manifest has.
    pub ticket: TicketId,
    /// The turn of the code.
    pub step: Step,
    /// The holder's signature over the presentation.
    pub signature: Signature,
}

impl ReferenceCode {
    /// Signs one turn of the code over a credential that was never handed on.
    pub fn present(credential: &Credential, key: &SecretKey, step: Step) -> Self {
        sure(Self::present_by(credential, key, step))
    }

    /// The same with a key that may be in hardware.
    ///
    /// # Errors
    /// Those of the key.
    pub fn present_by<K: Signs>(credential: &Credential, key: &K, step: Step) -> Result<Self, K::Error> {
        let payload = credential.payload();
        let presentation = Presentation::reference(payload.event, credential.head(), step);
        let signature = key.sign(Domain::Presentation, &presentation.to_bytes())?;
        Ok(Self { ticket: payload.ticket, step, signature })
    }
}

impl Wire for ReferenceCode {
    fn encode(&self, w: &mut Writer) {
        w.array(4).uint(MessageType::Reference.number()).value(&self.ticket).uint(self.step);
        w.bytes(&self.signature);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(4, "code")?;
        MessageType::Reference.require(r)?;
        Ok(Self {
            ticket: TicketId::decode(r)?,
            step: Step::decode(r, "step")?,
            signature: r.bytes_exact("signature")?,
        })
    }
}
