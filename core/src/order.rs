//! Putting lists in order. The standard library's sort is compiled anew for each type and each question, five kilobytes a
//! time; a phone carries it once, and sorts places.

use core::cmp::Ordering;
use core::mem::replace;
use core::ops::Deref;

/// In order of the values themselves. Equal ones keep their order.
pub(crate) fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// In order of what `key` tells of each. Those of one key keep their order.
pub(crate) fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |one, other| key(one).cmp(&key(other)));
}

/// In the order that `compare` gives. Equal ones keep their order.
pub(crate) fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut places: Vec<usize> = (0..items.len()).collect();
    sort_places(&mut places, &|one, other| match (items.get(one), items.get(other)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    });
    for start in 0..items.len() {
        follow(items, &mut places, start);
    }
}

/// All of them in a set or a map. The standard library's `collect` sorts first, and is compiled anew for that too.
pub(crate) fn gathered<T, C: Default + Extend<T>>(items: impl IntoIterator<Item = T>) -> C {
    let mut all = C::default();
    all.extend(items);
    all
}

/// A set in one list, in order: for sets that are gathered once, or stay small. The standard library's tree is three kilobytes
/// for each type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Set<T>(Vec<T>);

impl<T: Ord> Set<T> {
    pub(crate) fn contains(&self, item: &T) -> bool {
        self.0.binary_search(item).is_ok()
    }

    /// Whether it was not there before.
    pub(crate) fn insert(&mut self, item: T) -> bool {
        self.0.binary_search(&item).map_err(|place| self.0.insert(place, item)).is_err()
    }

    /// Whether it was there before.
    pub(crate) fn remove(&mut self, item: &T) -> bool {
        self.0.binary_search(item).map(|place| self.0.remove(place)).is_ok()
    }
}

impl<T> Default for Set<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Deref for Set<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: Ord> Extend<T> for Set<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        self.0.extend(items);
        sort(&mut self.0);
        self.0.dedup();
    }
}

#[inline(never)]
fn sort_places(places: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    places.sort_by(|one, other| compare(*one, *other));
}

/// Brings what belongs at `start` there, then what belongs where that lay, until the round closes.
fn follow<T>(items: &mut [T], places: &mut [usize], start: usize) {
    let mut at = start;
    while let Some(place) = places.get_mut(at) {
        let from = replace(place, at);
        if from == start {
            break;
        }
        items.swap(at, from);
        at = from;
    }
}

#[cfg(test)]
mod tests {
    use core::cmp::Reverse;
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    type List = Vec<(u8, u32)>;

    fn sorted(list: &[(u8, u32)], sort: impl Fn(&mut List)) -> List {
        let mut list = list.to_vec();
        sort(&mut list);
        list
    }

    proptest! {
        #[test]
        fn a_set_holds_what_the_standard_librarys_holds(all: Vec<u8>, more: Vec<(bool, u8)>) {
            let (mut ours, mut theirs): (Set<u8>, BTreeSet<u8>) = (gathered(all.clone()), all.into_iter().collect());
            for (adds, item) in more {
                if adds {
                    prop_assert_eq!(ours.insert(item), theirs.insert(item));
                } else {
                    prop_assert_eq!(ours.remove(&item), theirs.remove(&item));
                }
                prop_assert_eq!(ours.contains(&item), adds);
            }
            prop_assert!(ours.iter().eq(&theirs));
        }

        #[test]
        fn lists_are_sorted_as_the_standard_library_sorts_them(list: List) {
            let (mut whole, mut by_one, mut back) = (list.clone(), list.clone(), list.clone());
            sort(&mut whole);
            sort_by_key(&mut by_one, |item| item.0);
            sort_by(&mut back, |one, other| other.0.cmp(&one.0));
            prop_assert_eq!(whole, sorted(&list, |list| list.sort_by(Ord::cmp)));
            prop_assert_eq!(by_one, sorted(&list, |list| list.sort_by_key(|item| item.0)));
            prop_assert_eq!(back, sorted(&list, |list| list.sort_by_key(|item| Reverse(item.0))));
        }
    }
}
