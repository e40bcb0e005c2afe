//! What staff do.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// What `--again` without an id asks for.
pub(crate) const LAST: &str = "last";

#[derive(Debug, Subcommand)]
pub(crate) enum GateVerb {
    /// Make a gate with its key, and write what asks the issuer for a certificate
    Init {
        /// The gate's folder
        dir: PathBuf,
        /// The event file
        #[arg(long, value_name = "FILE")]
        event: PathBuf,
        /// The gate's name
        #[arg(long, value_name = "NAME")]
        gate: String,
        /// A name for the device, no person; staff read it in the certificate
        #[arg(long, default_value = "", value_name = "TEXT")]
        label: String,
        /// The enrolment to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Adopt certificates, event files, trust lists, revocation lists, manifests, guest lists, lists of carriers and blanks
    Update {
        /// The gate's folder
        dir: PathBuf,
        /// The files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Judge a code: exit 0 for admitted, 3 for any other verdict; with `-` one code a line, one answer a line
    Scan {
        /// The gate's folder
        dir: PathBuf,
        /// The code's text, or `-`
        #[arg(required_unless_present = "png", conflicts_with = "png", value_name = "TEXT")]
        text: Option<String>,
        /// Read the code from a picture
        #[arg(long, value_name = "FILE")]
        png: Option<PathBuf>,
        /// Write a digital stamp when the code is admitted
        #[arg(long, value_name = "FILE")]
        stamp: Option<PathBuf>,
        /// The name on the person's document, compared before the scan
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
    },
    /// Judge check digits that a guest read out: exit 0 for admitted, 3 for any other verdict
    Digits {
        /// The gate's folder
        dir: PathBuf,
        /// The digits as they stand under the code, with or without dashes
        digits: String,
        /// The name on the person's document; without it they let nobody in
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
    },
    /// Ask one phone: a challenge, open for 30 seconds and good for one entry, drawn unless --out
    Challenge {
        /// The gate's folder
        dir: PathBuf,
        /// Ask for the holder's name too, sealed to this gate
        #[arg(long)]
        ask_name: bool,
        /// The challenge to write
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Show the phone whose code was called stale this gate's time: a beacon, drawn unless --out
    Beacon {
        /// The gate's folder
        dir: PathBuf,
        /// The beacon to write
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Take another gate's time for this one whose clock is wrong (role supervise): ask, have the other gate tell, take;
    /// without an act tell what this clock is worth
    Clock(ClockVerb),
    /// Close this device's log, and tell the hash of its head for staff to write down
    Close {
        /// The gate's folder
        dir: PathBuf,
        /// Also write the signed head, which other gates merge
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Let a guest out; a pass-out ticket is open again then
    Exit {
        /// The gate's folder
        dir: PathBuf,
        /// The code's text
        text: Option<String>,
        /// Read the code from a picture
        #[arg(long, value_name = "FILE", conflicts_with = "text")]
        png: Option<PathBuf>,
    },
    /// Let somebody in over whatever stands against it (role override)
    Override {
        /// The gate's folder
        dir: PathBuf,
        /// The code's text
        text: Option<String>,
        /// Name the ticket instead: its id, or its first characters
        #[arg(long, value_name = "ID", conflicts_with = "text")]
        ticket: Option<String>,
        /// A word of the list
        #[arg(long, value_name = "CODE")]
        reason: String,
    },
    /// Judge a card that was tapped (role manual)
    Tap {
        /// The gate's folder
        dir: PathBuf,
        /// The card's id as the reader gives it, 4 to 16 bytes in hex
        card: String,
        /// The name on the person's document
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
    },
    /// Sell a blank, or give one out in place of a ticket, and print it (role issue); the entry is there before the page
    Issue {
        /// The gate's folder
        dir: PathBuf,
        /// The blank's zone [default: the only one that blanks are left of]
        #[arg(long, value_name = "NAME", conflicts_with = "again")]
        zone: Option<String>,
        /// The ticket that the blank stands for from here on: its id, or its first characters
        #[arg(long, value_name = "ID", conflicts_with = "again")]
        replaces: Option<String>,
        /// A word of the list
        #[arg(long, value_name = "CODE", conflicts_with = "again")]
        reason: Option<String>,
        /// Print a blank again that this device issued: its id, or its first characters [default: the last one]
        #[arg(long, value_name = "ID", num_args = 0..=1, default_missing_value = LAST)]
        again: Option<String>,
        /// The page to write, a PDF
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Read every row, chain, head and code, and say what is found
    Check {
        /// The gate's folder
        dir: PathBuf,
    },
    /// Forget names, digit keys and the manifest after the event's purge time; the journal and its counts stay
    Purge {
        /// The gate's folder
        dir: PathBuf,
    },
    /// Tell which kinds of personal data were here and when, for a notice after a theft; never the data
    Exposure {
        /// The gate's folder
        dir: PathBuf,
    },
    /// Undo an entry
    Void {
        /// The gate's folder
        dir: PathBuf,
        /// The entry's hash, or its first characters
        entry: String,
        /// A word of the list
        #[arg(long, value_name = "CODE")]
        reason: String,
    },
    /// Merge journals of other gates
    Merge {
        /// The gate's folder
        dir: PathBuf,
        /// The journals
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Write the journal for other gates
    Export {
        /// The gate's folder
        dir: PathBuf,
        /// The journal file to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Only what the gate lacks that made this vector
        #[arg(long = "for", value_name = "VECTOR")]
        reader: Option<String>,
    },
    /// Show what this gate has, so that another one can write what is missing here
    Vector {
        /// The gate's folder
        dir: PathBuf,
        /// Write the message instead of drawing it
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Show the last things that this device wrote down
    History {
        /// The gate's folder
        dir: PathBuf,
        /// How many, at most 100
        #[arg(long, default_value_t = 20)]
        last: u32,
    },
    /// Seal the folder under a new key of the development vault; the old key is deleted
    RotateKey {
        /// The gate's folder
        dir: PathBuf,
    },
    /// Count
    Report {
        /// The gate's folder
        dir: PathBuf,
    },
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("act").args(["ask", "tell", "take"]))]
pub(crate) struct ClockVerb {
    /// The gate's folder
    pub(crate) dir: PathBuf,
    /// Ask another gate, which has a minute; drawn unless --out
    #[arg(long)]
    pub(crate) ask: bool,
    /// Answer this question of another gate: a file, its text, or `-`; drawn unless --out
    #[arg(long, value_name = "QUESTION")]
    pub(crate) tell: Option<String>,
    /// Take this answer: a file, its text, or `-`; asks at the terminal whether the difference is right, unless --yes
    #[arg(long, value_name = "ANSWER")]
    pub(crate) take: Option<String>,
    /// Do not ask
    #[arg(long, requires = "take")]
    pub(crate) yes: bool,
    /// The question or answer to write
    #[arg(long, value_name = "FILE", requires = "act", conflicts_with = "take")]
    pub(crate) out: Option<PathBuf>,
}
