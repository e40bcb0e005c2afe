//! Answering a gate's challenge: profile I (protocol §5). The person sees which gate asks, and taps.

use super::present::PresentedCode;
use super::rows::{Answered, TicketRow};
use super::ticket::{Ticket, ticket_bytes};
use super::{Wallet, WalletError};
use crate::code::{Challenge, ChallengePayload, InteractiveCode, Presentation, Profile, SealedOpening};
use crate::ports::LogAct;
use crate::store::Table;
use crate::ticket::{Step, TicketId, Time};
use crate::wire::{Wire, to_text};

/// Whether a challenge asks for more than a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsksFor {
    /// The signature alone.
    Signature,
    /// The name too, which only this gate can open.
    Name,
}

/// Who asks, as the person sees it before the tap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChallengeFace {
    /// The event's title.
    pub title: String,
    /// The gate's name.
    pub gate: String,
    /// The gate's time.
    pub time: Time,
    /// What is asked for.
    pub asks: AsksFor,
}

impl Wallet {
    /// Which gate asks by a challenge (type 14): show it to the person before answering.
    ///
    /// # Errors
    /// [`WalletError::BadChallenge`] if it does not hold under an event of this wallet.
    pub fn challenge_face(&self, challenge: &[u8]) -> Result<ChallengeFace, WalletError> {
        let challenge = read(challenge)?;
        let tickets = self.all_rows()?;
        let mut held: Vec<_> = self.events()?.holding(|documents| challenge.verify(documents).ok()).collect();
        let ours = held.iter().position(|(documents, _)| tickets.iter().any(|t| t.is_under(documents)));
        if held.is_empty() {
            return Err(WalletError::BadChallenge);
        }
        let (documents, payload) = held.swap_remove(ours.unwrap_or_default());
        let event = documents.event();
        let asks = if payload.hpke.is_some() { AsksFor::Name } else { AsksFor::Signature };
        let gate = event.gate_name(payload.gate);
        Ok(ChallengeFace { title: event.title.clone(), gate, time: payload.time, asks })
    }

    /// Answers a challenge with a ticket of that event, after the person said yes. What a stamp or a later hand-over
    /// must know is durable before the code is returned.
    pub fn answer(&mut self, id: TicketId, message: &[u8]) -> Result<PresentedCode, WalletError> {
        self.logged(LogAct::Answer, |wallet| {
            let challenge = wallet.challenge_for(&wallet.current(id)?, message)?;
            wallet.learn_time(challenge.time)?;
            let (_, began_ms) = wallet.step_now();
            let (ticket, key, step) = wallet.showable(id)?;
            let opening = wallet.seal_name(&ticket, &challenge)?;
            let (event, head) = (challenge.event, ticket.head());
            let presentation = Presentation::interactive(event, head, step, challenge.hash()).id();
            let (row_id, mut row) = (ticket.id, ticket.row.clone());
            row.remember(Answered { head, step, presentation, began_ms });
            wallet.commit(&|tags, item| item.add_answered(tags.answered(head.xid())), |w| {
                Ok(w.update(Table::Ticket, row_id, &ticket_bytes(&row))?)
            })?;
            let code = InteractiveCode::answer_by(
                &ticket.credential,
                &ticket.chain,
                &key,
                step,
                challenge.hash(),
                opening,
            )?;
            Ok(wallet.interactive(&code, step, &challenge))
        })
    }

    /// The ticket's name, sealed to the gate that asks for it, where this wallet knows it.
    fn seal_name(
        &mut self,
        ticket: &Ticket,
        challenge: &ChallengePayload,
    ) -> Result<Option<SealedOpening>, WalletError> {
        let opening = ticket.row.secrets.as_ref().and_then(|secrets| secrets.opening.as_ref());
        let Some(opening) = opening else { return Ok(None) };
        let sealed = SealedOpening::seal(opening, challenge, ticket.head(), &mut *self.host.rng);
        sealed.map_err(|_| WalletError::BadChallenge)
    }

    /// A challenge by staff of this ticket's own organizer: no other is told its name.
    fn challenge_for(&self, ticket: &Ticket, message: &[u8]) -> Result<ChallengePayload, WalletError> {
        let challenge = read(message)?;
        let mut held = self.events()?.holding(|documents| challenge.verify(documents).ok());
        let ours = held.find(|(documents, _)| ticket.is_under(documents));
        ours.map(|(_, payload)| payload).ok_or(WalletError::BadChallenge)
    }

    fn interactive(&self, code: &InteractiveCode, step: Step, challenge: &ChallengePayload) -> PresentedCode {
        let bytes = code.to_bytes();
        let valid_until = challenge.time.shifted(challenge.seconds.into());
        PresentedCode {
            bytes: bytes.len(),
            text: to_text(&bytes),
            step,
            valid_until,
            turns_in_ms: self.ms_until(valid_until).min(u64::from(challenge.seconds) * 1000),
            profile: Profile::Interactive,
        }
    }
}

fn read(message: &[u8]) -> Result<Challenge, WalletError> {
    Challenge::from_message(message).map_err(|_| WalletError::BadChallenge)
}

impl TicketRow {
    /// Keeps an answer; of one head at least one always stays.
    fn remember(&mut self, answered: Answered) {
        if self.answered.len() >= Answered::MAX {
            self.answered.remove(0);
        }
        self.answered.push(answered);
    }
}
