//! What a gate has, short enough for one code (protocol §8.1, J-12).

use super::Stored;
use crate::order;
use crate::ticket::{EventId, LogId, Millis};
use crate::wire::{MessageType, Reader, Wire, WireError, Writer};

/// A branch of a log that a gate has, up to an entry: `[log, seq, the first half of the entry's hash]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    log: LogId,
    seq: u64,
    hash: [u8; 16],
}

/// `[28, event, trust list's version, revocation list's version | null, [row 0..16]]`, rows strictly rising. It is not
/// signed: it says only what need not be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncVector {
    /// The event.
    pub event: EventId,
    /// The version of the trust list in force.
    pub trust: u64,
    /// The version of the revocation list in force, if there is one.
    pub revocation: Option<u32>,
    rows: Vec<Row>,
}

impl SyncVector {
    /// Cap on the branches that it names: what it leaves out is sent whole.
    pub const MAX_ROWS: usize = 16;

    /// What a gate says that has nothing.
    pub fn nothing(event: EventId) -> Self {
        Self { event, trust: 0, revocation: None, rows: Vec::new() }
    }

    /// Names branches: of more than [`SyncVector::MAX_ROWS`] those with the latest entries. What is dated after `latest`
    /// comes last: by a date no log takes the place of others.
    #[must_use]
    pub fn naming(self, mut tips: Vec<&Stored>, latest: Millis) -> Self {
        let rank = |tip: &&Stored| (tip.entry.hlc.ms <= latest, tip.entry.hlc, tip.hash);
        order::sort_by_key(&mut tips, |tip| core::cmp::Reverse(rank(tip)));
        tips.truncate(Self::MAX_ROWS);
        let row = |tip: &&Stored| Row { log: tip.entry.log, seq: tip.entry.seq, hash: tip.hash.short() };
        let mut rows: Vec<Row> = tips.iter().map(row).collect();
        order::sort(&mut rows);
        Self { rows, ..self }
    }

    /// How many branches it names.
    pub fn branches(&self) -> usize {
        self.rows.len()
    }

    /// The first entry that is not known to who made this, of a chain that begins with entry 0.
    pub fn unknown_from(&self, log: LogId, chain: &[&Stored]) -> usize {
        let known = |row: &&Row| {
            let place = usize::try_from(row.seq).ok().and_then(|seq| chain.get(seq));
            row.log == log && place.is_some_and(|stored| stored.hash.short() == row.hash)
        };
        let known = self.rows.iter().filter(known).map(|row| row.seq).max();
        known.map_or(0, |seq| usize::try_from(seq).map_or(0, |seq| seq + 1))
    }
}

impl Wire for Row {
    fn encode(&self, w: &mut Writer) {
        w.array(3).value(&self.log).uint(self.seq).bytes(&self.hash);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(3, "row")?;
        Ok(Self {
            log: LogId::decode(r)?,
            seq: r.uint(u32::MAX.into(), "seq")?,
            hash: r.bytes_exact("hash")?,
        })
    }
}

impl Wire for SyncVector {
    fn encode(&self, w: &mut Writer) {
        w.array(5).uint(MessageType::SyncVector.number()).value(&self.event).uint(self.trust);
        w.nullable(self.revocation, |w, version| {
            w.uint(version);
        });
        w.list(&self.rows, |w, row| row.encode(w));
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(5, "sync vector")?;
        MessageType::SyncVector.require(r)?;
        let vector = Self {
            event: EventId::decode(r)?,
            trust: r.uint(u64::MAX, "trust")?,
            revocation: r.nullable("revocation", |r| r.uint32("revocation"))?,
            rows: r.list(0, Self::MAX_ROWS as u64, "rows", Row::decode)?,
        };
        let rising = vector.rows.is_sorted_by(|a, b| a < b);
        if rising { Ok(vector) } else { Err(WireError::NotDeterministic) }
    }
}
