//! What the holders do.

use std::sync::Arc;

use mogiri::ports::Host;
use mogiri::testing::fixtures::host;
use mogiri::testing::{FixedClock, MemoryVault};
use mogiri::ticket::TicketId;
use mogiri::wallet::{
    Confirmation, Decision, ParcelState, Received, RowOutcome, SettleOutcome, StampOutcome, TicketState,
    Wallet, WalletError,
};
use mogiri_tests::device::scratch;
use tempfile::TempDir;

use crate::world::World;

/// One phone.
pub(crate) struct WalletActor {
    folder: TempDir,
    clock: Arc<FixedClock>,
    vault: Arc<MemoryVault>,
    seed: u64,
    wallet: Option<Wallet>,
}

impl WalletActor {
    pub(crate) fn new(world: u64, number: u64) -> Self {
        let (clock, vault) = (FixedClock::at(0), MemoryVault::new());
        let mut actor = Self { folder: scratch(), clock, vault, seed: world * 1000 + number, wallet: None };
        let path = actor.folder.path().join("wallet");
        actor.wallet = Some(Wallet::create(&path, actor.ports()).expect("a wallet is made"));
        actor
    }

    fn ports(&mut self) -> Host {
        self.seed += 100_000;
        host(&self.clock, &self.vault, self.seed % (1 << 31))
    }

    fn at(&mut self, hour: u64) -> &mut Wallet {
        self.clock.set(hour);
        self.wallet.as_mut().expect("the wallet is open")
    }

    /// The app dies and is started again.
    fn restart(&mut self) {
        drop(self.wallet.take());
        let path = self.folder.path().join("wallet");
        let ports = self.ports();
        self.wallet = Some(Wallet::open(&path, ports).expect("a wallet opens after a crash"));
    }

    /// Whether this wallet can show a ticket.
    pub(crate) fn holds(&mut self, ticket: TicketId) -> Option<()> {
        let summary = self.wallet.as_ref()?.ticket(ticket).ok()?;
        let gone =
            matches!(summary.state, TicketState::HandingOver | TicketState::HandedOn | TicketState::Returned);
        (!gone).then_some(())
    }

    fn some_ticket(&mut self, hour: u64, pick: impl FnOnce(usize) -> usize) -> Option<TicketId> {
        let tickets = self.at(hour).tickets().expect("a wallet lists its tickets");
        (!tickets.is_empty()).then(|| tickets[pick(tickets.len())].id)
    }
}

/// An honest wallet on a sound disk is never damaged, whatever hour it is.
fn sound<T>(outcome: Result<T, WalletError>) -> Option<T> {
    match outcome {
        Ok(value) => Some(value),
        Err(error) => {
            let damaged = matches!(
                error,
                WalletError::Corrupt
                    | WalletError::VaultDamaged
                    | WalletError::KeyLost
                    | WalletError::RolledBack
                    | WalletError::NoWallet
                    | WalletError::FolderUnusable(_)
            );
            assert!(!damaged, "{error:?}");
            None
        }
    }
}

impl World {
    fn someone(&mut self) -> (usize, u64) {
        (self.below(self.wallets.len()), self.hour(25))
    }

    fn someones_ticket(&mut self) -> Option<(usize, u64, TicketId)> {
        let (who, hour) = self.someone();
        let draw = self.below(1000);
        let ticket = self.wallets[who].some_ticket(hour, |len| draw % len)?;
        Some((who, hour, ticket))
    }

    /// The organizer answers a wallet's request with new tickets.
    pub(crate) fn issue(&mut self) {
        const MOST: u8 = 240;
        let (who, hour) = self.someone();
        let count = self.below(3) + 1;
        if self.tickets >= MOST {
            return;
        }
        let Some(request) = sound(self.wallets[who].at(hour).request(count, None)) else { return };
        let file = self.organizer.ticket_file_for(&request, count);
        self.tickets += u8::try_from(count).expect("at most 3");
        let imported = self.wallets[who].at(hour).import(&file).expect("a wallet takes its own tickets");
        assert_eq!(imported.tickets.len(), count);
    }

    pub(crate) fn show(&mut self) {
        let Some((who, hour, ticket)) = self.someones_ticket() else { return };
        if let Some(code) = sound(self.wallets[who].at(hour).present(ticket)) {
            self.saw(code.text);
            self.check_one_holder(ticket);
        }
    }

    fn saw(&mut self, code: String) {
        const KEPT: usize = 30;
        self.codes.push(code);
        if self.codes.len() > KEPT {
            self.codes.remove(0);
        }
    }

    /// Somebody walks up to a gate.
    pub(crate) fn show_and_scan(&mut self) {
        let Some((who, _, ticket)) = self.someones_ticket() else { return };
        let hour = self.hour(100);
        let Some(code) = sound(self.wallets[who].at(hour).present(ticket)) else { return };
        self.saw(code.text.clone());
        let gate = self.below(self.gates.len());
        self.scan(gate, &code.text);
    }

    pub(crate) fn ask_for_tickets(&mut self) {
        let (who, hour) = self.someone();
        let count = self.below(2) + 1;
        let event = self.one_in(2).then_some(self.organizer.event.event);
        if let Some(request) = sound(self.wallets[who].at(hour).request(count, event)) {
            Self::say(&mut self.requests, request);
        }
    }

    pub(crate) fn hand_over(&mut self) {
        let Some((who, hour, ticket)) = self.someones_ticket() else { return };
        let Some(which) = self.pick(self.requests.len()) else { return };
        let request = self.requests[which].clone();
        let wallet = self.wallets[who].at(hour);
        if sound(wallet.hand_over(ticket, &request, &Confirmation::Camera)).is_some() {
            let shown = wallet.present(ticket);
            assert_eq!(
                shown,
                Err(WalletError::HandedOn),
                "{ticket} is shown by a wallet that handed it over"
            );
        }
    }

    pub(crate) fn fetch_parcel(&mut self) {
        let Some((who, hour, ticket)) = self.someones_ticket() else { return };
        if let Some(ParcelState::Ready { parcel, .. }) = sound(self.wallets[who].at(hour).parcel(ticket)) {
            Self::say(&mut self.parcels, parcel);
        }
    }

    pub(crate) fn receive(&mut self) {
        let (who, hour) = self.someone();
        let Some(which) = self.pick(self.parcels.len()) else { return };
        let parcel = self.parcels[which].clone();
        let decision = if self.one_in(4) { Decision::Decline } else { Decision::Take };
        // A parcel opens for one wallet: offer it to all, beginning with a random one.
        for offset in 0..self.wallets.len() {
            let friend = (who + offset) % self.wallets.len();
            let received = sound(self.wallets[friend].at(hour).receive(&parcel, decision));
            let Some(Received::Rows { answer, rows }) = received else { continue };
            for row in &rows {
                match row.outcome {
                    RowOutcome::Taken => self.tally.taken += 1,
                    RowOutcome::Returned => self.tally.returned += 1,
                    RowOutcome::BadTicket(reason) => {
                        assert_eq!(reason.code(), "EXPIRED", "an honest parcel holds");
                    }
                    _ => {}
                }
            }
            if let Some(answer) = answer {
                Self::say(&mut self.answers, answer);
            }
            rows.into_iter().filter_map(|row| row.ticket).for_each(|ticket| self.check_one_holder(ticket));
        }
    }

    pub(crate) fn settle(&mut self) {
        let hour = self.hour(25);
        let Some(which) = self.pick(self.answers.len()) else { return };
        let answer = self.answers[which].clone();
        for who in 0..self.wallets.len() {
            let Some(settled) = sound(self.wallets[who].at(hour).settle(&answer)) else { continue };
            for row in settled {
                assert_ne!(row.outcome, SettleOutcome::BadAnswer, "an honest answer holds");
                row.ticket.into_iter().for_each(|ticket| self.check_one_holder(ticket));
            }
        }
    }

    pub(crate) fn accept_stamp(&mut self) {
        let hour = self.hour(25);
        let Some(which) = self.pick(self.stamps.len()) else { return };
        let stamp = self.stamps[which].clone();
        for who in 0..self.wallets.len() {
            if let Some(StampOutcome::Stamped { .. }) = sound(self.wallets[who].at(hour).accept_stamp(&stamp))
            {
                self.tally.stamped += 1;
            }
        }
    }

    pub(crate) fn restart_wallet(&mut self) {
        let (who, hour) = self.someone();
        self.wallets[who].clock.set(hour);
        self.wallets[who].restart();
    }
}
