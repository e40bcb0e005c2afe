//! What the organizer does.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{IssueVerb, PaperVerb, ReissueVerb, RootVerb};
use crate::clock::TimeArgument;

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
    /// Withdraw tickets, or a stolen staff device, and write the list for the gates
    Revoke {
        #[command(flatten)]
        folder: IssuerFolder,
        /// Tickets by id, or its first 6 characters or more
        #[arg(required_unless_present = "enrol", value_name = "TICKET")]
        tickets: Vec<String>,
        /// The enrolment of the staff device whose certificates to withdraw
        #[arg(long, value_name = "FILE", conflicts_with_all = ["tickets", "reason"])]
        enrol: Option<PathBuf>,
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
    /// Sign which cards stand for which tickets, sealed to one certified gate
    Carriers {
        #[command(flatten)]
        folder: IssuerFolder,
        /// The event file
        #[arg(long, value_name = "FILE")]
        event: PathBuf,
        /// What `gate init` wrote
        #[arg(long, value_name = "FILE")]
        enrol: PathBuf,
        /// The list to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Make blanks that one certified gate sells or gives out in place of tickets (role issue), sealed to its device
    Blanks {
        #[command(flatten)]
        folder: IssuerFolder,
        /// The event file
        #[arg(long, value_name = "FILE")]
        event: PathBuf,
        /// What `gate init` wrote
        #[arg(long, value_name = "FILE")]
        enrol: PathBuf,
        /// The blanks' zone [default: the event's only one]
        #[arg(long, value_name = "NAME")]
        zone: Option<String>,
        /// How many, 1 to 5000
        #[arg(long, value_name = "N")]
        count: u16,
        /// The message to write
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
