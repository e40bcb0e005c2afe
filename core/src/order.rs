//! Putting lists in order. The standard library's sort is compiled anew for each type and each question, five kilobytes a
//! time; a phone carries it once, and sorts places.

use core::cmp::Ordering;
use core::mem::replace;

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
