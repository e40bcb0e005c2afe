//! Files: a ticket file for the holder, an event file for everybody (protocol §4.1). Nothing here is verified.

use super::{Endorsement, EventCore, TicketSecrets};
use crate::crypto::Signature;
use crate::wire::{Envelope, MessageType, Reader, Wire, WireError, Writer};

/// `[payload, signature]` of something whose key is inside or known: trust list, enrolment, request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The signed bytes.
    pub payload: Vec<u8>,
    /// 64 bytes.
    pub signature: Signature,
}

impl Signed {
    /// The message `[type, payload, signature]`.
    pub fn to_message(&self, kind: MessageType) -> Vec<u8> {
        let mut w = Writer::new();
        w.array(3).uint(kind.number()).bytes(&self.payload).bytes(&self.signature);
        w.into_bytes()
    }

    /// Reads `[type, payload, signature]` with a payload of at most `max` bytes.
    pub fn from_message(bytes: &[u8], kind: MessageType, max: usize) -> Result<Self, WireError> {
        let mut r = Reader::new(bytes);
        r.array(3, "message")?;
        kind.require(&mut r)?;
        let signed =
            Self { payload: r.bytes(max, "payload")?.to_vec(), signature: r.bytes_exact("signature")? };
        r.end()?;
        if signed.to_message(kind) == bytes { Ok(signed) } else { Err(WireError::NotDeterministic) }
    }
}

impl Wire for Signed {
    fn encode(&self, w: &mut Writer) {
        w.array(2).bytes(&self.payload).bytes(&self.signature);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        const MAX: usize = 64 * 1024;
        r.array(2, "signed")?;
        Ok(Self { payload: r.bytes(MAX, "payload")?.to_vec(), signature: r.bytes_exact("signature")? })
    }
}

/// A credential and its chain as they travel: `[credential env, chain]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// The issuer's signed credential.
    pub credential: Envelope,
    /// At most four hops.
    pub chain: Vec<Endorsement>,
}

impl Holding {
    /// Cap on an encoded holding.
    pub const MAX_BYTES: usize = 1024;
}

impl Wire for Holding {
    fn encode(&self, w: &mut Writer) {
        w.array(2).value(&self.credential).list(&self.chain, |w, hop| hop.encode(w));
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(2, "holding")?;
        Ok(Self {
            credential: Envelope::decode_within(r, super::CredentialPayload::MAX_BYTES)?,
            chain: r.list(0, super::Chain::MAX as u64, "chain", Endorsement::decode)?,
        })
    }
}

/// How a wallet or gate first meets an organizer: `[17, trust, event core env, details env | null]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventFile {
    /// The trust list.
    pub trust: Signed,
    /// The event core.
    pub event: Envelope,
    /// Title, terms, artwork: kept for later versions.
    pub details: Option<Envelope>,
}

impl EventFile {
    /// Cap on an encoded event file.
    pub const MAX_BYTES: usize = 128 * 1024;
    const MAX_DETAILS: usize = 32 * 1024;
}

impl Wire for EventFile {
    fn encode(&self, w: &mut Writer) {
        w.array(4).uint(MessageType::EventFile.number()).value(&self.trust).value(&self.event);
        w.nullable(self.details.as_ref(), |w, details| details.encode(w));
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(4, "event file")?;
        MessageType::EventFile.require(r)?;
        Ok(Self {
            trust: Signed::decode(r)?,
            event: Envelope::decode_within(r, EventCore::MAX_BYTES)?,
            details: r.nullable("details", |r| Envelope::decode_within(r, Self::MAX_DETAILS))?,
        })
    }
}

/// The tickets of one order: `[16, event file bstr, [[holding bstr, sealed secrets bstr | null] 1..20]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketFile {
    /// The event file's bytes.
    pub event_file: Vec<u8>,
    /// The tickets.
    pub tickets: Vec<FiledTicket>,
}

/// One ticket of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledTicket {
    /// The encoded holding.
    pub holding: Vec<u8>,
    /// What [`TicketSecrets::seal`] made for the request that the ticket answers.
    pub sealed: Option<Vec<u8>>,
}

impl From<&Holding> for FiledTicket {
    fn from(holding: &Holding) -> Self {
        Self { holding: holding.to_bytes(), sealed: None }
    }
}

impl TicketFile {
    /// Cap on an encoded ticket file.
    pub const MAX_BYTES: usize = 256 * 1024;
    /// The most tickets of one file.
    pub const MAX_TICKETS: usize = 20;
}

impl Wire for FiledTicket {
    fn encode(&self, w: &mut Writer) {
        w.array(2).bytes(&self.holding).nullable(self.sealed.as_deref(), |w, sealed| {
            w.bytes(sealed);
        });
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(2, "ticket")?;
        Ok(Self {
            holding: r.bytes(Holding::MAX_BYTES, "holding")?.to_vec(),
            sealed: r.nullable("sealed secrets", |r| {
                r.bytes(TicketSecrets::MAX_SEALED, "sealed secrets").map(<[u8]>::to_vec)
            })?,
        })
    }
}

impl Wire for TicketFile {
    fn encode(&self, w: &mut Writer) {
        w.array(3).uint(MessageType::TicketFile.number()).bytes(&self.event_file);
        w.list(&self.tickets, |w, ticket| ticket.encode(w));
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(3, "ticket file")?;
        MessageType::TicketFile.require(r)?;
        Ok(Self {
            event_file: r.bytes(EventFile::MAX_BYTES, "event file")?.to_vec(),
            tickets: r.list(1, Self::MAX_TICKETS as u64, "tickets", FiledTicket::decode)?,
        })
    }
}
