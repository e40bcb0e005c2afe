//! Every signed message under every other domain, signed by the very key that may sign it.

use mogiri::crypto::Domain;
use mogiri_tests::signed::Cast;

/// What each reader says to a signature that does not hold.
fn refusal(name: &str) -> &'static str {
    match name {
        "credential" => "NotGenuine",
        "forward endorsement" | "return endorsement" => "BadChain",
        "presentation" | "interactive" | "fold" => "BadSignature",
        // Whoever holds a ticket may show it in full instead.
        "reference" => "NeedProof",
        "request" | "stamp" | "beacon" | "challenge" => "Signature",
        "receipt" | "journal head" => "SignatureInvalid",
        "event core" | "details" | "revocation delta" | "guest list" | "blank" | "carriers" => "NotSigned",
        "trust list" | "revocation list" | "manifest" | "enrolment" => "Bounds { field: \"signature\" }",
        "certificate" => "Bounds { field: \"certificate signature\" }",
        other => panic!("what does the reader of a {other} say to a false signature?"),
    }
}

#[test]
fn no_message_is_accepted_under_another_domain() {
    let messages = Cast::default().messages();
    for message in &messages {
        for domain in Domain::ALL {
            let outcome = message.read(&message.under(domain));
            let expected =
                if domain == message.domain { Ok(()) } else { Err(refusal(message.name).to_owned()) };
            assert_eq!(outcome, expected, "{message:?} under {domain:?}");
        }
    }
}

#[test]
fn no_signature_of_one_message_holds_for_the_payload_of_another() {
    let messages = Cast::default().messages();
    for a in &messages {
        for b in &messages {
            let holds = a.key.public().verify(b.domain, &b.payload, &a.signature(a.domain)).is_ok();
            assert_eq!(holds, a.name == b.name, "{a:?} as {b:?}");
        }
    }
}

#[test]
fn every_domain_is_a_word_of_its_own() {
    let mut words: Vec<&str> = Domain::ALL.iter().map(|domain| domain.label()).collect();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), Domain::ALL.len());
}
