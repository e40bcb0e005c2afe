//! A ticket as it is used: the row, and its credential and chain in their verified types.

use zeroize::Zeroizing;

use super::rows::{Kept, KeyRow, RequestTableRow, ShownRow, State, TicketRow, secret_bytes};
use super::vault_item::{TagKey, VaultItem};
use super::{Wallet, WalletError};
use crate::crypto::PublicKey;
use crate::store::{Reader, Row, RowId, Table};
use crate::ticket::{Chain, Credential, Documents, EventId, Head, RootId, TicketId, TicketSecrets, Time};

/// A row whose credential and chain held when they came in.
#[derive(Debug, Clone)]
pub(super) struct Ticket {
    pub(super) id: RowId,
    pub(super) row: TicketRow,
    pub(super) credential: Credential,
    pub(super) chain: Chain,
}

/// Where a ticket stands, the vault's word included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Returned,
    Gone,
    Handed,
    Held,
}

impl Ticket {
    /// Builds the verified types again. The trust list and `moved` of the day the ticket came in count, not today's:
    /// no list stops a ticket from being shown (protocol §1.2).
    pub(super) fn load(row: &Row) -> Result<Self, WalletError> {
        let Kept { id, row } = Kept::<TicketRow>::load(row)?;
        let credential =
            Credential::under(&row.holding.credential, &row.issuer).map_err(|_| WalletError::Corrupt)?;
        let chain =
            Chain::verify(&credential, &row.holding.chain, NO_DEADLINE).map_err(|_| WalletError::Corrupt)?;
        Ok(Self { id, row, credential, chain })
    }

    pub(super) fn ticket(&self) -> TicketId {
        self.credential.payload().ticket
    }

    /// Under which documents it is listed.
    pub(super) fn event(&self) -> (RootId, EventId) {
        (self.row.root, self.credential.payload().event)
    }

    /// Whether documents are of its event and its organizer: an event's id can be squatted, a root cannot (protocol §3).
    pub(super) fn is_under(&self, documents: &Documents) -> bool {
        documents.descends_from(self.row.root) && documents.event().event == self.credential.payload().event
    }

    pub(super) fn head(&self) -> Head {
        self.chain.head()
    }

    /// What a newer epoch keeps of the secrets: the name is the ticket's, digits are an epoch's.
    pub(super) fn name_alone(&self) -> Option<TicketSecrets> {
        let opening = self.row.secrets.as_ref().and_then(|secrets| secrets.opening.clone())?;
        Some(TicketSecrets { opening: Some(opening), ..TicketSecrets::default() })
    }

    /// Whether a key of this wallet endorsed the last head.
    pub(super) fn is_endorsed(&self) -> bool {
        !matches!(self.row.state, State::Held | State::Folding)
    }

    /// A held ticket over a head that this wallet endorsed is HANDED, whatever its row says (protocol §9).
    pub(super) fn standing(&self, tags: &TagKey, item: &VaultItem) -> Standing {
        match self.row.state {
            State::Held | State::Folding if item.has_head(tags.head(self.head().xid())) => Standing::Handed,
            State::Held | State::Folding => Standing::Held,
            State::Handed(_) => Standing::Handed,
            State::Gone(_) => Standing::Gone,
            State::Returned => Standing::Returned,
        }
    }
}

/// Past any deadline that `Chain::verify` computes.
pub(super) const NO_DEADLINE: i64 = 1 << 36;

impl Wallet {
    /// Every row of a ticket, oldest first.
    pub(super) fn rows_of(&self, id: TicketId) -> Result<Vec<Ticket>, WalletError> {
        self.store.read(|r| load_rows(r, id))
    }

    /// Every row of every ticket, oldest first.
    pub(super) fn all_rows(&self) -> Result<Vec<Ticket>, WalletError> {
        self.store.read(|r| r.all(Table::Ticket)?.iter().map(Ticket::load).collect())
    }

    /// The row that speaks for a ticket: the highest epoch, held before handed on before given back, the newest.
    pub(super) fn current(&self, id: TicketId) -> Result<Ticket, WalletError> {
        let rows = self.rows_of(id)?;
        rows.into_iter().max_by_key(|row| self.rank(row)).ok_or(WalletError::TicketNotFound)
    }

    pub(super) fn rank(&self, ticket: &Ticket) -> (u16, u8) {
        let standing = match self.standing(ticket) {
            Standing::Held => 2,
            Standing::Handed | Standing::Gone => 1,
            Standing::Returned => 0,
        };
        (ticket.credential.payload().epoch, standing)
    }

    pub(super) fn standing(&self, ticket: &Ticket) -> Standing {
        ticket.standing(&self.meta.row.tags, &self.item)
    }

    /// The documents in force for a ticket.
    pub(super) fn documents(&self, ticket: &Ticket) -> Result<&Documents, WalletError> {
        let event = self.events()?.of(ticket.row.root, ticket.credential.payload().event);
        event.map(|event| &event.documents).ok_or(WalletError::Corrupt)
    }

    /// Whether its event is here. Only in a wallet that was mended it may not be: until it is imported again.
    pub(super) fn has_event(&self, ticket: &Ticket) -> Result<bool, WalletError> {
        Ok(self.events()?.of(ticket.row.root, ticket.credential.payload().event).is_some())
    }

    /// What was shown of a ticket.
    pub(super) fn shown_row(&self, id: TicketId) -> Result<Option<Kept<ShownRow>>, WalletError> {
        self.store.read(|r| r.find(Table::Shown, id.as_bytes())?.first().map(Kept::load).transpose())
    }
}

/// Every row of a ticket, oldest first.
pub(super) fn load_rows(r: &Reader<'_>, id: TicketId) -> Result<Vec<Ticket>, WalletError> {
    r.find(Table::Ticket, id.as_bytes())?.iter().map(Ticket::load).collect()
}

/// The row of a holder key that this wallet made.
pub(super) fn find_key(r: &Reader<'_>, key: &PublicKey) -> Result<Option<Kept<KeyRow>>, WalletError> {
    let rows = r.find(Table::Request, key.as_bytes())?;
    let Some(row) = rows.first() else { return Ok(None) };
    match Kept::<RequestTableRow>::load(row)? {
        Kept { id, row: RequestTableRow::Key(row) } => Ok(Some(Kept { id, row })),
        Kept { .. } => Err(WalletError::Corrupt),
    }
}

/// The first second at which no gate takes the ticket any more (P-10).
pub(super) fn closes(credential: &Credential, documents: &Documents) -> Time {
    let event = documents.event();
    credential.payload().end().shifted(event.moved).shifted(event.late.into())
}

/// The bytes of a ticket row.
pub(super) fn ticket_bytes(row: &TicketRow) -> Zeroizing<Vec<u8>> {
    secret_bytes(row)
}
