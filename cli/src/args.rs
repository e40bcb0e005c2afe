//! The arguments, as clap reads them. The texts here are the help, the manual page and the completions.

mod gate;
mod issuer;
mod issuing;
mod wallet;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use crate::clock::CliClock;
use crate::demo::{DemoArguments, RecountArguments};
pub(crate) use gate::{ClockVerb, GateVerb, LAST};
pub(crate) use issuer::{IssuerFolder, IssuerVerb};
pub(crate) use issuing::{IssueVerb, PaperVerb, ReissueVerb, RootVerb};
pub(crate) use wallet::{Picture, ShowProfile, ShowVerb, WalletVerb};

/// Event tickets that work offline: the organizer's and app developer's command line
#[derive(Debug, Parser)]
#[command(name = "mogiri", version, max_term_width = 100, after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    /// Take this time for now: RFC 3339 or unix seconds
    #[arg(long, global = true, value_name = "TIME")]
    pub at: Option<CliClock>,
    /// Answer in JSON, one line an answer; errors as {error, code, message} on standard error
    #[arg(long, global = true)]
    pub json: bool,
    /// Append to this file what wallets and gates do, a line of JSON an act: {act, outcome, count}, and nothing about whom
    #[arg(long, global = true, value_name = "FILE")]
    pub log: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

const AFTER_HELP: &str = "\
Exit codes: 0 done · 1 a fault · 2 bad use or a wrong input file · 3 refused (gate scan, digits, tap: anything but \
admitted; wallet import, receive, settle, accept, press, correct; wallet check: a ticket does not work offline) · 4 not \
yet: run it again at `ready_at`.

A file named `-` is standard input or output. A folder that another process holds is waited for up to 5 seconds.

Keys: a wallet or gate DIR keeps its keys in DIR.vault beside it, a development vault in place of a phone's hardware. \
Whoever copies both folders has cloned the phone. DIR without DIR.vault has lost its key.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// What the organizer does: keys, events, tickets, staff, revocation
    #[command(subcommand)]
    Issuer(IssuerVerb),
    /// What the holder does: import, list, show, stamp, hand over, receive
    #[command(subcommand)]
    Wallet(WalletVerb),
    /// What staff do: scan, stamp, undo, merge, count
    #[command(subcommand)]
    Gate(GateVerb),
    /// Tell what a code or file says, what of it holds and what does not; shows no secret
    Inspect(InspectVerb),
    /// One evening on 1,000 orders: issue, hand over, admit everybody, merge, count; no network, real folders
    Demo(DemoArguments),
    /// The demo's own second process
    #[command(hide = true)]
    DemoRecount(RecountArguments),
    /// Write a completion script for a shell to standard output
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write the manual page to standard output
    Man,
}

#[derive(Debug, Args)]
pub(crate) struct InspectVerb {
    /// A code's text, a file, or `-`
    #[arg(value_name = "TEXT|FILE")]
    pub input: String,
    /// Check signatures under the trust list of this event file, and a code by each rule of a gate, at its own time or
    /// the one of --at
    #[arg(long, value_name = "FILE")]
    pub event: Option<PathBuf>,
    /// Tell what this code or file and the first one prove of each other: FORK, ISSUER-DOUBLE, AFTER-HAND-OVER …
    #[arg(long, value_name = "TEXT|FILE")]
    pub against: Option<String>,
    /// Revocation lists and manifests that the gate has too
    #[arg(long, value_name = "FILE", requires = "event", num_args = 1..)]
    pub lists: Vec<PathBuf>,
    /// The gate's name [default: the first that the ticket may enter by]
    #[arg(long, value_name = "NAME", requires = "event")]
    pub gate: Option<String>,
}
