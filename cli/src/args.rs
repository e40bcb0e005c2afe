//! The arguments, as clap reads them. The texts here are the help, the manual page and the completions.

mod issuing;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use crate::clock::{CliClock, TimeArgument};
use crate::demo::{DemoArguments, RecountArguments};
pub(crate) use issuing::{IssueVerb, PaperVerb, ReissueVerb, RootVerb};

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
    #[command(subcommand)]
    pub command: Command,
}

const AFTER_HELP: &str = "\
Exit codes: 0 done · 1 a fault · 2 bad use or a wrong input file · 3 refused (gate scan: anything but admitted; wallet \
receive, settle, accept) · 4 not yet: run it again at `ready_at`.

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

/// An issuer's folder.
#[derive(Debug, Args)]
pub(crate) struct IssuerFolder {
    /// The issuer's folder
    pub dir: PathBuf,
    /// The first line of this file is the folder's passphrase
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum IssuerVerb {
    /// Make the root, the issuer's key and the trust list; without a passphrase whoever copies DIR has the keys
    Init {
        #[command(flatten)]
        folder: IssuerFolder,
        /// Folder of the root key, to be taken offline after this [default: DIR/root]
        #[arg(long, value_name = "DIR2")]
        root: Option<PathBuf>,
    },
    /// Sign an event, or its next version
    Event {
        #[command(flatten)]
        folder: IssuerFolder,
        /// The event as TOML
        event: PathBuf,
        /// The event file to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// The event file that this one replaces; gates and zones may only be added
        #[arg(long, value_name = "FILE")]
        replaces: Option<PathBuf>,
    },
    /// Issue the tickets of an order list; again, or after rows were added, doubles none
    Issue(IssueVerb),
    /// Print tickets: an order sold at a box office or by post, or twins of tickets on phones
    Paper(PaperVerb),
    /// Fold a ticket that was handed on: a short chain for the wallet that asks; the old one stands until it says that
    /// the new one is there
    Fold {
        #[command(flatten)]
        folder: IssuerFolder,
        /// What `wallet fold` wrote
        fold: PathBuf,
        /// The ticket file to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Take a wallet's word that a folded ticket is there, and withdraw what it replaced
    Acknowledge {
        #[command(flatten)]
        folder: IssuerFolder,
        /// What `wallet acknowledge` wrote
        answer: PathBuf,
        /// The revocation list to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Issue a ticket again whose phone is lost: to a new request, or on paper. The lost phone's ticket ends with it, at
    /// every gate that has the new revocation list
    Reissue(ReissueVerb),
    /// List tickets with their orders
    List {
        #[command(flatten)]
        folder: IssuerFolder,
        /// Only this order number
        #[arg(long, value_name = "N")]
        order: Option<String>,
    },
    /// Certify a gate's device for its shift
    Staff {
        #[command(flatten)]
        folder: IssuerFolder,
        /// The event file
        #[arg(long, value_name = "FILE")]
        event: PathBuf,
        /// What `gate init` wrote
        #[arg(long, value_name = "FILE")]
        enrol: PathBuf,
        /// Any of scan, stamp, manual, void, override, issue, supervise
        #[arg(long, value_delimiter = ',', required = true)]
        roles: Vec<String>,
        /// Names of gates [default: all]
        #[arg(long, value_delimiter = ',')]
        gates: Option<Vec<String>>,
        /// First second of the shift [default: two hours before the first gate admits]
        #[arg(long, value_name = "TIME")]
        from: Option<TimeArgument>,
        /// Last second of the shift [default: when the last gate stops admitting]
        #[arg(long, value_name = "TIME")]
        until: Option<TimeArgument>,
        /// The certificate to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Withdraw tickets and write the list for the gates
    Revoke {
        #[command(flatten)]
        folder: IssuerFolder,
        /// Tickets by id, or its first 6 characters or more
        #[arg(required = true, value_name = "TICKET")]
        tickets: Vec<String>,
        /// Why
        #[arg(long, default_value = "refund", value_parser = ["refund", "superseded", "recovered", "fraud"])]
        reason: String,
        /// The revocation list to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Write also what it adds to the list before, for gates that have that one
        #[arg(long, value_name = "FILE")]
        delta: Option<PathBuf>,
    },
    /// Write the manifest, every ticket of an event: for gates that read short codes, and after a key was stolen
    Manifest {
        #[command(flatten)]
        folder: IssuerFolder,
        /// The event file
        #[arg(long, value_name = "FILE")]
        event: PathBuf,
        /// The manifest to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Write the names and digit keys that one certified gate needs, sealed to its device
    Guests {
        #[command(flatten)]
        folder: IssuerFolder,
        /// The event file
        #[arg(long, value_name = "FILE")]
        event: PathBuf,
        /// What `gate init` wrote
        #[arg(long, value_name = "FILE")]
        enrol: PathBuf,
        /// The guest list to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Print the rotating barcode of a ticket for Google Wallet: a secret, for the holder alone
    Pass {
        #[command(flatten)]
        folder: IssuerFolder,
        /// The ticket, or the first 6 characters of its id or more
        ticket: String,
    },
    /// Take a new issuer key in peace: it signs from here on, what the ones before signed stands
    Rotate {
        #[command(flatten)]
        folder: IssuerFolder,
        /// Folder of the root key [default: DIR/root]
        #[arg(long, value_name = "DIR2")]
        root: Option<PathBuf>,
        /// The event file whose trust list is replaced
        #[arg(long, value_name = "FILE")]
        event: PathBuf,
        /// The event file to write, with the new trust list
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Change the root: announce the next one, then hand over to it
    #[command(subcommand)]
    Root(RootVerb),
    /// A key was stolen: revoke it, take a new one, and write what lets the genuine tickets in all the same
    Salvage {
        #[command(flatten)]
        folder: IssuerFolder,
        /// Folder of the root key [default: DIR/root]
        #[arg(long, value_name = "DIR2")]
        root: Option<PathBuf>,
        /// The event file whose trust list has the stolen key
        #[arg(long, value_name = "FILE")]
        event: PathBuf,
        /// Folder for event.mgr, manifest.mgr and revoked.mgr, which gates need in this order
        #[arg(long, value_name = "DIR3")]
        out: PathBuf,
    },
    /// Draw a first family of capacitive stamps; event.toml names the file
    Stamps {
        /// How many stamps, 1 to 24
        #[arg(long)]
        count: u8,
        /// Contacts of each, 3 to 5
        #[arg(long, default_value_t = 5)]
        points: u8,
        /// How far a contact may lie from its place, in millimetres
        #[arg(long, default_value_t = 2.0, value_name = "MM")]
        tolerance: f64,
        /// The TOML file to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

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
    /// Adopt certificates, event files, trust lists, revocation lists, manifests and guest lists
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
    /// The gate's name [default: the first]
    #[arg(long, value_name = "NAME", requires = "event")]
    pub gate: Option<String>,
}
