//! The sizes that protocol §4.1 and §5 promise: they decide what fits a code that a camera reads.

use mogiri::code::qr::{Purpose, QrCode};
use mogiri::gate::journal::{Body, Entry, HeadPayload, Hlc, Passage, SignedHead};
use mogiri::stamp::{DigitalStamp, StampPayload};
use mogiri::testing::fixtures::{Organizer, at};
use mogiri::ticket::{
    Certificate, CertificatePayload, Enrolment, EntryHash, GatePlan, LogId, PresentationId, Role, Serial,
};
use mogiri::wire::{Wire, to_text};
use mogiri_tests::samples::{Holder, key, parcel, receipt, reference_payload, refusal, request, ticket_file};

fn reference() -> (Organizer, Holder) {
    let organizer = Organizer::new();
    let payload = reference_payload(&organizer, key(1).public());
    let holder = Holder::of(&organizer, &payload, 1);
    (organizer, holder)
}

fn with_place(bytes: usize) -> Vec<u8> {
    let organizer = Organizer::new();
    let mut payload = reference_payload(&organizer, key(1).public());
    payload.place = "x".repeat(bytes);
    Holder::of(&organizer, &payload, 1).code(0).to_bytes()
}

fn version(bytes: &[u8], purpose: Purpose) -> u8 {
    QrCode::new(&to_text(bytes), purpose).expect("it fits one code").version()
}

#[test]
fn the_reference_ticket_is_240_bytes_and_a_version_10_code() {
    let (_, holder) = reference();
    let code = holder.code(0).to_bytes();
    assert_eq!(code.len(), 240);
    assert_eq!((version(&code, Purpose::Screen), version(&code, Purpose::Paper)), (10, 11));
}

#[test]
fn a_place_or_name_of_20_more_bytes_is_the_last_version_10() {
    // From 24 bytes on CBOR spends a second byte on the length: 19 more letters are 20 more bytes.
    assert_eq!((with_place(31).len(), version(&with_place(31), Purpose::Screen)), (260, 10));
    assert_eq!((with_place(32).len(), version(&with_place(32), Purpose::Screen)), (261, 11));
    assert_eq!((with_place(48).len(), version(&with_place(48), Purpose::Screen)), (277, 11));
}

#[test]
fn paper_needs_version_12_from_242_bytes_on() {
    assert_eq!((with_place(13).len(), version(&with_place(13), Purpose::Paper)), (241, 11));
    assert_eq!((with_place(14).len(), version(&with_place(14), Purpose::Paper)), (242, 12));
}

#[test]
fn a_name_is_16_bytes_more() {
    let organizer = Organizer::new();
    let mut payload = reference_payload(&organizer, key(1).public());
    payload.name = Some([7; 16]);
    assert_eq!(Holder::of(&organizer, &payload, 1).code(0).to_bytes().len(), 256);
    payload.place = "x".repeat(48);
    assert_eq!(Holder::of(&organizer, &payload, 1).code(0).to_bytes().len(), 293);
}

#[test]
fn each_friend_is_107_bytes_more_and_a_refusal_74() {
    let organizer = Organizer::new();
    let mut payload = reference_payload(&organizer, key(1).public());
    payload.policy.hops = 3;
    let owner = Holder::of(&organizer, &payload, 1);
    let (one, two) = (owner.handed_to(2, 0), owner.handed_to(2, 0).handed_to(3, 10));
    let sizes = [&one, &two, &two.handed_to(4, 20), &one.given_back(10)]
        .map(|holder| holder.code(30).to_bytes())
        .map(|code| (code.len(), version(&code, Purpose::Screen)));
    assert_eq!(sizes, [(347, 12), (454, 15), (561, 16), (421, 14)]);
}

#[test]
fn an_event_core_with_two_gates_and_four_zones_is_173_bytes_with_72_bytes_of_text() {
    let organizer = Organizer::new();
    let mut event = organizer.event.clone();
    event.zones = ["S", "A", "B", "C"].map(str::to_owned).to_vec();
    event.gates = ["A", "B"].map(|name| GatePlan { name: name.to_owned(), zones: None }).to_vec();
    // A length of 24 bytes and more takes one byte itself.
    (event.title, event.venue, event.timezone) = ("t".repeat(40), "v".repeat(20), "Asia/Tokyo".to_owned());
    assert_eq!(event.to_bytes().len(), 173 - 72 + 70 + 1);
    let around = organizer.event_file().len()
        - organizer.event.to_bytes().len()
        - organizer.trust().signed().payload.len();
    assert_eq!(around, 415 - 173 - 96);
}

#[test]
fn a_trust_list_with_one_key_is_96_bytes() {
    use mogiri::ticket::{KeyStatus, KeyUses, TrustList, TrustedKey};
    let row = TrustedKey {
        key: key(2).public(),
        uses: KeyUses::ALL,
        status: KeyStatus::Active,
        from: at(0),
        until: at(86_400),
        events: None,
    };
    assert_eq!(TrustList::issue(&key(1), 1, at(0), at(1), vec![row]).signed().payload.len(), 96);
}

#[test]
fn a_manifest_is_94_bytes_a_reference_ticket_and_17_around_them() {
    let (organizer, holder) = reference();
    let rows = |count: u8| {
        let row = |n| {
            let ticket = mogiri::ticket::TicketId::from_bytes([n; 16]);
            mogiri::ticket::CredentialPayload { ticket, ..holder.credential.payload().clone() }
        };
        (0..count).map(row).collect::<Vec<_>>()
    };
    let signed = |count| {
        let message = organizer.manifest(1, &rows(count));
        mogiri::ticket::Manifest::envelope_of(&message).unwrap().payload.len()
    };
    // A credential payload of 92 bytes and the two that say so.
    assert_eq!((signed(0), signed(20) - signed(10)), (17, 940));
}

#[test]
fn an_enrolment_is_160_bytes_and_a_certificate_142() {
    let organizer = Organizer::new();
    let (device, certificate) = (key(8), certificate(&organizer, &[Role::Scan]));
    let enrolment = Enrolment {
        event: organizer.event.event,
        key: device.public(),
        label: "iPad 1".to_owned(),
        made: at(0),
        hpke: mogiri::crypto::HpkePublicKey::from_bytes([9; 32]),
    };
    assert_eq!(enrolment.sign(&device).len(), 160);
    assert_eq!(Certificate::message(certificate.envelope()).len(), 142);
}

#[test]
fn profile_t_is_24_bytes_and_fits_version_2_on_screens_and_3_on_paper() {
    use mogiri::code::qr::{Purpose, QrCode};
    use mogiri::code::{Digits, TotpCode, TotpForm};
    let ticket = mogiri::ticket::TicketId::from_bytes([0xff; 16]);
    let digits = Digits::new(99_999_999).unwrap();
    let bytes = TotpCode { ticket, digits, form: TotpForm::Code }.to_bytes();
    let version = |purpose| QrCode::new(&to_text(&bytes), purpose).unwrap().version();
    assert_eq!((bytes.len(), version(Purpose::Screen), version(Purpose::Paper)), (24, 2, 3));
}

fn certificate(organizer: &Organizer, roles: &[Role]) -> Certificate {
    let payload = CertificatePayload {
        serial: Serial::from_bytes([3; 8]),
        key: key(8).public(),
        roles: roles.iter().copied().collect(),
        event: organizer.event.event,
        gates: Some(vec![0]),
        not_before: at(0),
        not_after: at(3600),
    };
    Certificate::verify(&payload.sign(&organizer.issuer), &organizer.documents()).expect("it holds")
}

#[test]
fn a_request_is_164_bytes_and_a_version_8_code() {
    let message = request(5).0.to_message();
    assert_eq!((message.len(), version(&message, Purpose::Screen)), (164, 8));
}

#[test]
fn a_parcel_is_388_bytes_and_a_version_13_code() {
    let (organizer, owner) = reference();
    let message = parcel(&organizer, &owner.handed_to(5, 0), &request(5).0).to_bytes();
    assert_eq!((message.len(), version(&message, Purpose::Screen)), (388, 13));
}

#[test]
fn an_answer_is_89_or_93_bytes_and_a_version_5_code() {
    let (_, owner) = reference();
    let friend = owner.handed_to(5, 0);
    let (yes, no) = (receipt(&friend).to_bytes(), refusal(&friend, 10).to_bytes());
    assert_eq!((yes.len(), no.len()), (89, 93));
    assert_eq!((version(&yes, Purpose::Screen), version(&no, Purpose::Screen)), (5, 5));
}

#[test]
fn a_stamp_is_252_bytes_and_a_version_10_code() {
    let organizer = Organizer::new();
    let payload = StampPayload {
        presentation: PresentationId::from_bytes([1; 16]),
        gate: 0,
        time: at(0),
        level: 2,
        entry: [2; 16],
    };
    let stamp =
        |roles: &[Role]| DigitalStamp::sign(&payload, &key(8), &certificate(&organizer, roles)).to_bytes();
    let (plain, more) = (stamp(&[Role::Scan, Role::Stamp]), stamp(&[Role::Stamp, Role::Supervise]));
    assert_eq!((plain.len(), version(&plain, Purpose::Screen)), (252, 10));
    assert_eq!((more.len(), version(&more, Purpose::Screen)), (253, 10));
}

#[test]
fn an_admit_entry_is_335_bytes_and_a_head_124() {
    let (_, holder) = reference();
    let entry = Entry {
        log: LogId::from_bytes([1; 16]),
        seq: 100,
        prev: EntryHash::from_bytes([2; 32]),
        hlc: Hlc::at(at(0).seconds() * 1000),
        ticket: Some(holder.credential.payload().ticket),
        epoch: Some(0),
        gate: 0,
        step: Some(at(0).step()),
        body: Body::Admit(Passage {
            code: Some(holder.code(0).to_bytes()),
            challenge: None,
            notes: Vec::new(),
        }),
    };
    assert_eq!(entry.to_bytes().len(), 335);
    let head = |seq| SignedHead::sign(HeadPayload { log: entry.log, seq, entry: entry.hash() }, &key(8));
    assert_eq!((head(0).to_bytes().len(), head(1000).to_bytes().len()), (122, 124));
}

#[test]
fn a_ticket_file_is_its_event_file_and_172_bytes_a_reference_ticket() {
    let (organizer, holder) = reference();
    let file = ticket_file(&organizer, &[holder.clone(), holder.clone(), holder]).to_bytes();
    let around = file.len() - organizer.event_file().len() - 3 * 172;
    assert_eq!(around, 6, "type, two lengths, the event file's header");
}
