//! J-12 and J-13: what another gate lacks, and a journal in frames.

use mogiri::ticket::{EntryHash, EventId, LogId};
use mogiri::wire::{Frame, Wire, Writer};

use super::super::super::SequenceAct::{Frame as Framed, Missing};
use super::*;

/// A row of a vector.
type Row = (LogId, u64, EntryHash);

impl Cases<'_> {
    pub(super) fn sync(&self) -> Vec<Sequence> {
        vec![self.vectors(), self.vectors_of_forks(), self.frames(), self.no_frames()]
    }

    fn event(&self) -> EventId {
        self.stage.organizer.event.event
    }

    /// The first so many entries of a log.
    fn row(log: &Log, entries: usize) -> Row {
        let last = &log.entries[entries - 1];
        (last.log, last.seq, last.hash())
    }

    fn vector(event: EventId, rows: &[Row]) -> Vec<u8> {
        let mut w = Writer::new();
        w.array(5).uint(28_u8).value(&event).uint(1_u8).null().list(rows, |w, (log, seq, hash)| {
            w.array(3).value(log).uint(*seq).bytes(&hash.short());
        });
        w.into_bytes()
    }

    fn two_logs(&self) -> [Log; 2] {
        let mut logs = [self.scanner(20), self.scanner(21)];
        for (seconds, number) in [(0, 10), (1, 12), (2, 14)] {
            logs[0].admits(seconds, &self.honest(number, 0));
        }
        logs[1].admits(0, &self.honest(16, 0));
        order(&mut logs);
        logs
    }

    /// J-12
    fn vectors(&self) -> Sequence {
        let mut told = self.told("plain");
        let logs = self.two_logs();
        let (long, short) = if logs[0].entries.len() > 2 { (0, 1) } else { (1, 0) };
        let event = self.event();
        told.reads(Missing, 0, &Self::vector(event, &[]), "0");
        told.merges(1, &self.file(&[&logs[0], &logs[1]]), "new");
        told.reads(Missing, 2, &Self::vector(event, &[]), "6");
        let both = |first: usize, second: usize| [Self::row(&logs[0], first), Self::row(&logs[1], second)];
        let (whole, other) = (logs[0].entries.len(), logs[1].entries.len());
        told.reads(Missing, 3, &Self::vector(event, &both(whole, other)), "0");
        told.reads(Missing, 4, &Self::vector(event, &both(1, 1)), "4");
        told.reads(Missing, 5, &Self::vector(event, &[Self::row(&logs[long], 3)]), "3");
        let mut unknown = Self::row(&logs[long], 3);
        unknown.2 = logs[long].entries[0].hash();
        told.reads(Missing, 6, &Self::vector(event, &[unknown]), "6");
        let mut elsewhere = Self::row(&logs[long], 3);
        elsewhere.0 = logs[short].entries[0].log;
        told.reads(Missing, 7, &Self::vector(event, &[elsewhere]), "6");
        let mut falling = both(whole, other);
        falling.reverse();
        told.reads(Missing, 8, &Self::vector(event, &falling), "MALFORMED");
        told.reads(Missing, 9, &Self::vector(EventId::from_bytes([9; 8]), &[]), "WRONG_EVENT");
        let many: Vec<Row> =
            (1..=17).map(|n| (LogId::from_bytes([n; 16]), 0, EntryHash::from_bytes([n; 32]))).collect();
        told.reads(Missing, 10, &Self::vector(event, &many[..16]), "6");
        told.reads(Missing, 11, &Self::vector(event, &many), "MALFORMED");
        told.trying(&["J-12"], "J-12: what a gate lacks, by what it says that it has")
    }

    /// J-12, of a log with two branches
    fn vectors_of_forks(&self) -> Sequence {
        let mut told = self.told("plain");
        let mut one = self.scanner(20);
        one.admits(0, &self.honest(10, 0));
        let mut other = one.clone();
        one.admits(1, &self.honest(12, 0));
        other.admits(2, &self.honest(14, 0));
        other.admits(3, &self.honest(16, 0));
        told.merges(10, &self.file(&[&one]), "new");
        told.merges(11, &self.file(&[&other]), "new");
        let event = self.event();
        told.reads(Missing, 12, &Self::vector(event, &[]), "5");
        told.reads(Missing, 13, &Self::vector(event, &[Self::row(&one, 2)]), "3");
        told.reads(Missing, 14, &Self::vector(event, &[Self::row(&one, 3)]), "4");
        told.reads(Missing, 15, &Self::vector(event, &[Self::row(&one, 3), Self::row(&other, 4)]), "0");
        told.trying(&["J-12"], "J-12: each branch of a log by its own row")
    }

    fn in_frames(&self) -> Vec<Vec<u8>> {
        let frames = Frame::cut(&self.file(&self.two_logs().each_ref())).expect("it is small");
        frames.iter().map(Wire::to_bytes).collect()
    }

    /// J-13
    fn frames(&self) -> Sequence {
        let mut told = self.told("plain");
        let frames = self.in_frames();
        let (last, before) = frames.split_last().expect("it has some");
        assert!(before.len() > 2, "{}", before.len());
        told.reads(Framed, 0, last, "part");
        for frame in before.iter().skip(1).rev().chain([last]) {
            told.reads(Framed, 1, frame, "part");
        }
        told.reads(Framed, 2, &before[0], "new");
        told.reads(Framed, 3, last, "unchanged");
        self.shows(&mut told, 20, 16, "ALREADY_USED");
        told.trying(&["J-13"], "J-13: a journal in frames, in any order, one of them twice")
    }

    /// J-13
    fn no_frames(&self) -> Sequence {
        let mut told = self.told("plain");
        let frames = self.in_frames();
        let other: Vec<Vec<u8>> =
            Frame::cut(&[7; 700]).expect("it is small").iter().map(Wire::to_bytes).collect();
        for frame in &frames[1..] {
            told.reads(Framed, 0, frame, "part");
        }
        told.reads(Framed, 1, &other[0], "part");
        told.reads(Framed, 2, &frames[0], "part");
        for frame in &frames[1..frames.len() - 1] {
            told.reads(Framed, 3, frame, "part");
        }
        let mut false_one = frames[frames.len() - 1].clone();
        *false_one.last_mut().expect("it has bytes") ^= 1;
        told.reads(Framed, 4, &false_one, "MALFORMED");
        for frame in frames.iter().take(frames.len() - 1) {
            told.reads(Framed, 5, frame, "part");
        }
        told.reads(Framed, 6, &Self::vector(self.event(), &[]), "MALFORMED");
        for bytes in [[1, 1], [5, 5], [0, 0], [0, 65]] {
            told.reads(Framed, 7, &bare(bytes, &[1]), "MALFORMED");
        }
        told.reads(Framed, 8, &bare([0, 2], &[]), "MALFORMED");
        told.reads(Framed, 9, &bare([0, 2], &[1; 641]), "MALFORMED");
        told.reads(Framed, 10, &frames[frames.len() - 1], "new");
        // What all frames make together is no journal.
        for frame in &other[..other.len() - 1] {
            told.reads(Framed, 11, frame, "part");
        }
        told.reads(Framed, 12, &other[other.len() - 1], "MALFORMED");
        told.trying(&["J-13"], "J-13: frames of two files, frames that are not their file, and no frames")
    }
}

/// In order of their names, as rows stand in a vector.
fn order(logs: &mut [Log; 2]) {
    logs.sort_by_key(|log| log.entries[0].log);
}

/// A frame of nothing, with this index and count.
fn bare([index, count]: [u8; 2], piece: &[u8]) -> Vec<u8> {
    let mut w = Writer::new();
    w.array(5).uint(13_u8).bytes(&[5; 32]).uint(index).uint(count).bytes(piece);
    w.into_bytes()
}
