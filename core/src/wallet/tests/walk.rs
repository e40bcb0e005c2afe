//! Random hand-overs between two wallets: messages lost, repeated and reordered, wallets dropped between any two calls.

use rand_chacha::rand_core::Rng;

use super::mend::{SPOILS, older};
use super::*;
use crate::ports::VaultError;
use crate::ticket::{Head, Xid};
use crate::transfer::{Answer, Parcel};
use crate::wallet::rows::State;
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
    /// Which hand-over of a head left.
    left: Vec<(Head, Xid)>,
    clock: u64,
    rng: ChaCha20Rng,
    /// What an act may say where the files are torn.
    excuses: &'static [WalletError],
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
            left: Vec::new(),
            clock: T0,
            rng: ChaCha20Rng::seed_from_u64(seed),
            excuses: &[],
        }
    }

    /// What an act gave; nothing where it has an excuse.
    #[track_caller]
    fn done<T>(&self, outcome: Result<T, WalletError>) -> Option<T> {
        match outcome {
            Ok(done) => Some(done),
            Err(error) if self.excuses.contains(&error) => None,
            Err(error) => panic!("{error:?}"),
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
            act => self.act(who, act),
        }
    }

    fn act(&mut self, who: usize, act: usize) {
        match act {
            2 => {
                let request = self.people[who].w().request(1, None);
                self.requests[who].extend(self.done(request));
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
                    let settled = self.people[who].w().settle(&answer);
                    self.done(settled);
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
            self.note_what_left(who);
        }
    }

    /// Over one head one hand-over leaves, however often.
    fn note_what_left(&mut self, who: usize) {
        let rows = self.people[who].w().rows_of(self.ticket).unwrap();
        let handed = rows.iter().rev().find(|row| matches!(row.row.state, State::Handed(_))).unwrap();
        let (head, xid) = (handed.head(), handed.hand_out().unwrap().xid(handed));
        match self.left.iter().find(|(known, _)| *known == head) {
            Some((_, known)) => assert_eq!(*known, xid, "two parcels of one head"),
            None => self.left.push((head, xid)),
        }
    }

    fn deliver(&mut self, who: usize, parcel: &[u8], decision: Decision) {
        let received = self.people[who].w().receive(parcel, decision);
        if let Some(Received::Rows { answer: Some(answer), .. }) = self.done(received) {
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
                    let settled = self.people[who].w().settle(&answer);
                    self.done(settled);
                }
            }
        }
    }
}

/// Folders that were copied, and what is done to folders.
#[derive(Default)]
struct Torn {
    copies: [Vec<TempDir>; 2],
    put_back: usize,
    mended: usize,
}

impl Torn {
    /// One thing that happens to somebody, or to his files: mostly what a hand-over is made of.
    fn step(&mut self, pair: &mut TransferPair) {
        const WHAT_MATTERS: [usize; 8] = [2, 3, 3, 4, 4, 5, 6, 7];
        let who = pair.draw(2);
        let copy = self.copies[who].len().checked_sub(1).map(|last| pair.draw(last + 1));
        match (pair.draw(16), copy) {
            (0, _) => self.copies[who].push(older(&mut pair.people[who])),
            (1 | 2, Some(copy)) => {
                pair.people[who].restore(&self.copies[who][copy]);
                self.put_back += 1;
            }
            (3, Some(copy)) => self.spoil(pair, who, copy),
            // The disk has a change that the vault was not told of, and the app dies.
            (4..7, older) => {
                pair.people[who].vault.fail_with(Some(VaultError::Unavailable));
                let act = WHAT_MATTERS[pair.draw(8)];
                pair.act(who, act);
                pair.people[who].vault.fail_with(None);
                drop(pair.people[who].wallet.take());
                match (pair.draw(2), older) {
                    (1, Some(older)) => self.take_away(pair, who, older),
                    _ => pair.people[who].reopen(),
                }
            }
            (7..10, _) => pair.pass_time(),
            _ => {
                let act = WHAT_MATTERS[pair.draw(8)];
                pair.act(who, act);
            }
        }
    }

    /// Somebody keeps the folder as the app left it, for later, and goes on with an older one.
    fn take_away(&mut self, pair: &mut TransferPair, who: usize, older: usize) {
        let kept = tempfile::tempdir().unwrap();
        copy_files(pair.people[who].folder.path(), kept.path());
        pair.people[who].restore(&self.copies[who][older]);
        self.copies[who].push(kept);
    }

    /// A row is changed, lost or put back, and the wallet is mended; where nobody can, it stays as it was.
    fn spoil(&mut self, pair: &mut TransferPair, who: usize, copy: usize) {
        let (spoil, place) = (SPOILS[pair.draw(SPOILS.len())], (pair.draw(3) + 1).to_string());
        let tables = ["meta", "event", "ticket", "request", "tombstone", "shown", "evidence"];
        let sql = spoil.replace("{t}", tables[pair.draw(tables.len())]).replace("{n}", &place);
        let (older, person) = (self.copies[who][copy].path().join("store.db"), &mut pair.people[who]);
        let sound = person.backup();
        person.tamper(&format!("ATTACH '{}' AS older; {sql}", older.display()));
        match person.mend() {
            Ok(mended) => self.mended += usize::from(mended.aside.is_some()),
            Err(error) => {
                assert_eq!(error, WalletError::Corrupt);
                person.restore(&sound);
            }
        }
        person.reopen();
    }
}

/// Crashes before the vault was told, folders of before put back, rows spoilt and mended, in any order: a ticket may be lost
/// by it, and is nowhere twice.
#[test]
fn whatever_happens_to_folders_no_two_wallets_show_a_ticket() {
    let (mut put_back, mut mended, mut hand_overs) = (0, 0, 0);
    for seed in 240..320 {
        let (mut pair, mut torn) = (TransferPair::new(seed), Torn::default());
        pair.excuses = &[WalletError::VaultUnavailable, WalletError::Corrupt];
        for who in 0..2 {
            torn.copies[who].push(older(&mut pair.people[who]));
            (0..6).for_each(|_| pair.act(who, 2));
        }
        for step in 0..40 {
            torn.step(&mut pair);
            assert!(pair.presenters() <= 1, "seed {seed}, step {step}");
        }
        pair.settle_down();
        assert!(pair.presenters() <= 1, "seed {seed}");
        put_back += torn.put_back;
        mended += torn.mended;
        hand_overs += pair.answers.len();
    }
    println!("{put_back} put back, {mended} mended, {hand_overs} answers");
    assert!(put_back > 50 && mended > 10 && hand_overs > 15, "{put_back}, {mended}, {hand_overs}");
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
