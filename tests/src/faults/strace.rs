//! strace as the hand that pulls the plug and fills the disk.
//!
//! strace counts the calls of each *name* apart, whatever set of names it was given: so a place in a run is a name and
//! a number, and every place is one run.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

/// Every call that changes a file or makes a change durable.
pub const CALLS: [&str; 17] = [
    "write",
    "pwrite64",
    "pwritev",
    "pwritev2",
    "fsync",
    "fdatasync",
    "ftruncate",
    "fallocate",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
    "link",
    "linkat",
    "mkdir",
    "mkdirat",
];

/// What else a record needs, to know which file a call is about and when something was said.
const CONTEXT: &str = "openat,close,lseek,writev";

/// The n-th call of one name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Of the call.
    pub name: String,
    /// From 1, in a thread.
    pub number: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.number)
    }
}

/// What happens at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// SIGKILL before the call: it does not happen.
    Kill,
    /// The call fails, once.
    Once(Error),
    /// It and everything that would change the disk after it fails.
    FromHere(Error),
}

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// No space left.
    Enospc,
    /// The device is broken.
    Eio,
}

impl Error {
    const fn name(self) -> &'static str {
        match self {
            Self::Enospc => "ENOSPC",
            Self::Eio => "EIO",
        }
    }
}

/// A process that is being started has a copy of every open file, locks among them, until its program runs. Whoever
/// opens a folder and lets it go holds this meanwhile.
static STARTING: RwLock<()> = RwLock::new(());

/// No process is started until this is dropped.
pub fn nobody_starts() -> RwLockReadGuard<'static, ()> {
    STARTING.read().unwrap_or_else(PoisonError::into_inner)
}

/// Runs a command and writes down every call, with all its bytes, into `log`.
pub fn record(command: &Command, log: &Path) -> Output {
    let trace = format!("--trace={},{CONTEXT}", CALLS.join(","));
    let options =
        ["--seccomp-bpf", "-xx", "-s", "4194304", "-o", &log.to_string_lossy(), &trace].map(str::to_owned);
    run(command, &options)
}

/// Counts the calls of a command without their bytes.
pub fn count(command: &Command, log: &Path) -> Output {
    let trace = format!("--trace={}", CALLS.join(","));
    run(command, &["--seccomp-bpf", "-o", &log.to_string_lossy(), &trace].map(str::to_owned))
}

/// Runs a command with a fault at a place; `before` are the calls of each name up to there.
pub fn run_with(command: &Command, fault: Fault, place: &Place, before: &BTreeMap<String, usize>) -> Output {
    let mut options = vec!["-o".to_owned(), "/dev/null".to_owned()];
    match fault {
        // With --seccomp-bpf strace 6.1 injects errors but no signals.
        Fault::Kill => options.extend([
            format!("--trace={}", place.name),
            format!("--inject={}:error=EIO:signal=KILL:when={}", place.name, place.number),
        ]),
        Fault::Once(error) => options.extend([
            "--seccomp-bpf".to_owned(),
            format!("--trace={}", place.name),
            format!("--inject={}:error={}:when={}", place.name, error.name(), place.number),
        ]),
        Fault::FromHere(error) => {
            options.extend(["--seccomp-bpf".to_owned(), format!("--trace={}", CALLS.join(","))]);
            options.extend(CALLS.iter().map(|name| {
                let first = before.get(*name).map_or(1, |count| count + 1);
                format!("--inject={name}:error={}:when={first}+", error.name())
            }));
        }
    }
    run(command, &options)
}

fn run(command: &Command, options: &[String]) -> Output {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-e", "signal=none"]).args(options).arg("--");
    strace.arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        strace.current_dir(folder);
    }
    strace.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let started = {
        let _alone = STARTING.write().unwrap_or_else(PoisonError::into_inner);
        strace.spawn().expect("strace is installed: `cargo xtask setup` or your package manager")
    };
    started.wait_with_output().expect("strace ends")
}

/// The name of the call on a line of a log, and the thread that made it.
pub fn call_on(line: &str) -> Option<(&str, &str)> {
    let (thread, rest) = line.split_once(' ')?;
    let (name, _) = rest.trim_start().split_once('(')?;
    CALLS.contains(&name).then_some((thread, name))
}

/// Every place in a log of [`record`] or [`count`]: of each name as many as the busiest thread made.
pub fn places(log: &str) -> Vec<Place> {
    let mut threads = BTreeMap::<(&str, &str), usize>::new();
    for call in log.lines().filter_map(call_on) {
        *threads.entry(call).or_default() += 1;
    }
    let mut most = BTreeMap::<&str, usize>::new();
    for ((_, name), count) in threads {
        let most = most.entry(name).or_default();
        *most = count.max(*most);
    }
    let places = |(name, most): (&str, usize)| {
        let name = name.to_owned();
        (1..=most).map(move |number| Place { name: name.clone(), number })
    };
    most.into_iter().flat_map(places).collect()
}
