//! What an entry says of somebody who goes in or out, and what it rests on.

use super::entry::word;
use crate::ticket::{EntryHash, TicketId};
use crate::wire::{MAX_CODE_BYTES, Reader, Wire, WireError, Writer};

/// Somebody going in or out: `[code | null, challenge | null, [note code]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The code's bytes, if there was one.
    pub code: Option<Vec<u8>>,
    /// The challenge that a type I code answers, as it stands.
    pub challenge: Option<Vec<u8>>,
    /// Note codes of the verdict.
    pub notes: Vec<String>,
}

/// A person with authority let somebody in: `[blocker hash | null, reason, code | null, challenge | null]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The admission that stood against it.
    pub blocker: Option<EntryHash>,
    /// From the word list.
    pub reason: String,
    /// The code's bytes, where one holds.
    pub code: Option<Vec<u8>>,
    /// The challenge that a type I code answers, as it stands.
    pub challenge: Option<Vec<u8>>,
}

/// A gate sold a blank, or gave it out in place of a ticket: `[code, replaced ticket | null, reason]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// The blank as it is printed, a code of profile S.
    pub code: Vec<u8>,
    /// The ticket that it stands for from here on.
    pub replaced: Option<TicketId>,
    /// From the word list.
    pub reason: String,
}

fn put_code<'w>(w: &'w mut Writer, code: Option<&[u8]>, challenge: Option<&[u8]>) -> &'w mut Writer {
    w.nullable(code, |w, code| {
        w.bytes(code);
    });
    w.nullable(challenge, |w, raw| {
        w.raw(raw);
    })
}

fn read_code(r: &mut Reader<'_>) -> Result<Option<Vec<u8>>, WireError> {
    r.nullable("code", |r| Ok(r.bytes(MAX_CODE_BYTES, "code")?.to_vec()))
}

fn read_challenge(r: &mut Reader<'_>) -> Result<Option<Vec<u8>>, WireError> {
    r.nullable("challenge", |r| Ok(r.item("challenge")?.to_vec()))
}

impl Wire for Passage {
    fn encode(&self, w: &mut Writer) {
        w.array(3);
        put_code(w, self.code.as_deref(), self.challenge.as_deref()).list(&self.notes, |w, note| {
            w.text(note);
        });
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(3, "passage")?;
        Ok(Self { code: read_code(r)?, challenge: read_challenge(r)?, notes: r.list(0, 8, "notes", word)? })
    }
}

impl Wire for Override {
    fn encode(&self, w: &mut Writer) {
        w.array(4).nullable(self.blocker.as_ref(), |w, hash| hash.encode(w)).text(&self.reason);
        put_code(w, self.code.as_deref(), self.challenge.as_deref());
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(4, "override")?;
        Ok(Self {
            blocker: r.nullable("blocker", EntryHash::decode)?,
            reason: word(r)?,
            code: read_code(r)?,
            challenge: read_challenge(r)?,
        })
    }
}

impl Wire for Issue {
    fn encode(&self, w: &mut Writer) {
        w.array(3).bytes(&self.code).nullable(self.replaced.as_ref(), |w, ticket| ticket.encode(w));
        w.text(&self.reason);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(3, "issue")?;
        Ok(Self {
            code: r.bytes(MAX_CODE_BYTES, "code")?.to_vec(),
            replaced: r.nullable("replaced ticket", TicketId::decode)?,
            reason: word(r)?,
        })
    }
}
