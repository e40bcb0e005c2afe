//! What an issuer sealed to one wallet: digits and a name.

use super::*;
use crate::code::{Code, Digits, Locator, Profile, TotpForm};
use crate::testing::fixtures::CountingRng;
use crate::ticket::{Flag, OtpUse, TicketFile};
use crate::wire::Wire;

/// An organizer whose tickets stay with their holder and have digits for turnstiles.
fn turnstiles() -> Organizer {
    let mut organizer = Organizer::new();
    organizer.policy.hops = 0;
    organizer.policy.flags = organizer.policy.flags.with(Flag::Totp);
    organizer
}

fn confided(organizer: &mut Organizer, seed: u64, names: &[&str]) -> (Person, Vec<TicketId>) {
    let mut person = Person::new(seed);
    let request = person.w().request(names.len(), None).unwrap();
    let file = organizer.confided_file_for(&request, names);
    let imported = person.w().import(&file).unwrap();
    let ids = imported.tickets.iter().map(|row| row.ticket).collect();
    (person, ids)
}

#[test]
fn profile_t_is_24_bytes_and_has_the_digits_of_the_moment() {
    let mut organizer = turnstiles();
    let (mut alice, ids) = confided(&mut organizer, 1, &[""]);
    alice.reopen();
    let shown = alice.w().present_totp(ids[0]).unwrap();
    assert_eq!((shown.bytes, shown.profile), (24, Profile::Totp));
    let Ok(Code::Totp(code)) = scan(&shown.text) else { panic!("no code of profile T") };
    let payload = organizer.payload(1, crate::crypto::SecretKey::from_seed(&[1; 32]).public());
    let key = organizer.secret().zone_key(payload.event, payload.zone);
    let secret = key.secret(OtpUse::Code, ids[0], 0);
    assert_eq!((code.ticket, code.form), (ids[0], TotpForm::Code));
    assert_eq!(code.digits, Digits::at(&secret, shown.step));
    alice.clock.advance(10);
    assert_ne!(alice.w().present_totp(ids[0]).unwrap().text, shown.text);
}

#[test]
fn profile_t_needs_the_policy_and_a_secret() {
    let (mut alice, ids) = confided(&mut Organizer::new(), 1, &[""]);
    assert_eq!(alice.w().present_totp(ids[0]), Err(WalletError::NoSuchProfile));
    let (mut bob, ids) = Person::with_tickets(2, &mut turnstiles(), 1);
    assert_eq!(bob.w().present_totp(ids[0]), Err(WalletError::NoSuchProfile));
    assert_eq!(bob.w().check_digits(ids[0]), Ok(None));
}

#[test]
fn check_digits_stand_under_a_code_until_the_ticket_is_handed_on() {
    let mut organizer = Organizer::new();
    let (mut alice, ids) = confided(&mut organizer, 1, &[""]);
    let digits = alice.w().check_digits(ids[0]).unwrap().unwrap();
    assert_eq!(digits.locator, Locator::of(ids[0]));
    let mut bob = Person::new(2);
    let request = bob.w().request(1, None).unwrap();
    alice.w().hand_over(ids[0], &request, &crate::wallet::Confirmation::Camera).unwrap();
    assert_eq!(alice.w().check_digits(ids[0]), Ok(None));
    alice.clock.advance(60);
    bob.clock.advance(60);
    let super::super::ParcelState::Ready { parcel, .. } = alice.w().parcel(ids[0]).unwrap() else {
        panic!("the parcel is not ready")
    };
    bob.w().receive(&parcel, crate::wallet::Decision::Take).unwrap();
    assert_eq!(bob.state(ids[0]), TicketState::NotYet);
    assert_eq!(bob.w().check_digits(ids[0]), Ok(None), "a hand-over carries no secrets");
}

#[test]
fn secrets_that_do_not_open_leave_nothing_behind() {
    let mut organizer = Organizer::new();
    let mut alice = Person::new(1);
    let request = alice.w().request(2, None).unwrap();
    let good = organizer.confided_file_for(&request, &["山田 太郎", ""]);
    let mut file = TicketFile::from_bytes(&good, TicketFile::MAX_BYTES).unwrap();
    let sealed = file.tickets[1].sealed.as_mut().unwrap();
    *sealed.last_mut().unwrap() ^= 1;
    let refused = alice.w().import(&file.to_bytes()).unwrap_err();
    assert_eq!((&refused, refused.code()), (&WalletError::BadSecrets, "BAD_SECRETS"));
    assert_eq!(alice.w().tickets().unwrap(), []);
    assert_eq!(alice.w().import(&good).unwrap().tickets.len(), 2);
}

#[test]
fn secrets_for_another_wallet_stay_shut() {
    let mut organizer = Organizer::new();
    let (mut alice, mut bob) = (Person::new(1), Person::new(2));
    let (hers, his) = (alice.w().request(1, None).unwrap(), bob.w().request(1, None).unwrap());
    let mut both = TicketFile::from_bytes(&organizer.confided_file_for(&hers, &[""]), 1 << 18).unwrap();
    let other = TicketFile::from_bytes(&organizer.confided_file_for(&his, &[""]), 1 << 18).unwrap();
    both.tickets.extend(other.tickets);
    let outcomes = alice.w().import(&both.to_bytes()).unwrap().tickets;
    assert_eq!(outcomes[1].outcome, crate::wallet::ImportOutcome::NotForThisWallet);
    assert!(alice.w().check_digits(outcomes[0].ticket).unwrap().is_some());
}

#[test]
fn an_answer_brings_the_name_to_the_gate_that_asks_for_it_and_to_no_other() {
    use crate::code::{Challenge, ChallengePayload};
    use crate::crypto::HpkeSecretKey;
    let mut organizer = Organizer::new();
    let (mut alice, ids) = confided(&mut organizer, 1, &["山田 太郎"]);
    let hpke = HpkeSecretKey::generate(&mut CountingRng(9));
    let (key, certificate) = organizer.staff(5, &[crate::ticket::Role::Scan]);
    let time = crate::testing::fixtures::at(-3600);
    alice.clock.advance(5 * 3600);
    let ask = |hpke: Option<&HpkeSecretKey>| ChallengePayload {
        event: organizer.event.event,
        gate: 0,
        time,
        nonce: [4; 16],
        seconds: 30,
        hpke: hpke.map(|key| key.public().unwrap()),
    };
    let mut opening = |payload: &ChallengePayload| {
        let message = Challenge::sign(payload, &key, &certificate).to_bytes();
        let Ok(Code::Interactive(code)) = scan(&alice.w().answer(ids[0], &message).unwrap().text) else {
            panic!("no code of profile I")
        };
        (code.opening, code.holding)
    };
    let named = ask(Some(&hpke));
    let (sealed, holding) = opening(&named);
    let head = crate::ticket::Credential::verify(&holding.credential, organizer.trust()).unwrap().head();
    let name = sealed.unwrap().open(&hpke, named.hash(), head).unwrap();
    assert_eq!(name.name().as_str(), "山田 太郎");
    assert_eq!(opening(&ask(None)).0, None);
}
