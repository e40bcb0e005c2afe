//! A folder that was put back from an older copy: noticed when it is opened, told until somebody took note, and survived by
//! what was handed on (protocol §9).

use super::rows::{Kept, ShownRow, State, TombstoneRow, secret_bytes};
use super::ticket::{Ticket, find_key, load_rows};
use super::{Wallet, WalletError};
use crate::store::{Reader, Rollback, Table};
use crate::ticket::Head;

impl Wallet {
    /// Whether the folder was put back from an older copy. Tickets that were handed on stay handed on; the rest works.
    /// Tell the user: imports and requests since then are gone. It is said until [`Wallet::dismiss_rollback`].
    pub fn rollback(&self) -> Rollback {
        Rollback::of(self.meta.row.missing.unwrap_or_default())
    }

    /// The user took note that an older copy was put back: [`Wallet::rollback`] says none, until it happens again. What was
    /// handed on stays so. Durable when it returns.
    pub fn dismiss_rollback(&mut self) -> Result<(), WalletError> {
        let Some(missing) = self.meta.row.missing.take() else { return Ok(()) };
        let (id, value) = (self.meta.id, secret_bytes(&self.meta.row));
        let done = self.commit(&|_, _| (), |w| Ok(w.update(Table::Meta, id, &value)?));
        if done.is_err() {
            self.meta.row.missing = Some(missing);
        }
        done
    }

    /// Compares database and vault. Ahead: a crash came before the put, which is finished. Behind: an older copy was
    /// put back, or the log was cut; the item's tags and its ceiling outlive it.
    pub(super) fn reconcile(&mut self) -> Result<(), WalletError> {
        let behind = self.item.generation.saturating_sub(self.store.generation());
        let missing = behind.max(self.store.missing());
        let noted = self.meta.row.missing.is_some() && self.meta.row.step_floor >= self.item.ceiling;
        if behind > 0 || (missing > 0 && !noted) {
            return self.note_rollback(missing);
        }
        if !self.item.knows_sent() || self.item.generation < self.store.generation() {
            self.tag_from_rows()?;
            self.item.generation = self.store.generation();
        }
        self.flush()
    }

    /// Goes on above every generation that the vault was told: of a database that stayed behind it nobody could say
    /// whether its last put was done.
    fn note_rollback(&mut self, missing: u64) -> Result<(), WalletError> {
        self.tag_from_rows()?;
        let told = self.item.generation.max(self.store.generation() + self.store.missing());
        self.meta.row.missing.get_or_insert(missing);
        self.meta.row.step_floor = self.meta.row.step_floor.max(self.item.ceiling);
        let (id, value) = (self.meta.id, secret_bytes(&self.meta.row));
        self.commit(&|_, _| (), |w| {
            w.outrun(told);
            Ok(w.update(Table::Meta, id, &value)?)
        })
    }

    /// What the interrupted put would have said.
    fn tag_from_rows(&mut self) -> Result<(), WalletError> {
        let (tags, item) = (&self.meta.row.tags, &mut self.item);
        let knew = item.knows_sent();
        let mut sent = Vec::new();
        self.store.read(|r| {
            r.for_each(Table::Ticket, |row| {
                let ticket = Ticket::load(&row)?;
                // Over a head that is tagged another hand-over may have left.
                let free = !knew || !item.has_head(tags.head(ticket.head().xid()));
                if let State::Handed(out) = &ticket.row.state
                    && free
                {
                    sent.push(tags.sent(out.xid(&ticket)));
                }
                for head in ticket.endorsed(r)? {
                    item.add_head(tags.head(head.xid()));
                }
                for answered in &ticket.row.answered {
                    item.add_answered(tags.answered(answered.head.xid()));
                }
                if matches!(ticket.row.state, State::Folding) {
                    item.add_head(tags.fold(ticket.head().xid()));
                }
                Ok::<_, WalletError>(())
            })?;
            r.for_each(Table::Tombstone, |row| {
                let answer = Kept::<TombstoneRow>::load(&row)?.row.answer;
                // What the vault knows to be answered was answered by what it put then, whatever this row says.
                let tag = tags.xid(answer.xid());
                if !item.has_xid(tag) && item.has_room() {
                    item.add_xid(tag);
                    if answer.endorsement().is_some() {
                        item.add_head(tags.head(answer.xid()));
                    }
                }
                Ok::<_, WalletError>(())
            })?;
            r.for_each(Table::Shown, |row| {
                item.raise_ceiling(Kept::<ShownRow>::load(&row)?.row.ceiling);
                Ok::<_, WalletError>(())
            })
        })?;
        item.add_sent(&sent);
        Ok(())
    }
}

impl Ticket {
    /// The heads of this ticket over which a key of this wallet endorsed.
    fn endorsed(&self, r: &Reader<'_>) -> Result<Vec<Head>, WalletError> {
        let heads = self.chain.heads();
        let mut endorsed = Vec::new();
        for (place, head) in heads.iter().enumerate() {
            let last = place + 1 == heads.len();
            let key = self.chain.holder_at(place);
            let ours = key.map(|key| find_key(r, &key)).transpose()?.flatten().is_some();
            if ours && (!last || self.is_endorsed()) {
                endorsed.push(*head);
            }
        }
        if self.is_endorsed() {
            let rows = load_rows(r, self.ticket())?;
            endorsed.extend(rows.iter().filter(|row| row.is_folded_into(self)).map(Ticket::head));
        }
        Ok(endorsed)
    }
}
