//! J-08: what was taken back, and what is left of its code.

use std::collections::{BTreeMap, HashSet};

use super::class::{Authority, Evidence};
use super::fold::{Fold, GroupKey, Witness, above_fork};
use super::state::Act;
use super::{Body, Journal, Kind, Stored};
use crate::order::Set;
use crate::ticket::{Documents, EntryHash, Millis, PresentationId, Role};

/// J-08's ten minutes.
const VOID_WINDOW_MS: u64 = 600_000;

/// Whether a void may name this kind of entry at all (J-08).
pub(crate) fn is_voidable(body: &Body) -> bool {
    matches!(body.kind(), Kind::Admit | Kind::Exit | Kind::Override | Kind::Issue | Kind::Stamp)
}

enum Reach {
    /// The same gate, within ten minutes: its target only.
    Own,
    /// A supervisor: every witness of the code, of one act, up to ten minutes after.
    Supervise(Millis),
}

/// Every void that names an entry of one ticket.
#[derive(Default)]
pub(super) struct Voids {
    targets: HashSet<EntryHash>,
    own: Set<GroupKey>,
    reach: BTreeMap<(PresentationId, Act), Millis>,
}

impl Voids {
    pub(super) fn of(fold: &Fold<'_>, witnesses: &[Witness<'_>]) -> Self {
        let mut voids = Self::default();
        for witness in witnesses {
            for void in fold.journal.voids_of(&witness.stored.hash) {
                if let Some(reach) = reach(fold.journal, fold.documents, void, witness.stored) {
                    voids.note(fold, witness, reach);
                }
            }
        }
        voids
    }

    fn note(&mut self, fold: &Fold<'_>, witness: &Witness<'_>, reach: Reach) {
        self.targets.insert(witness.stored.hash);
        match (reach, witness.presentation()) {
            (Reach::Own, _) => {
                self.own.insert(fold.key(witness));
            }
            (Reach::Supervise(until), Some(code)) => {
                let furthest = self.reach.entry((code, witness.act())).or_default();
                *furthest = (*furthest).max(until);
            }
            (Reach::Supervise(_), None) => {}
        }
    }

    pub(super) fn spare(&self, witness: &Witness<'_>) -> bool {
        let reach = witness.presentation().and_then(|code| self.reach.get(&(code, witness.act())));
        !self.targets.contains(&witness.stored.hash)
            && reach.is_none_or(|until| witness.stored.entry.hlc.ms > *until)
    }

    /// Whether one witness of a code was taken back by its own gate: what is left of it is disputed.
    pub(super) fn dispute(&self, key: &GroupKey) -> bool {
        self.own.contains(key)
    }
}

impl Journal {
    /// Whether a void that has the authority names this very entry.
    pub(crate) fn is_voided(&self, target: &Stored, documents: &Documents) -> bool {
        self.voids_of(&target.hash).any(|void| reach(self, documents, void, target).is_some())
    }

    /// Whether an entry was taken back: by its own name, or as a witness of a code of which a supervisor's void names another.
    pub(crate) fn is_taken_back(&self, entry: &Stored, documents: &Documents) -> bool {
        let mut others = entry.entry.ticket.into_iter().flat_map(|ticket| self.of_ticket(ticket));
        self.is_voided(entry, documents) || others.any(|other| self.takes_along(other, entry, documents))
    }

    fn takes_along(&self, other: &Stored, entry: &Stored, documents: &Documents) -> bool {
        let reaches = |void| match reach(self, documents, void, other) {
            Some(Reach::Supervise(until)) => entry.entry.hlc.ms <= until,
            Some(Reach::Own) | None => false,
        };
        let code = |of: &Stored| match Evidence::of(&of.entry, &of.key, documents) {
            Evidence::Holds(facts) => Some((facts.presentation, Act::of(&of.entry.body))),
            Evidence::Absent | Evidence::Fails | Evidence::Unlisted => None,
        };
        self.voids_of(&other.hash).any(reaches) && code(other).is_some_and(|of| code(entry) == Some(of))
    }
}

fn reach(journal: &Journal, documents: &Documents, void: &Stored, target: &Stored) -> Option<Reach> {
    let authority = Authority::new(void, documents, above_fork(journal, void));
    let (at, of) = (void.entry.hlc.ms.0, target.entry.hlc.ms.0);
    let until = at.saturating_add(VOID_WINDOW_MS);
    if authority.may(Role::Supervise) && of <= until {
        return Some(Reach::Supervise(Millis(until)));
    }
    let own = void.entry.log == target.entry.log && at.saturating_sub(of) <= VOID_WINDOW_MS;
    (own && authority.may(Role::Void)).then_some(Reach::Own)
}
