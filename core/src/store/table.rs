//! The tables of each schema, and what a row is.

use std::fmt;

use zeroize::Zeroizing;

use super::{StoreError, migration};

/// Which facade a store belongs to. The number is part of the file's identity and of every associated data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Schema {
    /// Tickets of one holder.
    Wallet = 1,
    /// The journal of one gate.
    Gate = 2,
    /// Keys and lists of one issuer.
    Issuer = 3,
}

impl Schema {
    pub(super) const ALL: [Self; 3] = [Self::Wallet, Self::Gate, Self::Issuer];

    pub(super) const fn number(self) -> u8 {
        self as u8
    }

    /// The version that this library writes; a folder of a newer one is refused.
    pub fn version(self) -> u32 {
        migration::newest(migration::steps(self))
    }

    /// `PRAGMA application_id`: "MGR" and the schema's number.
    pub(super) fn application_id(self) -> i32 {
        i32::from_be_bytes([b'M', b'G', b'R', self.number()])
    }

    /// The tables a store of this schema has.
    pub const fn tables(self) -> &'static [Table] {
        use Table as T;
        match self {
            Self::Wallet => &[T::Meta, T::Event, T::Ticket, T::Request, T::Tombstone, T::Shown, T::Evidence],
            Self::Gate => &[T::Meta, T::Event, T::Entry, T::Head, T::Waiting, T::Judged, T::Refused],
            Self::Issuer => &[T::Meta, T::Key, T::Event, T::Order, T::Ticket, T::Revocation, T::Staff],
        }
    }

    pub(super) fn check(self, table: Table) -> Result<(), StoreError> {
        if self.tables().contains(&table) { Ok(()) } else { Err(StoreError::WrongSchema) }
    }
}

/// One table. All have the same shape, and what a row means is the facade's business. The number is part of every
/// associated data: never reused, never changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Table {
    /// Settings of the facade.
    Meta = 1,
    /// Event documents.
    Event = 2,
    /// Tickets held, or issued.
    Ticket = 3,
    /// Requests made to other holders.
    Request = 4,
    /// What was forgotten, and must stay known.
    Tombstone = 5,
    /// What was shown, until it expires.
    Shown = 6,
    /// Proofs received.
    Evidence = 7,
    /// The journal.
    Entry = 8,
    /// Heads of other logs.
    Head = 9,
    /// Entries that wait for an earlier one.
    Waiting = 10,
    /// Entries judged.
    Judged = 11,
    /// Refusals counted.
    Refused = 12,
    /// Signing keys.
    Key = 13,
    /// Withdrawn tickets.
    Revocation = 14,
    /// Staff certificates.
    Staff = 15,
    /// Orders with their tickets.
    Order = 16,
}

impl Table {
    pub(super) const fn number(self) -> u8 {
        self as u8
    }

    /// Its name, in the file and for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Event => "event",
            Self::Ticket => "ticket",
            Self::Request => "request",
            Self::Tombstone => "tombstone",
            Self::Shown => "shown",
            Self::Evidence => "evidence",
            Self::Entry => "entry",
            Self::Head => "head",
            Self::Waiting => "waiting",
            Self::Judged => "judged",
            Self::Refused => "refused",
            Self::Key => "key",
            Self::Revocation => "revocation",
            Self::Staff => "staff",
            Self::Order => "order",
        }
    }
}

/// The random name of one row, bound into its associated data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId(pub [u8; 16]);

/// One row, decrypted.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// Its random name.
    pub id: RowId,
    /// What it is found by, if anything.
    pub key: Option<Vec<u8>>,
    /// What it holds.
    pub value: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row").field("id", &self.id).finish_non_exhaustive()
    }
}
