//! Showing a ticket: a code of profile P, whatever the clock says (protocol §1.2, §5, §6).

use super::clock::STEP_MS;
use super::holder_key::HolderKey;
use super::rows::{ShownRange, ShownRow};
use super::ticket::{Standing, Ticket};
use super::{LastShown, Wallet, WalletError};
use crate::code::{CheckDigits, Digits, Locator, Profile, ProofCode, ReferenceCode, TotpCode, TotpForm};
use crate::ports::LogAct;
use crate::store::Table;
use crate::ticket::{Flag, Step, TicketId, Time};
use crate::wire::{Wire, to_text};

/// How far a ceiling is written ahead, so that most turns of a code write nothing. With the step itself: 6 steps.
const AHEAD: u64 = 5;
/// How long a code is known again when a stamp names it (D-02), in steps: 10 minutes.
const REMEMBERED: u64 = 60;

/// One turn of the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresentedCode {
    /// `MG1:` and base45, for a QR code in alphanumeric mode.
    pub text: String,
    /// Length of the message in bytes.
    pub bytes: usize,
    /// The turn: unix time / 10.
    pub step: Step,
    /// The first second of the next turn.
    pub valid_until: Time,
    /// In so many milliseconds the next turn begins, by the clock that this code was made with: at most 10 000, and 0 if
    /// it has begun. A code that answers a gate does not turn; it is of use for so long.
    pub turns_in_ms: u64,
    /// Which profile.
    pub profile: Profile,
}

/// What is known of the steps for which codes of one ticket were signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SignedSteps {
    /// A code was signed for this step or a later one.
    pub(super) at_least: Step,
    /// None was signed for a later one.
    pub(super) at_most: Step,
    /// On disk; an endorsement is above it.
    pub(super) ceiling: Step,
}

impl Wallet {
    /// The code of this moment. No clock, stamp or list stops it: only a ticket that was handed on or is unknown is
    /// refused.
    pub fn present(&mut self, id: TicketId) -> Result<PresentedCode, WalletError> {
        self.logged(LogAct::Present, |wallet| {
            let (ticket, key, step) = wallet.showable(id)?;
            let code = ProofCode::present_by(&ticket.credential, &ticket.chain, &key, step)?;
            Ok(wallet.turning(&code.to_bytes(), step, Profile::Proof))
        })
    }

    /// The short code of this moment, for gates that carry the manifest (profile R).
    ///
    /// # Errors
    /// [`WalletError::NoSuchProfile`] where the issuer did not allow it or the ticket was handed on before: the
    /// manifest knows its first holder.
    pub fn present_reference(&mut self, id: TicketId) -> Result<PresentedCode, WalletError> {
        self.logged(LogAct::Present, |wallet| {
            let ticket = wallet.current(id)?;
            let listed = ticket.credential.payload().policy.flags.has(Flag::Reference);
            if !listed || !ticket.chain.endorsements().is_empty() {
                return Err(WalletError::NoSuchProfile);
            }
            let (ticket, key, step) = wallet.showable(id)?;
            let code = ReferenceCode::present_by(&ticket.credential, &key, step)?;
            Ok(wallet.turning(&code.to_bytes(), step, Profile::Reference))
        })
    }

    /// The digits of this moment as a code, for doors that know only TOTP (profile T).
    ///
    /// # Errors
    /// [`WalletError::NoSuchProfile`] where the issuer did not allow it or sealed no secret to this wallet.
    pub fn present_totp(&self, id: TicketId) -> Result<PresentedCode, WalletError> {
        self.log(LogAct::Present, self.totp_code(id))
    }

    fn totp_code(&self, id: TicketId) -> Result<PresentedCode, WalletError> {
        let ticket = self.current(id)?;
        let policy = ticket.credential.payload().policy;
        let secret = ticket.row.secrets.as_ref().and_then(|secrets| secrets.code.as_ref());
        let allowed = policy.flags.has(Flag::Totp) && policy.hops == 0;
        let secret = secret.filter(|_| allowed).ok_or(WalletError::NoSuchProfile)?;
        if self.standing(&ticket) != Standing::Held {
            return Err(WalletError::HandedOn);
        }
        let (step, _) = self.step_now();
        let code = TotpCode { ticket: id, digits: Digits::at(secret, step), form: TotpForm::Code };
        Ok(self.turning(&code.to_bytes(), step, Profile::Totp))
    }

    /// The check digits of this moment, to stand under the code and to be read out where no camera helps. `None` once
    /// the ticket was handed on, and for a ticket that came without its secrets.
    pub fn check_digits(&self, id: TicketId) -> Result<Option<CheckDigits>, WalletError> {
        let ticket = self.current(id)?;
        let first = self.standing(&ticket) == Standing::Held && ticket.chain.endorsements().is_empty();
        let secret = ticket.row.secrets.as_ref().and_then(|secrets| secrets.digits.as_ref());
        let digits = secret.filter(|_| first).map(|secret| Digits::at(secret, self.step_now().0));
        Ok(digits.map(|digits| CheckDigits { locator: Locator::of(id), digits }))
    }

    /// A code that turns with the step.
    fn turning(&self, bytes: &[u8], step: Step, profile: Profile) -> PresentedCode {
        let valid_until = step.plus(1).begins();
        let turns_in_ms = self.ms_until(valid_until).min(STEP_MS);
        PresentedCode { bytes: bytes.len(), text: to_text(bytes), step, valid_until, turns_in_ms, profile }
    }

    /// A ticket that is held, its key, and the step of this moment, made durable.
    pub(super) fn showable(&mut self, id: TicketId) -> Result<(Ticket, HolderKey, Step), WalletError> {
        let ticket = self.current(id)?;
        if self.standing(&ticket) != Standing::Held {
            return Err(WalletError::HandedOn);
        }
        let key = self.holder_key(ticket.chain.holder())?;
        let (step, began_ms) = self.step_now();
        self.allow_step(&ticket, step, began_ms)?;
        Ok((ticket, key, step))
    }

    /// What was signed for a ticket; `None` if nothing ever was.
    pub(super) fn signed_steps(&self, id: TicketId) -> Result<Option<SignedSteps>, WalletError> {
        let row = self.shown_row(id)?.map(|kept| kept.row);
        let session = self.shown.get(&id);
        let floor = Some(self.meta.row.step_floor).filter(|floor| *floor > Step::default());
        let Some(ceiling) = row.as_ref().map(|row| row.ceiling).max(floor) else { return Ok(None) };
        let began = row.as_ref().and_then(|row| row.ranges.iter().map(|range| range.from).max());
        let at_least = began.max(session.map(|s| s.highest)).max(floor).unwrap_or(ceiling);
        let exact = session.map(|s| s.before.max(Some(s.highest)).max(floor));
        Ok(Some(SignedSteps { at_least, at_most: exact.flatten().unwrap_or(ceiling), ceiling }))
    }

    /// Makes it durable, here and in the vault, that a code for this step may have been signed (protocol §6), and when
    /// the step began by the monotonic clock (C-02).
    fn allow_step(&mut self, ticket: &Ticket, step: Step, began_ms: u64) -> Result<(), WalletError> {
        let id = ticket.ticket();
        let kept = self.shown_row(id)?;
        let mut row = kept.as_ref().map(|kept| kept.row.clone()).unwrap_or_default();
        let before = kept.as_ref().map(|kept| kept.row.ceiling);
        if !row.covers(ticket, step, began_ms) {
            // One code is drawn far more often by a command than ten in a row: only the second is written ahead.
            let ahead = if self.shown.contains_key(&id) { AHEAD } else { 0 };
            let range = ShownRange { head: ticket.head(), from: step, to: step.plus(ahead), began_ms };
            row.allow(range, step);
            let (ceiling, value) = (row.ceiling, row.to_bytes());
            self.commit(&|_, item| item.raise_ceiling(ceiling), |w| match kept {
                Some(kept) => Ok(w.update(Table::Shown, kept.id, &value)?),
                None => Ok(w.insert(Table::Shown, Some(id.as_bytes()), &value).map(drop)?),
            })?;
        }
        self.flush()?;
        let at_ms = self.monotonic_ms();
        let shown = self.shown.entry(id).or_insert(LastShown { at_ms, highest: step, before });
        (shown.at_ms, shown.highest) = (at_ms, shown.highest.max(step));
        Ok(())
    }
}

impl ShownRow {
    fn covers(&self, ticket: &Ticket, step: Step, began_ms: u64) -> bool {
        let head = ticket.head();
        self.ranges.iter().any(|range| range.head == head && range.was_foreseen(step, began_ms))
    }

    fn allow(&mut self, range: ShownRange, now: Step) {
        self.ranges.retain(|old| old.to.plus(REMEMBERED) >= now);
        if self.ranges.len() >= Self::MAX_RANGES {
            self.ranges.remove(0);
        }
        self.ceiling = self.ceiling.max(range.to);
        self.ranges.push(range);
    }
}
