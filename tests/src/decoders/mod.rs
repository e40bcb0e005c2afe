//! Every decoder, for fuzzing: read what came, and if it holds, write it again.
//!
//! The targets in `fuzz/` come in pairs over this list: *raw* gives a decoder arbitrary bytes, *structured* an almost
//! valid message drawn from its layout and then damaged. Neither may panic, and what decodes has one encoding.

mod draw;
mod heads;
mod layouts;
mod seeds;
mod shape;

use std::sync::OnceLock;

use arbitrary::{Result, Unstructured};
use mogiri::code::{
    Against, BeaconPayload, ChallengePayload, Code, Presentation, TotpCode, TotpForm, scan, verify,
    verify_holding,
};
use mogiri::gate::journal::{Entry, JournalReader, SignedHead, SyncVector};
use mogiri::stamp::{StampFamily, StampPayload};
use mogiri::testing::fixtures::{CountingRng, Organizer, at, card};
use mogiri::ticket::{
    Blank, Blanks, Carriers, Certificate, CertificatePayload, CredentialPayload, Documents, Enrolment,
    EventCore, EventFile, GuestList, Head, Holding, Manifest, NameOpening, Revocation, RevocationMessage,
    Signed, StaffPayload, StaffSigned, TicketFile, TicketSecrets, TrustList,
};
use mogiri::transfer::{Answer, Fold, OpenedParcel, Parcel, Request};
use mogiri::wire::{Frame, MAX_CODE_BYTES, MessageType, Wire, from_link, from_text, to_link, to_text};
use mogiri_cli::input::read_touches;

use crate::damage::Damage;
use crate::signed::guests;
pub use heads::{heads, widened};
pub use seeds::seeds;
use shape::Shape;

/// What fuzzing tries.
pub struct Decoder {
    /// Its targets are `<name>_raw` and `<name>_structured`.
    pub name: &'static str,
    /// Reads the bytes and writes what they hold; `None` if they are refused.
    pub again: fn(&[u8]) -> Option<Vec<u8>>,
    draw: Draw,
}

enum Draw {
    From(&'static Shape),
    By(fn(&mut Unstructured<'_>) -> Result<Vec<u8>>),
}

impl Decoder {
    /// An almost valid message.
    pub fn draw(&self, u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
        match self.draw {
            Draw::From(shape) => shape.draw(u),
            Draw::By(draw) => draw(u),
        }
    }
}

macro_rules! decoders {
    ($($name:literal, $again:expr, $draw:expr;)*) => {
        /// All of them.
        pub static ALL: &[Decoder] = &[$(Decoder { name: $name, again: $again, draw: $draw }),*];
    };
}

decoders! {
    "text", text, Draw::By(draw::text);
    "link", link, Draw::By(draw::link);
    "code", code, Draw::From(&layouts::CODE);
    "presentation", wire::<Presentation, 256>, Draw::From(&layouts::PRESENTATION);
    "holding", holding, Draw::From(&layouts::HOLDING);
    "chain", holding, Draw::By(draw::chain);
    "credential", wire::<CredentialPayload, { CredentialPayload::MAX_BYTES }>, Draw::From(&layouts::CREDENTIAL);
    "trust_list", trust_list, Draw::From(&layouts::TRUST_LIST);
    "event_core", wire::<EventCore, { EventCore::MAX_BYTES }>, Draw::From(&layouts::EVENT_CORE);
    "event_file", event_file, Draw::From(&layouts::EVENT_FILE);
    "ticket_file", ticket_file, Draw::From(&layouts::TICKET_FILE);
    "certificate_payload", wire::<CertificatePayload, 1024>, Draw::From(&layouts::CERTIFICATE_PAYLOAD);
    "certificate", certificate, Draw::From(&layouts::STAFF_CERTIFICATE);
    "enrolment", enrolment, Draw::From(&layouts::ENROLMENT);
    "revocation", revocation, Draw::From(&layouts::REVOCATION);
    "manifest", manifest, Draw::From(&layouts::MANIFEST);
    "guest_list", guest_list, Draw::From(&layouts::GUEST_LIST);
    "guest_list_contents", guest_list_contents, Draw::From(&layouts::GUEST_LIST_CONTENTS);
    "carriers", carriers, Draw::From(&layouts::CARRIERS);
    "carriers_contents", carriers_contents, Draw::From(&layouts::CARRIERS_CONTENTS);
    "blanks", blanks, Draw::From(&layouts::BLANKS);
    "blanks_contents", blanks_contents, Draw::From(&layouts::BLANKS_CONTENTS);
    "secrets", secrets, Draw::From(&layouts::SECRETS);
    "request", request, Draw::From(&layouts::REQUEST);
    "parcel", parcel, Draw::From(&layouts::PARCEL);
    "parcel_contents", wire::<OpenedParcel, { Parcel::MAX_BYTES }>, Draw::From(&layouts::PARCEL_CONTENTS);
    "fold", wire::<Fold, { Fold::MAX_BYTES }>, Draw::From(&layouts::FOLD);
    "answer", answer, Draw::From(&layouts::ANSWER);
    "stamp", by_staff::<StampPayload>, Draw::From(&layouts::STAMP);
    "beacon", by_staff::<BeaconPayload>, Draw::From(&layouts::BEACON);
    "challenge", by_staff::<ChallengePayload>, Draw::From(&layouts::CHALLENGE);
    "name", wire::<NameOpening, 256>, Draw::From(&layouts::NAME);
    "templates", templates, Draw::From(&layouts::TEMPLATES);
    "touches", draw::touches, Draw::By(draw::some_touches);
    "touches_json", touches_json, Draw::By(draw::recorded_press);
    "entry", entry, Draw::From(&layouts::ENTRY);
    "head", wire::<SignedHead, 256>, Draw::From(&layouts::HEAD);
    "journal", journal, Draw::By(draw::journal);
    "sync_vector", wire::<SyncVector, MAX_CODE_BYTES>, Draw::From(&layouts::SYNC_VECTOR);
    "frame", wire::<Frame, MAX_CODE_BYTES>, Draw::From(&layouts::FRAME);
}

/// A decoder by its name.
pub fn named(name: &str) -> &'static Decoder {
    ALL.iter().find(|decoder| decoder.name == name).unwrap_or_else(|| panic!("no decoder is called {name}"))
}

/// Arbitrary bytes do not panic, and what decodes is written again as it came.
pub fn raw(decoder: &Decoder, bytes: &[u8]) {
    if let Some(again) = (decoder.again)(bytes) {
        assert_eq!(again, bytes, "{} accepts a second encoding", decoder.name);
    }
}

/// The same for a message drawn from its layout, as it is and with up to four small damages.
pub fn structured(decoder: &Decoder, bytes: &[u8]) {
    let mut u = Unstructured::new(bytes);
    let Ok(mut message) = decoder.draw(&mut u) else { return };
    raw(decoder, &message);
    for _ in 0..u.int_in_range(0..=4_u8).unwrap_or(0) {
        let Ok(damaged) = damaged(&mut u, &message) else { return };
        message = damaged;
        raw(decoder, &message);
    }
}

fn damaged(u: &mut Unstructured<'_>, message: &[u8]) -> Result<Vec<u8>> {
    let len = message.len();
    if len < 2 {
        return Ok(Damage::Appended(u.arbitrary()?).apply(message));
    }
    let damage = match u.int_in_range(0..=6_u8)? {
        0 => Damage::Appended(u.arbitrary()?),
        1 => Damage::Cut(u.choose_index(len)?),
        2 => Damage::Swapped(u.choose_index(len - 1)?),
        3 | 4 => {
            let heads = heads(message);
            return Ok(widened(message, *u.choose(&heads)?).unwrap_or_default());
        }
        _ => Damage::Changed(u.choose_index(len)?, u.arbitrary()?),
    };
    Ok(damage.apply(message))
}

/// The sample organizer's documents.
fn documents() -> &'static Documents {
    static DOCUMENTS: OnceLock<Documents> = OnceLock::new();
    DOCUMENTS.get_or_init(|| Organizer::new().documents())
}

fn wire<T: Wire, const LIMIT: usize>(bytes: &[u8]) -> Option<Vec<u8>> {
    T::from_bytes(bytes, LIMIT).ok().map(|value| value.to_bytes())
}

/// What a camera gives: a code, or a pass.
fn text(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = str::from_utf8(bytes).ok()?;
    let again = match scan(text) {
        Ok(Code::Totp(TotpCode { ticket, digits, form: TotpForm::Pass })) => {
            TotpCode::pass_text(ticket, digits)
        }
        _ => to_text(&from_text(text).ok()?),
    };
    // White space around a code is no part of it.
    Some(if text.trim() == again { bytes.to_vec() } else { again.into_bytes() })
}

fn link(bytes: &[u8]) -> Option<Vec<u8>> {
    let bytes = from_link(str::from_utf8(bytes).ok()?).ok()?;
    Some(to_link(&bytes).into_bytes())
}

/// The gate's whole way from text to the holder's signature.
fn code(bytes: &[u8]) -> Option<Vec<u8>> {
    if let Ok(code) = scan(&to_text(bytes)) {
        drop(verify(code, &Against::gate(documents(), at(0).step())));
    }
    Code::from_bytes(bytes).ok().map(|code| code.to_bytes())
}

fn holding(bytes: &[u8]) -> Option<Vec<u8>> {
    let holding = Holding::from_bytes(bytes, Holding::MAX_BYTES).ok()?;
    if let Ok((credential, chain)) = verify_holding(&holding, documents()) {
        assert_eq!(chain.heads().len(), holding.chain.len() + 1, "a head for each hop");
        assert_eq!(chain.heads().first(), Some(&credential.head()));
        assert!(holding.chain.len() <= usize::from(credential.payload().policy.hops) + 2, "hops are bounded");
    }
    Some(holding.to_bytes())
}

fn trust_list(bytes: &[u8]) -> Option<Vec<u8>> {
    TrustList::from_message(bytes).ok().map(|list| list.to_message())
}

fn event_file(bytes: &[u8]) -> Option<Vec<u8>> {
    if let Ok(documents) = Documents::from_event_file(bytes) {
        assert_eq!(documents.root(), documents.event().root, "an event belongs to its root");
        let mut adopted = documents.clone();
        assert!(adopted.adopt_event_file(bytes).is_ok(), "a file that was adopted changes nothing");
    }
    wire::<EventFile, { EventFile::MAX_BYTES }>(bytes)
}

fn ticket_file(bytes: &[u8]) -> Option<Vec<u8>> {
    let file = TicketFile::from_bytes(bytes, TicketFile::MAX_BYTES).ok()?;
    drop(event_file(&file.event_file));
    Some(file.to_bytes())
}

fn certificate(bytes: &[u8]) -> Option<Vec<u8>> {
    let certificate = Certificate::from_message(bytes, documents()).ok()?;
    Some(Certificate::message(certificate.envelope()))
}

fn enrolment(bytes: &[u8]) -> Option<Vec<u8>> {
    let payload = Enrolment::verify(bytes).ok()?.to_bytes();
    let signature = *bytes.last_chunk()?;
    Some(Signed { payload, signature }.to_message(MessageType::Enrolment))
}

fn revocation(bytes: &[u8]) -> Option<Vec<u8>> {
    let envelope = Revocation::envelope_of(bytes).ok()?;
    Some(match RevocationMessage::verify(&envelope, documents().trust()).ok()? {
        RevocationMessage::Snapshot(list) => list.to_message(),
        RevocationMessage::Delta(delta) => delta.to_message(),
    })
}

fn manifest(bytes: &[u8]) -> Option<Vec<u8>> {
    let envelope = Manifest::envelope_of(bytes).ok()?;
    let manifest = Manifest::verify(&envelope, documents().trust()).ok()?;
    for (ticket, row) in manifest.rows() {
        assert_eq!(manifest.row(ticket), Some(row), "every row is found by its ticket");
        drop(manifest.payload(ticket));
    }
    Some(manifest.to_message())
}

/// The form is all that there is to read before the device's key opens it.
fn guest_list(bytes: &[u8]) -> Option<Vec<u8>> {
    GuestList::check_form(bytes).ok().map(|()| bytes.to_vec())
}

/// Sealed to the sample device, so that what is read is what a gate reads.
fn guest_list_contents(bytes: &[u8]) -> Option<Vec<u8>> {
    let event = documents().event().event;
    let opened = GuestList::open(&guests::sealed(bytes, event), &guests::device(), event).ok()?;
    let list = GuestList::verify(&opened, documents().trust()).ok()?;
    assert!(list.zones().is_sorted_by(|(a, _), (b, _)| a < b), "zones rise");
    Some(opened.to_bytes())
}

/// The form is all that there is to read before the device's key opens it.
fn carriers(bytes: &[u8]) -> Option<Vec<u8>> {
    Carriers::check_form(bytes).ok().map(|()| bytes.to_vec())
}

/// Sealed to the sample device; a card is looked for in whatever holds.
fn carriers_contents(bytes: &[u8]) -> Option<Vec<u8>> {
    let event = documents().event().event;
    let opened = Carriers::open(&guests::sealed_carriers(bytes, event), &guests::device(), event).ok()?;
    let list = Carriers::verify(&opened, documents().trust()).ok()?;
    let found = (0..=255).filter(|number| list.ticket(&card(*number)).is_some()).count();
    assert!(found <= list.len(), "no more cards than rows");
    Some(opened.to_bytes())
}

/// The form is all that there is to read before the device's key opens it.
fn blanks(bytes: &[u8]) -> Option<Vec<u8>> {
    Blanks::check_form(bytes).ok().map(|()| bytes.to_vec())
}

/// Sealed to the sample device; a blank that holds is one.
fn blanks_contents(bytes: &[u8]) -> Option<Vec<u8>> {
    let documents = documents();
    let event = documents.event().event;
    let opened = Blanks::open(&guests::sealed_blanks(bytes, event), &guests::device(), event).ok()?;
    for blank in opened.envelopes().iter().filter_map(|blank| Blank::verify(blank, documents).ok()) {
        assert!(blank.payload().is_blank(), "nothing else passes for one");
    }
    Some(opened.to_bytes())
}

/// Sealed to a request, as a ticket file brings them.
fn secrets(bytes: &[u8]) -> Option<Vec<u8>> {
    let (key, head) = (guests::device(), Head::from_bytes([5; 32]));
    let info = [b"mogiri/1/secrets\0".as_slice(), &[4; 32]].concat();
    let sealed = key.public().ok()?.seal(bytes, &info, head.as_bytes(), &mut CountingRng(93)).ok()?;
    let sealed = [sealed.enc.as_slice(), &sealed.ciphertext].concat();
    TicketSecrets::open(&sealed, &key, &[4; 32], head).ok().map(|secrets| secrets.to_bytes())
}

fn request(bytes: &[u8]) -> Option<Vec<u8>> {
    Request::verify(bytes).ok().map(|request| request.to_message())
}

fn parcel(bytes: &[u8]) -> Option<Vec<u8>> {
    Parcel::from_message(bytes).ok().map(|parcel| parcel.to_bytes())
}

fn answer(bytes: &[u8]) -> Option<Vec<u8>> {
    Answer::from_message(bytes).ok().map(|answer| answer.to_bytes())
}

/// Stamp, beacon or challenge.
fn by_staff<P: StaffPayload>(bytes: &[u8]) -> Option<Vec<u8>> {
    let message = StaffSigned::<P>::from_message(bytes).ok()?;
    drop(message.verify(documents()));
    let item = message.to_item();
    assert!(
        StaffSigned::<P>::from_item(&item).is_ok_and(|again| again.to_item() == item),
        "journals keep it"
    );
    Some(message.to_bytes())
}

fn templates(bytes: &[u8]) -> Option<Vec<u8>> {
    let family = StampFamily::decode(bytes).ok()?;
    drop(family.check_apart());
    Some(family.encode())
}

/// A recorded press, and what the recogniser says of it. JSON has many encodings, so nothing is written again.
fn touches_json(bytes: &[u8]) -> Option<Vec<u8>> {
    let log = read_touches(bytes, "touches.json").ok()?;
    assert!((50.0..=2000.0).contains(&log.dpi()) && log.touches().len() <= 4096, "a press has bounds");
    draw::recognised(&log);
    Some(bytes.to_vec())
}

fn entry(bytes: &[u8]) -> Option<Vec<u8>> {
    Entry::from_payload(bytes).ok().map(|entry| entry.to_bytes())
}

/// The header has one encoding; of what follows only that reading it comes to an end.
fn journal(bytes: &[u8]) -> Option<Vec<u8>> {
    let (mut reader, header) = JournalReader::new(bytes).ok()?;
    let mut items = 0;
    while reader.next_item().is_ok() {
        items += 1;
        assert!(items <= bytes.len(), "reading a journal ends");
    }
    let header = header.to_bytes();
    Some([header.as_slice(), bytes.get(header.len()..).unwrap_or_default()].concat())
}
