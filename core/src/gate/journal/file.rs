//! The journal file: a CBOR sequence (RFC 8742) that carries control documents, entries, heads, and a digest that
//! catches a cut (protocol §4.1).

use sha2::{Digest, Sha256};

use super::Entry;
use super::head::{HeadPayload, SignedHead};
use crate::ticket::{EventId, LogId, RootId, Signed};
use crate::wire::{Envelope, MessageType, Reader, Wire, WireError, Writer};

/// The first item: `[22, root, event, newest trust | null, newest revocation env | null]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileHeader {
    /// The organizer.
    pub root: RootId,
    /// The event.
    pub event: EventId,
    /// The newest trust list that the writer has.
    pub trust: Option<Signed>,
    /// The newest revocation list that the writer has.
    pub revocation: Option<Envelope>,
}

/// One item after the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// `[log, first seq, [entry bstr 1..256]]`; an entry that does not parse is `None`.
    Entries(Vec<Option<Entry>>),
    /// `[log, head payload, signature]`
    Head(SignedHead),
}

/// Whether a file came whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completeness {
    /// The last item is there and right.
    Whole,
    /// It is missing or false: what was read stays, ask for the file again.
    Cut,
}

/// Cap on a file.
pub(crate) const MAX_FILE_BYTES: usize = 256 * 1024 * 1024;
const MAX_ITEM_BYTES: usize = 1024 * 1024;
const BATCH: usize = 256;

/// Writes a file.
#[derive(Debug)]
pub struct JournalWriter {
    bytes: Vec<u8>,
    items: u64,
}

impl JournalWriter {
    /// Starts with the header.
    pub fn new(header: &FileHeader) -> Self {
        Self { bytes: header.to_bytes(), items: 1 }
    }

    /// Appends entries of one log, in order from `first_seq`.
    pub fn entries(&mut self, log: LogId, first_seq: u64, entries: &[&Entry]) {
        let mut seq = first_seq;
        for batch in entries.chunks(BATCH) {
            let payloads: Vec<Vec<u8>> = batch.iter().map(|entry| entry.to_bytes()).collect();
            let payloads: Vec<&[u8]> = payloads.iter().map(Vec::as_slice).collect();
            self.push(&entries_item(log, seq, &payloads));
            seq += batch.len() as u64;
        }
    }

    /// Appends a head.
    pub fn head(&mut self, head: &SignedHead) {
        self.push(&head_item(head));
    }

    /// Ends with `[items before, SHA-256 of all bytes before]`.
    pub fn finish(mut self) -> Vec<u8> {
        let digest: [u8; 32] = Sha256::digest(&self.bytes).into();
        self.bytes.extend(end_item(self.items, &digest));
        self.bytes
    }

    fn push(&mut self, item: &[u8]) {
        self.bytes.extend_from_slice(item);
        self.items += 1;
    }
}

/// Reads a file item by item.
pub struct JournalReader<'a> {
    bytes: &'a [u8],
    at: usize,
    items: u64,
}

impl<'a> JournalReader<'a> {
    /// Reads the header.
    pub fn new(bytes: &'a [u8]) -> Result<(Self, FileHeader), WireError> {
        if bytes.len() > MAX_FILE_BYTES {
            return Err(WireError::TooLarge { limit: MAX_FILE_BYTES });
        }
        let item = next_item(bytes)?;
        let header = FileHeader::from_bytes(item, MAX_ITEM_BYTES * 2)?;
        Ok((Self { bytes, at: item.len(), items: 1 }, header))
    }

    /// The next item, or how the file ends. What cannot be read ends the file as cut.
    pub fn next_item(&mut self) -> Result<Item, Completeness> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let item = next_item(rest).map_err(|_| Completeness::Cut)?;
        if let Some(end) = self.read_end(item) {
            return Err(end);
        }
        let item_value = read_item(item).map_err(|_| Completeness::Cut)?;
        self.at += item.len();
        self.items += 1;
        Ok(item_value)
    }

    fn read_end(&self, item: &[u8]) -> Option<Completeness> {
        Reader::new(item).array(2, "end").ok()?;
        let before = self.bytes.get(..self.at).unwrap_or_default();
        let right = item == end_item(self.items, &Sha256::digest(before).into())
            && self.at + item.len() == self.bytes.len();
        Some(if right { Completeness::Whole } else { Completeness::Cut })
    }
}

fn end_item(items: u64, digest: &[u8; 32]) -> Vec<u8> {
    let mut w = Writer::new();
    w.array(2).uint(items).bytes(digest);
    w.into_bytes()
}

fn entries_item(log: LogId, first_seq: u64, payloads: &[&[u8]]) -> Vec<u8> {
    let mut w = Writer::new();
    w.array(3).value(&log).uint(first_seq).list(payloads, |w, payload| {
        w.bytes(payload);
    });
    w.into_bytes()
}

fn head_item(head: &SignedHead) -> Vec<u8> {
    let mut w = Writer::new();
    w.array(3).value(&head.payload.log).bytes(&head.payload.to_bytes()).bytes(&head.signature);
    w.into_bytes()
}

fn next_item(bytes: &[u8]) -> Result<&[u8], WireError> {
    // Cut before it is walked: what is nested in an item takes memory for each of its bytes.
    let most = bytes.get(..=2 * MAX_ITEM_BYTES).unwrap_or(bytes);
    match Reader::new(most).item("item") {
        Ok(item) if item.len() <= 2 * MAX_ITEM_BYTES => Ok(item),
        Err(error) if most.len() == bytes.len() => Err(error),
        _ => Err(WireError::TooLarge { limit: MAX_ITEM_BYTES }),
    }
}

/// One item, decoded, written again and compared (protocol §2).
fn read_item(item: &[u8]) -> Result<Item, WireError> {
    let mut r = Reader::new(item);
    r.array(3, "item")?;
    let log = LogId::decode(&mut r)?;
    let mut probe = Reader::new(item.get(r.position()..).unwrap_or_default());
    let (read, again) = if probe.uint(u64::MAX, "first seq").is_ok() {
        read_entries(&mut r, log)?
    } else {
        read_head(&mut r, log)?
    };
    r.end()?;
    if again == item { Ok(read) } else { Err(WireError::NotDeterministic) }
}

fn read_entries(r: &mut Reader<'_>, log: LogId) -> Result<(Item, Vec<u8>), WireError> {
    let first_seq = r.uint(u64::MAX, "first seq")?;
    let payloads = r.list(1, BATCH as u64, "entries", |r| r.bytes(MAX_ITEM_BYTES, "entry"))?;
    let entry = |payload: &&[u8]| Entry::from_payload(payload).ok().filter(|entry| entry.log == log);
    let entries = payloads.iter().map(entry).collect();
    Ok((Item::Entries(entries), entries_item(log, first_seq, &payloads)))
}

fn read_head(r: &mut Reader<'_>, log: LogId) -> Result<(Item, Vec<u8>), WireError> {
    let payload = r.bytes(SignedHead::MAX_PAYLOAD, "head")?;
    let payload = HeadPayload::from_bytes(payload, SignedHead::MAX_PAYLOAD)?;
    let head = SignedHead { payload, signature: r.bytes_exact("signature")? };
    if payload.log == log { Ok((Item::Head(head), head_item(&head))) } else { Err(WireError::WrongType) }
}

impl Wire for FileHeader {
    fn encode(&self, w: &mut Writer) {
        w.array(5).uint(MessageType::Journal.number()).value(&self.root).value(&self.event);
        w.nullable(self.trust.as_ref(), |w, trust| trust.encode(w));
        w.nullable(self.revocation.as_ref(), |w, revocation| revocation.encode(w));
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(5, "journal header")?;
        MessageType::Journal.require(r)?;
        Ok(Self {
            root: RootId::decode(r)?,
            event: EventId::decode(r)?,
            trust: r.nullable("trust", Signed::decode)?,
            revocation: r.nullable("revocation", Envelope::decode)?,
        })
    }
}
