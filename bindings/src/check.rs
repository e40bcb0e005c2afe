//! A code held against documents without a gate: what a tool or a test asks.

use mogiri::code::{Challenge, ChallengePayload, Door, Known, entrance, examine};
use mogiri::crypto::HpkeSecretKey;
use mogiri::gate::{DeviceLists, DocumentCheck, DocumentKind};
use mogiri::ticket::{AdoptError, Carriers, Documents, GuestList, Time};
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
    /// The guest list of the device, opened.
    pub guest_list: Option<Vec<u8>>,
    /// The list of carriers of the device, opened.
    #[uniffi(default = None)]
    pub carriers: Option<Vec<u8>>,
}

/// What is known at a door beside documents and clock.
#[derive(Debug, Clone, Default, uniffi::Record)]
pub struct KnownAtDoor {
    /// The challenge that a code may answer.
    #[uniffi(default = None)]
    pub challenge: Option<Vec<u8>>,
    /// The secret half of that challenge's key, 32 bytes, which opens the name in the answer.
    #[uniffi(default = None)]
    pub challenge_key: Option<Vec<u8>>,
    /// The name on the person's document, as staff entered it.
    #[uniffi(default = None)]
    pub compared: Option<String>,
}

/// What became of a document.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DocumentAnswer {
    /// `new`, `unchanged` or why it was refused; of what staff sign `holds`, `DOES_NOT_HOLD` or `UPDATE_APP`.
    pub code: String,
    /// The version of this kind in force afterwards, of an event file the event's.
    pub version: Option<u64>,
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

/// Holds a code against the rules P-01 to P-14, without a journal: whether somebody is in with the ticket already, only a
/// `Gate` knows. `gate` is the index of a gate; without one it is the first that the ticket may enter by.
#[uniffi::export(default(gate = None, known = None))]
pub fn check_code(
    code: String,
    documents: ControlDocuments,
    at: Time,
    gate: Option<u8>,
    known: Option<KnownAtDoor>,
) -> Result<CodeCheck, GateError> {
    let Adopted { documents, guests, .. } = adopted(&documents).map_err(mogiri::gate::GateError::from)?;
    let KnownAtDoor { challenge, challenge_key, compared } = known.unwrap_or_default();
    let challenge = challenge.map(|message| read_challenge(&message)).transpose()?;
    let key = challenge_key.and_then(|key| key.try_into().ok()).map(HpkeSecretKey::from_bytes);
    let known = Known {
        challenge: challenge.as_ref(),
        challenge_key: key.as_ref(),
        guests: guests.as_ref(),
        compared: compared.as_deref(),
    };
    let gate = gate.unwrap_or_else(|| entrance(&code, &documents));
    let found = examine(&code, &Door { documents: &documents, gate, now: at }, &known);
    Ok(CodeCheck {
        profile: found.profile.map(|profile| profile.code().to_owned()),
        holds: found.holds.iter().map(|rule| rule.id().to_owned()).collect(),
        fails: found.fails.as_ref().map(|(rule, _)| rule.id().to_owned()),
        reason: found.fails.map(|(_, finding)| finding.reason.code().to_owned()),
    })
}

/// Holds a message against the documents of a device without changing them; without documents it is taken for the
/// device's first event file.
#[uniffi::export]
pub fn check_document(
    kind: DocumentKind,
    message: Vec<u8>,
    documents: Option<ControlDocuments>,
) -> Result<DocumentAnswer, GateError> {
    let before = documents.map(|documents| adopted(&documents)).transpose();
    let before = before.map_err(mogiri::gate::GateError::from)?;
    let carriers = before.as_ref().and_then(|before| before.carriers.as_ref());
    let lists = DeviceLists { guests: before.as_ref().and_then(|before| before.guests.as_ref()), carriers };
    let documents = before.as_ref().map(|before| &before.documents);
    let DocumentCheck { code, version } = mogiri::gate::check_document(documents, lists, kind, &message);
    Ok(DocumentAnswer { code: code.to_owned(), version })
}

/// Holds what another gate tells of the time against the question that this gate asked, without changing anything.
#[uniffi::export]
pub fn check_time_answer(
    question: Vec<u8>,
    answer: Vec<u8>,
    documents: ControlDocuments,
) -> Result<DocumentAnswer, GateError> {
    let Adopted { documents, .. } = adopted(&documents).map_err(mogiri::gate::GateError::from)?;
    let DocumentCheck { code, version } = mogiri::gate::check_time_answer(&documents, &question, &answer);
    Ok(DocumentAnswer { code: code.to_owned(), version })
}

/// What a device has adopted.
struct Adopted {
    documents: Documents,
    guests: Option<GuestList>,
    carriers: Option<Carriers>,
}

fn adopted(given: &ControlDocuments) -> Result<Adopted, AdoptError> {
    let mut documents = Documents::from_event_file(&given.event_file)?;
    for message in given.revocations.iter().chain(&given.manifest).chain(&given.later_event_files) {
        documents.adopt(message)?;
    }
    let guests = match &given.guest_list {
        Some(list) => GuestList::adopt(&GuestList::read_envelope(list)?, None, &documents)?,
        None => None,
    };
    let carriers = match &given.carriers {
        Some(list) => Carriers::adopt(&Carriers::read_envelope(list)?, None, &documents)?,
        None => None,
    };
    Ok(Adopted { documents, guests, carriers })
}

fn read_challenge(message: &[u8]) -> Result<ChallengePayload, GateError> {
    let read = |message| -> Result<_, mogiri::wire::WireError> {
        let challenge = Challenge::from_message(message)?;
        ChallengePayload::from_bytes(challenge.payload_bytes(), Challenge::MAX_BYTES)
    };
    Ok(read(message).map_err(mogiri::gate::GateError::from)?)
}
