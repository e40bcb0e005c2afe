//! Folding: the issuer replaces a chain by a credential of its own for the same key (protocol §4, "Epochs").
//!
//! ```text
//! fold ─▶ issuer ─▶ import ─▶ acknowledge ─▶ issuer: only now the old epoch is withdrawn
//! ```

use super::rows::{Answered, State};
use super::ticket::{Standing, Ticket, find_key, ticket_bytes};
use super::{NotTransferable, Wallet, WalletError};
use crate::crypto::PublicKey;
use crate::store::Table;
use crate::ticket::{Flag, Head, Step, TicketId};
use crate::transfer::{Answer, AnswerRow, Fold, FoldPayload, ReceiptPayload, Request};
use crate::wire::Wire;

impl Wallet {
    /// Asks the issuer for a short chain: a message of type 25. It is the one thing that this key signs over the
    /// ticket's head, so from here on the ticket is shown as before and not handed on, until the issuer's answer is
    /// imported. Durable, here and in the vault, when it is returned; again gives the same bytes.
    ///
    /// # Errors
    /// [`WalletError::NothingToFold`] for a ticket that was never handed on.
    pub fn fold(&mut self, id: TicketId) -> Result<Vec<u8>, WalletError> {
        let ticket = self.current(id)?;
        if self.standing(&ticket) != Standing::Held {
            return Err(WalletError::HandedOn);
        }
        if ticket.chain.endorsements().is_empty() {
            return Err(WalletError::NothingToFold);
        }
        let holder = ticket.chain.holder();
        let (key, request) = (self.secret(holder)?, self.request_of(holder)?);
        let (head, holding) = (ticket.head(), ticket.row.holding.clone());
        let payload = FoldPayload { head, request: request.as_ref().map(Request::digest) };
        let request = request.as_ref().map(Request::to_message);
        let fold = Fold { holding, request, signature: payload.sign(&key) };
        if !matches!(ticket.row.state, State::Folding) {
            self.keep_folding(ticket, head)?;
        }
        self.flush()?;
        Ok(fold.to_bytes())
    }

    /// The request that brought a key.
    fn request_of(&self, key: Option<PublicKey>) -> Result<Option<Request>, WalletError> {
        let Some(key) = key else { return Ok(None) };
        let Some(key) = self.store.read(|r| find_key(r, &key))? else { return Ok(None) };
        let row = self.request_with(&key.row.request)?;
        row.map(|row| Request::verify(&row.message).map_err(|_| WalletError::Corrupt)).transpose()
    }

    fn keep_folding(&mut self, ticket: Ticket, head: Head) -> Result<(), WalletError> {
        let (row_id, mut row) = (ticket.id, ticket.row);
        row.state = State::Folding;
        self.commit(&|tags, item| item.add_head(tags.fold(head.xid())), |w| {
            Ok(w.update(Table::Ticket, row_id, &ticket_bytes(&row))?)
        })
    }

    /// Tells the issuer that the folded ticket is here (type 10), so that it may withdraw the epoch before.
    ///
    /// # Errors
    /// [`WalletError::NotFolded`] if the newest epoch here is no fold of a ticket of this wallet.
    pub fn acknowledge(&mut self, id: TicketId) -> Result<Vec<u8>, WalletError> {
        let rows = self.rows_of(id)?;
        let newest = rows.iter().max_by_key(|row| row.epoch()).ok_or(WalletError::TicketNotFound)?;
        let holder = newest.credential.payload().holder;
        let folded = |row: &Ticket| row.epoch() < newest.epoch() && row.chain.holder() == holder;
        if !rows.iter().any(folded) {
            return Err(WalletError::NotFolded);
        }
        let (key, head) = (self.secret(holder)?, newest.credential.head());
        self.flush()?;
        let signature = ReceiptPayload(head).sign(&key);
        Ok(Answer { rows: vec![AnswerRow::Receipt { xid: head.xid(), signature }] }.to_bytes())
    }

    /// O-02 less the clock, and whether a fold is under way. The vault remembers it where an older copy does not.
    pub(super) fn transferable(
        &self,
        ticket: &Ticket,
        moved: i64,
        step: Step,
    ) -> Result<(), NotTransferable> {
        let tag = self.meta.row.tags.fold(ticket.head().xid());
        if matches!(ticket.row.state, State::Folding) || self.item.has_head(tag) {
            return Err(NotTransferable::Folding);
        }
        let answered = self.item.has_head(self.meta.row.tags.answered(ticket.head().xid()));
        if answered && !ticket.credential.payload().policy.flags.has(Flag::HandOverAfterUse) {
            return Err(NotTransferable::Answered);
        }
        super::owner::transferable(ticket, moved, step)
    }

    /// What concerns a ticket that was folded since concerns the fold.
    pub(super) fn after_folds(&self, ticket: Ticket) -> Result<Ticket, WalletError> {
        let current = self.current(ticket.ticket())?;
        let kept = current.credential.payload().holder == ticket.chain.holder();
        Ok(if kept && current.epoch() > ticket.epoch() { current } else { ticket })
    }
}

impl Ticket {
    pub(super) fn epoch(&self) -> u16 {
        self.credential.payload().epoch
    }

    /// Whether it is an epoch of the same ticket before a fold that `later` came of.
    pub(super) fn is_folded_into(&self, later: &Self) -> bool {
        self.epoch() < later.epoch() && self.chain.holder() == later.credential.payload().holder
    }

    /// The answers given with this ticket, for the row of its fold: for proofs the folded credential's head is the
    /// head that the fold names.
    pub(super) fn answered_for(&self, folded: Head) -> Vec<Answered> {
        let own = self.head();
        let moved = |answered: &Answered| {
            let head = if answered.head == own { folded } else { answered.head };
            Answered { head, ..*answered }
        };
        self.row.answered.iter().map(moved).collect()
    }
}
