//! Doing the same to many folders at a time: what takes long is waiting for the disk, and disks gather.

use std::sync::{Mutex, PoisonError};

/// More waits at a time bring no more on the disks that were measured.
const WORKERS: usize = 16;

/// `f` of every item, in the order of the items, or the first error.
pub(crate) fn map<T, R, E>(items: Vec<T>, f: impl Fn(T) -> Result<R, E> + Sync) -> Result<Vec<R>, E>
where
    T: Send,
    R: Send,
    E: Send,
{
    let workers = WORKERS.min(items.len());
    let queue = Mutex::new(items.into_iter().enumerate());
    let done = Mutex::new(Vec::new());
    let work = || {
        while let Some((index, item)) = next(&queue) {
            let result = f(item);
            let failed = result.is_err();
            done.lock().unwrap_or_else(PoisonError::into_inner).push((index, result));
            if failed {
                // The others stop at their next item.
                while next(&queue).is_some() {}
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(work);
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

fn next<T>(queue: &Mutex<impl Iterator<Item = T>>) -> Option<T> {
    queue.lock().unwrap_or_else(PoisonError::into_inner).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let squares: Result<Vec<u64>, ()> = map((0..1000).collect(), |n: u64| Ok(n * n));
        assert_eq!(squares, Ok((0..1000).map(|n| n * n).collect()));
        assert_eq!(map(Vec::<u8>::new(), Ok::<_, ()>), Ok(Vec::new()));
    }

    #[test]
    fn an_error_ends_the_work() {
        assert_eq!(map((0..1000).collect(), |n: u32| if n == 500 { Err(n) } else { Ok(n) }), Err(500));
    }
}
