//! The friend's answer comes back (O-04).

use super::commit::keep_evidence;
use super::owner::{Settlement, settle};
use super::rows::{EvidenceKind, HandOut, KeyRow, RequestTableRow, State, secret_bytes};
use super::ticket::{Ticket, find_key, ticket_bytes};
use super::{Wallet, WalletError};
use crate::crypto::PublicKey;
use crate::ports::LogAct;
use crate::store::Table;
use crate::ticket::{Endorsement, TicketId, Xid};
use crate::transfer::{Answer, AnswerRow};
use crate::wire::Wire;

/// What one row of an answer did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// The hand-over.
    pub xid: Xid,
    /// The ticket; nothing for a hand-over that is not this wallet's.
    pub ticket: Option<TicketId>,
    /// What it did.
    pub outcome: SettleOutcome,
}

/// What one row of an answer did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SettleOutcome {
    /// The friend has the ticket.
    Taken,
    /// The friend gave it back: it can be shown and handed over again.
    Returned,
    /// It was settled before; nothing changed.
    Repeat,
    /// Dated ahead of this clock; nothing changed, the same answer works later.
    ClockDiffers,
    /// It does not answer what was sent; nothing changed.
    BadAnswer,
    /// No hand-over of this wallet has this name.
    Unknown,
}

impl SettleOutcome {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Returned => "returned",
            Self::Repeat => "repeat",
            Self::ClockDiffers => "CLOCK_DIFFERS",
            Self::BadAnswer => "BAD_ANSWER",
            Self::Unknown => "UNKNOWN_HAND_OVER",
        }
    }
}

impl Wallet {
    /// Takes a friend's answer (type 10), one outcome a row. Durable when it is returned.
    pub fn settle(&mut self, answer: &[u8]) -> Result<Vec<Settled>, WalletError> {
        self.logged(LogAct::Settle, |wallet| {
            let answer = Answer::from_message(answer).map_err(WalletError::BadAnswer)?;
            answer.rows.iter().map(|row| wallet.settle_row(row)).collect()
        })
    }

    fn settle_row(&mut self, answer: &AnswerRow) -> Result<Settled, WalletError> {
        let xid = answer.xid();
        let rows = self.all_rows()?;
        let sent = |row: &&Ticket| row.hand_out().is_some_and(|out| out.xid(row) == xid);
        let Some(ticket) = rows.iter().find(sent) else {
            let back = rows.iter().find(|row| row.chain.heads().iter().any(|head| head.xid() == xid));
            let outcome = if back.is_some() { SettleOutcome::Repeat } else { SettleOutcome::Unknown };
            return Ok(Settled { xid, ticket: back.map(Ticket::ticket), outcome });
        };
        let id = ticket.ticket();
        let outcome = match &ticket.row.state {
            State::Handed(out) => self.settle_handed(ticket, out, answer)?,
            _ => SettleOutcome::Repeat,
        };
        self.flush()?;
        Ok(Settled { xid, ticket: Some(id), outcome })
    }

    fn settle_handed(
        &mut self,
        ticket: &Ticket,
        out: &HandOut,
        answer: &AnswerRow,
    ) -> Result<SettleOutcome, WalletError> {
        match settle(ticket, &out.hop, answer, self.now().step()) {
            Settlement::Gone => self.let_go(ticket, out.clone()).map(|()| SettleOutcome::Taken),
            Settlement::Back(hops) => self.take_back(ticket, out, hops).map(|()| SettleOutcome::Returned),
            Settlement::Wait => Ok(SettleOutcome::ClockDiffers),
            Settlement::Breaks => {
                let (key, time, bytes) = (ticket.ticket(), self.now(), answer.to_bytes());
                let kind = EvidenceKind::BadAnswer;
                self.commit(&|_, _| (), |w| keep_evidence(w, key.as_bytes(), kind, time, bytes))?;
                Ok(SettleOutcome::BadAnswer)
            }
        }
    }

    fn let_go(&mut self, ticket: &Ticket, out: HandOut) -> Result<(), WalletError> {
        let erase = self.key_to_erase(ticket)?;
        let xid = out.xid(ticket);
        let mut row = ticket.row.clone();
        row.state = State::Gone(out);
        self.commit(&|tags, item| item.remove_sent(&[tags.sent(xid)]), |w| {
            w.update(Table::Ticket, ticket.id, &ticket_bytes(&row))?;
            let key = erase.map(|key| find_key(w, &key)).transpose()?.flatten();
            let Some(key) = key else { return Ok(()) };
            let empty = RequestTableRow::Key(KeyRow { secret: None, ..key.row });
            Ok(w.update(Table::Request, key.id, &secret_bytes(&empty))?)
        })
    }

    /// A key that the credential named; one of a request stays, for it may still have to refuse (H-07). A key that a
    /// re-issue kept stays too.
    fn key_to_erase(&self, ticket: &Ticket) -> Result<Option<PublicKey>, WalletError> {
        let holder = ticket.chain.holder();
        if holder != ticket.credential.payload().holder {
            return Ok(None);
        }
        let rows = self.rows_of(ticket.ticket())?;
        let needed = rows.iter().any(|row| row.id != ticket.id && row.chain.holder() == holder);
        Ok(holder.filter(|_| !needed))
    }

    fn take_back(
        &mut self,
        ticket: &Ticket,
        out: &HandOut,
        hops: Vec<Endorsement>,
    ) -> Result<(), WalletError> {
        let xid = out.xid(ticket);
        let mut row = ticket.row.clone();
        row.holding.chain = hops;
        row.state = State::Held;
        self.commit(&|tags, item| item.remove_sent(&[tags.sent(xid)]), |w| {
            Ok(w.update(Table::Ticket, ticket.id, &ticket_bytes(&row))?)
        })
    }
}
