//! Every message, damaged in every small way, is an error of its own kind: never a panic, never another content.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::Arc;

use mogiri::code::{Against, Beacon, BeaconPayload, Challenge, ChallengePayload, Reason, scan, verify};
use mogiri::crypto::SecretKey;
use mogiri::gate::{RepeatOf, Verdict};
use mogiri::stamp::DigitalStamp;
use mogiri::testing::fixtures::{DOORS, Organizer, at, host};
use mogiri::testing::{FixedClock, MemoryVault};
use mogiri::ticket::{
    Certificate, Chain, Documents, Enrolment, PresentationId, Revocation, RevocationReason, Role, TicketId,
    TrustList,
};
use mogiri::transfer::{Answer, AnswerRow, Parcel, ReceiptPayload, Request};
use mogiri::wallet::{
    Confirmation, Decision, ParcelState, Received, SettleOutcome, Settled, StampOutcome, Wallet, WalletError,
};
use mogiri::wire::{Wire, to_text};
use mogiri_tests::damage::{Damage, every};
use mogiri_tests::device::{Device, scratch};
use mogiri_tests::samples::{Holder, key, parcel, receipt, reference_payload, refusal, request};
use mogiri_tests::signed::Cast;

/// What the readers said, by what was done to the bytes.
#[derive(Debug, Default)]
struct Named {
    changed: BTreeSet<String>,
    cut: BTreeSet<String>,
    appended: BTreeSet<String>,
    swapped: BTreeSet<String>,
}

impl Named {
    fn of(&mut self, damage: Damage) -> &mut BTreeSet<String> {
        match damage {
            Damage::Changed(..) => &mut self.changed,
            Damage::Cut(_) => &mut self.cut,
            Damage::Appended(_) => &mut self.appended,
            Damage::Swapped(_) => &mut self.swapped,
        }
    }

    /// A cut, a tail, another type and a false signature are told apart.
    fn tell_apart(&self, wrong_type: &str, signature: &str) {
        let has = |set: &BTreeSet<String>, word: &str| set.iter().any(|name| name.contains(word));
        assert!(self.cut.iter().all(|name| name.contains("Truncated")), "{:#?}", self.cut);
        assert!(self.appended.iter().all(|name| name.contains("Trailing")), "{:#?}", self.appended);
        assert!(has(&self.changed, wrong_type), "no {wrong_type} in {:#?}", self.changed);
        assert!(has(&self.changed, signature), "no {signature} in {:#?}", self.changed);
        for name in [wrong_type, signature] {
            assert!(!has(&self.cut, name) && !has(&self.appended, name), "{name} is no cut and no tail");
        }
    }
}

/// Reads the good bytes, then every damaged form of them, each of which must be refused by name.
fn damage_all<E: Debug>(what: &str, good: &[u8], mut read: impl FnMut(&[u8]) -> Result<(), E>) -> Named {
    assert!(read(good).is_ok(), "{what}: the good bytes are accepted");
    let mut named = Named::default();
    for damage in every(good) {
        match read(&damage.apply(good)) {
            Ok(()) => panic!("{what}: accepted with {damage}; so far {named:#?}"),
            Err(error) => named.of(damage).insert(format!("{error:?}")),
        };
    }
    assert!(read(good).is_ok(), "{what}: the good bytes are accepted afterwards");
    named
}

fn owner(organizer: &Organizer) -> Holder {
    Holder::of(organizer, &reference_payload(organizer, key(1).public()), 1)
}

fn at_doors(organizer: &Organizer) -> Documents {
    organizer.documents()
}

#[test]
fn a_damaged_code_is_refused_by_the_rules_of_every_gate() {
    let organizer = Organizer::new();
    let documents = at_doors(&organizer);
    for holder in [owner(&organizer), owner(&organizer).handed_to(2, 0)] {
        let code = holder.code(10).to_bytes();
        let named = damage_all("code", &code, |bytes| {
            let code = scan(&to_text(bytes))?;
            verify(code, &Against::gate(&documents, at(10).step())).map(drop)
        });
        for reason in ["Malformed", "UpdateApp", "UnknownIssuer", "NotGenuine", "BadSignature"] {
            assert!(named.changed.contains(reason), "no {reason} in {named:#?}");
        }
        assert_eq!(named.cut, BTreeSet::from(["Malformed".to_owned()]));
    }
}

#[test]
fn a_damaged_text_of_a_code_is_refused_by_a_gate() {
    let organizer = Organizer::new();
    let mut gate = Device::at_gate(&organizer, "A", 1);
    let text = owner(&organizer).code(10).to_text();
    let mut reasons = BTreeSet::new();
    for damage in every(text.as_bytes()) {
        let Ok(damaged) = String::from_utf8(damage.apply(text.as_bytes())) else { continue };
        match gate.admit(&damaged) {
            Verdict::Refused(refusal) => drop(reasons.insert(refusal.reason.code())),
            // White space at the end is no part of a code: two cuts are one text.
            Verdict::Repeat(repeat) if repeat.of == RepeatOf::NotAdmitted(Reason::Malformed) => {}
            other => panic!("{damage}: {other:?}"),
        }
    }
    assert!(reasons.len() >= 4, "{reasons:?}");
    assert!(matches!(gate.admit(&text), Verdict::Admitted(_)));
}

/// A wallet with a request for three tickets, and the organizer's answer to it.
fn wallet_and_file(folder: &std::path::Path, organizer: &mut Organizer) -> (Wallet, Vec<u8>) {
    let (clock, vault) = (FixedClock::at(DOORS), MemoryVault::new());
    let mut wallet = Wallet::create(&folder.join("wallet"), host(&clock, &vault, 5)).unwrap();
    let request = wallet.request(3, None).unwrap();
    let file = organizer.ticket_file_for(&request, 3);
    (wallet, file)
}

#[test]
fn a_damaged_ticket_file_brings_no_ticket_into_a_wallet() {
    let (folder, mut organizer) = (scratch(), Organizer::new());
    let (mut wallet, file) = wallet_and_file(folder.path(), &mut organizer);
    for damage in every(&file) {
        let outcome = wallet.import(&damage.apply(&file));
        assert!(outcome.is_err(), "{damage}: {outcome:?}");
    }
    assert_eq!(wallet.tickets().unwrap(), []);
    let named = damage_all("ticket file", &file, |bytes| wallet.import(bytes).map(drop));
    named.tell_apart("WrongType", "NotSigned");
    for word in ["BadTicket(NotGenuine)", "BadTicket(UnknownIssuer)"] {
        assert!(named.changed.contains(word), "{named:#?}");
    }
    let listed = wallet.tickets().unwrap();
    assert_eq!(listed.len(), 3);
    assert!(listed.iter().all(|ticket| ticket.title == organizer.event.title));
}

#[test]
fn a_damaged_event_file_is_adopted_by_nobody() {
    let (folder, organizer) = (scratch(), Organizer::new());
    let file = organizer.event_file();
    let named = damage_all("event file", &file, |bytes| Documents::from_event_file(bytes).map(drop));
    named.tell_apart("WrongType", "NotSigned");
    let (clock, vault) = (FixedClock::at(DOORS), MemoryVault::new());
    let mut wallet = Wallet::create(&folder.path().join("wallet"), host(&clock, &vault, 5)).unwrap();
    damage_all("event file in a wallet", &file, |bytes| wallet.import(bytes).map(drop));
    let mut gate = Device::at_gate(&organizer, "A", 1);
    damage_all("event file at a gate", &file, |bytes| gate.gate().update(bytes).map(drop));
}

#[test]
fn a_damaged_trust_list_is_adopted_by_no_gate() {
    let mut organizer = Organizer::new();
    let mut gate = Device::at_gate(&organizer, "A", 1);
    let list = organizer.revoke_issuer_key();
    for damage in every(&list) {
        let outcome = gate.gate().update(&damage.apply(&list));
        assert!(outcome.is_err(), "{damage}: {outcome:?}");
    }
    damage_all("trust list", &list, |bytes| TrustList::from_message(bytes).map(drop))
        .tell_apart("WrongType", "Bounds { field: \"signature\" }");
}

#[test]
fn a_damaged_request_is_answered_by_nobody() {
    let message = request(5).0.to_message();
    damage_all("request", &message, |bytes| Request::verify(bytes).map(drop))
        .tell_apart("WrongType", "Signature");
}

#[test]
fn a_damaged_parcel_opens_for_nobody() {
    let organizer = Organizer::new();
    let (request, secret) = request(5);
    let message = parcel(&organizer, &owner(&organizer).handed_to(5, 0), &request).to_bytes();
    damage_all("parcel", &message, |bytes| Parcel::from_message(bytes)?.open(&request, &secret).map(drop))
        .tell_apart("WrongType", "NotForMe");
}

/// An owner with a ticket and a friend with a request, and the clock of both.
struct Pair {
    _folder: tempfile::TempDir,
    clock: Arc<FixedClock>,
    owner: Wallet,
    friend: Wallet,
    ticket: TicketId,
    request: Vec<u8>,
}

fn pair() -> Pair {
    let (folder, mut organizer) = (scratch(), Organizer::new());
    let clock = FixedClock::at(DOORS);
    let wallet = |name: &str, seed| {
        Wallet::create(&folder.path().join(name), host(&clock, &MemoryVault::new(), seed)).unwrap()
    };
    let (mut owner, mut friend) = (wallet("owner", 5), wallet("friend", 6));
    let own = owner.request(1, None).unwrap();
    let ticket = owner.import(&organizer.ticket_file_for(&own, 1)).unwrap().tickets[0].ticket;
    let request = friend.request(1, None).unwrap();
    Pair { _folder: folder, clock, owner, friend, ticket, request }
}

#[test]
fn a_wallet_hands_nothing_over_for_a_damaged_request() {
    let mut pair = pair();
    for damage in every(&pair.request) {
        let damaged = damage.apply(&pair.request);
        let outcome = pair.owner.hand_over(pair.ticket, &damaged, &Confirmation::Camera);
        assert!(matches!(outcome, Err(WalletError::BadRequest(_))), "{damage}: {outcome:?}");
    }
    assert!(pair.owner.present(pair.ticket).is_ok());
}

#[test]
fn a_wallet_takes_nothing_from_a_damaged_parcel_or_answer() {
    let mut pair = pair();
    pair.owner.hand_over(pair.ticket, &pair.request, &Confirmation::Camera).unwrap();
    pair.clock.advance(60);
    let ParcelState::Ready { parcel, .. } = pair.owner.parcel(pair.ticket).unwrap() else {
        panic!("a minute is over")
    };
    let mut reasons = BTreeSet::new();
    for damage in every(&parcel) {
        match pair.friend.receive(&damage.apply(&parcel), Decision::Take).unwrap() {
            Received::Refused(refusal) => reasons.insert(refusal.code()),
            taken @ Received::Rows { .. } => panic!("{damage}: {taken:?}"),
        };
    }
    assert_eq!(reasons, BTreeSet::from(["MALFORMED", "NOT_FOR_ME"]));
    assert_eq!(pair.friend.tickets().unwrap(), []);
    let received = pair.friend.receive(&parcel, Decision::Take).unwrap();
    let Received::Rows { answer: Some(answer), .. } = received else { panic!("{received:?}") };
    for damage in every(&answer) {
        if let Ok(settled) = pair.owner.settle(&damage.apply(&answer)) {
            let bad = |row: &Settled| {
                matches!(
                    row.outcome,
                    SettleOutcome::BadAnswer | SettleOutcome::Unknown | SettleOutcome::ClockDiffers
                )
            };
            assert!(settled.iter().all(bad), "{damage}: {settled:?}");
        }
    }
    assert_eq!(pair.owner.settle(&answer).unwrap()[0].outcome, SettleOutcome::Taken);
    assert!(pair.friend.present(pair.ticket).is_ok());
}

#[test]
fn a_damaged_answer_settles_nothing() {
    let organizer = Organizer::new();
    let friend = owner(&organizer).handed_to(5, 0);
    for answer in [receipt(&friend), refusal(&friend, 10)] {
        damage_all("answer", &answer.to_bytes(), |bytes| {
            let answer = Answer::from_message(bytes).map_err(|error| format!("{error:?}"))?;
            settles(&friend, &answer)
        })
        .tell_apart("WrongType", "bad signature");
    }
}

/// What an owner asks of an answer (O-04): the head that was sent, and a signature by the key it was sent to.
fn settles(sent: &Holder, answer: &Answer) -> Result<(), String> {
    let head = sent.chain.head();
    let row = answer.rows.iter().find(|row| row.xid() == head.xid()).ok_or("another hand-over")?;
    let signed = match row {
        AnswerRow::Receipt { signature, .. } => {
            ReceiptPayload(head).holds(&sent.key().public(), signature).then_some(())
        }
        AnswerRow::Return { .. } => {
            let hops = sent.chain.endorsements().iter().cloned().chain(row.endorsement()).collect::<Vec<_>>();
            Chain::verify(&sent.credential, &hops, 0).ok().map(drop)
        }
    };
    signed.ok_or_else(|| "bad signature".to_owned())
}

#[test]
fn a_damaged_stamp_stamps_nothing() {
    let (folder, mut organizer) = (scratch(), Organizer::new());
    let (mut wallet, file) = wallet_and_file(folder.path(), &mut organizer);
    let ticket = wallet.import(&file).unwrap().tickets[0].ticket;
    let mut gate = Device::at_gate(&organizer, "A", 1);
    let code = wallet.present(ticket).unwrap().text;
    let Verdict::Admitted(admission) = gate.admit(&code) else { panic!("the ticket is good") };
    let stamp = gate.gate().stamp(&admission.entry).unwrap();
    for damage in every(&stamp) {
        let outcome = wallet.accept_stamp(&damage.apply(&stamp)).unwrap();
        let refused =
            matches!(outcome, StampOutcome::BadStamp | StampOutcome::NotForMe | StampOutcome::UpdateApp);
        assert!(refused, "{damage}: {outcome:?}");
    }
    assert_eq!(wallet.ticket(ticket).unwrap().stamp, None);
    let documents = organizer.documents();
    damage_all("stamp", &stamp, |bytes| DigitalStamp::from_message(bytes)?.verify(&documents).map(drop))
        .tell_apart("WrongType", "Signature");
    assert_eq!(wallet.accept_stamp(&stamp).unwrap().code(), "stamped");
}

#[test]
fn a_damaged_beacon_or_challenge_says_nothing() {
    let organizer = Organizer::new();
    let (documents, (staff, certificate)) = (organizer.documents(), organizer.staff(50, &[Role::Scan]));
    let beacon = BeaconPayload { presentation: PresentationId::from_bytes([3; 16]), gate: 0, time: at(10) };
    let beacon = Beacon::sign(&beacon, &staff, &certificate).to_bytes();
    damage_all("beacon", &beacon, |bytes| Beacon::from_message(bytes)?.verify(&documents).map(drop))
        .tell_apart("WrongType", "Signature");
    let event = organizer.event.event;
    let challenge =
        ChallengePayload { event, gate: 0, time: at(10), nonce: [7; 16], seconds: 30, hpke: None };
    let challenge = Challenge::sign(&challenge, &staff, &certificate).to_bytes();
    damage_all("challenge", &challenge, |bytes| Challenge::from_message(bytes)?.verify(&documents).map(drop))
        .tell_apart("Unknown", "Signature");
}

#[test]
fn a_damaged_certificate_is_adopted_by_no_gate() {
    let organizer = Organizer::new();
    let mut gate = Device::at_gate(&organizer, "A", 1);
    let enrolment = gate.gate().enrolment();
    let renewal = organizer.certify(&enrolment, &[Role::Scan, Role::Supervise], Some(vec![0, 1]), 9);
    damage_all("certificate", &renewal, |bytes| gate.gate().update(bytes).map(drop))
        .tell_apart("WrongType", "certificate signature");
    let documents = organizer.documents();
    damage_all("certificate", &renewal, |bytes| Certificate::from_message(bytes, &documents).map(drop));
}

#[test]
fn a_damaged_enrolment_is_certified_by_nobody() {
    let organizer = Organizer::new();
    let mut gate = Device::at_gate(&organizer, "A", 1);
    damage_all("enrolment", &gate.gate().enrolment(), |bytes| Enrolment::verify(bytes).map(drop))
        .tell_apart("WrongType", "Bounds { field: \"signature\" }");
}

#[test]
fn a_damaged_revocation_list_withdraws_nothing() {
    let organizer = Organizer::new();
    let mut gate = Device::at_gate(&organizer, "A", 1);
    let list = organizer.revocation(
        3,
        &[(1, RevocationReason::Refund), (2, RevocationReason::Fraud), (3, RevocationReason::Recovered)],
        &[4, 5],
    );
    for damage in every(&list) {
        let outcome = gate.gate().update(&damage.apply(&list));
        assert!(outcome.is_err(), "{damage}: {outcome:?}");
    }
    assert!(gate.gate().documents().revocation().is_none());
    let trust = organizer.trust().clone();
    damage_all("revocation list", &list, |bytes| {
        Revocation::verify(&Revocation::envelope_of(bytes)?, &trust).map(drop)
    })
    .tell_apart("WrongType", "Bounds { field: \"signature\" }");
}

#[test]
fn a_damaged_delta_adds_nothing_to_a_list() {
    let cast = Cast::default();
    let mut gate = Device::at_gate(&cast.organizer, "A", 1);
    gate.gate().update(&cast.revocation_list(|_| {}).to_message()).unwrap();
    let delta = cast.delta(|_| {}).to_message();
    let before = gate.gate().documents().clone();
    for damage in every(&delta) {
        let outcome = gate.gate().update(&damage.apply(&delta));
        assert!(outcome.is_err(), "{damage}: {outcome:?}");
    }
    assert_eq!(*gate.gate().documents(), before);
    let message = cast.revocation_delta();
    damage_all("revocation delta", &delta, |bytes| message.read(bytes)).tell_apart("WrongType", "NotSigned");
}

#[test]
fn a_damaged_manifest_is_adopted_by_no_gate() {
    let cast = Cast::default();
    let mut gate = Device::at_gate(&cast.organizer, "A", 1);
    let manifest = cast.manifest().under(mogiri::crypto::Domain::Manifest);
    for damage in every(&manifest) {
        let outcome = gate.gate().update(&damage.apply(&manifest));
        assert!(outcome.is_err(), "{damage}: {outcome:?}");
    }
    assert!(gate.gate().documents().manifest().is_none());
    damage_all("manifest", &manifest, |bytes| gate.gate().update(bytes).map(drop))
        .tell_apart("WrongType", "NotSigned");
}

#[test]
fn a_damaged_guest_list_is_adopted_by_no_gate() {
    let organizer = Organizer::new();
    let mut gate = Device::at_gate(&organizer, "A", 1);
    let list = organizer.guest_list(&gate.gate().enrolment(), 1, &[0, 1], &[(1, "山田 太郎")]);
    let named = damage_all("guest list", &list, |bytes| gate.gate().update(bytes).map(drop));
    assert!(named.changed.iter().any(|name| name.contains("WrongType")), "{named:#?}");
    assert!(named.changed.contains("OtherDevice"), "what is sealed does not open: {named:#?}");
    assert!(named.cut.iter().all(|name| name.contains("Truncated")), "{named:#?}");
    assert!(named.appended.iter().all(|name| name.contains("Trailing")), "{named:#?}");
}

#[test]
fn a_damaged_list_of_carriers_is_adopted_by_no_gate() {
    let organizer = Organizer::new();
    let mut gate = Device::at_gate(&organizer, "A", 1);
    let list = organizer.carriers(&gate.gate().enrolment(), 1, &[(1, 10), (2, 12)]);
    let named = damage_all("carriers", &list, |bytes| gate.gate().update(bytes).map(drop));
    assert!(named.changed.contains("OtherDevice"), "what is sealed does not open: {named:#?}");
    assert!(named.cut.iter().all(|name| name.contains("Truncated")), "{named:#?}");
    assert!(named.appended.iter().all(|name| name.contains("Trailing")), "{named:#?}");
}

#[test]
fn damaged_blanks_are_taken_in_by_no_gate() {
    let organizer = Organizer::new();
    let mut gate = Device::at_gate(&organizer, "A", 1);
    let blanks = organizer.blanks(&gate.gate().enrolment(), 0, 1..4);
    let named = damage_all("blanks", &blanks, |bytes| gate.gate().update(bytes).map(drop));
    assert!(named.changed.contains("OtherDevice"), "what is sealed does not open: {named:#?}");
    assert!(named.cut.iter().all(|name| name.contains("Truncated")), "{named:#?}");
    assert!(named.appended.iter().all(|name| name.contains("Trailing")), "{named:#?}");
    assert_eq!(gate.gate().blanks_left().into_values().sum::<u64>(), 3);
}

#[test]
fn a_ticket_file_with_damaged_secrets_brings_nothing() {
    let (folder, mut organizer) = (scratch(), Organizer::new());
    let (clock, vault) = (FixedClock::at(DOORS), MemoryVault::new());
    let mut wallet = Wallet::create(&folder.path().join("wallet"), host(&clock, &vault, 5)).unwrap();
    let request = wallet.request(1, None).unwrap();
    let file = organizer.confided_file_for(&request, &["山田 太郎"]);
    let mut errors = BTreeSet::new();
    for damage in every(&file) {
        match wallet.import(&damage.apply(&file)) {
            Err(error) => errors.insert(error.code()),
            Ok(imported) => panic!("{damage}: {imported:?}"),
        };
    }
    assert!(errors.contains("BAD_SECRETS"), "{errors:?}");
    assert_eq!(wallet.tickets().unwrap(), []);
    assert_eq!(wallet.import(&file).unwrap().tickets.len(), 1);
}

#[test]
fn a_message_signed_by_a_stranger_is_refused_like_a_damaged_one() {
    let organizer = Organizer::new();
    let stranger = SecretKey::from_seed(&[66; 32]);
    let mut forged = organizer.clone();
    forged.issuer = stranger;
    let mut gate = Device::at_gate(&organizer, "A", 1);
    let enrolment = gate.gate().enrolment();
    assert!(gate.gate().update(&forged.certify(&enrolment, &[Role::Scan], None, 9)).is_err());
    assert!(gate.gate().update(&forged.revocation(1, &[(1, RevocationReason::Fraud)], &[])).is_err());
}
