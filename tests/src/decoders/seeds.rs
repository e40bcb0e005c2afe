//! Good messages to start fuzzing from, made of the samples.

use mogiri::code::{Digits, StaticCode, TotpCode, TotpForm};
use mogiri::gate::journal::{
    Body, Entry, FileHeader, HeadPayload, Hlc, Issue, JournalWriter, Override, Passage, SignedHead,
    SyncVector,
};
use mogiri::testing::fixtures::at;
use mogiri::ticket::{
    CredentialPayload, EntryHash, LogId, NameOpening, PresentationId, RevocationDelta, Serial, TicketFile,
    TicketId, TicketSecrets,
};
use mogiri::transfer::OpenedParcel;
use mogiri::wire::{Envelope, Frame, Wire, to_link, to_text};

use super::draw;
use crate::samples::{Holder, parcel, receipt, refusal, request, ticket_file};
use crate::signed::{Cast, SignedMessage};

/// The seeds of a decoder's raw target, each of which it accepts.
pub fn seeds(decoder: &str) -> Vec<Vec<u8>> {
    let cast = Cast::default();
    match decoder {
        "text" => texts(&cast),
        "link" => vec![to_link(&message(&cast.request())).into_bytes()],
        "code" => codes(&cast),
        "name" => {
            vec![NameOpening::new([7; 16], "山田 太郎").map(|name| name.to_bytes()).unwrap_or_default()]
        }
        "presentation" => vec![cast.presentation().payload],
        "holding" | "chain" => holders(&cast).iter().map(|holder| holder.holding().to_bytes()).collect(),
        "credential" => vec![cast.credential().payload],
        "trust_list" => vec![message(&cast.trust())],
        "event_core" => vec![cast.event().payload],
        "event_file" => vec![message(&cast.event()), message(&cast.details())],
        "ticket_file" => vec![tickets(&cast).to_bytes()],
        "certificate_payload" => vec![cast.certificate().payload],
        "certificate" => vec![message(&cast.certificate())],
        "enrolment" => vec![message(&cast.enrolment())],
        "revocation" => vec![message(&cast.revocation()), delta(&cast)],
        "manifest" => vec![message(&cast.manifest())],
        "guest_list" => vec![message(&cast.guests())],
        "guest_list_contents" => vec![envelope(&cast.guests()).to_bytes()],
        "carriers" => vec![message(&cast.carriers())],
        "carriers_contents" => vec![envelope(&cast.carriers()).to_bytes()],
        "blanks" => vec![cast.blanks()],
        "blanks_contents" => vec![cast.blanks_contents()],
        "secrets" => secrets(&cast).iter().map(Wire::to_bytes).collect(),
        "beacon" => vec![message(&cast.beacon())],
        "challenge" => vec![message(&cast.challenge())],
        "request" => vec![message(&cast.request())],
        "parcel" => vec![parcel(&cast.organizer, &cast.friend, &request(5).0).to_bytes()],
        "parcel_contents" => vec![contents(&cast).to_bytes()],
        "fold" => vec![message(&cast.fold())],
        "answer" => vec![receipt(&cast.friend).to_bytes(), refusal(&cast.friend, 10).to_bytes()],
        "stamp" => vec![message(&cast.stamp())],
        "templates" => vec![draw::family().encode()],
        "touches" => {
            vec![vec![0, 0, 10, 0, 10, 0, 0, 40, 1, 0, 40, 0, 10, 0, 9, 40, 2, 0, 10, 0, 50, 0, 9, 40]]
        }
        "touches_json" => vec![RECORDED.as_bytes().to_vec(), br#"{"dpi":50,"touches":[]}"#.to_vec()],
        "entry" => entries(&cast).iter().map(Wire::to_bytes).collect(),
        "head" => vec![message(&cast.head())],
        "journal" => vec![journal(&cast)],
        "sync_vector" => vec![SyncVector::nothing(cast.organizer.event.event).to_bytes()],
        "frame" => Frame::cut(&journal(&cast)).unwrap_or_default().iter().map(Wire::to_bytes).collect(),
        other => panic!("{other} has no seeds"),
    }
}

/// Three contacts that come down together.
const RECORDED: &str = r#"{"dpi": 460, "touches": [
  {"id": 1, "x": 120.5, "y": 300, "t_ms": 10, "phase": "began"},
  {"id": 2, "x": 320.5, "y": 310, "t_ms": 40, "phase": "began"},
  {"id": 3, "x": 215, "y": 500.25, "t_ms": 60, "phase": "began"},
  {"id": 1, "x": 121, "y": 300, "t_ms": 300, "phase": "moved"},
  {"id": 1, "x": 121, "y": 300, "t_ms": 400, "phase": "ended"}
]}"#;

fn message(message: &SignedMessage) -> Vec<u8> {
    message.under(message.domain)
}

fn envelope(message: &SignedMessage) -> Envelope {
    let (payload, kid) = (message.payload.clone(), message.key.public().kid4());
    Envelope { payload, kid, signature: message.signature(message.domain) }
}

/// Of a ticket with a name, and of one without anything.
fn secrets(cast: &Cast) -> [TicketSecrets; 2] {
    let opening = NameOpening::new([7; 16], "山田 太郎");
    [cast.organizer.secrets(cast.owner.credential.payload(), opening), TicketSecrets::default()]
}

fn holders(cast: &Cast) -> Vec<Holder> {
    vec![cast.owner.clone(), cast.friend.clone(), cast.friend.given_back(10)]
}

/// Profile P of each holder, then R, I, S and T.
fn codes(cast: &Cast) -> Vec<Vec<u8>> {
    let mut codes: Vec<Vec<u8>> = holders(cast).iter().map(|holder| holder.code(20).to_bytes()).collect();
    codes.extend([message(&cast.reference()), message(&cast.interactive())]);
    let paper = CredentialPayload { holder: None, ..cast.owner.credential.payload().clone() };
    codes.push(StaticCode { credential: paper.sign(&cast.organizer.issuer) }.to_bytes());
    let ticket = paper.ticket;
    codes.extend(digits().map(|digits| TotpCode { ticket, digits, form: TotpForm::Code }.to_bytes()));
    codes
}

fn texts(cast: &Cast) -> Vec<Vec<u8>> {
    let mut texts: Vec<Vec<u8>> = codes(cast).iter().map(|code| to_text(code).into_bytes()).collect();
    let ticket = cast.owner.credential.payload().ticket;
    texts.extend(digits().map(|digits| TotpCode::pass_text(ticket, digits).into_bytes()));
    texts
}

fn digits() -> Option<Digits> {
    Digits::from_text("01234567")
}

fn delta(cast: &Cast) -> Vec<u8> {
    let before = cast.revocation_list(|_| {});
    let serials = vec![Serial::from_bytes([6; 8])];
    RevocationDelta::issue(&cast.organizer.issuer, &before, at(0), at(86_400), Vec::new(), serials)
        .to_message()
}

fn tickets(cast: &Cast) -> TicketFile {
    ticket_file(&cast.organizer, &holders(cast))
}

fn contents(cast: &Cast) -> OpenedParcel {
    OpenedParcel {
        holdings: vec![cast.friend.holding()],
        event_digest: cast.organizer.event.digest(),
        event_file: Some(cast.organizer.event_file()),
    }
}

fn certificate(cast: &Cast) -> Envelope {
    cast.certificate_payload().sign(&cast.organizer.issuer)
}

/// One entry of each kind that this version writes, on one chain.
fn entries(cast: &Cast) -> Vec<Entry> {
    let passage = || Passage {
        code: Some(cast.owner.code(20).to_bytes()),
        challenge: None,
        notes: vec!["LIST_OLD".to_owned()],
    };
    let target = EntryHash::from_bytes([2; 32]);
    let bodies = vec![
        Body::Open { certificate: certificate(cast), random: [1; 16] },
        Body::Cert(certificate(cast)),
        Body::Admit(passage()),
        Body::Exit(passage()),
        Body::Refuse { reason: "STALE".to_owned(), presentation: Some(PresentationId::from_bytes([3; 16])) },
        Body::Stamp { admit: target, level: 2, time: at(20) },
        Body::Void { target, reason: "MISTAKE".to_owned() },
        Body::Override(Override {
            blocker: Some(target),
            reason: "GOODWILL".to_owned(),
            code: Some(cast.owner.code(20).to_bytes()),
            challenge: None,
        }),
        Body::Issue(Issue {
            code: cast.owner.code(20).to_bytes(),
            replaced: Some(TicketId::from_bytes([9; 16])),
            reason: "DEAD_PHONE".to_owned(),
        }),
    ];
    let mut prev = EntryHash::from_bytes([0; 32]);
    let chained = (0..).zip(bodies).map(|(seq, body)| {
        let entry = Entry {
            log: LogId::from_bytes([1; 16]),
            seq,
            prev,
            hlc: Hlc::at((at(0).seconds() + seq) * 1000),
            ticket: Some(cast.owner.credential.payload().ticket),
            epoch: Some(0),
            gate: 0,
            step: Some(at(20).step()),
            body,
        };
        prev = entry.hash();
        entry
    });
    chained.collect()
}

fn journal(cast: &Cast) -> Vec<u8> {
    let header = FileHeader {
        root: cast.organizer.trust().root(),
        event: cast.organizer.event.event,
        trust: Some(cast.organizer.trust().signed().clone()),
        revocation: Some(
            cast.revocation_list(|list| list.serials = vec![Serial::from_bytes([4; 8])]).envelope().clone(),
        ),
    };
    let entries = entries(cast);
    let mut writer = JournalWriter::new(&header);
    if let Some(last) = entries.last() {
        writer.entries(last.log, 0, &entries.iter().collect::<Vec<_>>());
        let head = HeadPayload { log: last.log, seq: last.seq, entry: last.hash() };
        writer.head(&SignedHead::sign(head, &cast.head().key));
    }
    writer.finish()
}
