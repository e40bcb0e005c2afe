//! Profiles R, I and S at the gate: P-02, P-07, P-13, P-14, P-16 and J-07.

use super::{Device, Holder, is_admitted, reason};
use crate::code::{
    Challenge, ChallengePayload, InteractiveCode, Profile, Reason, ReferenceCode, SealedOpening, StaticCode,
};
use crate::gate::{AskName, Detail, Note, Verdict};
use crate::testing::fixtures::{CountingRng, Organizer, at};
use crate::ticket::{Credential, Flag, Flags, Manifest, NameOpening, Role};
use crate::wire::{Wire, to_text};

fn answer(holder: &Holder, challenge: &[u8], seconds: i64) -> String {
    answer_with(holder, challenge, seconds, None)
}

fn answer_with(holder: &Holder, challenge: &[u8], seconds: i64, name: Option<&NameOpening>) -> String {
    let challenge = payload_of(challenge);
    let head = holder.chain.head();
    let opening =
        name.and_then(|name| SealedOpening::seal(name, &challenge, head, &mut CountingRng(9)).unwrap());
    let (credential, chain, step) = (&holder.credential, &holder.chain, at(seconds).step());
    let code = InteractiveCode::answer(credential, chain, &holder.key, step, challenge.hash(), opening);
    to_text(&code.to_bytes())
}

fn payload_of(challenge: &[u8]) -> ChallengePayload {
    let challenge = Challenge::from_message(challenge).unwrap();
    ChallengePayload::from_bytes(challenge.payload_bytes(), 128).unwrap()
}

fn paper(organizer: &Organizer, number: u8, flags: Flags) -> Credential {
    let mut payload = organizer.payload(number, crate::crypto::SecretKey::from_seed(&[1; 32]).public());
    payload.holder = None;
    payload.policy = crate::ticket::Policy { flags, hops: 0, deadline: 0 };
    organizer.verified(&payload)
}

fn printed(credential: &Credential) -> String {
    to_text(&StaticCode::of(credential).to_bytes())
}

fn with_policy(organizer: &Organizer, number: u8, flags: Flags, name: Option<&NameOpening>) -> Holder {
    let key = crate::crypto::SecretKey::from_seed(&[number; 32]);
    let mut payload = organizer.payload(number, key.public());
    payload.policy = crate::ticket::Policy { flags, hops: 0, deadline: 0 };
    payload.name = name.map(NameOpening::commitment);
    Holder::with(organizer.verified(&payload), key)
}

fn manifest(organizer: &Organizer, version: u32, holders: &[&Holder]) -> Vec<u8> {
    let rows = holders.iter().map(|holder| holder.credential.payload().to_bytes()).collect();
    let event = organizer.event.event;
    Manifest::issue(&organizer.issuer, event, version, at(-60), rows).unwrap().to_message()
}

#[test]
fn p02_a_short_code_enters_only_where_the_manifest_has_its_row() {
    let organizer = Organizer::new();
    let (mut gate, holder) = (Device::ready(&organizer, "A", 1), Holder::of(&organizer, 10));
    let short = |seconds| {
        let code = ReferenceCode::present(&holder.credential, &holder.key, at(seconds).step());
        to_text(&code.to_bytes())
    };
    assert_eq!(reason(&gate.admit(&short(0))), Some(Reason::NeedProof));
    gate.gate().update(&manifest(&organizer, 1, &[&Holder::of(&organizer, 12)])).unwrap();
    gate.clock.advance(10);
    assert_eq!(reason(&gate.admit(&short(10))), Some(Reason::NeedProof));
    gate.gate().update(&manifest(&organizer, 2, &[&holder])).unwrap();
    gate.clock.advance(10);
    assert!(is_admitted(&gate.admit(&short(20))));
    assert_eq!(reason(&gate.admit(&holder.show(20))), Some(Reason::AlreadyUsed));
}

#[test]
fn a_manifest_that_moves_on_does_not_open_the_door_again() {
    let organizer = Organizer::new();
    let (mut gate, holder) = (Device::ready(&organizer, "A", 1), Holder::of(&organizer, 10));
    gate.gate().update(&manifest(&organizer, 1, &[&holder])).unwrap();
    let code = ReferenceCode::present(&holder.credential, &holder.key, at(0).step());
    assert!(is_admitted(&gate.admit(&to_text(&code.to_bytes()))));
    let mut payload = holder.credential.payload().clone();
    payload.epoch = 1;
    let later = Holder::with(organizer.verified(&payload), holder.key.clone());
    gate.gate().update(&manifest(&organizer, 2, &[&later])).unwrap();
    gate.clock.advance(20);
    assert_eq!(reason(&gate.admit(&later.show(20))), Some(Reason::UnprovedEntry));
    let mut bare = Device::ready(&organizer, "A", 2);
    let journal = gate.gate().export().unwrap();
    bare.gate().merge(&journal).unwrap();
    assert_eq!(reason(&bare.admit(&holder.show(0))), Some(Reason::UnprovedEntry));
}

#[test]
fn p02_a_row_without_flag_3_and_a_stranger_signature_need_the_full_code() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    let (bare, holder) = (with_policy(&organizer, 12, Flags::default(), None), Holder::of(&organizer, 10));
    gate.gate().update(&manifest(&organizer, 1, &[&bare, &holder])).unwrap();
    for (credential, key) in [(&bare.credential, &bare.key), (&holder.credential, &bare.key)] {
        let code = ReferenceCode::present(credential, key, at(0).step());
        assert_eq!(reason(&gate.admit(&to_text(&code.to_bytes()))), Some(Reason::NeedProof));
    }
}

#[test]
fn a_short_code_is_at_most_96_bytes_and_version_5() {
    let organizer = Organizer::new();
    let holder = Holder::of(&organizer, 10);
    let bytes = ReferenceCode::present(&holder.credential, &holder.key, at(0).step()).to_bytes();
    assert_eq!(bytes.len(), 90);
    let qr = crate::code::qr::QrCode::new(&to_text(&bytes), crate::code::qr::Purpose::Screen).unwrap();
    assert_eq!(qr.version(), 5);
}

#[test]
fn p13_an_answer_cures_a_wrong_clock_and_is_good_for_one_entry() {
    let organizer = Organizer::new();
    let (mut gate, holder) = (Device::ready(&organizer, "A", 1), Holder::of(&organizer, 10));
    assert_eq!(reason(&gate.admit(&holder.show(7_000))), Some(Reason::Stale));
    let challenge = gate.gate().challenge(AskName::No).unwrap();
    let text = answer(&holder, &challenge, 7_000);
    assert!(is_admitted(&gate.admit(&text)));
    gate.clock.advance(6);
    let Verdict::Refused(refusal) = gate.admit(&text) else { panic!("admitted twice") };
    assert_eq!((refusal.reason, refusal.detail), (Reason::Stale, Detail::ChallengeOver));
}

#[test]
fn p13_an_answer_that_comes_late_or_to_another_gate_is_refused() {
    let organizer = Organizer::new();
    let (mut gate, holder) = (Device::ready(&organizer, "A", 1), Holder::of(&organizer, 10));
    let mut other = Device::ready(&organizer, "A", 2);
    let challenge = gate.gate().challenge(AskName::No).unwrap();
    let text = answer(&holder, &challenge, 0);
    assert_eq!(reason(&other.admit(&text)), Some(Reason::BadSignature));
    gate.clock.advance(31);
    assert_eq!(reason(&gate.admit(&text)), Some(Reason::Stale));
}

#[test]
fn an_open_challenge_outlives_a_crash_and_a_spent_one_stays_spent() {
    let organizer = Organizer::new();
    let (mut gate, holder) = (Device::ready(&organizer, "A", 1), Holder::of(&organizer, 10));
    let challenge = gate.gate().challenge(AskName::No).unwrap();
    gate.crash();
    gate.reopen();
    let text = answer(&holder, &challenge, 0);
    assert!(is_admitted(&gate.admit(&text)));
    gate.crash();
    gate.reopen();
    gate.clock.advance(6);
    assert_eq!(reason(&gate.admit(&text)), Some(Reason::Stale));
}

#[test]
fn j07_an_answered_challenge_is_a_proof_at_every_gate_and_only_from_the_log_that_asked() {
    let organizer = Organizer::new();
    let (mut gate, holder) = (Device::ready(&organizer, "A", 1), Holder::of(&organizer, 10));
    let challenge = gate.gate().challenge(AskName::No).unwrap();
    assert!(is_admitted(&gate.admit(&answer(&holder, &challenge, 7_000))));
    let mut other = Device::ready(&organizer, "A", 2);
    let journal = gate.gate().export().unwrap();
    other.gate().merge(&journal).unwrap();
    assert_eq!(reason(&other.admit(&holder.show(0))), Some(Reason::AlreadyUsed));
}

#[test]
fn p14_a_ticket_bound_to_hardware_answers_a_challenge() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    for (number, flags) in [
        (10, Flags::default().with(Flag::HardwareBound)),
        (12, Flags::default().with_stamp_level(3)),
        (14, Flags::default().with(Flag::Recovered)),
    ] {
        let holder = with_policy(&organizer, number, flags, None);
        assert_eq!(reason(&gate.admit(&holder.show(0))), Some(Reason::NeedChallenge), "ticket {number}");
        let challenge = gate.gate().challenge(AskName::No).unwrap();
        assert!(is_admitted(&gate.admit(&answer(&holder, &challenge, 0))), "ticket {number}");
    }
}

#[test]
fn p14_a_named_ticket_opens_its_name_to_the_gate_that_asked_and_the_journal_keeps_none() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    let name = NameOpening::new([5; 16], "山田 太郎").unwrap();
    let holder = with_policy(&organizer, 10, Flags::default().with(Flag::NameCheck), Some(&name));
    assert_eq!(reason(&gate.admit(&holder.show(0))), Some(Reason::NeedName));
    let challenge = gate.gate().challenge(AskName::Yes).unwrap();
    assert_eq!(reason(&gate.admit(&answer(&holder, &challenge, 0))), Some(Reason::NeedName));
    let text = answer_with(&holder, &challenge, 0, Some(&name));
    let Verdict::Admitted(admission) = gate.admit(&text) else { panic!("the name was opened") };
    assert_eq!(admission.name.unwrap().as_str(), "山田 太郎");
    assert_eq!(admission.notes, vec![Note::CheckName]);
    let journal = gate.gate().export().unwrap();
    assert!(!journal.windows(6).any(|bytes| bytes == "山田".as_bytes()));
}

#[test]
fn p14_a_name_that_is_not_the_tickets_opens_nothing() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    let (name, other) =
        (NameOpening::new([5; 16], "山田").unwrap(), NameOpening::new([5; 16], "鈴木").unwrap());
    let holder = with_policy(&organizer, 10, Flags::default().with(Flag::NameCheck), Some(&name));
    let challenge = gate.gate().challenge(AskName::Yes).unwrap();
    let text = answer_with(&holder, &challenge, 0, Some(&other));
    assert_eq!(reason(&gate.admit(&text)), Some(Reason::NeedName));
}

#[test]
fn paper_enters_once_with_a_look_at_the_person() {
    let organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    let text = printed(&paper(&organizer, 10, Flags::default()));
    let Verdict::Admitted(admission) = gate.admit(&text) else { panic!("paper holds") };
    assert_eq!(admission.notes, vec![Note::CheckName]);
    gate.clock.advance(600);
    assert_eq!(reason(&gate.admit(&text)), Some(Reason::AlreadyUsed));
}

#[test]
fn paper_blocks_a_living_code_only_by_asking_and_a_living_code_blocks_paper() {
    let organizer = Organizer::new();
    let (mut gate, holder) = (Device::ready(&organizer, "A", 1), Holder::of(&organizer, 10));
    let text = printed(&paper(&organizer, 10, Flags::default()));
    assert!(is_admitted(&gate.admit(&text)));
    assert_eq!(reason(&gate.admit(&holder.show(0))), Some(Reason::UnprovedEntry));
    let mut other = Device::ready(&organizer, "A", 2);
    assert!(is_admitted(&other.admit(&holder.show(0))));
    assert_eq!(reason(&other.admit(&text)), Some(Reason::AlreadyUsed));
}

#[test]
fn p07_a_credential_without_holder_is_paper_and_nothing_else() {
    let organizer = Organizer::new();
    let (mut gate, holder) = (Device::ready(&organizer, "A", 1), Holder::of(&organizer, 10));
    assert_eq!(reason(&gate.admit(&printed(&holder.credential))), Some(Reason::WrongForm));
}

#[test]
fn p04_a_sandbox_ticket_is_named_at_every_real_door() {
    let mut organizer = Organizer::new();
    let mut gate = Device::ready(&organizer, "A", 1);
    let key = crate::crypto::SecretKey::from_seed(&[10; 32]);
    organizer.issuer = crate::ticket::sandbox_issuer();
    let envelope = organizer.payload(10, key.public()).sign(&organizer.issuer);
    let mut code = crate::code::ProofCode::from_code(
        &crate::wire::from_text(&Holder::of(&Organizer::new(), 10).show(0)).unwrap(),
    )
    .unwrap();
    code.holding.credential = envelope;
    assert_eq!(reason(&gate.admit(&code.to_text())), Some(Reason::TestTicket));
}

#[test]
fn every_profile_has_a_letter_of_its_own() {
    let letters: std::collections::BTreeSet<_> = Profile::ALL.iter().map(|profile| profile.code()).collect();
    assert_eq!(letters.len(), Profile::ALL.len());
    assert!(Role::from_word("scan").is_some());
}
