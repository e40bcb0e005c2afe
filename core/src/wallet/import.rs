//! Taking in what an organizer sent: ticket files and event files (protocol §4.1).

use super::adoption::{Adoption, Lower};
use super::commit::keep_evidence;
use super::events::Event;
use super::rows::{EventSource, EvidenceKind, Kept, KeyRow, RequestTableRow, State, TicketRow, secret_bytes};
use super::ticket::{Ticket, find_key, load_rows, ticket_bytes};
use super::{Wallet, WalletError};
use crate::code::verify_holding;
use crate::ports::LogAct;
use crate::store::{RowId, Table, Writer};
use crate::ticket::{
    Adopted, Chain, Credential, Documents, EventFile, EventId, FiledTicket, Flag, Holding, KeyStatus, RootId,
    TicketFile, TicketId, TicketSecrets, Time, TrustedKey,
};
use crate::wire::{MessageType, Wire, WireError};

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The event.
    pub event: EventId,
    /// Whose.
    pub root: RootId,
    /// What became of the event documents.
    pub documents: Adopted,
    /// The tickets of the file, in its order; none in an event file.
    pub tickets: Vec<ImportedTicket>,
}

/// What became of one ticket of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportedTicket {
    /// The ticket.
    pub ticket: TicketId,
    /// What became of it.
    pub outcome: ImportOutcome,
}

/// What became of one ticket of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImportOutcome {
    /// It is in this wallet now.
    Added,
    /// It was here already.
    Unchanged,
    /// A newer issue of it is here.
    Older,
    /// Its key is none of this wallet's.
    NotForThisWallet,
    /// Its key has another ticket, or its id is that of another organizer's; ask the organizer.
    KeyTaken,
    /// A ticket bound to hardware for a key that is not, or the other way round; ask the organizer.
    KeyKind,
    /// The organizer signed two credentials of one ticket and epoch. Both are kept, the first is shown.
    IssuerDouble,
}

impl ImportOutcome {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Unchanged => "unchanged",
            Self::Older => "older",
            Self::NotForThisWallet => "NOT_FOR_THIS_WALLET",
            Self::KeyTaken => "KEY_TAKEN",
            Self::KeyKind => "KEY_KIND",
            Self::IssuerDouble => "ISSUER-DOUBLE",
        }
    }
}

/// A holding that held, to be kept.
pub(super) struct Candidate {
    pub(super) root: RootId,
    pub(super) holding: Holding,
    pub(super) credential: Credential,
    pub(super) chain: Chain,
    issuer: TrustedKey,
    secrets: Option<TicketSecrets>,
    since: Time,
}

impl Wallet {
    /// Takes in a ticket file (type 16) or an event file (type 17): all of a ticket file or nothing, a ticket that
    /// does not hold is an error. The same file again changes nothing.
    pub fn import(&mut self, file: &[u8]) -> Result<Imported, WalletError> {
        self.logged(LogAct::Import, |wallet| match MessageType::of(file).map_err(WalletError::BadFile)? {
            MessageType::TicketFile => wallet.import_tickets(file),
            MessageType::EventFile => wallet.import_event(file),
            _ => Err(WalletError::BadFile(WireError::WrongType)),
        })
    }

    fn import_event(&mut self, bytes: &[u8]) -> Result<Imported, WalletError> {
        EventFile::from_bytes(bytes, EventFile::MAX_BYTES).map_err(WalletError::BadFile)?;
        let adoption = self
            .events()?
            .adopt(bytes, EventSource::Imported, Lower::Refuse)
            .map_err(WalletError::BadDocuments)?;
        self.finish_import(adoption, Vec::new())
    }

    fn import_tickets(&mut self, bytes: &[u8]) -> Result<Imported, WalletError> {
        let file = TicketFile::from_bytes(bytes, TicketFile::MAX_BYTES).map_err(WalletError::BadFile)?;
        let adoption = self
            .events()?
            .adopt(&file.event_file, EventSource::Imported, Lower::KeepOurs)
            .map_err(WalletError::BadDocuments)?;
        let candidates = file.tickets.iter().map(|filed| self.read_ticket(filed, &adoption.documents));
        let candidates = candidates.collect::<Result<_, _>>()?;
        self.finish_import(adoption, candidates)
    }

    /// A ticket of a file, with the secrets that were sealed to the request of its key. A ticket for another wallet
    /// keeps them shut.
    fn read_ticket(&self, filed: &FiledTicket, documents: &Documents) -> Result<Candidate, WalletError> {
        let mut candidate = Candidate::read(&filed.holding, documents, self.now())?;
        candidate.secrets = match &filed.sealed {
            Some(sealed) => self.open_secrets(sealed, &candidate)?,
            None => None,
        };
        Ok(candidate)
    }

    fn open_secrets(&self, sealed: &[u8], ticket: &Candidate) -> Result<Option<TicketSecrets>, WalletError> {
        let Some(holder) = ticket.credential.payload().holder else { return Ok(None) };
        let Some(key) = self.store.read(|r| find_key(r, &holder))? else { return Ok(None) };
        let row = self.request_with(&key.row.request)?.ok_or(WalletError::BadSecrets)?;
        let secrets = TicketSecrets::open(sealed, &row.hpke, &key.row.request, ticket.credential.head());
        secrets.map(Some).map_err(|_| WalletError::BadSecrets)
    }

    fn finish_import(
        &mut self,
        adoption: Adoption,
        candidates: Vec<Candidate>,
    ) -> Result<Imported, WalletError> {
        let now = self.now();
        let (row, tickets) = self.commit(&|_, _| (), |w| {
            let row = adoption.write(w)?;
            let tickets = candidates
                .into_iter()
                .map(|candidate| candidate.add(w, &adoption.documents, now))
                .collect::<Result<Vec<_>, _>>()?;
            let ours = |t: &ImportedTicket| t.outcome != ImportOutcome::NotForThisWallet;
            if !tickets.is_empty() && !tickets.iter().any(ours) {
                return Err(WalletError::NotForThisWallet);
            }
            Ok((row, tickets))
        })?;
        let (root, event) = (adoption.documents.root(), adoption.documents.event().event);
        let documents = adoption.adopted;
        self.remember(adoption, row);
        Ok(Imported { event, root, documents, tickets })
    }

    /// Takes committed documents into memory.
    pub(super) fn remember(&mut self, adoption: Adoption, row: RowId) {
        self.events.replace(Event { row, documents: adoption.documents, source: adoption.source });
    }
}

impl Candidate {
    fn read(holding: &[u8], documents: &Documents, now: Time) -> Result<Self, WalletError> {
        let holding = Holding::from_bytes(holding, Holding::MAX_BYTES).map_err(WalletError::BadFile)?;
        let (credential, chain) = verify_holding(&holding, documents).map_err(WalletError::BadTicket)?;
        Self::new(holding, (credential, chain), documents, now)
    }

    /// A holding that `verify_holding` passed under these documents.
    pub(super) fn new(
        holding: Holding,
        (credential, chain): (Credential, Chain),
        documents: &Documents,
        now: Time,
    ) -> Result<Self, WalletError> {
        let issuer = documents.trust().key(&credential.issuer()).cloned().ok_or(WalletError::Corrupt)?;
        Ok(Self { root: documents.root(), holding, credential, chain, issuer, secrets: None, since: now })
    }

    pub(super) fn ticket(&self) -> TicketId {
        self.credential.payload().ticket
    }

    /// Under which documents it is listed.
    pub(super) fn event(&self) -> (RootId, EventId) {
        (self.root, self.credential.payload().event)
    }

    fn add(
        self,
        w: &mut Writer<'_>,
        documents: &Documents,
        now: Time,
    ) -> Result<ImportedTicket, WalletError> {
        let ticket = self.ticket();
        let here = load_rows(w, ticket)?;
        // Anybody can sign what he read in a code, and name any ticket: in another's name he gets no row beside it.
        if here.iter().any(|row| !row.is_under(documents)) {
            return Ok(ImportedTicket { ticket, outcome: ImportOutcome::KeyTaken });
        }
        let outcome = match self.known(&here) {
            Some(outcome) => outcome,
            None => self.claim_key(w, &here)?,
        };
        match outcome {
            ImportOutcome::Added => self.insert_after(w, State::Held, self.folded(&here))?,
            ImportOutcome::Unchanged => self.refresh(w, documents, &here)?,
            ImportOutcome::IssuerDouble => {
                let kind = EvidenceKind::IssuerDouble;
                keep_evidence(w, ticket.as_bytes(), kind, now, self.holding.to_bytes())?;
            }
            _ => {}
        }
        Ok(ImportedTicket { ticket, outcome })
    }

    /// What the rows of the same ticket say about it, before its key is looked at.
    fn known(&self, here: &[Ticket]) -> Option<ImportOutcome> {
        let epoch = self.credential.payload().epoch;
        let same = |row: &&Ticket| row.credential.head() == self.credential.head();
        if here.iter().filter(same).any(|row| row.chain.heads().contains(&self.chain.head())) {
            return Some(ImportOutcome::Unchanged);
        }
        if here.iter().any(|row| row.credential.payload().epoch > epoch) {
            return Some(ImportOutcome::Older);
        }
        None
    }

    /// The same ticket in a better file: with the secrets that the first one had not, or signed again by a key that
    /// stands in place of one that was revoked. Heads cover payloads only, so the chain stays.
    fn refresh(&self, w: &mut Writer<'_>, documents: &Documents, here: &[Ticket]) -> Result<(), WalletError> {
        for ticket in here.iter().filter(|row| row.credential.head() == self.credential.head()) {
            let mut row = ticket.row.clone();
            if row.secrets.as_ref().is_none_or(|own| own.digits.is_none()) && self.secrets.is_some() {
                row.secrets = self.secrets_after(Some(ticket));
            }
            let revoked = documents.trust().status(&row.issuer.key) == Some(KeyStatus::Revoked);
            if revoked && self.issuer.status == KeyStatus::Active {
                row.issuer = self.issuer.clone();
                row.holding.credential = self.holding.credential.clone();
            }
            if row.secrets != ticket.row.secrets || row.holding != ticket.row.holding {
                w.update(Table::Ticket, ticket.id, &ticket_bytes(&row))?;
            }
        }
        Ok(())
    }

    /// What this file brings, with the name that was here before.
    fn secrets_after(&self, before: Option<&Ticket>) -> Option<TicketSecrets> {
        let name = before.and_then(Ticket::name_alone);
        let Some(mut own) = self.secrets.clone() else { return name };
        if own.opening.is_none() {
            own.opening = name.and_then(|name| name.opening);
        }
        Some(own)
    }

    fn claim_key(&self, w: &mut Writer<'_>, here: &[Ticket]) -> Result<ImportOutcome, WalletError> {
        let Some(holder) = self.chain.holder() else { return Ok(ImportOutcome::NotForThisWallet) };
        let Some(key) = find_key(w, &holder)? else { return Ok(ImportOutcome::NotForThisWallet) };
        let Some(secret) = &key.row.secret else { return Ok(ImportOutcome::NotForThisWallet) };
        if secret.is_hardware() != self.credential.payload().policy.flags.has(Flag::HardwareBound) {
            return Ok(ImportOutcome::KeyKind);
        }
        let epoch = self.credential.payload().epoch;
        let rival = |row: &Ticket| {
            row.credential.payload().epoch == epoch && row.credential.head() != self.credential.head()
        };
        if here.iter().any(rival) {
            return Ok(ImportOutcome::IssuerDouble);
        }
        // A re-issue keeps its key; a key of another ticket is never used twice (protocol §3).
        let kept = here.iter().any(|row| row.chain.holder() == Some(holder));
        if key.row.taken.is_some() && !kept {
            return Ok(ImportOutcome::KeyTaken);
        }
        self.take_key(w, key)?;
        Ok(ImportOutcome::Added)
    }

    pub(super) fn take_key(&self, w: &mut Writer<'_>, key: Kept<KeyRow>) -> Result<(), WalletError> {
        let row = RequestTableRow::Key(KeyRow { taken: Some(self.chain.head()), ..key.row });
        Ok(w.update(Table::Request, key.id, &secret_bytes(&row))?)
    }

    /// The row that this one folds: the same key, an epoch before.
    fn folded<'a>(&self, here: &'a [Ticket]) -> Option<&'a Ticket> {
        let (holder, epoch) = (self.chain.holder(), self.credential.payload().epoch);
        here.iter()
            .filter(|row| row.epoch() < epoch && row.chain.holder() == holder)
            .max_by_key(|row| row.epoch())
    }

    pub(super) fn insert(&self, w: &mut Writer<'_>, state: State) -> Result<(), WalletError> {
        self.insert_after(w, state, None)
    }

    /// What was done with a ticket before it was folded stays done.
    fn insert_after(
        &self,
        w: &mut Writer<'_>,
        state: State,
        before: Option<&Ticket>,
    ) -> Result<(), WalletError> {
        let ticket = self.ticket();
        let row = TicketRow {
            root: self.root,
            holding: self.holding.clone(),
            issuer: self.issuer.clone(),
            state,
            stamps: before.map(|row| row.row.stamps.clone()).unwrap_or_default(),
            answered: before.map(|row| row.answered_for(self.chain.head())).unwrap_or_default(),
            secrets: self.secrets_after(before),
            since: before.map_or(self.since, |row| row.row.since),
        };
        w.insert(Table::Ticket, Some(ticket.as_bytes()), &ticket_bytes(&row))?;
        Ok(())
    }
}
