//! A map by bytes that were drawn at random, as nonces and names of rows are: their end is their hash.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Nobody without the store's key brings keys of his own choice into it.
pub(super) type DrawnMap<K, V> = HashMap<K, V, BuildHasherDefault<End>>;

#[derive(Default)]
pub(super) struct End(u64);

impl Hasher for End {
    fn write(&mut self, bytes: &[u8]) {
        if let Some(end) = bytes.last_chunk() {
            self.0 = u64::from_ne_bytes(*end);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
