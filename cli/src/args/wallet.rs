//! What the holder does.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum WalletVerb {
    /// Make an empty wallet; its keys are in DIR.vault
    Init {
        /// The wallet's folder
        dir: PathBuf,
    },
    /// List tickets
    List {
        /// The wallet's folder
        dir: PathBuf,
    },
    /// Take in ticket files and event files
    Import {
        /// The wallet's folder
        dir: PathBuf,
        /// The files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Show the code of this moment, drawn in the terminal unless a file or --text is asked for
    Show(ShowVerb),
    /// Answer a gate's challenge: asks at the terminal which gate wants it, unless --yes
    Answer {
        #[command(flatten)]
        picture: Picture,
        /// The wallet's folder
        dir: PathBuf,
        /// The ticket, or the first 6 characters of its id or more
        ticket: String,
        /// The challenge: a file, its text, or `-`
        challenge: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Take the beacon that a gate shows for a code it called stale
    Correct {
        /// The wallet's folder
        dir: PathBuf,
        /// The beacon: a file, its text, or `-`
        beacon: String,
    },
    /// Take a digital stamp that a gate wrote
    Accept {
        /// The wallet's folder
        dir: PathBuf,
        /// The stamp: a file, its text, or `-`
        stamp: String,
    },
    /// Judge a capacitive stamp pressed on the screen that shows the ticket
    Press {
        /// The wallet's folder
        dir: PathBuf,
        /// The ticket, or the first 6 characters of its id or more
        ticket: String,
        /// The recorded touches as JSON
        touches: PathBuf,
    },
    /// Ask for tickets: fresh keys, for an organizer or a friend
    Request {
        /// The wallet's folder
        dir: PathBuf,
        /// How many tickets, 1 to 20
        #[arg(long, default_value_t = 1)]
        count: usize,
        /// Make the keys in the phone's hardware, here the development vault: for events with `hw_bound`
        #[arg(long)]
        hardware: bool,
        /// Tell the compare code too, which a friend types where the request does not come by camera
        #[arg(long)]
        compare: bool,
        /// The request to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Hand a ticket to a friend's request, at once and for good; the parcel leaves when no code shown before is alive
    HandOver {
        /// The wallet's folder
        dir: PathBuf,
        /// The ticket, or the first 6 characters of its id or more
        ticket: String,
        /// The friend's request: a file, its text, or `-`
        request: String,
        /// The eight characters that the friend reads out; needed unless the request was taken in person
        #[arg(long, value_name = "CODE")]
        compare: Option<String>,
        /// The parcel to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Take what a parcel brings, or decline it
    Receive {
        /// The wallet's folder
        dir: PathBuf,
        /// The parcel: a file, its text, or `-`
        parcel: String,
        /// Say no: the tickets go back with the answer
        #[arg(long)]
        decline: bool,
        /// The answer to write, for the owner
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Ask the organizer for a short chain; the ticket is shown as before, and handed on once the answer is imported
    Fold {
        /// The wallet's folder
        dir: PathBuf,
        /// The ticket, or the first 6 characters of its id or more
        ticket: String,
        /// The message to write, for `issuer fold`
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Tell the organizer that a folded ticket is here
    Acknowledge {
        /// The wallet's folder
        dir: PathBuf,
        /// The ticket, or the first 6 characters of its id or more
        ticket: String,
        /// The answer to write, for `issuer acknowledge`
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Forget a ticket that is over, for good: seat, name, stamps and key, in every file of DIR
    Forget {
        /// The wallet's folder
        dir: PathBuf,
        /// The ticket, or the first 6 characters of its id or more
        ticket: String,
        /// Also one that can still be used: nobody gets in with it any more
        #[arg(long)]
        still_valid: bool,
    },
    /// Forget every event that is past its purge time, by this clock and by a time that somebody signed
    Purge {
        /// The wallet's folder
        dir: PathBuf,
    },
    /// Destroy the wallet with all its keys, also one that does not open; asks at the terminal, unless --yes
    Wipe {
        /// The wallet's folder
        dir: PathBuf,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Tell which kinds of personal data were here and when, for a notice after a theft; never the data
    Exposure {
        /// The wallet's folder
        dir: PathBuf,
    },
    /// Read every row and chain and say what is found; then try each ticket as at the door: does it work offline?
    Check {
        /// The wallet's folder
        dir: PathBuf,
    },
    /// Make a damaged folder whole again with every row that still opens; the files of before stay beside it
    Mend {
        /// The wallet's folder
        dir: PathBuf,
    },
    /// Say no more that an older copy was put back, until it happens again
    DismissRollback {
        /// The wallet's folder
        dir: PathBuf,
    },
    /// Seal the folder under a new key of the development vault; the old key is deleted
    RotateKey {
        /// The wallet's folder
        dir: PathBuf,
    },
    /// Take a friend's answer
    Settle {
        /// The wallet's folder
        dir: PathBuf,
        /// The answer: a file, its text, or `-`
        answer: String,
    },
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("which").required(true).args(["ticket", "all"]))]
pub(crate) struct ShowVerb {
    /// The wallet's folder
    pub(crate) dir: PathBuf,
    /// The ticket, or the first 6 characters of its id or more
    pub(crate) ticket: Option<String>,
    /// Every ticket that can be shown, one answer each
    #[arg(long, conflicts_with_all = ["png", "svg"])]
    pub(crate) all: bool,
    /// Which code: p the full one, r the short one for gates with the manifest, t digits for turnstiles
    #[arg(long, value_enum, default_value_t = ShowProfile::P)]
    pub(crate) profile: ShowProfile,
    #[command(flatten)]
    pub(crate) picture: Picture,
}

/// The profiles that a wallet shows by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ShowProfile {
    /// Credential, chain and signature
    P,
    /// Ticket and signature
    R,
    /// Ticket and eight digits
    T,
}

/// In which form a code is written.
#[derive(Debug, Args)]
pub(crate) struct Picture {
    /// Write the code as a picture
    #[arg(long, value_name = "FILE")]
    pub(crate) png: Option<PathBuf>,
    /// Pixels a module of the picture, 3 to 64
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u8).range(3..=64))]
    pub(crate) pixels: u8,
    /// Write the code as a drawing
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
    /// Only the code's text
    #[arg(long)]
    pub(crate) text: bool,
}
