//! A document held against those in force without a gate: what a tool asks, what the test vectors say, and what a gate in
//! another language is compared with.

use crate::code::{Beacon, BeaconPayload, Challenge, ChallengePayload};
use crate::stamp::StampPayload;
use crate::ticket::{
    AdoptError, Adopted, Carriers, Certificate, CertificatePayload, Documents, GuestList, Manifest,
    Revocation, Role, StaffError, StaffPayload, StaffSigned,
};
use crate::wire::{Envelope, WireError};

use super::own_time::question_id;

/// What a message is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// Trust list and event core.
    EventFile,
    /// A revocation list, whole or what follows one.
    Revocation,
    /// A manifest.
    Manifest,
    /// A guest list as it was sealed to a device: signed, opened.
    GuestList,
    /// A list of carriers, in the same way.
    Carriers,
    /// A staff certificate.
    Certificate,
    /// A digital stamp.
    Stamp,
    /// A beacon.
    Beacon,
    /// A challenge.
    Challenge,
    /// A challenge that asks another gate for the time (K-02).
    TimeQuestion,
}

/// What became of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentCheck {
    /// `new`, `unchanged` or the code of protocol §3.1; of what staff sign `holds`, `DOES_NOT_HOLD` or `UPDATE_APP`.
    pub code: &'static str,
    /// The version of this kind in force afterwards, of an event file the event core's.
    pub version: Option<u64>,
}

impl DocumentKind {
    /// Its word in the test vectors.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "event_file" => Self::EventFile,
            "revocation" => Self::Revocation,
            "manifest" => Self::Manifest,
            "guest_list" => Self::GuestList,
            "carriers" => Self::Carriers,
            "certificate" => Self::Certificate,
            "stamp" => Self::Stamp,
            "beacon" => Self::Beacon,
            "challenge" => Self::Challenge,
            "time_question" => Self::TimeQuestion,
            _ => return None,
        })
    }
}

/// The lists that were sealed to a device and are in force there.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeviceLists<'a> {
    /// The guest list.
    pub guests: Option<&'a GuestList>,
    /// The list of carriers.
    pub carriers: Option<&'a Carriers>,
}

/// Holds a message against the documents of a device, and the lists that it has; a device without documents takes it for
/// its first event file. Nothing is changed.
pub fn check_document(
    before: Option<&Documents>,
    lists: DeviceLists<'_>,
    kind: DocumentKind,
    message: &[u8],
) -> DocumentCheck {
    let Some(documents) = before else {
        return match Documents::from_event_file(message) {
            Ok(first) => DocumentCheck { code: "new", version: Some(first.event().version.into()) },
            Err(error) => DocumentCheck { code: error.code(), version: None },
        };
    };
    let of_staff = |code| DocumentCheck { code, version: None };
    match kind {
        DocumentKind::EventFile => {
            adopted(documents, |d| d.adopt_event_file(message), |d| Some(d.event().version.into()))
        }
        DocumentKind::Revocation => adopted(
            documents,
            |d| d.adopt_revocation(&Revocation::envelope_of(message)?),
            |d| d.revocation().map(|list| list.version().into()),
        ),
        DocumentKind::Manifest => adopted(
            documents,
            |d| d.adopt_manifest(&Manifest::envelope_of(message)?),
            |d| d.manifest().map(|manifest| manifest.version().into()),
        ),
        DocumentKind::GuestList => {
            let before = lists.guests.map(GuestList::version);
            listed(GuestList::read_envelope(message), before, |envelope| {
                Ok(GuestList::adopt(envelope, lists.guests, documents)?.map(|list| list.version()))
            })
        }
        DocumentKind::Carriers => {
            let before = lists.carriers.map(Carriers::version);
            listed(Carriers::read_envelope(message), before, |envelope| {
                Ok(Carriers::adopt(envelope, lists.carriers, documents)?.map(|list| list.version()))
            })
        }
        DocumentKind::Certificate => {
            of_staff(held(&Certificate::from_message(message, documents).map_err(StaffError::from)))
        }
        DocumentKind::Stamp => of_staff(signed::<StampPayload>(message, documents)),
        DocumentKind::Beacon => of_staff(signed::<BeaconPayload>(message, documents)),
        DocumentKind::Challenge => of_staff(signed::<ChallengePayload>(message, documents)),
        DocumentKind::TimeQuestion => of_staff(held(&asked(message, documents))),
    }
}

fn adopted(
    documents: &Documents,
    adopt: impl FnOnce(&mut Documents) -> Result<Adopted, AdoptError>,
    version: impl FnOnce(&Documents) -> Option<u64>,
) -> DocumentCheck {
    let mut documents = documents.clone();
    let code = match adopt(&mut documents) {
        Ok(Adopted::New) => "new",
        Ok(Adopted::Unchanged) => "unchanged",
        Err(error) => error.code(),
    };
    DocumentCheck { code, version: version(&documents) }
}

/// `adopt` gives the version that comes into force, if one does.
fn listed(
    read: Result<Envelope, WireError>,
    before: Option<u32>,
    adopt: impl FnOnce(&Envelope) -> Result<Option<u32>, AdoptError>,
) -> DocumentCheck {
    let before = before.map(u64::from);
    match read.map_err(AdoptError::from).and_then(|envelope| adopt(&envelope)) {
        Ok(Some(newer)) => DocumentCheck { code: "new", version: Some(newer.into()) },
        Ok(None) => DocumentCheck { code: "unchanged", version: before },
        Err(error) => DocumentCheck { code: error.code(), version: before },
    }
}

fn signed<P: StaffPayload>(message: &[u8], documents: &Documents) -> &'static str {
    let read = StaffSigned::<P>::from_message(message).map_err(StaffError::from);
    held(&read.and_then(|message| message.verify(documents)))
}

/// K-02, of the question alone: who asks may supervise, whatever the hour is there.
fn asked(
    message: &[u8],
    documents: &Documents,
) -> Result<(ChallengePayload, CertificatePayload), StaffError> {
    Challenge::from_message(message)?.verify_at_any_hour(documents, Role::Supervise)
}

/// K-03, of the two messages alone: whether a beacon answers this question and another device's key signed it. A
/// question that does not hold has no answer.
pub fn check_time_answer(documents: &Documents, question: &[u8], answer: &[u8]) -> DocumentCheck {
    DocumentCheck { code: held(&answered(documents, question, answer)), version: None }
}

fn answered(documents: &Documents, question: &[u8], answer: &[u8]) -> Result<(), StaffError> {
    let (asked, staff) = asked(question, documents)?;
    let beacon = Beacon::from_message(answer)?;
    let told = beacon.verify(documents)?;
    let of_another = beacon.read_by(&staff.key).is_none();
    if of_another && told.presentation == question_id(&asked) { Ok(()) } else { Err(StaffError::Signature) }
}

const fn held<T>(outcome: &Result<T, StaffError>) -> &'static str {
    match outcome {
        Ok(_) => "holds",
        Err(StaffError::Wire(WireError::Unknown { .. })) => "UPDATE_APP",
        Err(_) => "DOES_NOT_HOLD",
    }
}
