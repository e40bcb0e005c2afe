//! strace as the hand that pulls the plug.

use std::process::{Command, Stdio};

use mogiri::wire::Reader;

use crate::command::{EVENING, Run, Stage};

/// Every call that changes a file or makes a change durable.
const CALLS: &str = "write,pwrite64,pwritev,pwritev2,fsync,fdatasync,ftruncate,fallocate,rename,renameat,renameat2,\
                     unlink,unlinkat,link,linkat,mkdir,mkdirat";

fn traced(stage: &Stage, arguments: &[String], options: &[String]) -> Command {
    let command = stage.command(EVENING, arguments);
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq"]).args(options).arg("--").arg(command.get_program()).args(command.get_args());
    strace.current_dir(stage.folder()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    strace
}

fn run(mut strace: Command) -> Run {
    strace.output().expect("strace is installed: `cargo xtask setup` or your package manager").into()
}

/// How many such calls the busiest thread of an undisturbed run makes.
pub fn calls(stage: &Stage, arguments: &[String]) -> usize {
    let log = stage.path("strace.log");
    let options = ["-o".to_owned(), log.to_string_lossy().into_owned(), format!("--trace={CALLS}")];
    run(traced(stage, arguments, &options)).exits(0);
    let log = std::fs::read_to_string(log).expect("strace wrote its log");
    let mut threads = std::collections::HashMap::<&str, usize>::new();
    for line in log.lines().filter(|line| line.contains('(')) {
        *threads.entry(line.split_whitespace().next().unwrap_or_default()).or_default() += 1;
    }
    threads.into_values().max().unwrap_or(0)
}

/// Kills the verb at the entry of a thread's `k`-th such call; the call itself does not happen.
pub fn kill_at(stage: &Stage, arguments: &[String], k: usize) -> Run {
    let options = [
        "-o".to_owned(),
        "/dev/null".to_owned(),
        format!("--trace={CALLS}"),
        format!("--inject={CALLS}:error=EIO:signal=KILL:when={k}"),
    ];
    run(traced(stage, arguments, &options))
}

/// A picture or page with its end, or messages of which none is cut.
pub fn is_whole(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\x89PNG") {
        return bytes.ends_with(b"IEND\xaeB`\x82");
    }
    if bytes.starts_with(b"%PDF") {
        return bytes.trim_ascii_end().ends_with(b"%%EOF");
    }
    let mut reader = Reader::new(bytes);
    while reader.end().is_err() {
        if reader.item("message").is_err() {
            return false;
        }
    }
    !bytes.is_empty()
}
