//! The presentation: what a holder signs for one turn of the code. Never on the wire, always recomputed
//! (protocol §4).

use super::ChallengeHash;
use crate::crypto::hash;
use crate::ticket::{EventId, Head, PresentationId, Step};
use crate::wire::{MessageType, Reader, Wire, WireError, Writer};

/// `[type, event, head_n, step, H("challenge", challenge payload) | null]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presentation {
    /// Profile.
    pub kind: MessageType,
    /// The event.
    pub event: EventId,
    /// The head of the chain that is shown.
    pub head: Head,
    /// The turn of the code.
    pub step: Step,
    /// The gate's challenge that it answers.
    pub challenge: Option<ChallengeHash>,
}

impl Presentation {
    /// A presentation of profile P.
    pub fn proof(event: EventId, head: Head, step: Step) -> Self {
        Self { kind: MessageType::Proof, event, head, step, challenge: None }
    }

    /// A presentation of profile R.
    pub fn reference(event: EventId, head: Head, step: Step) -> Self {
        Self { kind: MessageType::Reference, ..Self::proof(event, head, step) }
    }

    /// A presentation of profile I.
    pub fn interactive(event: EventId, head: Head, step: Step, challenge: ChallengeHash) -> Self {
        Self { kind: MessageType::Interactive, event, head, step, challenge: Some(challenge) }
    }

    /// What stands for a presentation of paper, which nobody signs.
    pub(super) fn paper(event: EventId, head: Head) -> Self {
        Self { kind: MessageType::Static, ..Self::proof(event, head, Step::default()) }
    }

    /// What stands for a presentation of digits, which nobody signs.
    pub(super) fn totp(event: EventId, head: Head, step: Step) -> Self {
        Self { kind: MessageType::Totp, ..Self::proof(event, head, step) }
    }

    /// `H("pid", presentation)[0..16]`
    pub fn id(&self) -> PresentationId {
        let mut id = [0; 16];
        id.copy_from_slice(hash("pid", self).split_at(16).0);
        PresentationId::from_bytes(id)
    }
}

impl Wire for Presentation {
    fn encode(&self, w: &mut Writer) {
        w.array(5).uint(self.kind.number()).value(&self.event).value(&self.head).uint(self.step);
        w.nullable(self.challenge.as_ref(), |w, challenge| {
            w.bytes(challenge.as_bytes());
        });
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(5, "presentation")?;
        Ok(Self {
            kind: MessageType::read(r)?,
            event: EventId::decode(r)?,
            head: Head::decode(r)?,
            step: Step::decode(r, "step")?,
            challenge: r
                .nullable("challenge", |r| Ok(ChallengeHash::from_bytes(r.bytes_exact("challenge")?)))?,
        })
    }
}
