//! A code held against documents without a gate: what a tool or a test asks.

use mogiri::code::{Challenge, ChallengePayload, Door, examine};
use mogiri::ticket::{AdoptError, Documents, Manifest, Revocation, Time};
use mogiri::wire::Wire as _;

use crate::GateError;

/// The control documents of one event.
#[derive(Debug, Clone, uniffi::Record)]
pub struct ControlDocuments {
    /// An event file.
    pub event_file: Vec<u8>,
    /// Revocation lists, in the order in which they came.
    pub revocations: Vec<Vec<u8>>,
    /// A manifest, for short codes.
    pub manifest: Option<Vec<u8>>,
    /// Event files that came after all that, in their order.
    pub later_event_files: Vec<Vec<u8>>,
}

/// What the rules say of a code.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CodeCheck {
    /// The profile's letter, once the code could be read.
    pub profile: Option<String>,
    /// Ids of the rules that hold, in order.
    pub holds: Vec<String>,
    /// Id of the first rule that fails.
    pub fails: Option<String>,
    /// The stable code of the reason.
    pub reason: Option<String>,
}

/// Holds a code against the rules P-01 to P-14 at the gate of an index, without a journal: whether somebody is in with
/// the ticket already, only a `Gate` knows. `challenge` is the one that the code may answer.
#[uniffi::export(default(challenge = None))]
pub fn check_code(
    code: String,
    documents: ControlDocuments,
    gate: u8,
    at: Time,
    challenge: Option<Vec<u8>>,
) -> Result<CodeCheck, GateError> {
    let documents = adopted(&documents).map_err(mogiri::gate::GateError::Adopt)?;
    let challenge = challenge.map(|message| read_challenge(&message)).transpose()?;
    let door = Door { documents: &documents, gate, now: at };
    let found = examine(&code, &door, challenge.as_ref());
    Ok(CodeCheck {
        profile: found.profile.map(|profile| profile.code().to_owned()),
        holds: found.holds.iter().map(|rule| rule.id().to_owned()).collect(),
        fails: found.fails.as_ref().map(|(rule, _)| rule.id().to_owned()),
        reason: found.fails.map(|(_, finding)| finding.reason.code().to_owned()),
    })
}

fn adopted(given: &ControlDocuments) -> Result<Documents, AdoptError> {
    let mut documents = Documents::from_event_file(&given.event_file)?;
    for message in &given.revocations {
        documents.adopt_revocation(&Revocation::envelope_of(message)?)?;
    }
    if let Some(message) = &given.manifest {
        documents.adopt_manifest(&Manifest::envelope_of(message)?)?;
    }
    for file in &given.later_event_files {
        documents.adopt_event_file(file)?;
    }
    Ok(documents)
}

fn read_challenge(message: &[u8]) -> Result<ChallengePayload, GateError> {
    let read = |message| -> Result<_, mogiri::wire::WireError> {
        let challenge = Challenge::from_message(message)?;
        ChallengePayload::from_bytes(challenge.payload_bytes(), Challenge::MAX_BYTES)
    };
    Ok(read(message).map_err(mogiri::gate::GateError::Message)?)
}
