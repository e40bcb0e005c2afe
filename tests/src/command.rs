//! The `mogiri` command as a stranger runs it: arguments in; exit code, standard output and standard error out.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::device::scratch;
use crate::sources::workspace;

/// Half an hour after the doors of [`crate::evening::EVENT`], in unix seconds.
pub const EVENING: u64 = 1_797_669_000;

/// The command, built once in the profile of the test that asks.
pub fn mogiri() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let test = std::env::current_exe().expect("a test knows where it is");
        // target/PROFILE/deps/TEST
        let profile = test.ancestors().nth(2).expect("a test stands in a profile's folder");
        let target = profile.parent().expect("a profile's folder stands in the target folder");
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(workspace()).args([
            "build",
            "--quiet",
            "--package",
            "mogiri-cli",
            "--bin",
            "mogiri",
        ]);
        if profile.ends_with("release") {
            cargo.arg("--release");
        }
        let built = cargo.arg("--target-dir").arg(target).status().expect("cargo runs");
        assert!(built.success(), "the command does not build");
        profile.join("mogiri")
    })
}

/// What a run gave.
#[derive(Debug, Clone)]
pub struct Run {
    /// Exit code; `None` if it was killed.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("what is told is UTF-8");
        Self { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }
}

impl Run {
    /// The one JSON answer.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("no JSON: {} {}", self.out, self.err))
    }

    /// Fails the test unless the exit code is this.
    #[track_caller]
    #[allow(clippy::return_self_not_must_use, reason = "it is called for the check")]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.err);
        self
    }
}

/// A folder in which the command runs.
pub struct Stage(TempDir);

/// What every command of a stage appends to.
pub const LOG: &str = "log.jsonl";

impl Drop for Stage {
    /// Whatever was done, the log names nobody and nothing.
    fn drop(&mut self) {
        let log = fs::read_to_string(self.path(LOG)).unwrap_or_default();
        if !std::thread::panicking() {
            log.lines().for_each(assert_is_closed);
        }
    }
}

/// Fails on a line of a log that could be an id, a name, a seat, a key or a payload. A line may be cut where a test kills
/// the command.
fn assert_is_closed(line: &str) {
    let Ok(event) = serde_json::from_str::<Value>(line) else {
        assert!(line.len() < 100 && line.is_ascii(), "{line}");
        return;
    };
    let [act, outcome] = ["act", "outcome"].map(|field| event[field].as_str().unwrap_or_default());
    let is_name = |act: &str| act.len() < 16 && act.chars().all(|letter| letter.is_ascii_alphabetic());
    assert!(is_name(act) && mogiri::testing::is_closed(outcome), "{line}");
    assert!(event["count"].as_u64().is_some_and(|count| count < 1_000_000), "{line}");
}

impl Default for Stage {
    fn default() -> Self {
        Self::new()
    }
}

impl Stage {
    /// An empty folder.
    pub fn new() -> Self {
        Self(scratch())
    }

    /// A copy with everything in it.
    #[must_use]
    pub fn copy(&self) -> Self {
        let copy = Self::new();
        copy_folder(self.0.path(), copy.0.path());
        copy
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    /// A path in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).expect("a scratch file can be written");
    }

    /// Reads a file.
    #[track_caller]
    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The command with `--json` at a time, its pipes open.
    pub fn command<S: AsRef<str>>(&self, seconds: u64, arguments: &[S]) -> Command {
        let mut command = Command::new(mogiri());
        command.current_dir(self.folder()).args(arguments.iter().map(AsRef::as_ref));
        command.args(["--json", "--at", &seconds.to_string(), "--log", LOG]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs words with `--json` at a time.
    pub fn at(&self, seconds: u64, words: &str) -> Run {
        self.tell(seconds, &words.split_whitespace().collect::<Vec<_>>())
    }

    /// Runs words with `--json` on the evening.
    pub fn run(&self, words: &str) -> Run {
        self.at(EVENING, words)
    }

    /// Runs arguments, which may have spaces in them.
    pub fn tell<S: AsRef<str>>(&self, seconds: u64, arguments: &[S]) -> Run {
        self.command(seconds, arguments).output().expect("the command runs").into()
    }
}

pub(crate) fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a scratch folder is readable") {
        let entry = entry.expect("a folder entry is readable");
        let (path, copy) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            fs::create_dir_all(&copy).expect("a scratch folder can be made");
            copy_folder(&path, &copy);
        } else {
            fs::copy(&path, &copy).expect("a scratch file can be copied");
        }
    }
}
