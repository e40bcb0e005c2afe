//! What a disk may hold after the power went: everything that was synced, and of the rest some writes and not others,
//! in any order, a sector of one and not the next.
//!
//! A name is durable once its folder was synced, bytes once their file was. Nothing else is promised: a write that came
//! later may be there without one before it. All subsets are too many: this takes none, all, each prefix, each one alone,
//! all but each one, each write torn at a sector, and some at random.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

use super::trace::{Change, Event, Files, Inode, Step};

const SECTOR: usize = 512;
/// Random subsets at each moment.
const RANDOM: usize = 4;

/// Whether a disk does what `fsync` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Honesty {
    /// It does.
    Honest,
    /// It says so and does nothing: the harness must catch what that does.
    Lies,
}

/// Files as they may be found.
#[derive(Debug, Clone)]
pub struct Image {
    names: BTreeMap<PathBuf, Inode>,
    folders: BTreeSet<PathBuf>,
    contents: BTreeMap<Inode, Vec<u8>>,
}

impl Image {
    fn of(files: &Files) -> Self {
        Self {
            names: files.names.clone(),
            folders: files.folders.iter().cloned().collect(),
            contents: files.contents.iter().cloned().enumerate().collect(),
        }
    }

    fn apply(&mut self, change: &Change) {
        match change {
            Change::Create(path, inode) => {
                self.names.insert(path.clone(), *inode);
            }
            Change::Folder(path) => {
                self.folders.insert(path.clone());
            }
            Change::Rename(from, to, inode) => {
                self.names.remove(from);
                self.names.insert(to.clone(), *inode);
            }
            Change::Remove(path) => {
                self.names.remove(path);
            }
            Change::Write(inode, at, bytes) => {
                let content = self.contents.entry(*inode).or_default();
                let end = at + bytes.len();
                if content.len() < end {
                    content.resize(end, 0);
                }
                content[*at..end].copy_from_slice(bytes);
            }
            Change::Truncate(inode, to) => self.contents.entry(*inode).or_default().resize(*to, 0),
        }
    }

    /// A file that is in no folder is not there.
    fn found(&self) -> impl Iterator<Item = (&PathBuf, &[u8])> {
        let there = |path: &Path| path.parent().is_some_and(|folder| self.folders.contains(folder));
        let content = |inode| self.contents.get(inode).map_or(&[][..], Vec::as_slice);
        self.names
            .iter()
            .filter(move |(path, _)| there(path))
            .map(move |(path, inode)| (path, content(inode)))
    }

    fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.folders.hash(&mut hasher);
        self.found().for_each(|file| file.hash(&mut hasher));
        hasher.finish()
    }

    /// Writes it in place of a scene that stood at `root`, to `to`.
    pub fn write(&self, root: &Path, to: &Path) {
        let place = |path: &Path| to.join(path.strip_prefix(root).expect("a file of the scene"));
        let _ = fs::remove_dir_all(to);
        for folder in &self.folders {
            fs::create_dir_all(place(folder)).expect("a scratch folder can be made");
        }
        for (path, content) in self.found() {
            fs::write(place(path), content).expect("a scratch file can be written");
        }
    }
}

/// What may be found, and what was said before.
pub struct Found {
    /// How it came about.
    pub how: String,
    /// The last line that was said before.
    pub said: Option<String>,
    /// The files.
    pub image: Image,
}

/// Plays a record and gives what a kill in the middle of a write, and a power cut at each moment, may leave.
pub struct Disk<'a> {
    durable: Image,
    /// Everything that happened, as a process that lives sees it.
    live: Image,
    pending: Vec<&'a Change>,
    said: Option<String>,
    honesty: Honesty,
    seen: HashSet<(u64, Option<String>)>,
    random: ChaCha20Rng,
}

impl<'a> Disk<'a> {
    /// With these files on it.
    pub fn new(files: &Files, honesty: Honesty) -> Self {
        let image = Image::of(files);
        Self {
            durable: image.clone(),
            live: image,
            pending: Vec::new(),
            said: None,
            honesty,
            seen: HashSet::new(),
            random: ChaCha20Rng::seed_from_u64(5),
        }
    }

    /// Plays the steps; gives `found` everything from the first line that was said on.
    pub fn play(&mut self, steps: &'a [Step], mut found: impl FnMut(&Found)) {
        for step in steps {
            let moment = step.place.as_ref().map_or_else(|| "a line said".to_owned(), ToString::to_string);
            match &step.event {
                Some(Event::Change(change)) => {
                    self.tear(change, &moment, &mut found);
                    self.live.apply(change);
                    self.pending.push(change);
                }
                Some(Event::SyncFile(inode)) => {
                    self.cut(&moment, &mut found);
                    self.keep(|change| {
                        matches!(change,
                        Change::Write(file, ..) | Change::Truncate(file, _) if file == inode)
                    });
                }
                Some(Event::SyncFolder(folder)) => {
                    self.cut(&moment, &mut found);
                    self.keep(|change| is_in(change, folder));
                }
                Some(Event::Said(line)) => {
                    self.said = Some(line.clone());
                    self.cut(&moment, &mut found);
                }
                None => {}
            }
        }
        self.cut("the end", &mut found);
    }

    /// These are on the disk from here on.
    fn keep(&mut self, is_synced: impl Fn(&Change) -> bool) {
        if self.honesty == Honesty::Lies {
            return;
        }
        let (synced, pending) = self.pending.drain(..).partition(|change| is_synced(change));
        self.pending = pending;
        let synced: Vec<&Change> = synced;
        for change in synced {
            self.durable.apply(change);
        }
    }

    /// The process dies in the middle of a write; what the system took stays.
    fn tear(&mut self, change: &Change, moment: &str, found: &mut impl FnMut(&Found)) {
        if self.said.is_none() {
            return;
        }
        for torn in prefixes(change, &[2, 4]) {
            let mut image = self.live.clone();
            image.apply(&torn);
            self.give(format!("torn at {moment}"), image, found);
        }
    }

    /// The power goes.
    fn cut(&mut self, moment: &str, found: &mut impl FnMut(&Found)) {
        if self.said.is_none() {
            return;
        }
        for (which, changes) in self.outcomes() {
            let mut image = self.durable.clone();
            for change in &changes {
                image.apply(change);
            }
            self.give(
                format!("power cut at {moment}, of {} changes {which}", self.pending.len()),
                image,
                found,
            );
        }
    }

    fn give(&mut self, how: String, image: Image, found: &mut impl FnMut(&Found)) {
        if self.seen.insert((image.digest(), self.said.clone())) {
            found(&Found { how, said: self.said.clone(), image });
        }
    }

    /// Which of the pending changes may have reached the disk.
    fn outcomes(&mut self) -> Vec<(String, Vec<Change>)> {
        let pending: Vec<Change> = self.pending.iter().map(|change| (*change).clone()).collect();
        let all = pending.len();
        let pick = |keep: &dyn Fn(usize) -> bool| -> Vec<Change> {
            pending.iter().enumerate().filter(|(at, _)| keep(*at)).map(|(_, change)| change.clone()).collect()
        };
        let mut outcomes = vec![("all".to_owned(), pending.clone())];
        for (one, change) in pending.iter().enumerate() {
            outcomes.push((format!("the first {one}"), pick(&|at| at < one)));
            outcomes.push((format!("all but {one}"), pick(&|at| at != one)));
            outcomes.push((format!("only {one}"), pick(&|at| at == one)));
            for torn in sectors(change) {
                let mut changes = pick(&|at| at != one);
                changes.insert(one, torn);
                outcomes.push((format!("all, {one} torn"), changes));
            }
        }
        if all > 3 {
            for _ in 0..RANDOM {
                let coins: Vec<bool> = (0..all).map(|_| self.random.next_u32().is_multiple_of(2)).collect();
                outcomes.push((format!("{coins:?}"), pick(&|at| coins[at])));
            }
        }
        outcomes
    }
}

/// A name is in the folder that has it.
fn is_in(change: &Change, folder: &Path) -> bool {
    let within = |path: &Path| path.parent() == Some(folder);
    match change {
        Change::Create(path, _) | Change::Folder(path) | Change::Remove(path) => within(path),
        Change::Rename(from, to, _) => within(from) || within(to),
        Change::Write(..) | Change::Truncate(..) => false,
    }
}

/// A write's first byte, its first part of each size, and all but its last byte.
fn prefixes(change: &Change, parts: &[usize]) -> Vec<Change> {
    let Change::Write(inode, at, bytes) = change else { return Vec::new() };
    let lengths = parts.iter().map(|part| bytes.len() / part).chain([1, bytes.len().saturating_sub(1)]);
    let lengths: BTreeSet<usize> = lengths.filter(|length| *length > 0 && *length < bytes.len()).collect();
    lengths.into_iter().map(|length| Change::Write(*inode, *at, bytes[..length].to_vec())).collect()
}

/// A write of which the first sector is there, or all but the first.
fn sectors(change: &Change) -> Vec<Change> {
    let Change::Write(inode, at, bytes) = change else { return Vec::new() };
    let first = SECTOR - at % SECTOR;
    if bytes.len() <= first {
        return Vec::new();
    }
    let (head, tail) = bytes.split_at(first);
    vec![Change::Write(*inode, *at, head.to_vec()), Change::Write(*inode, at + first, tail.to_vec())]
}
