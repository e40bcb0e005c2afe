//! Digits at the door: profile T, and check digits that somebody read out (protocol §5). A secret that the gate has
//! too makes them, so what they admit is never proved.

use super::admit::{Judged, NameCheck, Objection};
use super::setup::{meta, replace};
use super::verdict::{Note, Verdict};
use super::{Gate, GateError};
use crate::code::{
    Against, CheckDigits, Code, Detail, Locator, NameSeen, Presented, Profile, Reason, TotpCode, TotpForm,
    verify,
};
use crate::crypto::hash_bytes;
use crate::order;
use crate::ports::LogAct;
use crate::store::{Store, StoreError, Table, Writer as Tables};
use crate::ticket::{Role, TicketId, Time};
use crate::wire::{Reader, Wire, WireError, Writer};

pub(super) const TRIES: &[u8] = b"tries";
/// For how long a wrong try counts, in seconds.
const TRY_SECONDS: u64 = 600;
/// So many wrong tries a locator, then none for a while.
const TRIES_A_LOCATOR: usize = 5;
/// So many wrong tries a device.
const TRIES_A_DEVICE: usize = 30;

/// Check digits that fitted no ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WrongTry {
    locator: Locator,
    at: Time,
}

impl Gate {
    /// Judges check digits that were read out or typed. They let somebody in only with `name` as it stands on the
    /// person's document, if it is the guest list's, and only for a ticket that cannot be handed on; else a person
    /// with authority decides (`DIGITS_ONLY`). Wrong ones say nothing about any ticket.
    pub fn admit_digits(&mut self, digits: &str, name: Option<&str>) -> Result<Verdict, GateError> {
        self.logged(LogAct::Admit, |gate| {
            let shift = gate.check_shift()?;
            let check = name.map_or(NameCheck::None, NameCheck::Compared);
            let Ok(typed) = digits.parse::<CheckDigits>() else {
                return gate.refuse_typed(digits_digest(digits, name), Reason::Malformed.into(), None);
            };
            let digest = digits_digest(&typed.to_string(), name);
            if let Some(repeat) = gate.repeat_of(&digest) {
                return Ok(Verdict::Repeat(repeat));
            }
            if !gate.judges_digits() {
                return gate.refuse_typed(digest, Reason::NeedProof.into(), None);
            }
            if let Some(from) = gate.locked_until(typed.locator) {
                let objection = Objection::with(Reason::TooManyTries, Detail::TryAgainFrom(from));
                return gate.refuse_typed(digest, objection, None);
            }
            match gate.find_typed(typed) {
                None => gate.refuse_typed(digest, Reason::WrongDigits.into(), Some(typed.locator)),
                Some(presented) => gate.conclude(digest, &presented, check, shift),
            }
        })
    }

    /// Whether this device may let somebody in without a proof.
    pub(super) fn judges_digits(&self) -> bool {
        self.guests.is_some() && self.check_role(Role::Manual, self.now()).is_ok()
    }

    /// The ticket whose digits these are: every one with that locator is tried.
    fn find_typed(&self, typed: CheckDigits) -> Option<Presented> {
        let rows = self.documents.manifest()?.rows();
        let tickets: Vec<TicketId> =
            rows.map(|(ticket, _)| ticket).filter(|ticket| typed.locator.is_of(*ticket)).collect();
        let zones = self.guests.as_ref()?.zones();
        let against = Against { zones, ..Against::gate(&self.documents, self.now().step()) };
        let code = |ticket| TotpCode { ticket, digits: typed.digits, form: TotpForm::Typed };
        tickets.into_iter().find_map(|ticket| verify(Code::Totp(code(ticket)), &against).ok())
    }

    /// After all other rules: check digits alone let nobody in.
    pub(super) fn check_digits_only(presented: &Presented, judged: Judged, name: &NameSeen) -> Judged {
        let typed = matches!(presented.code(), Code::Totp(TotpCode { form: TotpForm::Typed, .. }));
        let stays = presented.payload().policy.hops == 0;
        let enough = stays && matches!(name, NameSeen::Verified(_));
        if !typed || enough || matches!(judged, Judged::Object(_)) {
            return judged;
        }
        let detail = match name {
            NameSeen::Listed(name) => Detail::NameOnList(name.clone()),
            _ => Detail::None,
        };
        Judged::Object(Objection::with(Reason::DigitsOnly, detail))
    }

    /// From when on digits with this locator are tried again. A clock moved by more than the window lifts it.
    pub(super) fn locked_until(&self, locator: Locator) -> Option<Time> {
        let now = self.now();
        let recent = || self.tries.iter().filter(|wrong| wrong.at.distance(now) <= TRY_SECONDS);
        let of_locator = recent().filter(|wrong| wrong.locator == locator);
        [lock(recent(), TRIES_A_DEVICE), lock(of_locator, TRIES_A_LOCATOR)].into_iter().flatten().max()
    }

    /// Refuses without a ticket; a wrong try is on disk before the answer.
    pub(super) fn refuse_typed(
        &mut self,
        digest: [u8; 32],
        objection: Objection,
        wrong: Option<Locator>,
    ) -> Result<Verdict, GateError> {
        let mut tries = self.tries.clone();
        if let Some(locator) = wrong {
            add_try(&mut tries, WrongTry { locator, at: self.now() });
        }
        let verdict = self.refuse_beside(digest, None, objection, |tables| match wrong {
            Some(_) => put_tries(tables, &tries),
            None => Ok(()),
        })?;
        self.tries = tries;
        Ok(verdict)
    }
}

/// Those that no longer count go. So do the oldest above what a row holds: a clock that moved may let more count at once
/// than were ever let in.
fn add_try(tries: &mut Vec<WrongTry>, wrong: WrongTry) {
    tries.retain(|old| old.at.distance(wrong.at) <= TRY_SECONDS);
    tries.push(wrong);
    tries.drain(..tries.len().saturating_sub(TRIES_A_DEVICE));
}

/// Whose digits a code of profile T claims to be.
pub(super) fn locator_of(code: &Code) -> Option<Locator> {
    match code {
        Code::Totp(code) => Some(Locator::of(code.ticket)),
        _ => None,
    }
}

/// The end of the lock that so many tries make: when the last `limit` of them are no longer within the time.
fn lock<'a>(tries: impl Iterator<Item = &'a WrongTry>, limit: usize) -> Option<Time> {
    let mut times: Vec<Time> = tries.map(|wrong| wrong.at).collect();
    order::sort(&mut times);
    let at = times.len().checked_sub(limit).and_then(|first| times.get(first))?;
    Some(at.shifted(i64::try_from(TRY_SECONDS).unwrap_or_default().saturating_add(1)))
}

/// P-00 knows digits by themselves and by the name that was compared with them.
fn digits_digest(text: &str, name: Option<&str>) -> [u8; 32] {
    hash_bytes("typed", &[text.as_bytes(), &[0], name.unwrap_or_default().as_bytes()].concat())
}

/// What the journal says of an entry that rests on digits or a card.
pub(super) fn note_of(code: &Code) -> Option<Note> {
    match code {
        Code::Totp(TotpCode { form: TotpForm::Typed, .. }) => Some(Note::Digits),
        Code::Totp(_) => Some(Note::Totp),
        Code::Card(_) => Some(Note::Card),
        _ => None,
    }
}

/// Digits are a shared secret and a card can be copied: they prove nothing against anybody.
pub(super) fn proves(presented: &Presented) -> bool {
    !matches!(presented.profile(), Profile::Totp | Profile::Card)
}

pub(super) fn read_tries(store: &Store) -> Result<Vec<WrongTry>, StoreError> {
    meta(store, Table::Judged, TRIES)?.map_or(Ok(Vec::new()), |row| tries_of(&row))
}

pub(super) fn tries_of(row: &[u8]) -> Result<Vec<WrongTry>, StoreError> {
    TryList::decode(&mut Reader::new(row)).map(|list| list.0).map_err(|_| StoreError::Corrupt)
}

fn put_tries(tables: &mut Tables<'_>, tries: &[WrongTry]) -> Result<(), StoreError> {
    replace(tables, Table::Judged, TRIES, &TryList(tries.to_vec()).to_bytes())
}

struct TryList(Vec<WrongTry>);

impl Wire for TryList {
    fn encode(&self, w: &mut Writer) {
        w.list(&self.0, |w, wrong| {
            w.array(2).uint(wrong.locator.number()).uint(wrong.at);
        });
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.list(0, TRIES_A_DEVICE as u64, "tries", |r| {
            r.array(2, "try")?;
            let locator = Locator::from_number(r.uint32("locator")?);
            let locator = locator.ok_or(WireError::Bounds { field: "locator" })?;
            Ok(WrongTry { locator, at: Time::decode(r, "at")? })
        })
        .map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fixtures::at;

    #[test]
    fn wrong_tries_are_kept_as_many_as_a_row_holds_whatever_the_clock_did() {
        let wrong = |seconds| WrongTry { locator: Locator::from_number(1).unwrap(), at: at(seconds) };
        let mut tries = Vec::new();
        for seconds in (600..630).chain(20..40) {
            add_try(&mut tries, wrong(seconds));
        }
        let row = TryList(tries.clone()).to_bytes();
        assert_eq!(tries_of(&row), Ok(tries.clone()));
        assert_eq!(tries.last(), Some(&wrong(39)));
    }
}
