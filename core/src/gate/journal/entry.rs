//! One journal entry: an unsigned payload on a hash chain (protocol §4.1, §8).

use super::{Hlc, Issue, Override, Passage};
use crate::crypto::hash_bytes;
use crate::ticket::{EntryHash, LogId, PresentationId, Step, TicketId, Time};
use crate::wire::{Envelope, Reader, Wire, WireError, Writer};

/// What an entry records. A kind this version does not know stays a note for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are the protocol's words, protocol §4.1")]
pub enum Kind {
    Open,
    Cert,
    Admit,
    Exit,
    Refuse,
    Stamp,
    Claim,
    Void,
    Override,
    Issue,
    Note,
    Checkpoint,
    Close,
    Unknown(u32),
}

/// The body, by kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// `[cert, random bstr16]`: the first entry of a log.
    Open {
        /// The certificate whose key signs the log's heads.
        certificate: Envelope,
        /// Makes the log's id its own.
        random: [u8; 16],
    },
    /// `[cert]`: a renewal.
    Cert(Envelope),
    /// `[code | null, challenge | null, [note code]]`
    Admit(Passage),
    /// `[code | null, challenge | null, [note code]]`
    Exit(Passage),
    /// `[reason, presentation id | null]`
    Refuse {
        /// A cause code.
        reason: String,
        /// The code that was refused.
        presentation: Option<PresentationId>,
    },
    /// `[admit entry hash, level, time]`
    Stamp {
        /// The admission it stamps.
        admit: EntryHash,
        /// 2 or 3.
        level: u8,
        /// When.
        time: Time,
    },
    /// `[target hash, reason code]`
    Void {
        /// The entry that is undone.
        target: EntryHash,
        /// From the word list.
        reason: String,
    },
    /// `[blocker hash | null, reason, code | null, challenge | null]`
    Override(Override),
    /// `[code, replaced ticket | null, reason]`
    Issue(Issue),
    /// Everything that this version keeps and relays as it is.
    Other(Kind, Vec<u8>),
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its log.
    pub log: LogId,
    /// From 0.
    pub seq: u64,
    /// The hash of the entry before; zeros for entry 0.
    pub prev: EntryHash,
    /// When, by the device's hybrid clock.
    pub hlc: Hlc,
    /// The ticket it is about.
    pub ticket: Option<TicketId>,
    /// That ticket's epoch.
    pub epoch: Option<u16>,
    /// Index of the gate.
    pub gate: u8,
    /// The code's step.
    pub step: Option<Step>,
    /// What happened.
    pub body: Body,
}

impl Kind {
    const NAMED: [Self; 13] = [
        Self::Open,
        Self::Cert,
        Self::Admit,
        Self::Exit,
        Self::Refuse,
        Self::Stamp,
        Self::Claim,
        Self::Void,
        Self::Override,
        Self::Issue,
        Self::Note,
        Self::Checkpoint,
        Self::Close,
    ];

    /// The number on the wire.
    pub fn number(self) -> u32 {
        match self {
            Self::Unknown(number) => number,
            named => {
                Self::NAMED.iter().position(|k| *k == named).and_then(|i| u32::try_from(i).ok()).unwrap_or(0)
            }
        }
    }

    fn from_number(number: u32) -> Self {
        usize::try_from(number)
            .ok()
            .and_then(|i| Self::NAMED.get(i).copied())
            .unwrap_or(Self::Unknown(number))
    }
}

impl Body {
    /// `[]`: the device's count is done.
    pub(crate) fn close() -> Self {
        const EMPTY: u8 = 0x80;
        Self::Other(Kind::Close, vec![EMPTY])
    }

    /// `[code]`: something that people should read and that counts for nothing.
    pub(crate) fn note(code: &str) -> Self {
        let mut w = Writer::new();
        w.array(1).text(code);
        Self::Other(Kind::Note, w.into_bytes())
    }

    /// The kind of a body.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Open { .. } => Kind::Open,
            Self::Cert(_) => Kind::Cert,
            Self::Admit(_) => Kind::Admit,
            Self::Exit(_) => Kind::Exit,
            Self::Refuse { .. } => Kind::Refuse,
            Self::Stamp { .. } => Kind::Stamp,
            Self::Void { .. } => Kind::Void,
            Self::Override(_) => Kind::Override,
            Self::Issue(_) => Kind::Issue,
            Self::Other(kind, _) => *kind,
        }
    }

    fn encode(&self, w: &mut Writer) {
        match self {
            Self::Open { certificate, random } => w.array(2).value(certificate).bytes(random),
            Self::Cert(certificate) => w.array(1).value(certificate),
            Self::Admit(passage) | Self::Exit(passage) => w.value(passage),
            Self::Refuse { reason, presentation } => {
                w.array(2).text(reason).nullable(presentation.as_ref(), |w, id| id.encode(w))
            }
            Self::Stamp { admit, level, time } => w.array(3).value(admit).uint(*level).uint(*time),
            Self::Void { target, reason } => w.array(2).value(target).text(reason),
            Self::Override(act) => w.value(act),
            Self::Issue(act) => w.value(act),
            Self::Other(_, raw) => w.raw(raw),
        };
    }

    fn decode(kind: Kind, r: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(match kind {
            Kind::Open => {
                r.array(2, "open")?;
                Self::Open { certificate: certificate(r)?, random: r.bytes_exact("random")? }
            }
            Kind::Cert => {
                r.array(1, "cert")?;
                Self::Cert(certificate(r)?)
            }
            Kind::Admit => Self::Admit(Passage::decode(r)?),
            Kind::Exit => Self::Exit(Passage::decode(r)?),
            Kind::Refuse => {
                r.array(2, "refuse")?;
                Self::Refuse {
                    reason: word(r)?,
                    presentation: r.nullable("presentation id", PresentationId::decode)?,
                }
            }
            Kind::Stamp => {
                r.array(3, "stamp")?;
                Self::Stamp {
                    admit: EntryHash::decode(r)?,
                    level: r.uint8("level")?,
                    time: Time::decode(r, "time")?,
                }
            }
            Kind::Void => {
                r.array(2, "void")?;
                Self::Void { target: EntryHash::decode(r)?, reason: word(r)? }
            }
            Kind::Override => Self::Override(Override::decode(r)?),
            Kind::Issue => Self::Issue(Issue::decode(r)?),
            other => Self::Other(other, r.item("body")?.to_vec()),
        })
    }
}

fn certificate(r: &mut Reader<'_>) -> Result<Envelope, WireError> {
    Envelope::decode_within(r, crate::ticket::CertificatePayload::MAX_BYTES)
}

/// A code from the word list: no free text, so no name can enter a journal.
pub(super) fn word(r: &mut Reader<'_>) -> Result<String, WireError> {
    let word = r.text(1, 24, "code word")?;
    if word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_' || b == b'-') {
        Ok(word.to_owned())
    } else {
        Err(WireError::Bounds { field: "code word" })
    }
}

impl Entry {
    /// Cap on one entry (J-02).
    pub const MAX_BYTES: usize = 2048;
    const MAX_SEQ: u64 = u32::MAX as u64;

    /// `H("entry", payload)` of the encoded entry.
    pub fn hash_of(payload: &[u8]) -> EntryHash {
        EntryHash::from_bytes(hash_bytes("entry", payload))
    }

    /// Its hash.
    pub fn hash(&self) -> EntryHash {
        Self::hash_of(&self.to_bytes())
    }

    /// Reads one entry (J-02).
    pub fn from_payload(payload: &[u8]) -> Result<Self, WireError> {
        Self::from_bytes(payload, Self::MAX_BYTES)
    }

    /// The challenge that the code answers, `[payload, signature, cert]`.
    pub fn challenge(&self) -> Option<&[u8]> {
        match &self.body {
            Body::Admit(passage) | Body::Exit(passage) => passage.challenge.as_deref(),
            Body::Override(act) => act.challenge.as_deref(),
            _ => None,
        }
    }

    /// The bytes of the code, of whatever profile, that an admission, exit or override rests on, or that is issued.
    pub fn code(&self) -> Option<&[u8]> {
        match &self.body {
            Body::Admit(passage) | Body::Exit(passage) => passage.code.as_deref(),
            Body::Override(act) => act.code.as_deref(),
            Body::Issue(act) => Some(&act.code),
            _ => None,
        }
    }
}

impl Wire for Entry {
    fn encode(&self, w: &mut Writer) {
        w.array(10).value(&self.log).uint(self.seq).value(&self.prev).value(&self.hlc);
        w.uint(self.body.kind().number());
        w.nullable(self.ticket.as_ref(), |w, ticket| ticket.encode(w));
        w.nullable(self.epoch, |w, epoch| {
            w.uint(epoch);
        });
        w.uint(self.gate).nullable(self.step, |w, step| {
            w.uint(step);
        });
        self.body.encode(w);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(10, "entry")?;
        let (log, seq) = (LogId::decode(r)?, r.uint(Self::MAX_SEQ, "seq")?);
        let (prev, hlc) = (EntryHash::decode(r)?, Hlc::decode(r)?);
        let kind = Kind::from_number(r.uint32("kind")?);
        Ok(Self {
            log,
            seq,
            prev,
            hlc,
            ticket: r.nullable("ticket", TicketId::decode)?,
            epoch: r.nullable("epoch", |r| r.uint16("epoch"))?,
            gate: r.uint8("gate")?,
            step: r.nullable("step", |r| Step::decode(r, "step"))?,
            body: Body::decode(kind, r)?,
        })
    }
}
