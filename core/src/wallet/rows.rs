//! What the wallet's tables hold, and its encoding. Rows were written by this library alone: what does not decode is
//! damage.

use zeroize::Zeroizing;

use super::WalletError;
use super::holder_key::KeySecret;
use super::stamp::{StampMark, StampRecord};
use super::vault_item::TagKey;
use crate::crypto::{HardwareKey, HpkeSecretKey};
use crate::store::{Row, RowId};
use crate::ticket::{
    Documents, Endorsement, EventFile, Head, Holding, PresentationId, RootId, Step, TicketSecrets, Time,
    TrustedKey,
};
use crate::transfer::AnswerRow;
use crate::transfer::Parcel;
use crate::wire::{Reader, Wire, WireError, Writer};

const MAX_ROW: usize = 1024 * 1024;

/// A row and where it is.
#[derive(Debug, Clone)]
pub(super) struct Kept<T> {
    pub(super) id: RowId,
    pub(super) row: T,
}

impl<T: Wire> Kept<T> {
    pub(super) fn load(row: &Row) -> Result<Self, WalletError> {
        // Not `Wire::from_bytes`: encoding a row again would leave a copy of its key in memory.
        let mut reader = Reader::new(&row.value);
        let value = T::decode(&mut reader).map_err(|_| WalletError::Corrupt)?;
        reader.end().map_err(|_| WalletError::Corrupt)?;
        Ok(Self { id: row.id, row: value })
    }
}

/// The bytes of a row, which may hold a key.
pub(super) fn secret_bytes(row: &impl Wire) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(row.to_bytes())
}

/// The one row of `meta`.
pub(super) struct MetaRow {
    pub(super) tags: TagKey,
    /// No ticket may have been shown in a later step before the last time an older copy was put back.
    pub(super) step_floor: Step,
    /// How many generations were missing then.
    pub(super) missing: Option<u64>,
}

impl Wire for MetaRow {
    fn encode(&self, w: &mut Writer) {
        w.array(3).bytes(self.tags.0.as_slice()).uint(self.step_floor);
        w.nullable(self.missing, |w, missing| {
            w.uint(missing);
        });
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(3, "meta")?;
        Ok(Self {
            tags: TagKey(Zeroizing::new(r.bytes_exact("tag key")?)),
            step_floor: Step::decode(r, "step floor")?,
            missing: r.nullable("missing", |r| r.uint(u64::MAX, "missing"))?,
        })
    }
}

/// How an event came into this wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventSource {
    /// By a file that the holder imported.
    Imported,
    /// By a parcel of a friend (H-04): tell the user "first seen" until a file of the organizer is imported.
    FirstSeen,
}

/// Documents of one event, found by `root || event`.
pub(super) struct EventRow {
    pub(super) file: Vec<u8>,
    pub(super) source: EventSource,
    /// Not in a row of an older version: no root had handed over.
    pub(super) former: Vec<RootId>,
}

impl Wire for EventRow {
    fn encode(&self, w: &mut Writer) {
        w.array(2 + usize::from(!self.former.is_empty()));
        w.bytes(&self.file).uint(u8::from(self.source == EventSource::FirstSeen));
        if !self.former.is_empty() {
            w.list(&self.former, |w, root| root.encode(w));
        }
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        let items = r.array_between(2, 3, "event")?;
        Ok(Self {
            file: r.bytes(EventFile::MAX_BYTES, "event file")?.to_vec(),
            source: match r.uint(1, "source")? {
                0 => EventSource::Imported,
                _ => EventSource::FirstSeen,
            },
            former: match items {
                2 => Vec::new(),
                _ => r.list(1, Documents::MAX_FORMER as u64, "former roots", RootId::decode)?,
            },
        })
    }
}

/// A row of `request`: a request, or one of its holder keys found by its public key.
#[allow(clippy::large_enum_variant, reason = "decoded and taken apart at once, never collected")]
pub(super) enum RequestTableRow {
    Request(RequestRow),
    Key(KeyRow),
}

pub(super) struct RequestRow {
    /// The message that left.
    pub(super) message: Vec<u8>,
    pub(super) hpke: HpkeSecretKey,
    pub(super) expiry: Time,
}

#[derive(Clone)]
pub(super) struct KeyRow {
    /// Erased once a ticket whose credential named it is gone (O-04).
    pub(super) secret: Option<KeySecret>,
    /// `H("request", payload)`
    pub(super) request: [u8; 32],
    /// The head with which it took a chain; a chain that was given back does not count (H-07).
    pub(super) taken: Option<Head>,
}

impl Wire for RequestTableRow {
    fn encode(&self, w: &mut Writer) {
        match self {
            Self::Request(row) => {
                w.array(4).uint(0_u8).bytes(&row.message).bytes(row.hpke.expose()).uint(row.expiry);
            }
            Self::Key(row) => {
                w.array(4).uint(1_u8);
                w.nullable(row.secret.as_ref(), |w, secret| secret.encode(w));
                w.bytes(&row.request).nullable(row.taken, |w, head| head.encode(w));
            }
        }
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(4, "request")?;
        if r.uint(1, "kind")? == 0 {
            return Ok(Self::Request(RequestRow {
                message: r.bytes(MAX_ROW, "message")?.to_vec(),
                hpke: HpkeSecretKey::from_bytes(r.bytes_exact("hpke key")?),
                expiry: Time::decode(r, "expiry")?,
            }));
        }
        Ok(Self::Key(KeyRow {
            secret: r.nullable("key", KeySecret::decode)?,
            request: r.bytes_exact("request")?,
            taken: r.nullable("taken", Head::decode)?,
        }))
    }
}

/// A ticket, found by its id. A ticket that comes back later has a second row.
#[derive(Debug, Clone)]
pub(super) struct TicketRow {
    pub(super) root: RootId,
    pub(super) holding: Holding,
    /// The trust list's row under which the credential held: no later list stops it from being shown.
    pub(super) issuer: TrustedKey,
    pub(super) state: State,
    pub(super) stamps: Vec<StampRecord>,
    /// Challenges answered with it: such a code is a proof, so the ticket stays (O-02).
    pub(super) answered: Vec<Answered>,
    /// What the issuer sealed to this wallet alone: it never goes with a hand-over.
    pub(super) secrets: Option<TicketSecrets>,
    /// When it came in, by this wallet's clock.
    pub(super) since: Time,
}

/// A code that was signed over a gate's challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Answered {
    pub(super) head: Head,
    pub(super) step: Step,
    pub(super) presentation: PresentationId,
    /// When its step began, by the monotonic clock.
    pub(super) began_ms: u64,
}

impl Answered {
    pub(super) const MAX: usize = 16;
}

impl Wire for Answered {
    fn encode(&self, w: &mut Writer) {
        w.array(4).value(&self.head).uint(self.step).value(&self.presentation).uint(self.began_ms);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(4, "answered")?;
        Ok(Self {
            head: Head::decode(r)?,
            step: Step::decode(r, "step")?,
            presentation: PresentationId::decode(r)?,
            began_ms: r.uint(u64::MAX, "began")?,
        })
    }
}

/// Where a ticket stands (protocol §6).
#[derive(Debug, Clone)]
pub(super) enum State {
    /// OWNED or HELD.
    Held,
    /// HANDED: endorsed, no answer yet.
    Handed(HandOut),
    /// GONE: the friend has it.
    Gone(HandOut),
    /// RETURNED: refused by this wallet.
    Returned,
    /// HELD, and a fold was signed over its head: it waits for the issuer's answer.
    Folding,
}

/// One hand-over of this wallet's.
#[derive(Debug, Clone)]
pub(super) struct HandOut {
    pub(super) hop: Endorsement,
    /// `H("request", payload)`
    pub(super) request: [u8; 32],
    /// The last code shown has expired then.
    pub(super) ready_at: Time,
    /// Sealed once: every resend is the same bytes.
    pub(super) parcel: Vec<u8>,
}

impl Wire for HandOut {
    fn encode(&self, w: &mut Writer) {
        w.array(4).value(&self.hop).bytes(&self.request).uint(self.ready_at).bytes(&self.parcel);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(4, "hand-over")?;
        Ok(Self {
            hop: Endorsement::decode(r)?,
            request: r.bytes_exact("request")?,
            ready_at: Time::decode(r, "ready at")?,
            parcel: r.bytes(Parcel::MAX_BYTES, "parcel")?.to_vec(),
        })
    }
}

impl Wire for State {
    fn encode(&self, w: &mut Writer) {
        let (number, out) = match self {
            Self::Held => (0_u8, None),
            Self::Handed(out) => (1, Some(out)),
            Self::Gone(out) => (2, Some(out)),
            Self::Returned => (3, None),
            Self::Folding => (4, None),
        };
        w.array(2).uint(number).nullable(out, |w, out| out.encode(w));
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(2, "state")?;
        let number = r.uint(4, "state")?;
        match (number, r.nullable("hand-over", HandOut::decode)?) {
            (0, None) => Ok(Self::Held),
            (1, Some(out)) => Ok(Self::Handed(out)),
            (2, Some(out)) => Ok(Self::Gone(out)),
            (3, None) => Ok(Self::Returned),
            (4, None) => Ok(Self::Folding),
            _ => Err(WireError::Bounds { field: "state" }),
        }
    }
}

impl Wire for TicketRow {
    fn encode(&self, w: &mut Writer) {
        w.array(8).value(&self.root).bytes(&self.holding.to_bytes()).value(&self.issuer).value(&self.state);
        w.list(&self.stamps, |w, stamp| stamp.encode(w));
        w.list(&self.answered, |w, answered| answered.encode(w));
        w.nullable(self.secrets.as_ref(), |w, secrets| secrets.encode(w));
        w.uint(self.since);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        let items = r.array_between(6, 8, "ticket")?;
        Ok(Self {
            root: RootId::decode(r)?,
            holding: Holding::from_bytes(r.bytes(Holding::MAX_BYTES, "holding")?, Holding::MAX_BYTES)?,
            issuer: TrustedKey::decode(r)?,
            state: State::decode(r)?,
            stamps: r.list(0, StampRecord::MAX as u64, "stamps", StampRecord::decode)?,
            answered: r.list(0, Answered::MAX as u64, "answered", Answered::decode)?,
            // An older wallet's row has no seventh item.
            secrets: match items {
                6 => None,
                _ => r.nullable("secrets", TicketSecrets::decode)?,
            },
            since: match items {
                8 => Time::decode(r, "since")?,
                _ => Time::default(),
            },
        })
    }
}

impl Wire for StampRecord {
    fn encode(&self, w: &mut Writer) {
        let (kind, first, second) = match self.mark {
            StampMark::Digital { level, gate } => (0_u8, level, gate),
            StampMark::Souvenir { level, gate } => (1, level, gate),
            StampMark::Pressed { stamp } => (2, stamp, 0),
        };
        w.array(6).uint(kind).uint(first).uint(second).uint(self.time);
        w.nullable(self.presentation, |w, id| id.encode(w)).bytes(&self.digest);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(6, "stamp")?;
        let kind = r.uint(2, "kind")?;
        let (first, second) = (r.uint8("level")?, r.uint8("gate")?);
        Ok(Self {
            mark: match kind {
                0 => StampMark::Digital { level: first, gate: second },
                1 => StampMark::Souvenir { level: first, gate: second },
                _ => StampMark::Pressed { stamp: first },
            },
            time: Time::decode(r, "time")?,
            presentation: r.nullable("presentation", PresentationId::decode)?,
            digest: r.bytes_exact("digest")?,
        })
    }
}

/// What was answered to one parcel row, found by its xid (H-02).
pub(super) struct TombstoneRow {
    pub(super) answer: AnswerRow,
}

impl Wire for TombstoneRow {
    fn encode(&self, w: &mut Writer) {
        w.array(1).value(&self.answer);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(1, "tombstone")?;
        Ok(Self { answer: AnswerRow::decode(r)? })
    }
}

/// The steps for which codes of one ticket may have been signed, found by the ticket's id.
#[derive(Debug, Clone, Default)]
pub(super) struct ShownRow {
    /// The highest of them.
    pub(super) ceiling: Step,
    /// Newest last.
    pub(super) ranges: Vec<ShownRange>,
}

/// From the step that was signed to the one up to which it was written ahead, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ShownRange {
    pub(super) head: Head,
    pub(super) from: Step,
    pub(super) to: Step,
    /// When `from` began, by the monotonic clock.
    pub(super) began_ms: u64,
}

impl ShownRow {
    pub(super) const MAX_RANGES: usize = 128;
}

impl Wire for ShownRow {
    fn encode(&self, w: &mut Writer) {
        w.array(2).uint(self.ceiling);
        w.list(&self.ranges, |w, range| {
            w.array(4).value(&range.head).uint(range.from).uint(range.to).uint(range.began_ms);
        });
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(2, "shown")?;
        Ok(Self {
            ceiling: Step::decode(r, "ceiling")?,
            ranges: r.list(0, Self::MAX_RANGES as u64, "ranges", |r| {
                r.array(4, "range")?;
                Ok(ShownRange {
                    head: Head::decode(r)?,
                    from: Step::decode(r, "from")?,
                    to: Step::decode(r, "to")?,
                    began_ms: r.uint(u64::MAX, "began")?,
                })
            })?,
        })
    }
}

/// Keys that hardware has still to forget, by what it calls them.
#[derive(Default)]
pub(super) struct HandlesRow(pub(super) Vec<Vec<u8>>);

impl Wire for HandlesRow {
    fn encode(&self, w: &mut Writer) {
        w.list(&self.0, |w, handle| {
            w.bytes(handle);
        });
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        const MAX_HANDLES: u64 = 1 << 16;
        let handle = |r: &mut Reader<'_>| Ok(r.bytes(HardwareKey::MAX_HANDLE, "handle")?.to_vec());
        r.list(0, MAX_HANDLES, "handles", handle).map(Self)
    }
}

/// Why something was kept that changes no state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EvidenceKind {
    /// A digital stamp as it came.
    Stamp,
    /// A signed claim of a capacitive stamp: `[payload, signature]`.
    Claim,
    /// Another credential of a ticket and epoch that is here: ISSUER-DOUBLE with it.
    IssuerDouble,
    /// A holding from a parcel that did not hold (H-05, H-06).
    BadTicket,
    /// A chain for a key that had taken another (H-07).
    SecondVersion,
    /// An answer that does not extend what was sent (O-04).
    BadAnswer,
}

impl EvidenceKind {
    const ALL: [Self; 6] =
        [Self::Stamp, Self::Claim, Self::IssuerDouble, Self::BadTicket, Self::SecondVersion, Self::BadAnswer];
}

/// A row of `evidence`, found by the ticket's id (or the xid where the ticket is not to be believed).
pub(super) struct EvidenceRow {
    pub(super) kind: EvidenceKind,
    pub(super) time: Time,
    pub(super) bytes: Vec<u8>,
}

impl Wire for EvidenceRow {
    fn encode(&self, w: &mut Writer) {
        w.array(3).uint(self.kind as u8).uint(self.time).bytes(&self.bytes);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(3, "evidence")?;
        let number = r.uint(u64::MAX, "kind")?;
        let kind = EvidenceKind::ALL.into_iter().find(|kind| *kind as u64 == number);
        Ok(Self {
            kind: kind.ok_or(WireError::Bounds { field: "kind" })?,
            time: Time::decode(r, "time")?,
            bytes: r.bytes(MAX_ROW, "bytes")?.to_vec(),
        })
    }
}
