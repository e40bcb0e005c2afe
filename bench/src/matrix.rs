//! matrix-sdk-sqlite in a process of its own: see matrix/src/main.rs.

use std::cell::RefCell;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::contest::Side;

/// Where `cargo xtask bench` puts it.
const PROGRAM: &str = "MOGIRI_BENCH_MATRIX";

pub(crate) struct Peer(RefCell<Pipes>);

struct Pipes {
    child: Child,
    work: ChildStdin,
    nanos: BufReader<ChildStdout>,
}

impl Peer {
    /// A store with so many values; none if the program was not built.
    pub(crate) fn start(values: usize) -> Result<Option<Self>> {
        let Some(program) = std::env::var_os(PROGRAM) else {
            println!("matrix-sdk-sqlite: not built, {PROGRAM} is not set; `cargo xtask bench` does both");
            return Ok(None);
        };
        let mut command = Command::new(Path::new(&program));
        let mut child =
            command.arg(values.to_string()).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let work = child.stdin.take().context("it has an input")?;
        let nanos = BufReader::new(child.stdout.take().context("it has an output")?);
        let mut pipes = Pipes { child, work, nanos };
        anyhow::ensure!(pipes.line()? == "ready", "the other store was not filled");
        Ok(Some(Self(RefCell::new(pipes))))
    }

    /// A side whose time is what the other process measured.
    pub(crate) fn side<'a>(&'a self, what: &'a str) -> Side<'a> {
        Box::new(move |times| {
            let nanos = self.0.borrow_mut().ask(what, times).expect("the other process answers");
            Duration::from_nanos(nanos)
        })
    }
}

impl Pipes {
    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        self.nanos.read_line(&mut line)?;
        Ok(line.trim().to_owned())
    }

    fn ask(&mut self, what: &str, times: u32) -> Result<u64> {
        writeln!(self.work, "{what} {times}")?;
        self.line()?.parse().context("it answers with a number")
    }
}

impl Drop for Pipes {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}
