//! Who takes part, what was said so far, and what must be true of it.

use std::collections::{BTreeMap, BTreeSet};

use mogiri::testing::fixtures::{DOORS, Organizer};
use mogiri::ticket::{EntryHash, TicketId};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};

use crate::gates::GateActor;
use crate::wallets::WalletActor;

/// The last second of the year 2099.
const YEAR_2100: u64 = 4_102_444_800;

/// How often something happened.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) admitted: u64,
    pub(crate) refused: u64,
    pub(crate) asked: u64,
    pub(crate) voided: u64,
    pub(crate) taken: u64,
    pub(crate) returned: u64,
    pub(crate) stamped: u64,
    pub(crate) merges: u64,
    pub(crate) joins: u64,
    pub(crate) conflicts: usize,
}

impl Tally {
    /// A walk in which nothing happens proves nothing.
    pub(crate) fn is_lively(&self) -> bool {
        let doors = self.admitted > 20 && self.refused > 20 && self.voided > 5 && self.stamped > 5;
        doors && self.taken > 5 && self.returned > 1 && self.merges > 20 && self.joins > 5
    }
}

/// One admission that a gate told.
pub(crate) struct Admission {
    pub(crate) ticket: TicketId,
    pub(crate) gate: usize,
    pub(crate) voided: bool,
}

/// Everything.
pub(crate) struct World {
    pub(crate) rng: ChaCha8Rng,
    pub(crate) organizer: Organizer,
    pub(crate) wallets: Vec<WalletActor>,
    pub(crate) gates: Vec<GateActor>,
    /// The hour in the hall.
    pub(crate) now: u64,
    pub(crate) tickets: u8,
    pub(crate) revocations: u32,
    /// Codes that somebody saw.
    pub(crate) codes: Vec<String>,
    pub(crate) requests: Vec<Vec<u8>>,
    pub(crate) parcels: Vec<Vec<u8>>,
    pub(crate) answers: Vec<Vec<u8>>,
    pub(crate) stamps: Vec<Vec<u8>>,
    /// Journal files, with the admissions that they hold.
    pub(crate) files: Vec<(Vec<u8>, BTreeSet<EntryHash>)>,
    pub(crate) admissions: BTreeMap<EntryHash, Admission>,
    pub(crate) tally: Tally,
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let organizer = Organizer::new();
        // A and A again: two devices at one gate; B lets in zone R only.
        let gates = [("A", 1), ("A", 2), ("B", 3)];
        let gates = gates.into_iter().map(|(name, seed)| GateActor::new(&organizer, name, seed)).collect();
        Self {
            rng: ChaCha8Rng::seed_from_u64(seed),
            organizer,
            wallets: (0..5).map(|number| WalletActor::new(seed, number)).collect(),
            gates,
            now: DOORS - 300,
            tickets: 0,
            revocations: 0,
            codes: Vec::new(),
            requests: Vec::new(),
            parcels: Vec::new(),
            answers: Vec::new(),
            stamps: Vec::new(),
            files: Vec::new(),
            admissions: BTreeMap::new(),
            tally: Tally::default(),
        }
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u32::try_from(end).expect("few of anything");
        usize::try_from(self.rng.next_u32() % end).expect("32 bits")
    }

    /// One in `n`.
    pub(crate) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// The hour that a device believes: mostly that of the hall within some seconds, sometimes any hour at all.
    pub(crate) fn hour(&mut self, strange_one_in: usize) -> u64 {
        if self.one_in(strange_one_in) {
            return self.rng.next_u64() % YEAR_2100;
        }
        if self.one_in(200) {
            return self.now + self.rng.next_u64() % 7200 - 3600;
        }
        self.now + self.rng.next_u64() % 16 - 8
    }

    /// One verb.
    pub(crate) fn step(&mut self) {
        self.now += u64::from(self.rng.next_u32() % 4);
        match self.below(100) {
            0..=3 => self.issue(),
            4..=17 => self.show(),
            18..=41 => self.show_and_scan(),
            42..=47 => self.scan_old(),
            48..=51 => self.ask_for_tickets(),
            52..=61 => self.hand_over(),
            62..=67 => self.fetch_parcel(),
            68..=75 => self.receive(),
            76..=82 => self.settle(),
            83..=85 => self.accept_stamp(),
            86..=88 => self.void(),
            89..=91 => self.merge_some(),
            92 => self.join(),
            93 => self.revoke(),
            94..=96 => self.restart_wallet(),
            _ => self.restart_gate(),
        }
    }

    /// Puts a message where others find it; the oldest are lost.
    pub(crate) fn say(messages: &mut Vec<Vec<u8>>, message: Vec<u8>) {
        const KEPT: usize = 12;
        messages.push(message);
        if messages.len() > KEPT {
            messages.remove(0);
        }
    }

    /// One of the messages, the newest more often than the others.
    pub(crate) fn pick(&mut self, len: usize) -> Option<usize> {
        match len {
            0 => None,
            len if self.one_in(2) => Some(len - 1),
            len => Some(self.below(len)),
        }
    }

    /// The admissions of a ticket that stand, for all that `known` says.
    pub(crate) fn standing(&self, ticket: TicketId, known: &BTreeSet<EntryHash>) -> Vec<EntryHash> {
        let stands = |hash: &EntryHash, one: &Admission| one.ticket == ticket && known.contains(hash);
        let entries = self.admissions.iter().filter(|(hash, one)| stands(hash, one) && !one.voided);
        entries.map(|(hash, _)| *hash).collect()
    }

    /// A ticket has one honest holder at every moment.
    pub(crate) fn check_one_holder(&mut self, ticket: TicketId) {
        let holders = self.wallets.iter_mut().filter_map(|wallet| wallet.holds(ticket)).count();
        assert!(holders <= 1, "{holders} wallets can show {ticket}");
    }

    pub(crate) fn finish(mut self) -> Tally {
        self.now = DOORS + 3600;
        self.join();
        for ticket in 0..self.tickets {
            self.check_one_holder(TicketId::from_bytes([ticket + 1; 16]));
        }
        self.tally
    }
}
