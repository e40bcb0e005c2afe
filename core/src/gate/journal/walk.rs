//! J-09: the walk over one ticket's presentations, in order of time, that says which of them count.

use crate::order;
use crate::ticket::{EntryHash, EntryRule, LogId, Millis};

use super::state::Act;
use super::{Class, Hlc};

/// A proved entry so soon after an exit that closed nothing may be the one that the exit belongs to, in milliseconds.
const LONE_EXIT_MS: u64 = 1_200_000;

/// One presentation, or one entry without a code, as the walk sees it.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Index of its group.
    pub(super) group: usize,
    /// In or out.
    pub(super) act: Act,
    /// Step × period for a code, the entry's clock otherwise.
    pub(super) time: Millis,
    /// Breaks ties: the first witness.
    pub(super) tie: (Hlc, LogId, EntryHash),
    /// What it is worth.
    pub(super) class: Class,
    /// It stands as admission and as exit, or one of its witnesses was taken back by its own gate.
    pub(super) disputed: bool,
}

/// What a walk goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plan {
    /// How many proved admissions may stand at a time.
    capacity: usize,
    /// Whether an exit opens the ticket again.
    exits: Exits,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exits {
    Open,
    Notes,
}

impl Plan {
    /// By a ticket's entry rule and the event core's count, of which 0 is 1.
    pub(super) fn of(rule: EntryRule, count: u16) -> Self {
        let capacity = if rule == EntryRule::Count { usize::from(count.max(1)) } else { 1 };
        let exits = if rule == EntryRule::PassOut { Exits::Open } else { Exits::Notes };
        Self { capacity, exits }
    }
}

/// Why a weak block asks the lead (P-16).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeakCause {
    /// An entry without proof.
    Unproved,
    /// A code that stands as admission and as exit, or whose entry was taken back by its own gate while another
    /// witness stands.
    Disputed,
    /// An exit that cannot be matched to one admission.
    ExitUnclear,
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
    /// The groups that conflicts ran into, in order.
    pub(super) against: Vec<usize>,
    /// What stands now: proved, weak, and conflicts that no exit has cleared up.
    pub(super) proved: Vec<usize>,
    pub(super) weak: Vec<(usize, WeakCause)>,
    pub(super) pending: Vec<usize>,
    /// People in less people out, never below none.
    pub(super) inside: usize,
    capacity: usize,
}

impl Outcome {
    /// P stands: proved. Else W: its first. With a count, once there are so many.
    pub(super) fn block(&self) -> Block {
        if let Some(first) = self.proved.first().filter(|_| self.proved.len() >= self.capacity) {
            return Block::Proved(*first);
        }
        match self.weak.first().filter(|_| self.standing() >= self.capacity) {
            Some((group, cause)) => Block::Weak(*group, *cause),
            None => Block::Open,
        }
    }

    /// How many admissions stand, and how many may.
    pub(super) fn used(&self) -> (usize, usize) {
        (self.standing(), self.capacity)
    }

    fn standing(&self) -> usize {
        self.proved.len() + self.weak.len()
    }
}

/// Walks the items of one ticket, or of one zone of it. Order of arrival plays no part: they are sorted here.
pub(super) fn walk(mut items: Vec<Item>, plan: Plan) -> Outcome {
    order::sort_by_key(&mut items, |item| (item.time, item.tie));
    let mut walk = Walk { plan, lone_exit: None, out: nobody(plan.capacity) };
    for item in &items {
        walk.step(item);
    }
    walk.out
}

fn nobody(capacity: usize) -> Outcome {
    Outcome {
        counted: Vec::new(),
        conflicts: Vec::new(),
        against: Vec::new(),
        proved: Vec::new(),
        weak: Vec::new(),
        pending: Vec::new(),
        inside: 0,
        capacity,
    }
}

/// P, W and X of the protocol are `proved`, `weak` and `pending` of the outcome; L is `lone_exit`.
struct Walk {
    plan: Plan,
    lone_exit: Option<Millis>,
    out: Outcome,
}

impl Walk {
    fn step(&mut self, item: &Item) {
        match item.act {
            Act::In => self.out.inside += 1,
            Act::Out => self.out.inside = self.out.inside.saturating_sub(1),
        }
        match (item.act, item.class) {
            (_, Class::Nothing) => {}
            (Act::Out, _) if self.plan.exits == Exits::Notes => {}
            _ if item.disputed => self.dispute(item),
            (Act::Out, _) => self.exit(item),
            (Act::In, Class::Proved) => self.proved(item),
            (Act::In, Class::Static | Class::Unproved) => self.unproved(item),
        }
    }

    fn dispute(&mut self, item: &Item) {
        if item.act == Act::In {
            self.out.counted.push(item.group);
        }
        let displaced = self.out.proved.drain(..).map(|group| (group, WeakCause::Disputed));
        self.out.weak.extend(displaced);
        self.out.weak.push((item.group, WeakCause::Disputed));
    }

    fn proved(&mut self, item: &Item) {
        if self.out.proved.len() >= self.plan.capacity {
            self.out.pending.push(item.group);
            return self.conflict(item);
        }
        self.out.counted.push(item.group);
        if self.lone_exit.is_some_and(|at| item.time.distance(at) <= LONE_EXIT_MS) {
            self.lone_exit = None;
            return self.out.weak.push((item.group, WeakCause::ExitUnclear));
        }
        if self.out.proved.is_empty() {
            self.out.pending.clear();
        }
        self.out.proved.push(item.group);
    }

    fn unproved(&mut self, item: &Item) {
        if self.out.standing() >= self.plan.capacity {
            return self.conflict(item);
        }
        self.out.counted.push(item.group);
        self.out.weak.push((item.group, WeakCause::Unproved));
    }

    fn conflict(&mut self, item: &Item) {
        let weak = self.out.weak.iter().map(|(group, _)| *group);
        let blockers: Vec<usize> =
            if self.out.proved.is_empty() { weak.collect() } else { self.out.proved.clone() };
        for blocker in blockers {
            if !self.out.against.contains(&blocker) {
                self.out.against.push(blocker);
            }
        }
        self.out.conflicts.push(item.group);
    }

    fn exit(&mut self, item: &Item) {
        match (self.out.proved.is_empty(), self.out.weak.len()) {
            (false, _) if self.out.pending.is_empty() => self.out.proved.clear(),
            (false, _) => {
                let unclear = self.out.proved.drain(..).chain(self.out.pending.drain(..));
                self.out.weak.extend(unclear.map(|group| (group, WeakCause::ExitUnclear)));
            }
            (true, 0) => self.lone_exit = Some(item.time),
            (true, 1) => self.out.weak.clear(),
            (true, _) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(group: usize, ms: u64, class: Class) -> Item {
        let tie = (Hlc::at(ms), LogId::from_bytes([0; 16]), EntryHash::from_bytes([0; 32]));
        Item { group, act: Act::In, time: Millis(ms), tie, class, disputed: false }
    }

    fn exit(group: usize, ms: u64) -> Item {
        Item { act: Act::Out, ..item(group, ms, Class::Proved) }
    }

    fn single(items: Vec<Item>) -> Outcome {
        walk(items, Plan::of(EntryRule::Single, 1))
    }

    fn pass_out(items: Vec<Item>) -> Outcome {
        walk(items, Plan::of(EntryRule::PassOut, 1))
    }

    #[test]
    fn the_first_proved_admission_counts_and_the_second_is_a_conflict_in_any_order() {
        let (a, b) = (item(0, 10, Class::Proved), item(1, 20, Class::Proved));
        for items in [vec![a.clone(), b.clone()], vec![b, a]] {
            let outcome = single(items);
            assert_eq!(outcome.block(), Block::Proved(0));
            assert_eq!((outcome.counted, outcome.conflicts, outcome.against), (vec![0], vec![1], vec![0]));
        }
    }

    #[test]
    fn an_earlier_unproved_entry_never_displaces_a_proved_one() {
        let outcome = single(vec![item(0, 10, Class::Unproved), item(1, 20, Class::Proved)]);
        assert_eq!(outcome.block(), Block::Proved(1));
        assert_eq!(outcome.counted, vec![0, 1]);
    }

    #[test]
    fn a_disputed_code_asks_the_lead() {
        let disputed = Item { disputed: true, ..item(0, 10, Class::Proved) };
        assert_eq!(single(vec![disputed]).block(), Block::Weak(0, WeakCause::Disputed));
    }

    #[test]
    fn an_exit_opens_a_pass_out_ticket_and_no_other() {
        let items = vec![item(0, 10, Class::Proved), exit(1, 20)];
        assert_eq!(pass_out(items.clone()).block(), Block::Open);
        let out = single(items);
        assert_eq!((out.block(), out.inside), (Block::Proved(0), 0));
    }

    #[test]
    fn an_exit_of_one_of_two_leaves_the_lead_to_say_who_went() {
        let items = vec![item(0, 10, Class::Proved), item(1, 20, Class::Proved), exit(2, 30)];
        let outcome = pass_out(items);
        assert_eq!(outcome.block(), Block::Weak(0, WeakCause::ExitUnclear));
        assert_eq!((outcome.weak.len(), outcome.inside), (2, 1));
    }

    #[test]
    fn an_entry_within_twenty_minutes_of_an_exit_without_entry_is_weak_and_later_it_is_not() {
        let lone = |distance| vec![exit(0, 10), item(1, 10 + distance, Class::Proved)];
        let soon = pass_out(lone(LONE_EXIT_MS));
        assert_eq!(soon.block(), Block::Weak(1, WeakCause::ExitUnclear));
        assert_eq!(pass_out(lone(LONE_EXIT_MS + 1)).block(), Block::Proved(1));
    }

    #[test]
    fn an_exit_without_entry_makes_one_entry_weak_and_not_a_second() {
        let mut items = vec![exit(0, 10), item(1, 20, Class::Proved), exit(2, 30)];
        assert_eq!(pass_out(items.clone()).block(), Block::Open);
        items.push(item(3, 40, Class::Proved));
        assert_eq!(pass_out(items).block(), Block::Proved(3));
    }

    #[test]
    fn a_count_admits_so_many_and_is_proved_from_the_nth_proved_one_on() {
        let plan = Plan::of(EntryRule::Count, 2);
        let mut items = vec![item(0, 10, Class::Proved)];
        assert_eq!(walk(items.clone(), plan).block(), Block::Open);
        items.push(item(1, 20, Class::Unproved));
        assert_eq!(walk(items.clone(), plan).block(), Block::Weak(1, WeakCause::Unproved));
        items.push(item(2, 30, Class::Proved));
        items.push(item(3, 40, Class::Proved));
        let full = walk(items, plan);
        assert_eq!(full.block(), Block::Proved(0));
        assert_eq!((full.counted, full.conflicts), (vec![0, 1, 2], vec![3]));
    }

    #[test]
    fn a_count_of_none_is_a_count_of_one() {
        assert_eq!(Plan::of(EntryRule::Count, 0), Plan::of(EntryRule::Zones, 7));
    }
}
