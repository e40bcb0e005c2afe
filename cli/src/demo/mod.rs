//! `mogiri demo`: one evening, from an order list to an exact count, on real folders and with no network.
//!
//! Every code comes from opening a wallet's folder through `Wallet`, every verdict from `Gate` on a folder that got
//! nothing but an event file and a certificate.

mod audience;
mod closing;
mod recount;
mod scenes;
mod setup;
mod stage;
mod tell;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use serde_json::json;

use crate::error::CliError;
use crate::output::Output;
use stage::Stage;
use tell::Teller;

pub(crate) use recount::{RecountArguments, recount};

/// What the demo reads and where it works.
#[derive(Debug, clap::Args)]
pub(crate) struct DemoArguments {
    /// Keep everything in this folder, which must be empty or missing. Without it a temporary folder is used and
    /// removed.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Another event than the one that comes with the demo.
    #[arg(long, value_name = "FILE")]
    pub event: Option<PathBuf>,
    /// Another order list than the one that comes with the demo.
    #[arg(long, value_name = "FILE")]
    pub orders: Option<PathBuf>,
}

/// Something that the evening shows did not come out as it must.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DemoError {
    /// A verdict or an outcome is another one.
    #[error("{scene}: expected {expected}, found {found}")]
    Scene {
        /// Which scene.
        scene: &'static str,
        /// What must come out.
        expected: &'static str,
        /// The stable code of what came out.
        found: String,
    },
    /// A count differs.
    #[error("the count of {what} is {found}, orders.csv says {expected}")]
    Count {
        /// Of what.
        what: String,
        /// By a plain count of the order list.
        expected: u64,
        /// What the folders say.
        found: u64,
    },
    /// The order list or the gates are too few for what the evening shows.
    #[error("the demo needs {0}")]
    TooSmall(&'static str),
    /// The folder for the demo is in use.
    #[error("the folder for the demo is not empty")]
    NotEmpty,
    /// The process that counts again did not come to an end.
    #[error("the process that counts again failed")]
    Recount,
}

/// Tells one evening.
pub(crate) fn run(arguments: &DemoArguments, output: Output) -> Result<ExitCode, CliError> {
    let begun = Instant::now();
    let folder = Folder::of(arguments.out.as_ref())?;
    let mut teller = Teller::new(output);
    let mut stage = Stage::read(arguments, folder.path(), &mut teller)?;
    setup::issue(&mut stage, &mut teller)?;
    setup::open_gates(&mut stage, &mut teller)?;
    let played = scenes::play(&mut stage, &mut teller)?;
    audience::enter(&mut stage, &played, &mut teller)?;
    let report = closing::close(&mut stage, &played, &mut teller)?;
    recount::in_new_process(&stage, &mut teller)?;
    teller.done(begun.elapsed());
    if output == Output::Json {
        let value = json!({
            "scenes": teller.scenes(),
            "report": report,
            "seconds": begun.elapsed().as_secs_f64(),
            "out": arguments.out,
        });
        output.say(&value, String::new)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Where the evening leaves its folders.
enum Folder {
    Kept(PathBuf),
    Temporary(tempfile::TempDir),
}

impl Folder {
    fn of(out: Option<&PathBuf>) -> Result<Self, CliError> {
        let Some(out) = out else {
            let made = tempfile::Builder::new().prefix("mogiri-demo-").tempdir();
            return made.map(Self::Temporary).map_err(|error| CliError::file("demo", &error));
        };
        crate::files::make_folder(out)?;
        let mut entries = std::fs::read_dir(out).map_err(|error| CliError::file(out, &error))?;
        if entries.next().is_some() { Err(DemoError::NotEmpty.into()) } else { Ok(Self::Kept(out.clone())) }
    }

    fn path(&self) -> &std::path::Path {
        match self {
            Self::Kept(path) => path,
            Self::Temporary(folder) => folder.path(),
        }
    }
}
