//! The shared test vectors: what `tests/vectors/*.json` say, and how they are made.
//!
//! The files are what an independent gate is compared with; they are written by `MOGIRI_WRITE_VECTORS=1 cargo test -p
//! mogiri-tests --test vectors` and never by hand. The format is docs/protocol.md, §13.

mod codes;
mod documents;
mod forge;
mod items;
mod log;
mod sequences;
mod stage;

pub use codes::{adopted, carriers, codes, guests, judged};
pub use documents::{answer_outcome, documents, outcome};
pub use sequences::{answered, play, play_anew, sequences, staff_documents};
pub use stage::{Sets, Stage};

use std::collections::BTreeMap;
use std::path::PathBuf;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

/// The control documents that a gate adopted, in this order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentSet {
    /// An event file (type 17), in hex.
    pub event_file: String,
    /// Revocation messages (type 20), adopted in order.
    pub revocations: Vec<String>,
    /// A manifest (type 23).
    pub manifest: Option<String>,
    /// Later event files (type 17), adopted in order after all that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub then: Vec<String>,
    /// The guest list of this device as it was sealed: signed, opened (protocol §4.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guest_list: Option<String>,
    /// The list of carriers of this device, in the same way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carriers: Option<String>,
}

/// A code shown to a gate that has documents, a clock and no memory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeCase {
    /// What is tried.
    pub name: String,
    /// Which documents.
    pub documents: String,
    /// Index of the gate.
    pub gate: u8,
    /// The gate's clock, in unix seconds.
    pub now: u64,
    /// The open challenge (type 14) that this gate asked, in hex.
    pub challenge: Option<String>,
    /// The secret half of that challenge's key, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge_key: Option<String>,
    /// The name that staff entered from a document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared: Option<String>,
    /// The text of the code.
    pub code: String,
    /// `admitted` or the reason.
    pub expect: String,
    /// The first rule that fails.
    pub rule: Option<String>,
    /// The rules that hold before it, in order.
    pub holds: Vec<String>,
}

/// `tests/vectors/codes.json`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeFile {
    /// What the file is.
    pub about: String,
    /// Documents by name.
    pub documents: BTreeMap<String, DocumentSet>,
    /// The cases.
    pub cases: Vec<CodeCase>,
}

/// A document that a gate is given on top of others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdoptCase {
    /// What is tried.
    pub name: String,
    /// Which documents are in force; null for a gate that has none.
    pub documents: Option<String>,
    /// `event_file`, `revocation`, `manifest`, `guest_list`, `carriers`, `certificate`, `stamp`, `beacon`, `challenge`,
    /// `time_question` or `time_answer`.
    pub kind: String,
    /// Of a `time_answer` what it answers, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// The message, in hex.
    pub message: String,
    /// `new`, `unchanged`, `holds`, or why not.
    pub expect: String,
    /// The version of this kind in force after it, if it has one.
    pub version: Option<u64>,
}

/// `tests/vectors/documents.json`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdoptFile {
    /// What the file is.
    pub about: String,
    /// Documents by name.
    pub documents: BTreeMap<String, DocumentSet>,
    /// The cases.
    pub cases: Vec<AdoptCase>,
}

/// Codes shown one after the other to one gate that remembers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sequence {
    /// What is tried.
    pub name: String,
    /// Which documents.
    pub documents: String,
    /// Index of the gate.
    pub gate: u8,
    /// Rules that it tries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// The codes.
    pub steps: Vec<SequenceStep>,
}

impl Sequence {
    /// The same, with the rules that it tries.
    pub(crate) fn trying(mut self, rules: &[&str]) -> Self {
        self.rules.extend(rules.iter().map(|rule| (*rule).to_owned()));
        self
    }
}

/// What is done with a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SequenceAct {
    /// It is shown at the way in.
    #[default]
    Scan,
    /// It is shown at the way out.
    Exit,
    /// Somebody with the role lets it in.
    Override,
    /// The journal of other devices is merged.
    Merge,
    /// Another gate's vector is read.
    Missing,
    /// A frame of a journal is read.
    Frame,
}

impl SequenceAct {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
    fn is_scan(&self) -> bool {
        *self == Self::Scan
    }
}

/// One scan, digits that were typed, or a challenge that the gate asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SequenceStep {
    /// Left out for a scan.
    #[serde(default, skip_serializing_if = "SequenceAct::is_scan")]
    pub act: SequenceAct,
    /// The gate's clock, in unix seconds.
    pub now: u64,
    /// The text of the code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Check digits as they were typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digits: Option<String>,
    /// The id of a card that was tapped, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
    /// The challenge (type 14) that the gate shows, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
    /// The journal file that is merged, or the vector or frame that is read, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journal: Option<String>,
    /// The name that staff entered from a document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared: Option<String>,
    /// Of a scan or digits `admitted`, `repeat`, or the reason; of an exit its effect, or the reason why it is not
    /// written down; of an override what it rests on, or the reason why its code does not do; `asked` of a challenge; of a merge `new` or `unchanged`, or why nothing of the
    /// file is read; of a vector how many entries its gate lacks; of a frame `part`, or as of a merge.
    pub expect: String,
}

/// `tests/vectors/sequences.json`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SequenceFile {
    /// What the file is.
    pub about: String,
    /// Documents by name.
    pub documents: BTreeMap<String, DocumentSet>,
    /// The sequences.
    pub sequences: Vec<Sequence>,
}

/// Where a file of vectors is.
pub fn path(name: &str) -> PathBuf {
    crate::sources::workspace().join("tests/vectors").join(name)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

/// The bytes of a field.
pub fn bytes(hex: &str) -> Vec<u8> {
    HEXLOWER.decode(hex.as_bytes()).expect("a vector is lower-case hex")
}
