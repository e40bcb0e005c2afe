//! J-01 to J-05, J-10, J-11 and the file itself: what comes into the set.

use mogiri::gate::journal::{HeadPayload, Hlc, Kind, SignedHead};
use mogiri::ticket::{EntryHash, LogId, Millis};

use super::*;

/// Refused in one way, with the code of its own ticket in it.
type Broken = fn(&mut Log);

impl Cases<'_> {
    pub(super) fn chains(&self) -> Vec<Sequence> {
        vec![
            self.first_entries(),
            self.bytes_of_entries(),
            self.links(),
            self.clocks(),
            self.heads(),
            self.missing_entry(),
            self.forks(),
            self.any_order(),
            self.files(),
        ]
    }

    /// A log that is right, then each of the broken ones: none of them brings anything.
    fn none_counts(&self, rule: &str, name: &str, broken: &[Broken]) -> Sequence {
        let mut told = self.told("plain");
        let mut log = self.scanner(20);
        log.admits(0, &self.honest(10, 0));
        told.merges(10, &self.file(&[&log]), "new");
        told.merges(11, &self.file(&[&log]), "unchanged");
        self.shows(&mut told, 20, 10, "ALREADY_USED");
        for ((number, seed), spoil) in (12..).step_by(2).zip(21..).zip(broken) {
            let mut log = self.scanner(seed);
            log.admits(0, &self.honest(number, 0));
            spoil(&mut log);
            told.merges(30, &self.file(&[&log]), "unchanged");
            self.shows(&mut told, 40 + i64::from(number), number, "admitted");
        }
        told.trying(&[rule], name)
    }

    fn first_entries(&self) -> Sequence {
        let broken: [Broken; 5] = [
            |log| {
                log.entries.iter_mut().for_each(|entry| entry.log = LogId::from_bytes([9; 16]));
                follow_again(log);
            },
            |log| {
                log.entries[0].seq = 1;
                follow_again(log);
            },
            |log| {
                log.entries[0].prev = EntryHash::from_bytes([1; 32]);
                follow_again(log);
            },
            |log| {
                let again = log.entries[0].body.clone();
                log.push(log.next(1, again));
            },
            |log| drop(log.entries.remove(0)),
        ];
        self.none_counts("J-01", "J-01: a log is named by its first entry, which is its only open", &broken)
    }

    /// J-02
    fn bytes_of_entries(&self) -> Sequence {
        let mut told = self.told("plain");
        let mut log = self.scanner(20);
        log.push(log.next(-10, Body::Other(Kind::Unknown(40), vec![0xf6])));
        log.admits(0, &self.honest(10, 0));
        told.merges(10, &self.file(&[&log]), "new");
        self.shows(&mut told, 20, 10, "ALREADY_USED");
        let mut bulky = self.scanner(21);
        let body = [vec![0x59, 0x07, 0xd0], vec![0; 2000]].concat();
        bulky.push(bulky.next(-10, Body::Other(Kind::Unknown(40), body)));
        bulky.admits(0, &self.honest(12, 0));
        told.merges(30, &self.file(&[&bulky]), "unchanged");
        self.shows(&mut told, 40, 12, "admitted");
        let mut second = self.scanner(22);
        second.admits(0, &self.honest(14, 0));
        let mut payloads: Vec<Vec<u8>> = second.entries.iter().map(mogiri::wire::Wire::to_bytes).collect();
        // The last item of an admission is its empty list of notes: 98 00 is the same, longer.
        let last = payloads.last_mut().expect("it has two");
        last.pop();
        last.extend([0x98, 0x00]);
        let items = [entries_item(second.last().log, &payloads), head_item(&second.head())];
        told.merges(50, &self.of_items(&items), "unchanged");
        self.shows(&mut told, 60, 14, "admitted");
        told.trying(
            &["J-02"],
            "J-02: an unknown kind is kept, a long entry and one in another encoding are none",
        )
    }

    /// J-03
    fn links(&self) -> Sequence {
        let broken: [Broken; 4] = [
            |log| log.entries[1].seq = 2,
            |log| log.entries[1].seq = 0,
            |log| log.entries[1].prev = EntryHash::from_bytes([1; 32]),
            |log| log.entries[1].log = LogId::from_bytes([9; 16]),
        ];
        self.none_counts("J-03", "J-03: each entry follows the one before it, in one log", &broken)
    }

    /// J-04
    fn clocks(&self) -> Sequence {
        let mut told = self.told("plain");
        let with = |seed: u8, number: u8, change: fn(&mut Hlc)| {
            let mut log = self.scanner(seed);
            log.push(log.next(0, Body::Other(Kind::Note, vec![0x80])));
            let mut entry = log.admission(0, &self.honest(number, 0));
            change(&mut entry.hlc);
            log.push(entry);
            self.file(&[&log])
        };
        told.merges(10, &with(20, 10, |hlc| hlc.counter = 1), "new");
        self.shows(&mut told, 20, 10, "ALREADY_USED");
        told.merges(30, &with(21, 12, |_| ()), "unchanged");
        self.shows(&mut told, 40, 12, "admitted");
        told.merges(50, &with(22, 14, |hlc| (hlc.ms, hlc.counter) = (Millis(hlc.ms.0 - 1), 9)), "unchanged");
        self.shows(&mut told, 60, 14, "admitted");
        told.trying(&["J-04"], "J-04: the clock of a log strictly rises, by its counter too")
    }

    /// J-05
    fn heads(&self) -> Sequence {
        let mut told = self.told("plain");
        let signed = |log: &Log, seed: u8, change: fn(&mut HeadPayload)| {
            let mut payload = log.head().payload;
            change(&mut payload);
            let head = SignedHead::sign(payload, &key(seed));
            self.of_items(&[log.all(), head_item(&head)])
        };
        let admits = |seed: u8, number: u8| {
            let mut log = self.scanner(seed);
            log.admits(0, &self.honest(number, 0));
            log
        };
        told.merges(10, &signed(&admits(20, 10), 99, |_| ()), "unchanged");
        self.shows(&mut told, 20, 10, "admitted");
        told.merges(30, &signed(&admits(21, 12), 21, |head| head.seq = 0), "unchanged");
        self.shows(&mut told, 40, 12, "admitted");
        told.merges(
            50,
            &signed(&admits(22, 14), 22, |head| head.log = LogId::from_bytes([9; 16])),
            "unchanged",
        );
        self.shows(&mut told, 60, 14, "admitted");
        told.merges(70, &self.of_items(&[admits(23, 16).all()]), "unchanged");
        self.shows(&mut told, 80, 16, "admitted");
        let mut log = admits(24, 18);
        let head = log.head();
        log.admits(10, &self.honest(20, 10));
        told.merges(90, &self.of_items(&[log.all(), head_item(&head)]), "new");
        self.shows(&mut told, 100, 18, "ALREADY_USED");
        self.shows(&mut told, 110, 20, "admitted");
        told.merges(120, &signed(&log, 24, |_| ()), "new");
        self.shows(&mut told, 130, 20, "ALREADY_USED");
        told.trying(&["J-05"], "J-05: entries count under a head that their device signed, and no other")
    }

    /// J-05, what waits
    fn missing_entry(&self) -> Sequence {
        let mut told = self.told("plain");
        let mut log = self.scanner(20);
        log.admits(0, &self.honest(10, 0));
        log.admits(10, &self.honest(12, 10));
        let payloads: Vec<Vec<u8>> = log.entries.iter().map(mogiri::wire::Wire::to_bytes).collect();
        let [open, first, second] = payloads.as_slice() else { unreachable!("three entries") };
        let id = log.last().log;
        let without = [entries_item(id, &[open.clone(), second.clone()]), head_item(&log.head())];
        told.merges(20, &self.of_items(&without), "unchanged");
        self.shows(&mut told, 30, 12, "admitted");
        told.merges(40, &self.of_items(&[entries_item(id, std::slice::from_ref(first))]), "new");
        self.shows(&mut told, 50, 10, "ALREADY_USED");
        told.trying(&["J-05"], "J-05: over a missing entry a head waits until the entry is there")
    }

    /// J-10
    fn forks(&self) -> Sequence {
        let mut told = self.told("plain");
        let mut common = Log::open(&self.stage.device(20, &[Role::Scan, Role::Manual]));
        common.says(0, 10);
        let (mut left, mut right) = (common.clone(), common);
        left.admits(10, &self.honest(12, 10));
        left.says(20, 14);
        right.admits(10, &self.honest(16, 10));
        told.merges(30, &self.file(&[&left]), "new");
        self.shows(&mut told, 40, 14, "UNPROVED_ENTRY");
        told.merges(50, &self.file(&[&right]), "new");
        self.shows(&mut told, 60, 10, "UNPROVED_ENTRY");
        self.shows(&mut told, 70, 12, "ALREADY_USED");
        self.shows(&mut told, 80, 14, "admitted");
        self.shows(&mut told, 90, 16, "ALREADY_USED");
        told.trying(
            &["J-10"],
            "J-10: of a log that forked proofs count on both branches, words below the fork alone",
        )
    }

    /// J-11
    fn any_order(&self) -> Sequence {
        let mut told = self.told("plain");
        let mut first = self.scanner(20);
        let (mut taking, supervise) =
            (Log::open(&self.stage.device(21, &[Role::Supervise])), Role::Supervise);
        let entry = first.admits(0, &self.honest(10, 0));
        taking.voids(20, entry);
        told.merges(30, &self.file(&[&taking]), "new");
        told.merges(31, &self.file(&[&first]), "new");
        self.shows(&mut told, 40, 10, "admitted");
        let mut later = Log::open(&self.stage.device(22, &[supervise]));
        let mut second = self.scanner(23);
        let entry = second.admits(0, &self.honest(12, 0));
        later.voids(20, entry);
        told.merges(50, &self.file(&[&second, &later]), "new");
        self.shows(&mut told, 60, 12, "admitted");
        told.trying(&["J-08", "J-11"], "J-11: a void that comes before its target, and with it")
    }

    fn files(&self) -> Sequence {
        let mut told = self.told("plain");
        let mut log = self.scanner(20);
        log.admits(0, &self.honest(10, 0));
        let mut elsewhere = header(self.stage, None);
        elsewhere.event = mogiri::ticket::EventId::from_bytes([8; 8]);
        told.merges(10, &file(&elsewhere, &log.items()), "WRONG_EVENT");
        let mut foreign = header(self.stage, None);
        foreign.root = mogiri::ticket::RootId::from_bytes([8; 32]);
        told.merges(11, &file(&foreign, &log.items()), "WRONG_EVENT");
        told.merges(12, &self.file(&[&log])[1..], "MALFORMED");
        let mut newer = self.file(&[&log]);
        newer[1] = 15;
        told.merges(13, &newer, "UPDATE_APP");
        self.shows(&mut told, 20, 12, "admitted");
        let mut cut = self.file(&[&log]);
        cut.truncate(cut.len() - 10);
        told.merges(30, &cut, "new");
        self.shows(&mut told, 40, 10, "ALREADY_USED");
        told.trying(
            &["J-05"],
            "a journal file: of another event or root, damaged, newer, and cut after its head",
        )
    }
}

/// A first entry that changed has another hash: the others follow it again, so that it alone is wrong.
fn follow_again(log: &mut Log) {
    for at in 1..log.entries.len() {
        let (seq, prev) = (log.entries[at - 1].seq + 1, log.entries[at - 1].hash());
        (log.entries[at].seq, log.entries[at].prev) = (seq, prev);
    }
}
