//! Cards and wristbands at the door: the list of this device, kept encrypted, and what a tap says (protocol §4, §5.7). A
//! card's id can be copied, so what it admits is never proved.

use zeroize::Zeroizing;

use super::admit::NameCheck;
use super::documents::{put_parts, read_parts};
use super::exposure::note_held;
use super::rows::CARRIERS;
use super::setup::Updated;
use super::verdict::Verdict;
use super::{Gate, GateError};
use crate::code::{Code, Presented, Reason, RevokedKeys};
use crate::crypto::hash_bytes;
use crate::ports::LogAct;
use crate::store::{Store, StoreError};
use crate::ticket::{CardId, Carriers, Documents, PersonalData, Role};
use crate::wire::Wire;

impl Gate {
    /// Judges a card that was tapped: `card` is its id as the reader gives it, 4 to 16 bytes; `name` stands on the person's
    /// document, for tickets that ask for one. Role manual, in its hours. What it admits rests on nothing but the card:
    /// the note `CARD` says so.
    pub fn tap(&mut self, card: &[u8], name: Option<&str>) -> Result<Verdict, GateError> {
        self.logged(LogAct::Admit, |gate| {
            let shift = gate.check_shift()?;
            let check = name.map_or(NameCheck::None, NameCheck::Compared);
            let digest = tap_digest(card, name);
            let Ok(card) = CardId::new(card) else {
                return gate.refuse_typed(digest, Reason::Malformed.into(), None);
            };
            if let Some(repeat) = gate.repeat_of(&digest) {
                return Ok(Verdict::Repeat(repeat));
            }
            match gate.find_carried(&card) {
                Err(reason) => gate.refuse_typed(digest, reason.into(), None),
                Ok(presented) => gate.conclude(digest, &presented, check, shift),
            }
        })
    }

    /// The ticket that a card stands for, as far as P-02 and P-06.
    fn find_carried(&self, card: &CardId) -> Result<Presented, Reason> {
        let may = self.check_role(Role::Manual, self.now()).is_ok();
        let carriers = self.carriers.as_ref().filter(|_| may).ok_or(Reason::NeedProof)?;
        let ticket = carriers.ticket(card).ok_or(Reason::UnknownCard)?;
        self.verify(Code::Card(ticket), RevokedKeys::AskLead)
    }

    /// Adopts a list of carriers that was sealed to this device.
    pub(super) fn adopt_carriers(&mut self, message: &[u8]) -> Result<Updated, GateError> {
        let opened = Carriers::open(message, &self.hpke, self.documents.event().event)?;
        let Some(newer) = Carriers::adopt(&opened, self.carriers.as_ref(), &self.documents)? else {
            return Ok(Updated::Unchanged);
        };
        let bytes = Zeroizing::new(newer.envelope().to_bytes());
        let now = self.now();
        self.store.write(&mut *self.rng, |tables| {
            note_held(tables, PersonalData::Cards, now)?;
            put_parts(tables, CARRIERS, &bytes)
        })?;
        self.carriers = Some(newer);
        Ok(Updated::New)
    }
}

/// The list in force; what was adopted before a key was revoked stays.
pub(super) fn read_carriers(store: &Store, documents: &Documents) -> Result<Option<Carriers>, GateError> {
    read_parts(store, CARRIERS)?.map(|bytes| carriers_of(&bytes, documents)).transpose()
}

pub(super) fn carriers_of(bytes: &[u8], documents: &Documents) -> Result<Carriers, GateError> {
    let envelope = Carriers::read_envelope(bytes).map_err(|_| StoreError::Corrupt)?;
    Ok(Carriers::verify(&envelope, documents.trust())?)
}

/// P-00 knows a card by itself and by the name that was compared with it.
fn tap_digest(card: &[u8], name: Option<&str>) -> [u8; 32] {
    let length = [u8::try_from(card.len()).unwrap_or(u8::MAX)];
    hash_bytes("tapped", &[length.as_slice(), card, name.unwrap_or_default().as_bytes()].concat())
}
