//! Which blanks are issued, and which tickets they stand for (protocol §8): pure functions of the set.

use super::class::{Authority, Blank, Worth};
use super::fold::above_fork;
use super::{Body, Evidence, Facts, Issue, Journal, Stored};
use crate::order;
use crate::ticket::{Documents, EntryHash, Role, TicketId};

impl Journal {
    /// The entries that issue a blank: more than one is BLANK-TWICE. First the one with the lowest clock.
    pub(super) fn issues_of(
        &self,
        blank: TicketId,
        documents: &Documents,
        evidence: &mut impl FnMut(&Stored) -> Evidence,
    ) -> Vec<EntryHash> {
        self.standing(self.of_ticket(blank), documents, evidence)
    }

    /// The entries that gave out a blank in place of a ticket.
    pub(super) fn replacements_of(
        &self,
        ticket: TicketId,
        documents: &Documents,
        evidence: &mut impl FnMut(&Stored) -> Evidence,
    ) -> Vec<EntryHash> {
        self.standing(self.replacing(ticket), documents, evidence)
    }

    fn standing<'a>(
        &'a self,
        entries: impl Iterator<Item = &'a Stored>,
        documents: &Documents,
        evidence: &mut impl FnMut(&Stored) -> Evidence,
    ) -> Vec<EntryHash> {
        let counts = |stored: &&Stored| {
            self.may_issue(stored, documents)
                && is_blank(evidence(stored))
                && !self.is_voided(stored, documents)
        };
        let mut standing: Vec<&Stored> = entries.filter(counts).collect();
        order::sort_by_key(&mut standing, |stored| (stored.entry.hlc, stored.entry.log, stored.hash));
        standing.into_iter().map(|stored| stored.hash).collect()
    }

    /// J-06, as for a void. A blank does not stand for itself.
    fn may_issue(&self, stored: &Stored, documents: &Documents) -> bool {
        let Body::Issue(Issue { replaced, .. }) = &stored.entry.body else { return false };
        let authority = Authority::new(stored, documents, above_fork(self, stored));
        (replaced.is_none() || *replaced != stored.entry.ticket) && authority.may(Role::Issue)
    }
}

fn is_blank(evidence: Evidence) -> bool {
    matches!(evidence, Evidence::Holds(Facts { worth: Worth::Blank, .. }))
}

impl Blank {
    pub(super) fn of(issues: &[EntryHash]) -> Self {
        if issues.is_empty() { Self::Unissued } else { Self::Issued }
    }
}
