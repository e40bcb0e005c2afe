//! Table C (C-01 to C-07), and that no clock stops a ticket from being shown.

use proptest::prelude::{Strategy, prop, prop_oneof, proptest};

use super::*;
use crate::code::{Beacon, BeaconPayload, Challenge, ChallengePayload};
use crate::stamp::{DigitalStamp, StampPayload};
use crate::testing::fixtures::at;
use crate::ticket::{PresentationId, Role, Time};
use crate::wallet::{Confirmation, CorrectOutcome, WalletClock};

/// Alice before the doors, her phone `slow` seconds slow, and the id of the code that a gate just called stale.
struct Late {
    organizer: Organizer,
    alice: Person,
    ticket: TicketId,
    since: u64,
}

impl Late {
    fn by(slow: i64) -> Self {
        let mut organizer = Organizer::new();
        let (alice, ids) = Person::with_tickets(1, &mut organizer, 1);
        alice.clock.set(DOORS.checked_add_signed(-slow).unwrap());
        Self { organizer, alice, ticket: ids[0], since: 0 }
    }

    fn pass(&mut self, seconds: u64) {
        self.alice.clock.advance(seconds);
        self.since += seconds;
    }

    /// The time as the gate has it.
    fn true_time(&self) -> Time {
        at(i64::try_from(self.since).unwrap())
    }

    fn show(&mut self) -> PresentationId {
        let documents = self.organizer.documents();
        self.alice.show(self.ticket, &documents).id()
    }

    fn beacon_at(&self, presentation: PresentationId, time: Time) -> Vec<u8> {
        let (key, certificate) = self.organizer.staff(50, &[Role::Scan]);
        let payload = BeaconPayload { presentation, gate: 0, time };
        crate::wire::Wire::to_bytes(&Beacon::sign(&payload, &key, &certificate))
    }

    fn beacon(&self, presentation: PresentationId) -> Vec<u8> {
        self.beacon_at(presentation, self.true_time())
    }

    fn correct(&mut self, beacon: &[u8]) -> CorrectOutcome {
        self.alice.w().correct(beacon).unwrap()
    }

    /// Shows a code, which is refused, and takes the beacon for it.
    fn cure(&mut self) -> CorrectOutcome {
        let id = self.show();
        let beacon = self.beacon(id);
        self.correct(&beacon)
    }

    /// How many seconds the next code lies before the gate's time.
    fn error(&mut self) -> u64 {
        let code = self.alice.w().present(self.ticket).unwrap();
        code.step.begins().distance(self.true_time().step().begins())
    }
}

#[test]
fn a_code_says_when_it_turns_by_the_clock_as_it_was_corrected() {
    let mut phone = Late::by(424);
    phone.pass(3);
    phone.alice.clock.advance_ms(250);
    let id = phone.ticket;
    let left = |clock_ms: u64| 10_000 - clock_ms % 10_000;
    assert_eq!(phone.alice.w().present(id).unwrap().turns_in_ms, left((DOORS - 424) * 1000 + 3_250));
    assert_eq!(phone.cure(), CorrectOutcome::Corrected { seconds: 424 });
    assert_eq!(phone.alice.w().present(id).unwrap().turns_in_ms, left(DOORS * 1000 + 3_250));
    let asked = challenge(&phone, phone.true_time());
    assert_eq!(phone.alice.w().answer(id, &asked.0).unwrap().turns_in_ms, 30_000 - 250);
}

#[test]
fn a_bound_beacon_cures_a_slow_and_a_fast_phone_and_survives_a_crash() {
    for slow in [420, -420, 600, -600] {
        let mut phone = Late::by(slow);
        assert_eq!(phone.error(), slow.unsigned_abs());
        assert_eq!(phone.cure(), CorrectOutcome::Corrected { seconds: slow });
        assert_eq!(phone.error(), 0);
        phone.alice.reopen();
        phone.pass(35);
        assert_eq!(phone.error(), 0);
        assert_eq!(phone.alice.w().clock(), WalletClock::Corrected { seconds: slow });
        assert_eq!(phone.alice.w().clock().code(), "CLOCK_CORRECTED");
    }
}

#[test]
fn c_01_a_beacon_without_form_role_hour_gate_or_signature_is_bad() {
    let mut phone = Late::by(420);
    let id = phone.show();
    let good = phone.beacon(id);
    for place in 0..good.len() {
        let mut changed = good.clone();
        changed[place] ^= 1;
        let code = phone.correct(&changed).code();
        assert!(["BAD_BEACON", "UPDATE_APP"].contains(&code), "{place}: {code}");
        assert_eq!(phone.correct(&good[..place]), CorrectOutcome::BadBeacon);
    }
    let payload = BeaconPayload { presentation: id, gate: 0, time: phone.true_time() };
    let (key, stamper) = phone.organizer.staff(51, &[Role::Stamp]);
    let unauthorised = crate::wire::Wire::to_bytes(&Beacon::sign(&payload, &key, &stamper));
    assert_eq!(phone.correct(&unauthorised), CorrectOutcome::BadBeacon);
    let late = phone.beacon_at(id, at(10 * 3600));
    assert_eq!(phone.correct(&late), CorrectOutcome::BadBeacon);
    let stranger = Late { organizer: Organizer::other(), ..Late::by(0) };
    assert_eq!(phone.correct(&stranger.beacon(id)), CorrectOutcome::BadBeacon);
    assert_eq!(phone.alice.w().clock(), WalletClock::Fine);
    assert_eq!(phone.correct(&good), CorrectOutcome::Corrected { seconds: 420 });
}

#[test]
fn c_02_a_beacon_for_another_phones_code_is_not_for_me() {
    let (mut phone, mut other) = (Late::by(420), Late::by(420));
    other.ticket = other.alice.obtain(&mut phone.organizer, 1)[0];
    let (mine, photographed) = (phone.show(), other.show());
    let beacon = phone.beacon(photographed);
    assert_eq!(phone.correct(&beacon), CorrectOutcome::NotForMe);
    assert_eq!(phone.error(), 420);
    let beacon = phone.beacon(mine);
    assert_eq!(phone.correct(&beacon), CorrectOutcome::Corrected { seconds: 420 });
}

#[test]
fn c_02_a_beacon_counts_for_a_minute_by_the_clock_that_nobody_sets() {
    for (passed, outcome) in
        [(60, CorrectOutcome::Corrected { seconds: 420 }), (61, CorrectOutcome::NotForMe)]
    {
        for reopened in [true, false] {
            let mut phone = Late::by(420);
            let id = phone.show();
            phone.pass(passed);
            if reopened {
                phone.alice.reopen();
            }
            let beacon = phone.beacon(id);
            assert_eq!(phone.correct(&beacon), outcome, "{passed} s, {reopened}");
        }
    }
    let mut phone = Late::by(420);
    let id = phone.show();
    phone.pass(120);
    phone.alice.clock.set(DOORS - 420);
    let beacon = phone.beacon(id);
    assert_eq!(phone.correct(&beacon), CorrectOutcome::NotForMe, "the clock was set back");
    phone.alice.clock.restart_at(3);
    assert_eq!(phone.correct(&beacon), CorrectOutcome::NotForMe, "the phone was started again");
}

#[test]
fn c_02_every_turn_of_a_minute_is_known_though_only_the_first_writes() {
    let mut phone = Late::by(420);
    let ids: Vec<_> = (0..7)
        .map(|_| {
            let id = phone.show();
            phone.pass(10);
            id
        })
        .collect();
    let known = ids.iter().map(|id| phone.beacon(*id)).collect::<Vec<_>>();
    assert_eq!(phone.correct(&known[0]), CorrectOutcome::NotForMe);
    for beacon in &known[1..] {
        assert_ne!(phone.correct(beacon), CorrectOutcome::NotForMe);
    }
}

#[test]
fn c_02_a_code_shown_again_after_the_clock_was_set_back_is_as_young_as_it_is() {
    let mut phone = Late::by(420);
    phone.show();
    phone.pass(100);
    phone.alice.clock.set(DOORS - 420);
    assert_eq!(phone.cure(), CorrectOutcome::Corrected { seconds: 520 });
}

#[test]
fn c_02_short_codes_and_answers_to_challenges_are_known_too() {
    let mut phone = Late::by(420);
    let code = phone.alice.w().present_reference(phone.ticket).unwrap();
    let event = phone.organizer.event.event;
    let head = phone.alice.w().current(phone.ticket).unwrap().head();
    let short = crate::code::Presentation::reference(event, head, code.step).id();
    let beacon = phone.beacon(short);
    assert_eq!(phone.correct(&beacon).code(), "corrected");

    let mut phone = Late::by(420);
    let asked = challenge(&phone, at(0));
    let answer = phone.alice.w().answer(phone.ticket, &asked.0).unwrap();
    let answered = crate::code::Presentation::interactive(event, head, answer.step, asked.1).id();
    let beacon = phone.beacon(answered);
    phone.pass(61);
    assert_eq!(phone.correct(&beacon), CorrectOutcome::NotForMe);
    let mut phone = Late::by(420);
    phone.alice.w().answer(phone.ticket, &asked.0).unwrap();
    assert_eq!(phone.correct(&beacon).code(), "corrected");
}

fn challenge(phone: &Late, time: Time) -> (Vec<u8>, crate::code::ChallengeHash) {
    let event = phone.organizer.event.event;
    let payload = ChallengePayload { event, gate: 0, time, nonce: [1; 16], seconds: 30, hpke: None };
    let (key, certificate) = phone.organizer.staff(50, &[Role::Scan]);
    let message = Challenge::sign(&payload, &key, &certificate);
    (crate::wire::Wire::to_bytes(&message), payload.hash())
}

#[test]
fn c_03_a_beacon_over_a_minute_before_an_authenticated_time_is_old() {
    let mut phone = Late::by(420);
    assert_eq!(phone.cure().code(), "corrected");
    phone.pass(100);
    let id = phone.show();
    for (seconds, code) in [(39, "OLD_BEACON"), (40, "corrected")] {
        let beacon = phone.beacon_at(id, at(seconds));
        assert_eq!(phone.correct(&beacon).code(), code, "{seconds}");
    }
}

#[test]
fn c_04_a_phone_over_ten_minutes_off_is_told_to_set_its_clock() {
    for slow in [601, -601] {
        let mut phone = Late::by(slow);
        assert_eq!(phone.cure(), CorrectOutcome::ClockTooFar { seconds: slow });
        assert!(phone.error() >= 600);
        assert_eq!(phone.alice.w().clock(), WalletClock::Fine);
    }
}

#[test]
fn c_05_a_clock_within_five_seconds_is_left_alone() {
    for (slow, code) in [(5, "unchanged"), (-5, "unchanged"), (6, "corrected"), (-6, "corrected")] {
        assert_eq!(Late::by(slow).cure().code(), code, "{slow}");
    }
}

#[test]
fn c_06_a_second_beacon_replaces_the_first_and_never_adds_to_it() {
    let mut phone = Late::by(420);
    phone.cure();
    assert_eq!(phone.cure(), CorrectOutcome::Unchanged);
    let id = phone.show();
    let beacon = phone.beacon_at(id, at(30));
    assert_eq!(phone.correct(&beacon), CorrectOutcome::Corrected { seconds: 450 });
    let far = phone.beacon_at(id, at(181));
    assert_eq!(phone.correct(&far), CorrectOutcome::ClockTooFar { seconds: 601 });
}

#[test]
fn c_07_the_offset_goes_when_the_clock_is_set_when_the_phone_restarts_and_after_twelve_hours() {
    let cured = || {
        let mut phone = Late::by(420);
        assert_eq!(phone.cure().code(), "corrected");
        phone
    };
    let mut phone = cured();
    phone.alice.clock.set(DOORS - 420 + 2);
    assert_eq!(phone.alice.w().now(), at(2));
    phone.alice.clock.set(DOORS - 420 + 3);
    assert_eq!(phone.alice.w().now(), at(3 - 420));
    let mut phone = cured();
    phone.alice.clock.set(DOORS);
    assert_eq!(phone.error(), 0, "the person set the phone's clock right");

    let mut phone = cured();
    phone.alice.clock.restart_at(3);
    assert_eq!(phone.error(), 420);
    phone.pass(2_000);
    assert_eq!(phone.error(), 420);

    let mut phone = cured();
    phone.pass(12 * 3600);
    assert_eq!(phone.error(), 0);
    phone.pass(10);
    assert_eq!(phone.error(), 420);
}

#[test]
fn c_07_an_authenticated_time_ahead_of_the_phone_warns_and_stops_nothing() {
    let mut phone = Late::by(420);
    phone.cure();
    phone.alice.clock.set(DOORS - 7200);
    assert_eq!(phone.alice.w().clock(), WalletClock::Behind { seconds: 7200 });
    assert_eq!(phone.alice.w().clock().code(), "CLOCK_BEHIND");
    phone.pass(100);
    phone.alice.clock.set(DOORS - 7200);
    phone.alice.reopen();
    assert_eq!(phone.alice.w().clock(), WalletClock::Behind { seconds: 7300 });
    assert_eq!(phone.error(), 7300);
    phone.alice.clock.set(DOORS + 100 - 60);
    assert_eq!(phone.alice.w().clock(), WalletClock::Fine);
}

#[test]
fn stamps_and_challenges_that_hold_raise_the_floor_and_move_no_clock() {
    let mut phone = Late::by(100);
    let presentation = phone.show();
    let (key, certificate) = phone.organizer.staff(50, &[Role::Scan, Role::Stamp]);
    let payload = StampPayload { presentation, gate: 0, time: at(0), level: 2, entry: [4; 16] };
    let stamp = crate::wire::Wire::to_bytes(&DigitalStamp::sign(&payload, &key, &certificate));
    assert_eq!(phone.alice.w().accept_stamp(&stamp).unwrap().code(), "stamped");
    assert_eq!(phone.alice.w().clock(), WalletClock::Behind { seconds: 100 });
    assert_eq!(phone.error(), 100);

    let mut phone = Late::by(1_000);
    let asked = challenge(&phone, at(0)).0;
    phone.alice.w().challenge_face(&asked).unwrap();
    assert_eq!(phone.alice.w().clock(), WalletClock::Fine);
    phone.alice.w().answer(phone.ticket, &asked).unwrap();
    phone.alice.reopen();
    assert_eq!(phone.alice.w().clock(), WalletClock::Behind { seconds: 1_000 });
}

#[test]
fn o_02_a_fast_phone_that_was_corrected_hands_over_once_the_time_it_showed_is_there() {
    let mut phone = Late::by(-420);
    phone.cure();
    let mut bob = Person::new(2);
    bob.clock.set(DOORS);
    let request = bob.w().request(1, None).unwrap();
    let id = phone.ticket;
    let refused = phone.alice.w().hand_over(id, &request, &Confirmation::Camera).unwrap_err();
    assert_eq!(refused, WalletError::ClockTurnedBack { from: at(420) });
    phone.pass(420);
    phone.alice.w().hand_over(id, &request, &Confirmation::Camera).unwrap();
}

#[test]
fn o_02_a_slow_phone_that_was_corrected_endorses_at_the_gates_time() {
    let mut phone = Late::by(420);
    phone.cure();
    let mut bob = Person::new(2);
    bob.clock.set(DOORS);
    let request = bob.w().request(1, None).unwrap();
    phone.alice.w().hand_over(phone.ticket, &request, &Confirmation::Camera).unwrap();
    phone.pass(30);
    let parcel = phone.alice.w().parcel(phone.ticket).unwrap();
    let crate::wallet::ParcelState::Ready { parcel, .. } = parcel else { panic!("{parcel:?}") };
    bob.clock.advance(30);
    let received = bob.w().receive(&parcel, crate::wallet::Decision::Take).unwrap();
    let crate::wallet::Received::Rows { rows, .. } = received else { panic!("{received:?}") };
    assert_eq!(rows[0].outcome.code(), "taken");
}

/// Anything that can happen to the clocks of a phone, and what it does in between.
#[derive(Debug, Clone, Copy)]
enum Move {
    Set(u64),
    Pass(u64),
    Restart(u64),
    Reopen,
    Beacon(i64),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        (0..Time::END).prop_map(Move::Set),
        proptest::prelude::any::<u32>().prop_map(|n| Move::Set(u64::from(n) << 20)),
        (0..100_000_u64).prop_map(Move::Pass),
        (0..100_000_u64).prop_map(Move::Restart),
        proptest::prelude::Just(Move::Reopen),
        (-700..700_i64).prop_map(Move::Beacon),
    ];
    prop::collection::vec(one, 1..12)
}

proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_happens_to_the_clocks_the_ticket_is_shown(moves in moves()) {
        let mut phone = Late::by(0);
        for step in moves {
            match step {
                Move::Set(seconds) => phone.alice.clock.set(seconds),
                Move::Pass(seconds) => phone.pass(seconds),
                Move::Restart(seconds) => phone.alice.clock.restart_at(seconds),
                Move::Reopen => phone.alice.reopen(),
                Move::Beacon(seconds) => {
                    let id = phone.show();
                    let beacon = phone.beacon_at(id, phone.true_time().shifted(seconds));
                    phone.correct(&beacon);
                }
            }
            let now = phone.alice.w().now();
            let shown = phone.alice.w().present(phone.ticket).unwrap();
            assert_eq!(shown.step, now.step());
            phone.alice.w().clock();
        }
    }
}
