//! Guest lists, profile T and check digits at the gate (protocol §4, §5).

use super::{Device, Holder, is_admitted, reason};
use crate::code::{CheckDigits, Digits, Locator, Reason, TotpCode, TotpForm};
use crate::gate::journal::{Body, Class};
use crate::gate::{Detail, GateError, Note, Updated, Verdict};
use crate::testing::fixtures::{Organizer, at};
use crate::ticket::{Flag, Flags, NameOpening, OtpUse, Role, TicketId};
use crate::wire::{Wire, to_text};

const NAME: &str = "山田 太郎";

/// An organizer whose tickets stay with their holder and have digits for turnstiles.
fn turnstiles() -> Organizer {
    let mut organizer = Organizer::new();
    organizer.policy.hops = 0;
    organizer.policy.flags = organizer.policy.flags.with(Flag::Totp);
    organizer
}

fn named(organizer: &Organizer, number: u8, flags: Flags) -> Holder {
    let key = crate::crypto::SecretKey::from_seed(&[number; 32]);
    let mut payload = organizer.payload(number, key.public());
    payload.policy.flags = flags;
    payload.name = Some(organizer.opening(number, NAME).commitment());
    Holder::with(organizer.verified(&payload), key)
}

/// A gate with the manifest, the keys of zone S, and the names of the holders.
fn door(organizer: &Organizer, seed: u64, roles: &[Role], holders: &[&Holder]) -> Device {
    let mut device = Device::with_roles(organizer, "A", seed, roles);
    let payloads: Vec<_> = holders.iter().map(|holder| holder.credential.payload().clone()).collect();
    device.gate().update(&organizer.manifest(1, &payloads)).unwrap();
    let guests: Vec<_> = payloads
        .iter()
        .filter(|payload| payload.name.is_some())
        .map(|payload| (payload.ticket.as_bytes()[0], NAME))
        .collect();
    let list = organizer.guest_list(&device.gate().enrolment(), 1, &[0], &guests);
    assert_eq!(device.gate().update(&list), Ok(Updated::New));
    device
}

const MANUAL: [Role; 2] = [Role::Scan, Role::Manual];

fn digits(organizer: &Organizer, number: u8, purpose: OtpUse, seconds: i64) -> Digits {
    let key = organizer.secret().zone_key(organizer.event.event, number % 2);
    Digits::at(&key.secret(purpose, TicketId::from_bytes([number; 16]), 0), at(seconds).step())
}

fn totp(organizer: &Organizer, number: u8, seconds: i64) -> String {
    let digits = digits(organizer, number, OtpUse::Code, seconds);
    let ticket = TicketId::from_bytes([number; 16]);
    to_text(&TotpCode { ticket, digits, form: TotpForm::Code }.to_bytes())
}

fn typed(organizer: &Organizer, number: u8, seconds: i64) -> String {
    let digits = digits(organizer, number, OtpUse::Digits, seconds);
    let locator = Locator::of(TicketId::from_bytes([number; 16]));
    CheckDigits { locator, digits }.to_string()
}

fn wrong(number: u8, guess: u32) -> String {
    let locator = Locator::of(TicketId::from_bytes([number; 16]));
    CheckDigits { locator, digits: Digits::new(guess).unwrap() }.to_string()
}

fn type_in(gate: &mut Device, text: &str, name: Option<&str>) -> Verdict {
    gate.gate().admit_digits(text, name).unwrap()
}

#[test]
fn profile_t_enters_once_as_an_unproved_entry_in_both_its_forms() {
    let organizer = turnstiles();
    let (first, second) = (Holder::of(&organizer, 10), Holder::of(&organizer, 12));
    let mut gate = door(&organizer, 1, &MANUAL, &[&first, &second]);
    let pass = TotpCode::pass_text(TicketId::from_bytes([12; 16]), digits(&organizer, 12, OtpUse::Pass, 0));
    for text in [totp(&organizer, 10, 20), pass] {
        let Verdict::Admitted(admission) = gate.admit(&text) else { panic!("the digits hold") };
        assert_eq!(admission.notes, [Note::Totp]);
        let stored = gate.gate().journal.get(&admission.entry).unwrap().clone();
        let Body::Admit(passage) = &stored.entry.body else { panic!("an admission") };
        assert_eq!((&passage.code, &*passage.notes), (&None, &["TOTP".to_owned()][..]));
        assert_eq!((stored.entry.ticket, stored.entry.epoch), (Some(admission.ticket), Some(0)));
        let state = gate.gate().fold(admission.ticket);
        assert!(state.counted().all(|group| group.class == Class::Unproved));
    }
    gate.clock.advance(10);
    assert_eq!(reason(&gate.admit(&totp(&organizer, 10, 20))), Some(Reason::AlreadyUsed));
    assert_eq!(reason(&gate.admit(&first.show(10))), Some(Reason::UnprovedEntry));
}

#[test]
fn profile_t_needs_the_role_the_row_the_flag_and_the_zone_key() {
    let organizer = turnstiles();
    let holders = [10, 11].map(|number| Holder::of(&organizer, number));
    let mut plain = door(&organizer, 1, &[Role::Scan], &[&holders[0]]);
    assert_eq!(reason(&plain.admit(&totp(&organizer, 10, 0))), Some(Reason::NeedProof));
    let mut gate = door(&organizer, 2, &MANUAL, &[&holders[0], &holders[1]]);
    assert_eq!(reason(&gate.admit(&totp(&organizer, 14, 0))), Some(Reason::NeedProof), "no row");
    assert_eq!(reason(&gate.admit(&totp(&organizer, 11, 0))), Some(Reason::NeedProof), "another zone's");
    let moving = Organizer::new();
    let mut other = door(&moving, 3, &MANUAL, &[&Holder::of(&moving, 10)]);
    assert_eq!(reason(&other.admit(&totp(&moving, 10, 0))), Some(Reason::NeedProof), "no flag");
}

#[test]
fn p13_digits_of_another_moment_are_stale_and_of_none_are_nobodys() {
    let organizer = turnstiles();
    let mut gate = door(&organizer, 1, &MANUAL, &[&Holder::of(&organizer, 10)]);
    let Verdict::Refused(refusal) = gate.admit(&totp(&organizer, 10, -30)) else { panic!("stale") };
    assert_eq!((refusal.reason, refusal.detail), (Reason::Stale, Detail::CodeBehind(30)));
    assert_eq!(reason(&gate.admit(&totp(&organizer, 10, -1000))), Some(Reason::BadSignature));
    assert!(is_admitted(&gate.admit(&totp(&organizer, 10, -20))));
}

#[test]
fn digits_shown_again_after_a_crash_are_a_repeat() {
    let organizer = turnstiles();
    let mut gate = door(&organizer, 1, &MANUAL, &[&Holder::of(&organizer, 10)]);
    assert!(is_admitted(&gate.admit(&totp(&organizer, 10, 0))));
    gate.crash();
    gate.reopen();
    gate.clock.advance(20);
    assert!(matches!(gate.admit(&totp(&organizer, 10, 20)), Verdict::Repeat(_)));
}

#[test]
fn p14_a_name_of_the_guest_list_is_shown_and_compared() {
    let organizer = Organizer::new();
    let flags = organizer.policy.flags.with(Flag::NameCheck);
    let holder = named(&organizer, 10, flags);
    let mut gate = door(&organizer, 1, &[Role::Scan], &[&holder]);
    let Verdict::Refused(refusal) = gate.admit(&holder.show(0)) else { panic!("nobody compared") };
    let Detail::NameOnList(name) = &refusal.detail else { panic!("the list has the name") };
    assert_eq!((refusal.reason, name.as_str()), (Reason::NeedName, NAME));
    let other = gate.gate().admit_named(&holder.show(0), "山田 次郎").unwrap();
    assert_eq!(reason(&other), Some(Reason::NeedName));
    let Verdict::Admitted(admission) = gate.gate().admit_named(&holder.show(0), "山田　太郎").unwrap()
    else {
        panic!("the name is the ticket's")
    };
    assert_eq!((admission.name.unwrap().as_str(), admission.notes), (NAME, Vec::new()));
}

#[test]
fn check_digits_enter_with_the_name_where_the_ticket_stays_with_its_holder() {
    let mut organizer = Organizer::new();
    organizer.policy.hops = 0;
    let holder = named(&organizer, 10, organizer.policy.flags);
    let mut gate = door(&organizer, 1, &MANUAL, &[&holder]);
    let text = typed(&organizer, 10, 0);
    let Verdict::Ask(refusal) = type_in(&mut gate, &text, None) else { panic!("digits alone") };
    let Detail::NameOnList(name) = &refusal.detail else { panic!("the list has the name") };
    assert_eq!((refusal.reason, name.as_str()), (Reason::DigitsOnly, NAME));
    assert_eq!(reason(&type_in(&mut gate, &text, Some("鈴木"))), Some(Reason::DigitsOnly));
    let sloppy = text.to_lowercase().replace('-', " ");
    let Verdict::Admitted(admission) = type_in(&mut gate, &sloppy, Some(NAME)) else {
        panic!("digits and name hold")
    };
    assert_eq!((admission.ticket, admission.notes), (TicketId::from_bytes([10; 16]), vec![Note::Digits]));
    let state = gate.gate().fold(admission.ticket);
    assert!(state.counted().all(|group| group.class == Class::Unproved));
    gate.clock.advance(10);
    assert_eq!(reason(&type_in(&mut gate, &text, Some(NAME))), Some(Reason::AlreadyUsed));
}

#[test]
fn check_digits_of_a_ticket_that_can_be_handed_on_ask_the_lead_whatever_the_name() {
    let organizer = Organizer::new();
    let holder = named(&organizer, 10, organizer.policy.flags);
    let mut gate = door(&organizer, 1, &MANUAL, &[&holder]);
    let verdict = type_in(&mut gate, &typed(&organizer, 10, 0), Some(NAME));
    assert!(matches!(&verdict, Verdict::Ask(refusal) if refusal.reason == Reason::DigitsOnly));
}

#[test]
fn check_digits_need_the_role_manual() {
    let mut organizer = Organizer::new();
    organizer.policy.hops = 0;
    let holder = named(&organizer, 10, organizer.policy.flags);
    let mut gate = door(&organizer, 1, &[Role::Scan], &[&holder]);
    let verdict = type_in(&mut gate, &typed(&organizer, 10, 0), Some(NAME));
    assert_eq!(reason(&verdict), Some(Reason::NeedProof));
}

#[test]
fn wrong_check_digits_tell_nothing_of_the_locator() {
    let organizer = turnstiles();
    let mut gate = door(&organizer, 1, &MANUAL, &[&Holder::of(&organizer, 10)]);
    let known = type_in(&mut gate, &wrong(10, 1), Some(NAME));
    let unknown = type_in(&mut gate, &wrong(99, 1), Some(NAME));
    assert_eq!(known, unknown);
    assert_eq!(reason(&known), Some(Reason::WrongDigits));
    assert_eq!(reason(&type_in(&mut gate, "7H3K9Q", None)), Some(Reason::Malformed));
}

#[test]
fn after_five_wrong_tries_a_locator_rests_for_ten_minutes_even_after_a_crash() {
    let mut organizer = Organizer::new();
    organizer.policy.hops = 0;
    let (holder, other) =
        (named(&organizer, 10, organizer.policy.flags), named(&organizer, 12, Flags::default()));
    let mut gate = door(&organizer, 1, &MANUAL, &[&holder, &other]);
    for guess in 0..5 {
        assert_eq!(reason(&type_in(&mut gate, &wrong(10, guess), None)), Some(Reason::WrongDigits));
        gate.clock.advance(10);
    }
    gate.crash();
    gate.reopen();
    let Verdict::Refused(refusal) = type_in(&mut gate, &typed(&organizer, 10, 50), Some(NAME)) else {
        panic!("the right digits wait too")
    };
    assert_eq!((refusal.reason, refusal.detail), (Reason::TooManyTries, Detail::TryAgainFrom(at(601))));
    let verdict = type_in(&mut gate, &typed(&organizer, 12, 50), Some(NAME));
    assert!(is_admitted(&verdict), "another locator is tried");
    gate.clock.set(at(600).seconds());
    assert_eq!(
        reason(&type_in(&mut gate, &typed(&organizer, 10, 600), Some(NAME))),
        Some(Reason::TooManyTries)
    );
    gate.clock.set(at(601).seconds());
    gate.clock.advance(10);
    assert!(is_admitted(&type_in(&mut gate, &typed(&organizer, 10, 610), Some(NAME))));
}

#[test]
fn after_thirty_wrong_tries_the_device_rests() {
    let organizer = turnstiles();
    let mut gate = door(&organizer, 1, &MANUAL, &[&Holder::of(&organizer, 10)]);
    for guess in 0..30 {
        let number = u8::try_from(100 + guess).unwrap();
        assert_eq!(reason(&type_in(&mut gate, &wrong(number, guess), None)), Some(Reason::WrongDigits));
    }
    assert_eq!(reason(&type_in(&mut gate, &typed(&organizer, 10, 0), None)), Some(Reason::TooManyTries));
}

#[test]
fn a_guest_list_is_adopted_on_its_device_alone_and_never_an_older_one() {
    let organizer = Organizer::new();
    let (mut gate, mut other) = (Device::ready(&organizer, "A", 1), Device::ready(&organizer, "A", 2));
    let enrolment = gate.gate().enrolment();
    let list = |version, name| organizer.guest_list(&enrolment, version, &[0], &[(10, name)]);
    assert_eq!(other.gate().update(&list(1, NAME)), Err(GateError::OtherDevice));
    assert_eq!(gate.gate().update(&list(2, NAME)), Ok(Updated::New));
    assert_eq!(gate.gate().update(&list(2, NAME)), Ok(Updated::Unchanged));
    let code = |result: Result<Updated, GateError>| result.unwrap_err().code();
    assert_eq!(code(gate.gate().update(&list(1, NAME))), "OLDER");
    assert_eq!(code(gate.gate().update(&list(2, "鈴木"))), "CONTRADICTS");
    let foreign = Organizer::other().guest_list(&enrolment, 3, &[0], &[]);
    assert_eq!(code(gate.gate().update(&foreign)), "NOT_GENUINE");
    gate.crash();
    gate.reopen();
    assert_eq!(gate.gate().status().guests, Some(2));
    let kept = gate.gate().guests.as_ref().unwrap().guest(TicketId::from_bytes([10; 16])).cloned();
    assert_eq!(kept, NameOpening::new([10; 16], NAME));
}

#[test]
fn no_name_of_a_guest_list_is_in_the_raw_files_or_the_journal_that_leaves() {
    let mut organizer = Organizer::new();
    organizer.policy.hops = 0;
    let holder = named(&organizer, 10, organizer.policy.flags.with(Flag::NameCheck));
    let mut gate = door(&organizer, 1, &MANUAL, &[&holder]);
    gate.admit(&holder.show(0));
    gate.gate().admit_named(&holder.show(0), NAME).unwrap();
    let exported = gate.gate().export().unwrap();
    gate.close();
    let mut raw = exported;
    for file in std::fs::read_dir(gate.folder.path().join("gate")).unwrap() {
        raw.extend(std::fs::read(file.unwrap().path()).unwrap_or_default());
    }
    let key = organizer.secret().zone_key(organizer.event.event, 0);
    for secret in ["山田".as_bytes(), "太郎".as_bytes(), key.expose(), &[10; 16]] {
        let found = raw.windows(secret.len()).any(|bytes| bytes == secret);
        assert_eq!(found, secret == [10; 16], "the ticket's id is in the journal, nothing else is");
    }
}

#[test]
fn wrong_digits_of_profile_t_are_counted_like_check_digits() {
    let organizer = turnstiles();
    let (first, second) = (Holder::of(&organizer, 10), Holder::of(&organizer, 12));
    let mut gate = door(&organizer, 1, &MANUAL, &[&first, &second]);
    let ticket = TicketId::from_bytes([10; 16]);
    for guess in 0..5 {
        let digits = Digits::new(guess).unwrap();
        let text = to_text(&TotpCode { ticket, digits, form: TotpForm::Code }.to_bytes());
        assert_eq!(reason(&gate.admit(&text)), Some(Reason::BadSignature));
    }
    gate.crash();
    gate.reopen();
    let Verdict::Refused(refusal) = gate.admit(&totp(&organizer, 10, 0)) else { panic!("it rests") };
    assert_eq!((refusal.reason, refusal.detail), (Reason::TooManyTries, Detail::TryAgainFrom(at(601))));
    assert!(is_admitted(&gate.admit(&totp(&organizer, 12, 0))), "another ticket is tried");
    assert!(is_admitted(&gate.admit(&first.show(0))), "its code proves itself");
}
