//! What other devices' journals do (protocol §8): each rule once kept, and broken in each of its ways.

#![allow(clippy::wildcard_imports, reason = "one generator in several files")]

mod authority;
mod chains;
mod issues;
mod sync;
mod voids;

use mogiri::gate::journal::{Body, Entry};
use mogiri::ticket::{EntryRule, Role};

use super::super::SequenceAct::{Exit, Scan};
use super::super::log::{Log, about, entries_item, file, head_item, header, passage};
use super::ways::Told;
use super::*;

impl Cases<'_> {
    pub(super) fn journals(&self) -> Vec<Sequence> {
        [self.chains(), self.authority(), self.voids(), self.issues(), self.sync()].concat()
    }

    fn scanner(&self, seed: u8) -> Log {
        Log::open(&self.stage.device(seed, &[Role::Scan]))
    }

    /// A log whose device lets people in on somebody's word.
    fn desk(&self, seed: u8) -> Log {
        Log::open(&self.stage.device(seed, &[Role::Manual]))
    }

    /// The journal file of some logs.
    fn file(&self, logs: &[&Log]) -> Vec<u8> {
        let items: Vec<Vec<u8>> = logs.iter().flat_map(|log| log.items()).collect();
        self.of_items(&items)
    }

    fn of_items(&self, items: &[Vec<u8>]) -> Vec<u8> {
        file(&header(self.stage, None), items)
    }

    /// A fresh code of ticket `number` is shown.
    fn shows(&self, told: &mut Told<'_>, seconds: i64, number: u8, expect: &str) {
        told.does(Scan, seconds, &self.honest(number, seconds).proof(), expect);
    }
}
