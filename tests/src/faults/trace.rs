//! A worker's record, read: what it changed, what it synced, when it spoke.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use super::strace::{Place, call_on};

/// A file, whatever its name is at the moment.
pub type Inode = usize;

/// One change of the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A name for a new, empty file.
    Create(PathBuf, Inode),
    /// A new folder.
    Folder(PathBuf),
    /// From one name to another, in place of what had that.
    Rename(PathBuf, PathBuf, Inode),
    /// A name less.
    Remove(PathBuf),
    /// Bytes at a place.
    Write(Inode, usize, Vec<u8>),
    /// A length.
    Truncate(Inode, usize),
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The disk was changed, perhaps in memory only.
    Change(Change),
    /// A file's bytes are durable.
    SyncFile(Inode),
    /// The names in a folder are durable.
    SyncFolder(PathBuf),
    /// A line was said.
    Said(String),
}

/// One call of the record.
#[derive(Debug, Clone)]
pub struct Step {
    /// Where strace finds it again, if it is a call that may be failed.
    pub place: Option<Place>,
    /// What it did. A call that failed, or was not about the scene, did nothing.
    pub event: Option<Event>,
}

/// The files there were before: by name, and their bytes by inode.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// Names.
    pub names: BTreeMap<PathBuf, Inode>,
    /// Folders.
    pub folders: Vec<PathBuf>,
    /// Contents.
    pub contents: Vec<Vec<u8>>,
}

impl Files {
    /// Reads a folder.
    pub fn read(root: &Path) -> Self {
        let mut files = Self::default();
        files.add(root);
        files
    }

    fn add(&mut self, folder: &Path) {
        self.folders.push(folder.to_owned());
        for entry in std::fs::read_dir(folder).expect("a scratch folder is readable") {
            let path = entry.expect("a folder entry is readable").path();
            if path.is_dir() {
                self.add(&path);
            } else {
                self.names.insert(path.clone(), self.contents.len());
                // Nothing is ever read from the reserve: as much room in each image would be in vain.
                let is_reserve = path.ends_with("store.reserve");
                let content =
                    (!is_reserve).then(|| std::fs::read(&path).expect("a scratch file is readable"));
                self.contents.push(content.unwrap_or_default());
            }
        }
    }
}

/// What a file descriptor stands for.
#[derive(Debug, Clone)]
enum Handle {
    File { inode: Inode, at: usize },
    Folder(PathBuf),
}

/// Follows a log of [`super::strace::record`] over what was in the scene before.
pub struct Follower {
    root: PathBuf,
    names: BTreeMap<PathBuf, Inode>,
    folders: Vec<PathBuf>,
    inodes: usize,
    lengths: HashMap<Inode, usize>,
    handles: HashMap<String, Handle>,
    counts: BTreeMap<String, usize>,
}

impl Follower {
    /// Over these files.
    pub fn new(root: &Path, files: &Files) -> Self {
        let lengths = files.contents.iter().map(Vec::len).enumerate().collect();
        Self {
            root: root.to_owned(),
            names: files.names.clone(),
            folders: files.folders.clone(),
            inodes: files.contents.len(),
            lengths,
            handles: HashMap::new(),
            counts: BTreeMap::new(),
        }
    }

    /// Every call of the log.
    pub fn follow(mut self, log: &str) -> Vec<Step> {
        log.lines().filter(|line| line.contains('(')).flat_map(|line| self.steps(line)).collect()
    }

    fn steps(&mut self, line: &str) -> Vec<Step> {
        let place = call_on(line).map(|(_, name)| {
            let count = self.counts.entry(name.to_owned()).or_default();
            *count += 1;
            Place { name: name.to_owned(), number: *count }
        });
        let call = Call::read(line);
        let mut events = if call.failed() { Vec::new() } else { self.events(&call) };
        let last = events.pop();
        let others = events.into_iter().map(|event| Step { place: None, event: Some(event) });
        others.chain([Step { place, event: last }]).collect()
    }

    /// What a call did. What this does not know it must not skip.
    fn events(&mut self, call: &Call<'_>) -> Vec<Event> {
        match call.name {
            "openat" => self.open(call),
            "close" => {
                self.handles.remove(call.arguments[0]);
                Vec::new()
            }
            "lseek" => {
                if let Some(Handle::File { at, .. }) = self.handles.get_mut(call.arguments[0]) {
                    *at = call.result();
                }
                Vec::new()
            }
            "write" => self.write(call),
            "pwrite64" => {
                let written = call.bytes(1)[..call.result()].to_vec();
                self.file(call).map(|inode| self.put(inode, call.number(3), written)).into_iter().collect()
            }
            "writev" => vec![Event::Said(said(call))],
            "ftruncate" => {
                let to = call.number(1);
                self.file(call).map(|inode| self.truncate(inode, to)).into_iter().collect()
            }
            // Room, and no bytes.
            "fallocate" => Vec::new(),
            "fsync" | "fdatasync" => self.sync(call).into_iter().collect(),
            "rename" => self.rename(call.path(0), call.path(1)).into_iter().collect(),
            "unlink" => self.remove(call.path(0)).into_iter().collect(),
            "mkdir" => self.make_folder(call.path(0)).into_iter().collect(),
            // A scratch folder elsewhere.
            "unlinkat" if !self.handles.contains_key(call.arguments[0]) => Vec::new(),
            other => panic!("the harness does not know what {other} does: teach it"),
        }
    }

    fn open(&mut self, call: &Call<'_>) -> Vec<Event> {
        let (path, flags) = (call.path(1), call.arguments[2]);
        if !path.starts_with(&self.root) {
            return Vec::new();
        }
        let descriptor = call.result.to_owned();
        if self.folders.contains(&path) {
            self.handles.insert(descriptor, Handle::Folder(path));
            return Vec::new();
        }
        let mut events = Vec::new();
        let inode = if let Some(inode) = self.names.get(&path) {
            *inode
        } else {
            let inode = self.inodes;
            self.inodes += 1;
            self.lengths.insert(inode, 0);
            self.names.insert(path.clone(), inode);
            events.push(Event::Change(Change::Create(path, inode)));
            inode
        };
        if flags.contains("O_TRUNC") && self.lengths[&inode] > 0 {
            events.push(self.truncate(inode, 0));
        }
        self.handles.insert(descriptor, Handle::File { inode, at: 0 });
        events
    }

    fn write(&mut self, call: &Call<'_>) -> Vec<Event> {
        let written = call.bytes(1)[..call.result()].to_vec();
        let Some(Handle::File { inode, at }) = self.handles.get_mut(call.arguments[0]) else {
            return Vec::new();
        };
        let (inode, place) = (*inode, *at);
        *at += written.len();
        vec![self.put(inode, place, written)]
    }

    fn put(&mut self, inode: Inode, at: usize, bytes: Vec<u8>) -> Event {
        let length = self.lengths.entry(inode).or_default();
        *length = (at + bytes.len()).max(*length);
        Event::Change(Change::Write(inode, at, bytes))
    }

    fn truncate(&mut self, inode: Inode, to: usize) -> Event {
        self.lengths.insert(inode, to);
        Event::Change(Change::Truncate(inode, to))
    }

    fn sync(&self, call: &Call<'_>) -> Option<Event> {
        match self.handles.get(call.arguments[0])? {
            Handle::File { inode, .. } => Some(Event::SyncFile(*inode)),
            Handle::Folder(path) => Some(Event::SyncFolder(path.clone())),
        }
    }

    fn rename(&mut self, from: PathBuf, to: PathBuf) -> Option<Event> {
        let inode = self.names.remove(&from)?;
        self.names.insert(to.clone(), inode);
        Some(Event::Change(Change::Rename(from, to, inode)))
    }

    fn remove(&mut self, path: PathBuf) -> Option<Event> {
        self.names.remove(&path)?;
        Some(Event::Change(Change::Remove(path)))
    }

    fn make_folder(&mut self, path: PathBuf) -> Option<Event> {
        if !path.starts_with(&self.root) {
            return None;
        }
        self.folders.push(path.clone());
        Some(Event::Change(Change::Folder(path)))
    }

    fn file(&self, call: &Call<'_>) -> Option<Inode> {
        match self.handles.get(call.arguments[0])? {
            Handle::File { inode, .. } => Some(*inode),
            Handle::Folder(_) => None,
        }
    }
}

/// `THREAD name(argument, argument) = result`
struct Call<'a> {
    name: &'a str,
    arguments: Vec<&'a str>,
    result: &'a str,
}

impl<'a> Call<'a> {
    fn read(line: &'a str) -> Self {
        let (_, rest) = line.split_once(' ').expect("a line names its thread");
        let (name, rest) = rest.trim_start().split_once('(').expect("a line is a call");
        // Short calls are padded before the sign.
        let (arguments, result) = rest.rsplit_once(" = ").expect("a call was not interrupted");
        let arguments = arguments.trim_end().strip_suffix(')').expect("arguments end");
        let result = result.split_whitespace().next().unwrap_or_default();
        // With -xx no string has a comma in it.
        Self { name, arguments: arguments.split(", ").collect(), result }
    }

    fn failed(&self) -> bool {
        self.result.starts_with('-') || self.result == "?"
    }

    fn result(&self) -> usize {
        self.result.parse().expect("a result is a number")
    }

    fn number(&self, index: usize) -> usize {
        self.arguments[index].trim().parse().expect("an argument is a number")
    }

    fn bytes(&self, index: usize) -> Vec<u8> {
        unescape(self.arguments[index])
    }

    fn path(&self, index: usize) -> PathBuf {
        String::from_utf8(self.bytes(index)).expect("a scratch path is UTF-8").into()
    }
}

/// `"\x61\x62"`
fn unescape(text: &str) -> Vec<u8> {
    let inside = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).expect("a string is whole");
    let hex = inside.replace("\\x", "");
    data_encoding::HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).expect("strace prints hexadecimal")
}

/// `[{iov_base="…", iov_len=6}]`
fn said(call: &Call<'_>) -> String {
    let base = call.arguments[1].strip_prefix("[{iov_base=").expect("one piece is said");
    String::from_utf8(unescape(base)).expect("what is said is UTF-8").trim_end_matches('\n').to_owned()
}
