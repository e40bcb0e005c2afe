//! Every message under every other type: a known one in the wrong place is another kind of message, an unknown one of a
//! newer version, and neither is ever called forged (protocol §2).

use mogiri::code::{Reason, scan};
use mogiri::crypto::Domain;
use mogiri::gate::journal::{FileHeader, JournalReader, JournalWriter};
use mogiri::ticket::TicketFile;
use mogiri::transfer::Parcel;
use mogiri::wire::{MessageType, Wire, to_text};
use mogiri_tests::samples::{parcel, request, ticket_file};
use mogiri_tests::signed::{Cast, Read};

type Reader = Box<dyn Fn(&[u8]) -> Read>;

struct Typed {
    name: &'static str,
    kind: MessageType,
    bytes: Vec<u8>,
    read: Reader,
}

fn named<T, E: std::fmt::Debug>(outcome: Result<T, E>) -> Read {
    outcome.map(drop).map_err(|error| format!("{error:?}"))
}

/// All messages with a type at their front but codes, which have words of their own for it.
fn messages() -> Vec<Typed> {
    let cast = Cast::default();
    let header = FileHeader {
        root: cast.organizer.trust().root(),
        event: cast.organizer.event.event,
        trust: None,
        revocation: None,
    };
    let mut all = vec![
        Typed {
            name: "parcel",
            kind: MessageType::Parcel,
            bytes: parcel(&cast.organizer, &cast.friend, &request(5).0).to_bytes(),
            read: Box::new(|bytes| named(Parcel::from_message(bytes))),
        },
        Typed {
            name: "ticket file",
            kind: MessageType::TicketFile,
            bytes: ticket_file(&cast.organizer, std::slice::from_ref(&cast.owner)).to_bytes(),
            read: Box::new(|bytes| named(TicketFile::from_bytes(bytes, TicketFile::MAX_BYTES))),
        },
        Typed {
            name: "journal",
            kind: MessageType::Journal,
            bytes: JournalWriter::new(&header).finish(),
            read: Box::new(|bytes| named(JournalReader::new(bytes).map(drop))),
        },
    ];
    let signed = cast.messages().into_iter().filter(|message| message.domain != Domain::Presentation);
    all.extend(signed.filter_map(|message| {
        Some(Typed {
            name: message.name,
            kind: message.kind?,
            bytes: message.under(message.domain),
            read: Box::new(move |bytes| message.read(bytes)),
        })
    }));
    all
}

/// The same message with another number at its front.
fn with_type(bytes: &[u8], number: u64) -> Vec<u8> {
    let mut decoder = minicbor::Decoder::new(bytes);
    decoder.array().unwrap();
    let head = decoder.position();
    decoder.u64().unwrap();
    let mut out = bytes[..head].to_vec();
    minicbor::Encoder::new(&mut out).u64(number).unwrap();
    out.extend(&bytes[decoder.position()..]);
    out
}

fn unknown_types() -> impl Iterator<Item = u64> {
    let known = |number: &u64| MessageType::ALL.iter().any(|kind| u64::from(kind.number()) == *number);
    (0..=256).chain([u64::from(u16::MAX), u64::MAX]).filter(move |number| !known(number))
}

#[test]
fn a_message_under_another_known_type_is_in_the_wrong_place() {
    for message in messages() {
        for kind in MessageType::ALL {
            let outcome = (message.read)(&with_type(&message.bytes, kind.number().into()));
            let expected = if kind == message.kind { Ok(()) } else { Err("WrongType") };
            match expected {
                Ok(()) => assert_eq!(outcome, Ok(()), "{}", message.name),
                Err(word) => assert!(
                    outcome.as_ref().is_err_and(|error| error.contains(word)),
                    "{} as {kind:?}: {outcome:?}",
                    message.name
                ),
            }
        }
    }
}

#[test]
fn a_message_of_an_unknown_type_asks_for_an_update() {
    for message in messages() {
        for number in unknown_types() {
            let outcome = (message.read)(&with_type(&message.bytes, number));
            let error = outcome.expect_err(message.name);
            assert!(error.contains("Unknown { field: \"type\" }"), "{} as {number}: {error}", message.name);
        }
    }
}

#[test]
fn a_code_under_another_type_is_never_called_forged() {
    let presentation = Cast::default().presentation();
    let code = presentation.under(presentation.domain);
    assert_eq!(presentation.read(&code), Ok(()));
    for kind in MessageType::ALL.into_iter().filter(|kind| *kind != MessageType::Proof) {
        let outcome = presentation.read(&with_type(&code, kind.number().into()));
        let is_code = kind.number() <= MessageType::Totp.number();
        let allowed: &[&str] =
            if is_code { &["UpdateApp", "Malformed", "BadSignature"] } else { &["NotATicket"] };
        assert!(
            outcome.as_ref().is_err_and(|word| allowed.contains(&word.as_str())),
            "{kind:?}: {outcome:?}"
        );
    }
    for number in unknown_types() {
        assert_eq!(presentation.read(&with_type(&code, number)), Err("UpdateApp".to_owned()), "{number}");
    }
}

#[test]
fn a_message_held_up_at_a_gate_is_no_ticket() {
    for message in messages().into_iter().filter(|message| message.bytes.len() <= 744) {
        let outcome = scan(&to_text(&message.bytes)).map(drop);
        assert_eq!(outcome.map_err(Reason::code), Err("NOT_A_TICKET"), "{}", message.name);
    }
}
