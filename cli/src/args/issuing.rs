//! The verbs that issue: orders, paper, lost tickets; and the root's own.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::IssuerFolder;

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("holders").required(true).args(["wallets", "requests"]))]
pub(crate) struct IssueVerb {
    #[command(flatten)]
    pub folder: IssuerFolder,
    /// The event file
    #[arg(long, value_name = "FILE")]
    pub event: PathBuf,
    /// The order list
    #[arg(long, value_name = "FILE")]
    pub orders: PathBuf,
    /// Make a wallet DIR/ORDER for each order and import its tickets
    #[arg(long, value_name = "DIR")]
    pub wallets: Option<PathBuf>,
    /// Take the holders' requests DIR/ORDER.mgr
    #[arg(long, value_name = "DIR", requires = "out")]
    pub requests: Option<PathBuf>,
    /// Write ticket files DIR/ORDER.mgr
    #[arg(long, value_name = "DIR", requires = "requests")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").required(true).args(["order", "tickets"]))]
pub(crate) struct PaperVerb {
    #[command(flatten)]
    pub folder: IssuerFolder,
    /// The event file
    #[arg(long, value_name = "FILE")]
    pub event: PathBuf,
    /// The order list
    #[arg(long, value_name = "FILE", requires = "order")]
    pub orders: Option<PathBuf>,
    /// Issue this order of the list as paper; again, or after rows were added, doubles none
    #[arg(long, value_name = "N", requires = "orders")]
    pub order: Option<String>,
    /// Print twins of these tickets on phones, by id or its first 6 characters or more: the phones' tickets end with
    /// it, at every gate that has the new revocation list. Needs `paper_twin` in the event's policy
    #[arg(long = "ticket", value_name = "TICKET", requires = "revoked")]
    pub tickets: Vec<String>,
    /// The revocation list to write; every gate needs it before the doors
    #[arg(long, value_name = "FILE", requires = "tickets")]
    pub revoked: Option<PathBuf>,
    /// Print the visitors' names
    #[arg(long)]
    pub names: bool,
    /// The PDF to write, one page a ticket; a name without .pdf is a folder for pictures TICKET.png
    #[arg(long, value_name = "FILE|DIR")]
    pub out: PathBuf,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("to").required(true).args(["request", "paper"]))]
pub(crate) struct ReissueVerb {
    #[command(flatten)]
    pub folder: IssuerFolder,
    /// The ticket, or the first 6 characters of its id or more
    pub ticket: String,
    /// The event file
    #[arg(long, value_name = "FILE")]
    pub event: PathBuf,
    /// The request of the holder's new wallet
    #[arg(long, value_name = "FILE")]
    pub request: Option<PathBuf>,
    /// Print it instead
    #[arg(long)]
    pub paper: bool,
    /// Print the visitor's name
    #[arg(long, requires = "paper")]
    pub names: bool,
    /// The revocation list to write; every gate needs it before the doors
    #[arg(long, value_name = "FILE")]
    pub revoked: PathBuf,
    /// The ticket file to write; with --paper the PDF, or a folder for the picture
    #[arg(long, value_name = "FILE|DIR")]
    pub out: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RootVerb {
    /// Announce the root that will take over; made in DIR3 where none is there. Keep the file: who missed it needs it
    /// before the hand-over's
    Announce {
        #[command(flatten)]
        folder: IssuerFolder,
        /// Folder of the root key [default: DIR/root]
        #[arg(long, value_name = "DIR2")]
        root: Option<PathBuf>,
        /// Folder of the next root's key
        #[arg(long, value_name = "DIR3")]
        next: PathBuf,
        /// The event file
        #[arg(long, value_name = "FILE")]
        event: PathBuf,
        /// The event file to write, with the trust list that announces it
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Let the announced root take over: every event is signed anew under it, tickets stay as they are
    HandOver {
        #[command(flatten)]
        folder: IssuerFolder,
        /// Folder of the announced root's key
        #[arg(long, value_name = "DIR3")]
        next: PathBuf,
        /// The event file
        #[arg(long, value_name = "FILE")]
        event: PathBuf,
        /// The event file to write, under the new root
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}
