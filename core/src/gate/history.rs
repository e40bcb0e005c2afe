//! The last things that this device wrote down, for staff to look back at.

use super::Gate;
use super::journal::{Body, Stored};
use crate::order;
use crate::ticket::{EntryHash, TicketId, Time};

/// One thing that this device wrote down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The journal entry, for stamps and undo.
    pub entry: EntryHash,
    /// When.
    pub at: Time,
    /// What it was.
    pub act: HistoryAct,
    /// Whether it stands.
    pub standing: Standing,
    /// The ticket, if one is named.
    pub ticket: Option<TicketId>,
    /// The seat as the organizer signed it, where the entry holds a code.
    pub place: Option<String>,
}

/// What a device wrote down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryAct {
    /// Somebody was let in.
    Admitted,
    /// Somebody was let out.
    LetOut,
    /// A code was refused, or the lead was asked. A code that is refused again within a minute is written down once.
    Refused {
        /// The stable code of the cause.
        reason: String,
    },
    /// A person with authority let somebody in.
    Overridden {
        /// A word of the list.
        reason: String,
    },
    /// A blank was sold or given out.
    Issued {
        /// A word of the list.
        reason: String,
    },
}

/// Whether an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It does.
    Stands,
    /// It was taken back (J-08).
    TakenBack,
}

/// Cap on what is looked back at: the codes in it are verified once more.
const MAX: usize = 100;

impl Gate {
    /// The last things that this device wrote down, the newest first: admissions, exits, refusals, overrides and blanks,
    /// at most 100 of them. They are read from the journal, so that they outlive a restart.
    pub fn history(&self, most: u32) -> Vec<HistoryEntry> {
        let most = usize::try_from(most).unwrap_or(MAX).min(MAX);
        let mut last: Vec<&Stored> = self.own_tips().flat_map(|tip| self.last_of(tip, most)).collect();
        order::sort_by_key(&mut last, |stored| core::cmp::Reverse((stored.entry.hlc, stored.hash)));
        last.into_iter().take(most).filter_map(|stored| self.looked_back(stored)).collect()
    }

    fn own_tips(&self) -> impl Iterator<Item = &Stored> {
        let key = self.key.public();
        let tips = self.journal.tips().flat_map(|(_, tips)| tips);
        tips.filter_map(|tip| self.journal.get(&tip.entry)).filter(move |tip| tip.key == key)
    }

    /// The last entries of a log that somebody looks back at.
    fn last_of<'a>(&'a self, tip: &'a Stored, most: usize) -> impl Iterator<Item = &'a Stored> {
        let chain = core::iter::successors(Some(tip), |stored| self.journal.get(&stored.entry.prev));
        chain.filter(|stored| act(&stored.entry.body).is_some()).take(most)
    }

    fn looked_back(&self, stored: &Stored) -> Option<HistoryEntry> {
        let voided = self.journal.is_taken_back(stored, &self.documents);
        Some(HistoryEntry {
            entry: stored.hash,
            at: stored.entry.hlc.ms.time(),
            act: act(&stored.entry.body)?,
            standing: if voided { Standing::TakenBack } else { Standing::Stands },
            ticket: stored.entry.ticket,
            place: self.presented(&stored.hash).map(|presented| presented.payload().place.clone()),
        })
    }
}

fn act(body: &Body) -> Option<HistoryAct> {
    Some(match body {
        Body::Admit(_) => HistoryAct::Admitted,
        Body::Exit(_) => HistoryAct::LetOut,
        Body::Refuse { reason, .. } => HistoryAct::Refused { reason: reason.clone() },
        Body::Override(act) => HistoryAct::Overridden { reason: act.reason.clone() },
        Body::Issue(issue) => HistoryAct::Issued { reason: issue.reason.clone() },
        _ => return None,
    })
}
