//! J-09: the walk over one ticket's presentations, in order of time, that says which of them count.

use crate::ticket::{EntryHash, LogId, Millis};

use super::{Class, Hlc};

/// One presentation, or one entry without a code, as the walk sees it.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Index of its group.
    pub(super) group: usize,
    /// Step × period for a code, the entry's clock otherwise.
    pub(super) time: Millis,
    /// Breaks ties: the first witness.
    pub(super) tie: (Hlc, LogId, EntryHash),
    /// What it is worth.
    pub(super) class: Class,
    /// It has an own-voided witness.
    pub(super) disputed: bool,
}

/// Why a weak block asks the lead (P-16).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeakCause {
    /// An entry without proof.
    Unproved,
    /// A code whose entry was taken back by its own gate while another witness stands.
    Disputed,
}

/// What stands against the next person with this ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// Nothing.
    Open,
    /// A proved admission: group index.
    Proved(usize),
    /// Something a person must decide about: group index and cause.
    Weak(usize, WeakCause),
}

/// Where the walk ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outcome {
    /// Groups that count, in order.
    pub(super) counted: Vec<usize>,
    /// Groups that cannot stand beside those.
    pub(super) conflicts: Vec<usize>,
    /// What stands now.
    pub(super) block: Block,
}

/// Walks a ticket of entry rule "single". Order of arrival plays no part: the items are sorted here.
pub(super) fn walk(mut items: Vec<Item>) -> Outcome {
    items.sort_by_key(|item| (item.time, item.tie));
    let mut state = Walk::default();
    for item in &items {
        state.step(item);
    }
    Outcome { counted: state.counted, conflicts: state.conflicts, block: block(state.proved, &state.weak) }
}

#[derive(Default)]
struct Walk {
    counted: Vec<usize>,
    conflicts: Vec<usize>,
    proved: Option<usize>,
    weak: Vec<(usize, WeakCause)>,
}

impl Walk {
    fn step(&mut self, item: &Item) {
        if item.disputed {
            self.counted.push(item.group);
            let displaced = self.proved.take().map(|group| (group, WeakCause::Disputed));
            self.weak.extend(displaced);
            self.weak.push((item.group, WeakCause::Disputed));
            return;
        }
        match item.class {
            Class::Proved if self.proved.is_none() => {
                self.counted.push(item.group);
                self.proved = Some(item.group);
            }
            Class::Static | Class::Unproved if self.proved.is_none() && self.weak.is_empty() => {
                self.counted.push(item.group);
                self.weak.push((item.group, WeakCause::Unproved));
            }
            Class::Nothing => {}
            _ => self.conflicts.push(item.group),
        }
    }
}

fn block(proved: Option<usize>, weak: &[(usize, WeakCause)]) -> Block {
    match (proved, weak.first()) {
        (Some(group), _) => Block::Proved(group),
        (None, Some((group, cause))) => Block::Weak(*group, *cause),
        (None, None) => Block::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(group: usize, ms: u64, class: Class) -> Item {
        let tie = (Hlc::at(ms), LogId::from_bytes([0; 16]), EntryHash::from_bytes([0; 32]));
        Item { group, time: Millis(ms), tie, class, disputed: false }
    }

    #[test]
    fn the_first_proved_admission_counts_and_the_second_is_a_conflict_in_any_order() {
        let (a, b) = (item(0, 10, Class::Proved), item(1, 20, Class::Proved));
        for items in [vec![a.clone(), b.clone()], vec![b, a]] {
            let outcome = walk(items);
            assert_eq!((outcome.counted, outcome.conflicts), (vec![0], vec![1]));
            assert_eq!(outcome.block, Block::Proved(0));
        }
    }

    #[test]
    fn an_earlier_unproved_entry_never_displaces_a_proved_one() {
        let outcome = walk(vec![item(0, 10, Class::Unproved), item(1, 20, Class::Proved)]);
        assert_eq!(outcome.counted, vec![0, 1]);
        assert_eq!(outcome.block, Block::Proved(1));
    }

    #[test]
    fn a_disputed_code_asks_the_lead() {
        let disputed = Item { disputed: true, ..item(0, 10, Class::Proved) };
        assert_eq!(walk(vec![disputed]).block, Block::Weak(0, WeakCause::Disputed));
    }
}
