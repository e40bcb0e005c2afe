//! Random hand-overs between two wallets: messages lost, repeated and reordered, wallets dropped between any two calls.

use rand_chacha::rand_core::Rng;

use super::*;
use crate::ticket::Xid;
use crate::transfer::{Answer, Parcel};
use crate::wallet::{Confirmation, Decision, ParcelState, Received};

/// Two honest wallets, one ticket, and whatever is under way between them. Nothing that was sent is ever gone: it may
/// be lost for long, and come late or twice.
struct TransferPair {
    people: [Person; 2],
    ticket: TicketId,
    organizer: Organizer,
    requests: [Vec<Vec<u8>>; 2],
    parcels: Vec<Vec<u8>>,
    answers: Vec<Vec<u8>>,
    clock: u64,
    rng: ChaCha20Rng,
}

impl TransferPair {
    fn new(seed: u64) -> Self {
        let mut organizer = Organizer::new();
        organizer.policy.hops = 3;
        let (alice, ids) = Person::with_tickets(seed * 2 + 1, &mut organizer, 1);
        let bob = Person::new(seed * 2 + 2);
        Self {
            people: [alice, bob],
            ticket: ids[0],
            organizer,
            requests: [Vec::new(), Vec::new()],
            parcels: Vec::new(),
            answers: Vec::new(),
            clock: T0,
            rng: ChaCha20Rng::seed_from_u64(seed),
        }
    }

    fn draw(&mut self, below: usize) -> usize {
        usize::try_from(self.rng.next_u64() % u64::try_from(below).unwrap()).unwrap()
    }

    fn pick(&mut self, from: &[Vec<u8>]) -> Option<Vec<u8>> {
        if from.is_empty() { None } else { Some(from[self.draw(from.len())].clone()) }
    }

    /// One move of somebody.
    fn step(&mut self) {
        let who = self.draw(2);
        match self.draw(9) {
            0 => self.people[who].reopen(),
            1 => self.pass_time(),
            2 => {
                let request = self.people[who].w().request(1, None).unwrap();
                self.requests[who].push(request);
            }
            3 => {
                let requests = self.requests[1 - who].clone();
                if let Some(request) = self.pick(&requests) {
                    let ticket = self.ticket;
                    let _refused = self.people[who].w().hand_over(ticket, &request, &Confirmation::Camera);
                }
            }
            4 => self.send_parcel(who),
            5 | 6 => {
                let decision = if self.draw(3) == 0 { Decision::Decline } else { Decision::Take };
                let parcels = self.parcels.clone();
                if let Some(parcel) = self.pick(&parcels) {
                    self.deliver(who, &parcel, decision);
                }
            }
            7 => {
                let answers = self.answers.clone();
                if let Some(answer) = self.pick(&answers) {
                    self.people[who].w().settle(&answer).unwrap();
                }
            }
            _ => {
                let _refused = self.people[who].w().present(self.ticket);
            }
        }
    }

    fn pass_time(&mut self) {
        self.clock += u64::try_from(self.draw(60)).unwrap();
        for person in &self.people {
            person.clock.set(self.clock);
        }
    }

    fn send_parcel(&mut self, who: usize) {
        if let Ok(ParcelState::Ready { parcel, .. }) = self.people[who].w().parcel(self.ticket) {
            self.parcels.push(parcel);
        }
    }

    fn deliver(&mut self, who: usize, parcel: &[u8], decision: Decision) {
        if let Received::Rows { answer: Some(answer), .. } =
            self.people[who].w().receive(parcel, decision).unwrap()
        {
            self.answers.push(answer);
        }
    }

    /// How many wallets show the ticket, and that a gate takes every code.
    fn presenters(&mut self) -> usize {
        let documents = self.organizer.documents();
        let mut presenters = 0;
        for person in &mut self.people {
            if let Ok(code) = person.w().present(self.ticket) {
                verify(scan(&code.text).unwrap(), &Against::gate(&documents, code.step)).unwrap();
                presenters += 1;
            }
        }
        presenters
    }

    /// Delivers everything until nothing changes: what a patient pair of friends does in the end.
    fn settle_down(&mut self) {
        self.clock += 600;
        for _ in 0..3 {
            self.pass_time();
            for who in 0..2 {
                self.send_parcel(who);
                for parcel in self.parcels.clone() {
                    let decision = if self.draw(2) == 0 { Decision::Take } else { Decision::Decline };
                    self.deliver(who, &parcel, decision);
                }
            }
            for who in 0..2 {
                for answer in self.answers.clone() {
                    self.people[who].w().settle(&answer).unwrap();
                }
            }
        }
    }
}

#[test]
fn one_honest_wallet_at_most_shows_a_ticket_and_in_the_end_exactly_one_does() {
    let mut hand_overs = 0;
    for seed in 0..24 {
        let mut pair = TransferPair::new(seed);
        for _ in 0..50 {
            pair.step();
            assert!(pair.presenters() <= 1, "seed {seed}");
        }
        pair.settle_down();
        assert_eq!(pair.presenters(), 1, "seed {seed}: stranded");
        let xids: std::collections::BTreeSet<Xid> = pair
            .answers
            .iter()
            .flat_map(|answer| Answer::from_message(answer).unwrap().rows)
            .map(|r| r.xid())
            .collect();
        hand_overs += xids.len();
        assert!(pair.parcels.iter().all(|parcel| Parcel::from_message(parcel).is_ok()));
    }
    assert!(hand_overs > 24, "the walk hands over: {hand_overs}");
}
